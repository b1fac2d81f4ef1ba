"""How the market for work is: sectors, tightness, outlook, the minimum wage."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rmt_portal.reference.models.occupations import BrcGroup
from rmt_portal.reference.models.places import LabourRegion

QUARTER = r"^[0-9]{4}Q[1-4]$"


class Sector(models.Model):
    """An SBI section (one letter) or division (two digits), with the version of the scheme (2008 or 2025)."""

    scheme = models.PositiveSmallIntegerField(_("versie van de indeling"), default=2008)
    code = models.CharField(_("code"), max_length=2)
    name = models.CharField(_("naam"), max_length=200)
    section = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="divisions", verbose_name=_("sectie")
    )

    class Meta:
        ordering = ["scheme", "code"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="sector_once"),
            models.CheckConstraint(condition=Q(code__regex=r"^([A-Z]|[0-9]{2})$"), name="sector_code_is_sbi"),
        ]
        verbose_name = _("sector")
        verbose_name_plural = _("sectoren")

    def __str__(self) -> str:
        return self.name


class SourcedFigure(models.Model):
    """A figure of somebody else: never shown without its source, its date, and whether it is a demo value."""

    source = models.CharField(_("bron"), max_length=200)
    published_on = models.DateField(_("datum"))
    is_demo = models.BooleanField(_("voorbeeldwaarde"), default=False)

    class Meta:
        abstract = True


class Tightness(SourcedFigure):
    """Open vacancies per person less than six months in WW, for an occupation group, region and quarter.

    ``brc`` empty: all occupations; ``region`` empty: the Netherlands. ``quarter`` reads "2026Q1".
    """

    brc = models.ForeignKey(BrcGroup, on_delete=models.CASCADE, null=True, blank=True, related_name="tightness")
    region = models.ForeignKey(LabourRegion, on_delete=models.CASCADE, null=True, blank=True, related_name="tightness")
    quarter = models.CharField(_("kwartaal"), max_length=6)
    ratio = models.FloatField(_("spanning"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brc", "region", "quarter"], name="tightness_once", nulls_distinct=False),
            models.CheckConstraint(condition=Q(ratio__gte=0), name="tightness_ratio_not_negative"),
            models.CheckConstraint(condition=Q(quarter__regex=QUARTER), name="tightness_quarter"),
        ]
        verbose_name = _("spanning")
        verbose_name_plural = _("spanning")


class TightnessClass(models.Model):
    """The word for a tightness ratio: from ``ratio_from`` (included) up to the next class ("krap", "zeer krap")."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("naam"), max_length=40)
    ratio_from = models.FloatField(_("vanaf"), unique=True)

    class Meta:
        ordering = ["ratio_from"]
        verbose_name = _("woord voor spanning")
        verbose_name_plural = _("woorden voor spanning")

    def __str__(self) -> str:
        return self.name


class SectorOutlook(SourcedFigure):
    """Whether a sector shrinks, is stable or is short of people, per region (empty: everywhere) and year ("2026")."""

    class Outlook(models.TextChoices):
        SHRINKING = "shrinking", _("krimp")
        STABLE = "stable", _("stabiel")
        SHORTAGE = "shortage", _("tekort")

    sector = models.ForeignKey(Sector, on_delete=models.CASCADE, related_name="outlooks")
    region = models.ForeignKey(LabourRegion, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    period = models.CharField(_("periode"), max_length=6)
    outlook = models.CharField(_("vooruitzicht"), max_length=10, choices=Outlook)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sector", "region", "period"], name="sector_outlook_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(period__regex=r"^[0-9]{4}$"), name="sector_outlook_period_is_a_year"),
        ]
        verbose_name = _("vooruitzicht van een sector")
        verbose_name_plural = _("vooruitzichten van sectoren")


class MinimumWage(models.Model):
    """The legal minimum wage per hour (euro) from a date, for an age; ``age`` 21 means 21 and older."""

    class Contract(models.TextChoices):
        REGULAR = "regular", _("gewone baan")
        BBL = "bbl", _("leerwerkbaan (bbl)")

    valid_from = models.DateField(_("geldig vanaf"))
    age = models.PositiveSmallIntegerField(_("leeftijd"))
    contract = models.CharField(_("soort contract"), max_length=20, choices=Contract, default=Contract.REGULAR)
    hourly = models.DecimalField(_("per uur"), max_digits=5, decimal_places=2)

    class Meta:
        ordering = ["-valid_from", "-age"]
        constraints = [
            models.UniqueConstraint(fields=["valid_from", "age", "contract"], name="minimum_wage_once"),
            models.CheckConstraint(condition=Q(age__range=(15, 21), hourly__gt=0), name="minimum_wage_of_an_age"),
        ]
        verbose_name = _("minimumloon")
        verbose_name_plural = _("minimumlonen")

    def __str__(self) -> str:
        return f"{self.hourly} ({self.age}, {self.valid_from})"
