"""What a region decided about who is helped, by whom and within which time; each row holds for a period.

Rules of the scheme changed three times in four years (DOMAIN 0.3), so they are data with dates and never code.
"""

from typing import TypeVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models.registration import AlsoTrue, Situation
from partners.models import Organisation
from rmt_portal import clock
from rmt_portal.reference.models import LabourRegion

M_co = TypeVar("M_co", bound=models.Model, covariant=True)
MONEY = "money"
GROUPS = [*Situation.choices, *AlsoTrue.choices, (MONEY, _("Heeft geldzorgen"))]
"""The groups a rule can be about: an answer to either question about the situation, or money worries."""


class DatedQuerySet(models.QuerySet[M_co]):
    """Rules of a region, as they hold on a day."""

    def in_force(self, region_id: int, day: object = None) -> "DatedQuerySet[M_co]":
        """Rules of this region that hold on ``day`` (today when it is not given)."""
        day = day or clock.today()
        ends = models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=day)
        return self.filter(ends, region=region_id, valid_from__lte=day)


class DatedRule(models.Model):
    """A rule of one region that holds from a day, until a day or until further notice."""

    region = models.ForeignKey(
        LabourRegion,
        on_delete=models.PROTECT,  # by which rule was decided must stay known
        related_name="+",
        verbose_name=_("regio"),
    )
    valid_from = models.DateField(_("geldt vanaf"), default=clock.today)
    valid_until = models.DateField(_("geldt tot en met"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="%(class)s_period_in_order",
                violation_error_message=_("De laatste dag ligt voor de eerste dag."),
            ),
        ]


class EligibilityVersion(DatedRule):
    """Who the team is for, in a period. ``situations`` empty: everyone (the rule since 15-12-2022)."""

    name = models.CharField(_("naam"), max_length=80)
    explanation = models.CharField(_("uitleg voor de collega"), max_length=300)
    situations = ArrayField(
        models.CharField(max_length=15, choices=Situation),
        default=list,
        blank=True,
        verbose_name=_("situaties (leeg: iedereen)"),
    )

    objects = DatedQuerySet["EligibilityVersion"].as_manager()

    class Meta(DatedRule.Meta):
        ordering = ["-valid_from", "-pk"]
        verbose_name = _("wie mag meedoen")
        verbose_name_plural = _("wie mag meedoen")

    def __str__(self) -> str:
        return self.name

    def admits(self, situation: str) -> bool:
        """Say whether somebody in this situation belongs to the people the team is for."""
        return not self.situations or situation in self.situations


class WeighingCriterion(DatedRule):
    """Something the professional weighs; the human scores it, no sum decides."""

    code = models.SlugField(_("code"), max_length=30)
    question = models.CharField(_("vraag"), max_length=120)
    help_text = models.CharField(_("uitleg"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("volgorde"), default=0)

    objects = DatedQuerySet["WeighingCriterion"].as_manager()

    class Meta(DatedRule.Meta):
        ordering = ["position", "pk"]
        verbose_name = _("weegpunt")
        verbose_name_plural = _("weegpunten")

    def __str__(self) -> str:
        return self.question


class RoutingRule(DatedRule):
    """Which partner takes up a group: the door behind "any door". The rule with the lowest position goes first."""

    group = models.CharField(_("groep"), max_length=15, choices=GROUPS)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("wie dit oppakt")
    )
    skips_weighing = models.BooleanField(_("zonder weging"), default=False)
    reason = models.CharField(_("waarom"), max_length=200)
    position = models.PositiveSmallIntegerField(_("volgorde"), default=0)

    objects = DatedQuerySet["RoutingRule"].as_manager()

    class Meta(DatedRule.Meta):
        ordering = ["position", "pk"]
        verbose_name = _("route")
        verbose_name_plural = _("routes")

    def __str__(self) -> str:
        return f"{self.get_group_display()}: {self.organisation_id}"


class PromiseKind(models.TextChoices):
    """What is promised within a number of working days (DOMAIN 5)."""

    CONTACT = "contact", _("eerste telefoontje na de aanmelding")
    TRIAGE = "triage", _("beslissing na de aanmelding")
    ALLOCATION = "allocation", _("coach na de beslissing")
    FIRST_MEETING = "first_meeting", _("eerste gesprek na de aanmelding")


class RegionPromise(DatedRule):
    """Within how many working days the region does something."""

    kind = models.CharField(_("belofte"), max_length=15, choices=PromiseKind)
    working_days = models.PositiveSmallIntegerField(
        _("werkdagen"), validators=[MinValueValidator(1), MaxValueValidator(60)]
    )

    objects = DatedQuerySet["RegionPromise"].as_manager()

    class Meta(DatedRule.Meta):
        ordering = ["kind", "-valid_from", "-pk"]
        verbose_name = _("belofte")
        verbose_name_plural = _("beloften")
        constraints = [
            *DatedRule.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(working_days__range=(1, 60)),
                name="regionpromise_days_in_bounds",
                violation_error_message=_("Kies 1 tot en met 60 werkdagen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.working_days}"
