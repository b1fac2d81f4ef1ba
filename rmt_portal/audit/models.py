"""The log of who did or read what. Lines are only ever added: a trigger refuses every change, for every role."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class Result(models.TextChoices):
    """How it ended."""

    OK = "ok", _("gelukt")
    REFUSED = "refused", _("geweigerd")


class Origin(models.TextChoices):
    """Where it came from."""

    WEB = "web", _("website")
    SYSTEM = "system", _("systeem")


class AuditLineQuerySet(models.QuerySet["AuditLine"]):
    """Questions about the log."""

    def about_client(self, client_id: int, *earlier: int) -> "AuditLineQuerySet":
        """Lines in which something of this client was read or changed, also under ``earlier`` numbers (a merge)."""
        if earlier:
            return self.filter(client_ids__overlap=[client_id, *earlier])
        return self.filter(client_ids__contains=[client_id])

    def by_actor(self, actor_id: int) -> "AuditLineQuerySet":
        """Lines of what one person did."""
        return self.filter(actor_id=actor_id)

    def refused(self) -> "AuditLineQuerySet":
        """Lines of what was refused."""
        return self.filter(result=Result.REFUSED)


class AuditLine(models.Model):
    """One line: action, object, result, origin, actor, organisation, purpose, time, trace id (BIO 8.15.01).

    Ids and field *names* only, never values. A list or a search is one line with the ids that were shown.
    Time, id and regions are set by the database. No foreign keys: a line outlives what it is about.

    A line belongs to the regions of the clients it is about; without clients, to those where the actor works for this
    organisation (for a sign-in that failed: whose account it was). They are written down with the line, because a
    client can be erased and a colleague leave; the search of a privacy officer stays within them.
    """

    at = models.DateTimeField(_("moment"), db_default=models.functions.Now(), editable=False)
    action = models.CharField(_("actie"), max_length=60)
    object_kind = models.CharField(_("soort object"), max_length=60, blank=True)
    object_ids = models.JSONField(_("objecten"), default=list)
    client_ids = ArrayField(models.BigIntegerField(), verbose_name=_("cliënten"), default=list)
    fields = models.JSONField(_("velden"), default=list)
    result = models.CharField(_("resultaat"), max_length=10, choices=Result)
    reasons = models.JSONField(_("redenen"), default=list)
    origin = models.CharField(_("oorsprong"), max_length=20, choices=Origin)
    actor_id = models.BigIntegerField(_("door"), null=True)
    organisation_id = models.BigIntegerField(_("organisatie"), null=True)
    purpose = models.CharField(_("doel"), max_length=40, blank=True)
    trace_id = models.CharField(_("verzoek"), max_length=64, blank=True)
    region_ids = ArrayField(
        models.BigIntegerField(), verbose_name=_("regio's"), default=list, db_default=[], editable=False
    )

    objects = AuditLineQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["actor_id", "-id"], name="audit_by_actor"),
            models.Index(fields=["at"], name="audit_by_time"),
            GinIndex(fields=["client_ids"], name="audit_by_client"),
            models.Index(fields=["-id"], condition=models.Q(result="refused"), name="audit_refused"),
            models.Index(fields=["action", "-id"], name="audit_by_action"),
            models.Index(fields=["organisation_id", "-id"], name="audit_by_organisation"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(result__in=Result.values), name="audit_result_known"),
            models.CheckConstraint(condition=models.Q(origin__in=Origin.values), name="audit_origin_known"),
        ]
        verbose_name = _("regel van het logboek")
        verbose_name_plural = _("logboek")

    def __str__(self) -> str:
        return f"{self.pk} {self.action}"

    def as_text(self) -> dict[str, Any]:
        """Return the line as plain values in a fixed form, for the seal.

        Lines from before there were regions have none, and their seals were made without: only what is filled counts.
        Adding or taking a region still gives another text.
        """
        values = {field.attname: field.value_from_object(self) for field in self._meta.concrete_fields}
        if not values["region_ids"]:
            del values["region_ids"]
        return values | {"at": self.at.isoformat()}


class SealedDay(models.Model):
    """The lines of one finished day under a hash that also holds the hash of the day before (BIO 8.15.05)."""

    day = models.DateField(_("dag"), unique=True)
    lines = models.PositiveIntegerField(_("regels"))
    previous = models.CharField(_("zegel van de dag ervoor"), max_length=64, blank=True)
    digest = models.CharField(_("zegel"), max_length=64)
    sealed_at = models.DateTimeField(_("verzegeld op"), db_default=models.functions.Now(), editable=False)

    class Meta:
        ordering = ["day"]
        verbose_name = _("verzegelde dag")
        verbose_name_plural = _("verzegelde dagen")

    def __str__(self) -> str:
        return self.day.isoformat()


class ForgottenLog(models.Model):
    """That the lines up to and including a day were destroyed because their term passed; written by the database.

    The seals of those days stay, so that the chain can still be checked from its first day.
    """

    last_day = models.DateField(_("tot en met"), unique=True)
    lines = models.BigIntegerField(_("regels"))
    at = models.DateTimeField(_("vernietigd op"), db_default=models.functions.Now(), editable=False)

    class Meta:
        ordering = ["last_day"]
        verbose_name = _("vernietigd deel van het logboek")
        verbose_name_plural = _("vernietigde delen van het logboek")

    def __str__(self) -> str:
        return self.last_day.isoformat()
