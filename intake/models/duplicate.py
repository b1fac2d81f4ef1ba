"""People who may stand in the portal twice: how they are found, what a colleague said, and what was merged."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models.client import Client
from partners.models import Organisation
from rmt_portal import clock


class MatchKey(models.Model):
    """What a person has in common with a possible double: a phone number, a birth date with an initial, and so on.

    Two people are compared only when they share a key, so that the comparison stays linear in the number of people.
    """

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="match_keys")
    region_id = models.BigIntegerField()
    key = models.CharField(max_length=160)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "key"], name="match_key_once")]
        indexes = [models.Index(fields=["region_id", "key"], include=["client"], name="match_key_by_key")]

    def __str__(self) -> str:
        return str(self.client_id)


class Verdict(models.TextChoices):
    """What a colleague said about a pair."""

    OPEN = "open", _("nog te bekijken")
    SAME = "same", _("zelfde persoon")
    OTHER = "other", _("andere persoon")


class DuplicatePair(models.Model):
    """Two people who look alike, with the evidence as codes; ``first`` is the one that was there first."""

    first = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    evidence = ArrayField(models.CharField(max_length=20), verbose_name=_("bewijs"))
    score = models.SmallIntegerField()
    found_at = models.DateTimeField(_("gevonden"), default=clock.now)
    verdict = models.CharField(_("oordeel"), max_length=6, choices=Verdict, default=Verdict.OPEN)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-score", "pk"]
        verbose_name = _("misschien dubbel")
        verbose_name_plural = _("misschien dubbel")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="duplicate_pair_in_order"),
            models.CheckConstraint(
                condition=models.Q(verdict="open", judged_at__isnull=True)
                | (~models.Q(verdict="open") & models.Q(judged_at__isnull=False)),
                name="duplicate_verdict_has_a_moment",
            ),
        ]
        indexes = [models.Index(fields=["-score"], condition=~models.Q(verdict="other"), name="duplicate_to_do")]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"


class ClientMerge(models.Model):
    """Two people became one. ``snapshot`` holds what is needed to take it back, and is emptied when that term ends."""

    kept = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="merges")
    gone_id = models.BigIntegerField()
    gone_public_id = models.UUIDField(db_index=True)
    snapshot = models.JSONField(default=dict)
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField(_("samengevoegd"), default=clock.now)
    undone_at = models.DateTimeField(_("teruggedraaid"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-merged_at", "-pk"]
        verbose_name = _("samengevoegd dossier")
        verbose_name_plural = _("samengevoegde dossiers")
        constraints = [
            models.UniqueConstraint(
                fields=["gone_id"], condition=models.Q(undone_at__isnull=True), name="client_merge_gone_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kept_id} {self.gone_id}"
