"""Schemes (regelingen): what may be paid for whom, up to how much and how long, in dated versions."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rmt_portal import clock
from rmt_portal.reference.models import LabourRegion


class CapUnit(models.TextChoices):
    """What the maximum amount of a scheme is counted over."""

    PERSON = "person", _("per persoon")
    YEAR = "year", _("per persoon per jaar")
    QUARTER = "quarter", _("per drie maanden")


class Condition(models.TextChoices):
    """What must be so besides the amount and the time; the code of each stands in ``services.grants.rules``."""

    RECOGNISED_PROOF = "recognised_proof", _("levert een erkend diploma of certificaat op")
    JOINT_AGREEMENT = "joint_agreement", _("de partners in het team zijn samen akkoord")


class Scheme(models.Model):
    """A scheme as a region uses it; its rules stand in its versions."""

    region = models.ForeignKey(LabourRegion, on_delete=models.PROTECT, related_name="schemes", verbose_name=_("regio"))
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("naam"), max_length=100)
    who_pays = models.CharField(_("wie betaalt dit"), max_length=120, blank=True)
    is_active = models.BooleanField(_("te kiezen"), default=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("regeling")
        verbose_name_plural = _("regelingen")
        constraints = [models.UniqueConstraint(fields=["region", "code"], name="scheme_once_per_region")]

    def __str__(self) -> str:
        return self.name


class SchemeVersionQuerySet(models.QuerySet["SchemeVersion"]):
    """Questions about versions."""

    def for_start_on(self, day: date) -> "SchemeVersionQuerySet":
        """Versions under which something may start on a day."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)

    def never_again(self) -> "SchemeVersionQuerySet":
        """Versions under which nothing can start any more."""
        return self.filter(valid_until__lt=clock.today())


class SchemeVersion(models.Model):
    """The rules of a scheme for what starts within a period. A new rule is a new version; an old one gets a last day.

    The database refuses a grant that starts outside the period, above the maximum or longer than allowed, two versions
    for one day, and a change of what grants were decided by.
    """

    scheme = models.ForeignKey(Scheme, on_delete=models.CASCADE, related_name="versions", verbose_name=_("regeling"))
    valid_from = models.DateField(_("voor een start vanaf"))
    valid_until = models.DateField(
        _("voor een start tot en met"), null=True, blank=True, help_text=_("Leeg: tot nader bericht.")
    )
    max_amount = models.DecimalField(
        _("hoogstens (euro)"), max_digits=9, decimal_places=2, null=True, blank=True,
        help_text=_("Leeg: de regeling noemt geen bedrag."),
    )  # fmt: skip
    cap_unit = models.CharField(_("per"), max_length=10, choices=CapUnit, default=CapUnit.PERSON)
    includes_vat = models.BooleanField(_("met btw"), default=False)
    max_months = models.PositiveSmallIntegerField(
        _("hoogstens (maanden)"), null=True, blank=True, help_text=_("Leeg: de regeling noemt geen duur.")
    )
    decision_days = models.PositiveSmallIntegerField(_("besluit binnen (dagen)"), default=14)
    conditions = ArrayField(
        models.CharField(max_length=20, choices=Condition),
        default=list,
        blank=True,
        verbose_name=_("voorwaarden"),
    )
    source = models.CharField(_("bron"), max_length=200)
    source_on = models.DateField(_("bron van"))

    objects = SchemeVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-pk"]
        verbose_name = _("regels in een periode")
        verbose_name_plural = _("regels per periode")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["scheme", "valid_from"], name="scheme_version_once_per_day"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="scheme_version_period_in_order",
                violation_error_message=_("De laatste dag ligt voor de eerste dag."),
            ),
            models.CheckConstraint(
                condition=Q(max_amount__isnull=True) | Q(max_amount__gte=0), name="scheme_version_amount_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(max_months__isnull=True) | Q(max_months__range=(1, 60)),
                name="scheme_version_months_sensible",
                violation_error_message=_("Vul 1 tot en met 60 maanden in."),
            ),
            models.CheckConstraint(
                condition=Q(decision_days__range=(1, 90)),
                name="scheme_version_decision_days_sensible",
                violation_error_message=_("Vul 1 tot en met 90 dagen in."),
            ),
            models.CheckConstraint(condition=~Q(source=""), name="scheme_version_has_source"),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from:%d-%m-%Y}"

    def asks(self, condition: Condition) -> bool:
        """Whether this condition holds."""
        return condition.value in self.conditions

    def allowance(self, months: int) -> Decimal | None:
        """Return the most one grant of so many begun months may cost in euro; None when there is no maximum."""
        if self.max_amount is None or self.cap_unit != CapUnit.QUARTER:
            return self.max_amount
        return self.max_amount * -(-max(months, 1) // 3)
