"""Learning at a company (praktijkleren): accredited companies, and what must be there before a start."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from services.models.grants import ServiceGrant


class AccreditedCompanyQuerySet(models.QuerySet["AccreditedCompany"]):
    """Questions about the register."""

    def accredited_on(self, day: date) -> "AccreditedCompanyQuerySet":
        """Companies that may teach on a day."""
        ends = Q(accredited_until__isnull=True) | Q(accredited_until__gte=day)
        return self.filter(ends, accredited_from__lte=day)


class AccreditedCompany(models.Model):
    """A company that may teach at work (erkend leerbedrijf), as the register of SBB says; imported, never typed."""

    number = models.CharField(_("nummer van het leerbedrijf"), max_length=20, unique=True)
    name = models.CharField(_("naam"), max_length=150)
    place = models.CharField(_("plaats"), max_length=80, blank=True)
    qualifications = models.CharField(_("mag opleiden voor"), max_length=500, blank=True)
    accredited_from = models.DateField(_("erkend vanaf"))
    accredited_until = models.DateField(_("erkend tot en met"), null=True, blank=True)

    objects = AccreditedCompanyQuerySet.as_manager()

    class Meta:
        ordering = ["name", "number"]
        verbose_name = _("erkend leerbedrijf")
        verbose_name_plural = _("erkende leerbedrijven")
        constraints = [
            models.CheckConstraint(
                condition=Q(accredited_until__isnull=True) | Q(accredited_until__gte=F("accredited_from")),
                name="accredited_company_period_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.place}" if self.place else self.name


class PracticeLearning(models.Model):
    """What must be there before learning at a company starts: an accredited company, a number, three agreements."""

    grant = models.OneToOneField(ServiceGrant, on_delete=models.CASCADE, related_name="practice")
    company = models.ForeignKey(
        AccreditedCompany, on_delete=models.PROTECT, related_name="+", verbose_name=_("leerbedrijf")
    )
    reservation_number = models.CharField(_("reserveringsnummer"), max_length=40)
    practice_on = models.DateField(_("praktijkovereenkomst getekend"))
    education_on = models.DateField(_("onderwijsovereenkomst getekend"))
    placement_on = models.DateField(_("plaatsingsovereenkomst getekend"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reservation_number=""), name="grant_practice_has_reservation")
        ]
