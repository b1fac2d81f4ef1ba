"""A referral that is being written: kept on the server between the steps, seen by its writer only."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models import Case
from partners.models import Organisation
from rmt_portal import clock
from services.models.referral import Referral


class ReferralConcept(models.Model):
    """What was filled in per step, as the forms cleaned it. Sending makes the referral, once; then the text goes."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+", verbose_name=_("dossier"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="referral_concepts", verbose_name=_("van")
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    parent = models.ForeignKey(Referral, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    answers = models.JSONField(_("antwoorden per stap"), default=dict)
    referral = models.OneToOneField(
        Referral,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="concept",
        verbose_name=_("verstuurd als"),
    )
    created_at = models.DateTimeField(_("gemaakt"), default=clock.now)
    updated_at = models.DateTimeField(_("gewijzigd"), default=clock.now)

    class Meta:
        ordering = ["-updated_at", "-pk"]
        verbose_name = _("verwijzing in concept")
        verbose_name_plural = _("verwijzingen in concept")
        indexes = [
            models.Index(fields=["owner"], condition=models.Q(referral__isnull=True), name="concept_open_by_owner")
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class StaffChoice(models.Model):
    """How somebody wants to hear of referrals: at once, or once a day."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="referral_choice")
    daily = models.BooleanField(_("één mail per dag"), default=False)

    class Meta:
        verbose_name = _("keuze van een medewerker")
        verbose_name_plural = _("keuzes van medewerkers")

    def __str__(self) -> str:
        return str(self.user_id)
