"""Access in an emergency, with its reason and the verdict on it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models.organisations import Organisation
from partners.models.users import User
from rmt_portal import clock
from rmt_portal.reference.models import LabourRegion


class EmergencyReason(models.TextChoices):
    """Why somebody opens a dossier that was not shared with them."""

    DANGER = "danger", _("Iemand is nu in gevaar")
    DEADLINE = "deadline", _("Iets moet vandaag gebeuren en de coach is er niet")
    CLIENT_ASKS = "client_asks", _("De kandidaat is nu hier of aan de telefoon")


class Verdict(models.TextChoices):
    """What the privacy officer thinks of an opening in nood."""

    RIGHT = "right", _("Terecht")
    TALK = "talk", _("Ik praat er nog over")
    WRONG = "wrong", _("Niet terecht")


class EmergencyAccess(models.Model):
    """A dossier was opened without a grant, with a reason; the client and the privacy officer see it.

    When the person is erased the explanation is emptied, and ``explanation_erased_at`` says since when: an empty
    explanation is never one that was not given.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("wie"))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(LabourRegion, on_delete=models.PROTECT, related_name="+")
    client_id = models.BigIntegerField(_("cliënt"))
    reason = models.CharField(_("reden"), max_length=12, choices=EmergencyReason)
    explanation = models.CharField(_("uitleg"), max_length=300)
    at = models.DateTimeField(_("moment"), default=clock.now)
    explanation_erased_at = models.DateTimeField(_("uitleg gewist op"), null=True, blank=True, editable=False)
    verdict = models.CharField(_("oordeel"), max_length=8, choices=Verdict, blank=True)
    reviewed_at = models.DateTimeField(_("beoordeeld op"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,  # who judged stays known
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("beoordeeld door"),
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("dossier geopend in nood")
        verbose_name_plural = _("dossiers geopend in nood")
        indexes = [
            models.Index(fields=["user", "at"], name="emergency_by_user"),
            models.Index(fields=["region", "-at"], name="emergency_by_region"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reason__in=EmergencyReason.values), name="emergency_reason_known"
            ),
            models.CheckConstraint(
                condition=models.Q(explanation="", explanation_erased_at__isnull=False)
                | (~models.Q(explanation="") & models.Q(explanation_erased_at__isnull=True)),
                name="emergency_is_explained",
            ),
            models.CheckConstraint(
                condition=models.Q(verdict="", reviewed_at__isnull=True, reviewed_by__isnull=True)
                | models.Q(verdict__in=Verdict.values, reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="emergency_review_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(reviewed_by__isnull=True) | ~models.Q(reviewed_by=models.F("user")),
                name="emergency_reviewed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%Y-%m-%d}"
