"""Work to be done, as rows that stand in the same transaction as the change that asked for it (SECURITY 2.3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rmt_portal import clock


class OutboxQuerySet(models.QuerySet["OutboxItem"]):
    """Questions about the work."""

    def waiting(self) -> "OutboxQuerySet":
        """Work that is not done and not parked."""
        return self.filter(done_at__isnull=True, parked_at__isnull=True)

    def due(self) -> "OutboxQuerySet":
        """Work that may be taken up now, the longest waiting first."""
        return self.waiting().filter(not_before__lte=clock.now()).order_by("not_before", "id")

    def parked(self) -> "OutboxQuerySet":
        """Work that failed so often that somebody must look at it."""
        return self.filter(parked_at__isnull=False)


class OutboxItem(models.Model):
    """One piece of work: ``kind`` names its handler, ``payload`` holds ids only, ``key`` makes it happen once."""

    key = models.CharField(_("sleutel"), max_length=120, unique=True)
    kind = models.CharField(_("soort"), max_length=40)
    payload = models.JSONField(_("nummers"), default=dict)
    trace_id = models.CharField(max_length=64, blank=True)
    not_before = models.DateTimeField(_("niet voor"), default=clock.now)
    created_at = models.DateTimeField(_("gemaakt"), default=clock.now)
    attempts = models.PositiveSmallIntegerField(_("pogingen"), default=0)
    started_at = models.DateTimeField(
        _("begonnen"),
        null=True,
        blank=True,
        help_text="set while an attempt runs",
    )
    deaths = models.PositiveSmallIntegerField(_("halverwege gestopt"), default=0)
    done_at = models.DateTimeField(_("gedaan"), null=True, blank=True)
    parked_at = models.DateTimeField(_("geparkeerd"), null=True, blank=True)
    last_error = models.CharField(_("laatste fout"), max_length=200, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        ordering = ["not_before", "id"]
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                condition=models.Q(done_at__isnull=True, parked_at__isnull=True),
                name="outbox_waiting",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True) | models.Q(parked_at__isnull=True),
                name="outbox_done_or_parked",
            )
        ]
        verbose_name = _("werk in de wachtrij")
        verbose_name_plural = _("werk in de wachtrij")

    def __str__(self) -> str:
        return self.key


class Heartbeat(models.Model):
    """When a part last made progress; a row the drain writes, so that "alive" means "working"."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def beat(name: str) -> None:
        """Write that ``name`` made progress now."""
        Heartbeat.objects.bulk_create(
            [Heartbeat(name=name, at=clock.now())], update_conflicts=True, unique_fields=["name"], update_fields=["at"]
        )
