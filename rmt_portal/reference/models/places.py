"""Where people live and work: labour-market regions, municipalities, postcodes."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rmt_portal import colours

IN_THE_NETHERLANDS = Q(latitude__range=(50.5, 54.0), longitude__range=(3.0, 7.5))
"""A point in the European Netherlands, in degrees (WGS 84): catches swapped or wrongly scaled columns."""


class LabourRegion(models.Model):
    """One of the 35 labour-market regions (arbeidsmarktregio), by its CBS code."""

    code = models.CharField(_("code"), max_length=4, unique=True)
    name = models.CharField(_("naam"), max_length=100)
    lead_municipality = models.ForeignKey(
        "Municipality",
        on_delete=models.SET_NULL,  # a region survives a municipal merger
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("centrumgemeente"),
    )
    population = models.PositiveIntegerField(_("inwoners"), null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=Q(code__regex=r"^AM[0-9]{2}$"), name="region_code_is_am")]
        verbose_name = _("arbeidsmarktregio")
        verbose_name_plural = _("arbeidsmarktregio's")

    def __str__(self) -> str:
        return self.name


class RegionBrand(models.Model):
    """How a region presents itself and what it promises: data, never code (DECISIONS 11)."""

    region = models.OneToOneField(
        LabourRegion,
        on_delete=models.CASCADE,  # a brand means nothing without its region
        related_name="brand",
        verbose_name=_("regio"),
    )
    name = models.CharField(_("naam op de site"), max_length=100)
    short_name = models.CharField(_("korte naam"), max_length=40)
    slug = models.SlugField(_("naam in adressen"), unique=True)
    reference_prefix = models.CharField(_("voorvoegsel van nummers"), max_length=4)
    hosts = models.JSONField(_("hostnamen"), default=list, blank=True)
    contact_name = models.CharField(
        _("wie neemt op"), max_length=80, blank=True, help_text=_("De naam van de mens die je aan de lijn krijgt.")
    )
    talks = models.CharField(
        _("talen van het team"), max_length=120, blank=True, help_text=_("Bijvoorbeeld: Nederlands, Engels en Duits.")
    )
    phone = models.CharField(_("telefoon"), max_length=20)
    phone_hours = models.CharField(_("bereikbaar"), max_length=100)
    caller_id = models.CharField(_("nummer waarmee wij bellen begint met"), max_length=10, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    theme = models.JSONField(_("kleuren"), default=dict, blank=True)
    contact_working_days = models.PositiveSmallIntegerField(_("bellen binnen (werkdagen)"), default=2)
    first_meeting_working_days = models.PositiveSmallIntegerField(_("eerste gesprek binnen (werkdagen)"), default=10)
    is_open = models.BooleanField(_("aanmelden kan"), default=True)

    class Meta:
        verbose_name = _("uitstraling van een regio")
        verbose_name_plural = _("uitstraling van regio's")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse colours nobody could read, and host names that are no list of names."""
        wrong: dict[str, list[str]] = {}
        if reasons := colours.problems(self.theme):
            wrong["theme"] = [str(reason) for reason in reasons]
        if not (isinstance(self.hosts, list) and all(isinstance(host, str) and host for host in self.hosts)):
            wrong["hosts"] = [str(_('Schrijf de hostnamen als een lijst, bijvoorbeeld ["rmt.voorbeeld.nl"].'))]
        if wrong:
            raise ValidationError(wrong)


class Municipality(models.Model):
    """A municipality (gemeente) with a centre point in degrees (WGS 84)."""

    code = models.CharField(_("code"), max_length=6, unique=True)
    name = models.CharField(_("naam"), max_length=100)
    region = models.ForeignKey(
        LabourRegion,
        on_delete=models.PROTECT,  # clients are placed through it
        related_name="municipalities",
        verbose_name=_("regio"),
    )
    population = models.PositiveIntegerField(_("inwoners"), null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^GM[0-9]{4}$"), name="municipality_code_is_gm"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | IN_THE_NETHERLANDS, name="municipality_in_the_netherlands"
            ),
        ]
        verbose_name = _("gemeente")
        verbose_name_plural = _("gemeenten")

    def __str__(self) -> str:
        return self.name


class Postcode(models.Model):
    """A four-digit postcode with a point in degrees (WGS 84); ``is_address`` is false for PO-box codes."""

    code = models.CharField(_("postcode"), max_length=4, unique=True)
    place = models.CharField(_("plaats"), max_length=100)
    latitude = models.FloatField()
    longitude = models.FloatField()
    is_address = models.BooleanField(_("adrespostcode"), default=True)
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,  # a place without municipality has no desk to go to
        related_name="postcodes",
        verbose_name=_("gemeente"),
    )
    region = models.ForeignKey(
        LabourRegion,
        on_delete=models.PROTECT,  # the postcode decides the region of a registration
        related_name="postcodes",
        verbose_name=_("regio"),
    )

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[1-9][0-9]{3}$"), name="postcode_is_four_digits"),
            models.CheckConstraint(condition=IN_THE_NETHERLANDS, name="postcode_in_the_netherlands"),
        ]
        verbose_name = _("postcode")
        verbose_name_plural = _("postcodes")

    def __str__(self) -> str:
        return f"{self.code} {self.place}"
