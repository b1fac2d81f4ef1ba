"""The catalogue of what the region does for a client (menukaart)."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from partners.models import Organisation
from rmt_portal import clock
from rmt_portal.reference.models import LabourRegion, Municipality, Requirement, SkillGroup
from services.models.schemes import Scheme

STALE_AFTER_DAYS = 30
"""After so many days a waiting time is shown as "not checked"."""


class ServiceKind(models.TextChoices):
    """Kinds of service (DOMAIN 6)."""

    COACHING = "coaching", _("begeleiding")
    CAREER_ADVICE = "career_advice", _("loopbaanadvies")
    TRAINING = "training", _("scholing")
    PRACTICE_LEARNING = "practice_learning", _("praktijkleren")
    DEBT_HELP = "debt_help", _("hulp bij schulden")
    LANGUAGE = "language", _("taal en basisvaardigheden")
    ENTREPRENEUR = "entrepreneur", _("hulp voor ondernemers")
    JOB_COACHING = "job_coaching", _("jobcoaching")
    TRIAL_PLACEMENT = "trial_placement", _("proefplaatsing")
    MATCHING = "matching", _("bemiddeling")
    AFTERCARE = "aftercare", _("nazorg")


class CostUnit(models.TextChoices):
    """What the price of a service is for (DOMAIN 6)."""

    ONCE = "once", _("in één keer")
    HOUR = "hour", _("per uur")
    WEEK = "week", _("per week")
    MONTH = "month", _("per maand")
    YEAR = "year", _("per jaar")
    SESSION = "session", _("per gesprek")
    ADVICE = "advice", _("per advies")
    PACKAGE = "package", _("per pakket")


class GroupForm(models.TextChoices):
    """Whether somebody does it alone."""

    INDIVIDUAL = "individual", _("alleen")
    GROUP = "group", _("in een groep")
    BOTH = "both", _("alleen of in een groep")


class Implementation(models.TextChoices):
    """How it is done."""

    TRAINING = "training", _("training of cursus")
    WORKSHOP = "workshop", _("workshop")
    QUESTIONNAIRE = "questionnaire", _("vragenlijst of test")
    E_LEARNING = "e_learning", _("online leren")
    COACHING = "coaching", _("gesprekken")
    RESEARCH = "research", _("onderzoek")
    WORK = "work", _("werken of stage")


class AvailableIn(models.TextChoices):
    """Where people can live who use it."""

    NATION = "nation", _("heel Nederland")
    REGION = "region", _("de hele regio")
    MUNICIPALITIES = "municipalities", _("bepaalde gemeenten")
    NEIGHBOURHOOD = "neighbourhood", _("een wijk of kern")


class ServiceQuerySet(models.QuerySet["Service"]):
    """Questions about services."""

    def offered(self) -> "ServiceQuerySet":
        """Services that can be chosen today: in the catalogue, and not stopped for a while by who delivers them."""
        today = clock.today()
        return self.filter(
            models.Q(published_from__isnull=True) | models.Q(published_from__lte=today),
            models.Q(published_until__isnull=True) | models.Q(published_until__gte=today),
            is_active=True,
            is_stopped=False,
            provider__is_active=True,
        )

    def with_ratings(self) -> "ServiceQuerySet":
        """With how professionals rate it: ``stars`` (1 to 5, None without any) and ``rated`` (how many did)."""
        return self.annotate(stars=models.Avg("ratings__stars"), rated=models.Count("ratings"))


class Service(models.Model):
    """A service someone can be referred to; a training says which skill groups it teaches."""

    code = models.SlugField(_("code"), max_length=60)
    region = models.ForeignKey(LabourRegion, on_delete=models.PROTECT, related_name="services", verbose_name=_("regio"))
    name = models.CharField(_("naam"), max_length=150)
    kind = models.CharField(_("soort"), max_length=20, choices=ServiceKind)
    provider = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="services", verbose_name=_("aanbieder")
    )
    summary = models.CharField(_("in het kort"), max_length=300, blank=True)
    teaches = models.ManyToManyField(
        SkillGroup, related_name="taught_by", blank=True, verbose_name=_("leert vaardigheden")
    )
    gives = models.ManyToManyField(Requirement, related_name="given_by", blank=True, verbose_name=_("geeft bewijs"))
    months = models.DecimalField(_("duur in maanden"), max_digits=4, decimal_places=1, null=True, blank=True)
    cost = models.DecimalField(_("kosten in euro"), max_digits=9, decimal_places=2, null=True, blank=True)
    cost_unit = models.CharField(_("kosten zijn"), max_length=10, choices=CostUnit, default=CostUnit.ONCE)
    paid_by = models.CharField(_("wie betaalt dit"), max_length=120, blank=True)
    scheme = models.ForeignKey(
        Scheme,
        on_delete=models.PROTECT,  # what was granted by it names it
        null=True,
        blank=True,
        related_name="services",
        verbose_name=_("regeling"),
        help_text=_("Uit welke pot het team dit betaalt. Leeg: het team betaalt dit niet."),
    )
    aim = models.CharField(_("doel"), max_length=300, blank=True)
    method = models.TextField(_("werkwijze"), max_length=2000, blank=True)
    for_whom = models.CharField(_("voor wie"), max_length=300, blank=True)
    conditions = models.CharField(_("voorwaarden om mee te doen"), max_length=500, blank=True)
    partners = models.CharField(_("samen met"), max_length=300, blank=True)
    agreements = models.CharField(_("werkafspraken"), max_length=500, blank=True)
    how_to_apply = models.CharField(_("zo meld je iemand aan"), max_length=500, blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True, help_text=_("Naam, telefoon of e-mail."))
    more_at = models.URLField(_("meer lezen of downloaden"), blank=True)
    hours_per_week = models.DecimalField(_("uur per week"), max_digits=4, decimal_places=1, null=True, blank=True)
    group_form = models.CharField(_("alleen of in een groep"), max_length=12, choices=GroupForm, blank=True)
    implementation = models.CharField(_("vorm"), max_length=14, choices=Implementation, blank=True)
    available_in = models.CharField(
        _("voor wie woont in"), max_length=14, choices=AvailableIn, default=AvailableIn.REGION
    )
    municipalities = models.ManyToManyField(
        Municipality, related_name="+", blank=True, verbose_name=_("gemeenten"), help_text=_("Als niet de hele regio.")
    )
    neighbourhood = models.CharField(_("wijk of kern"), max_length=80, blank=True)
    published_from = models.DateField(_("te kiezen vanaf"), null=True, blank=True)
    published_until = models.DateField(_("te kiezen tot en met"), null=True, blank=True)
    is_active = models.BooleanField(_("te kiezen"), default=True)
    is_stopped = models.BooleanField(_("neemt nu niemand aan"), default=False)
    waiting_weeks = models.PositiveSmallIntegerField(_("wachttijd in weken"), null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(_("vrije plekken"), null=True, blank=True)
    checked_on = models.DateField(_("nagekeken op"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,  # a date without a name is nobody's promise
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("nagekeken door"),
    )

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("dienst")
        verbose_name_plural = _("diensten")
        constraints = [
            models.UniqueConstraint(fields=["region", "code"], name="service_once_per_region"),
            models.CheckConstraint(
                condition=models.Q(months__isnull=True) | models.Q(months__gt=0), name="service_months_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(checked_on__isnull=True, checked_by__isnull=True)
                | models.Q(checked_on__isnull=False, checked_by__isnull=False),
                name="service_checked_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(published_from__isnull=True)
                | models.Q(published_until__isnull=True)
                | models.Q(published_until__gte=models.F("published_from")),
                name="service_published_days_in_order",
                violation_error_message=_("De laatste dag ligt voor de eerste."),
            ),
            models.CheckConstraint(
                condition=models.Q(hours_per_week__isnull=True)
                | models.Q(hours_per_week__gt=0, hours_per_week__lte=60),
                name="service_hours_possible",
                violation_error_message=_("Vul een aantal uren in tussen 0 en 60."),
            ),
            models.CheckConstraint(
                condition=~models.Q(available_in="neighbourhood") | ~models.Q(neighbourhood=""),
                name="service_neighbourhood_has_name",
                violation_error_message=_("Vul in welke wijk of kern."),
            ),
            models.CheckConstraint(
                condition=models.Q(cost__isnull=True) | models.Q(cost__gte=0), name="service_cost_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_stale(self) -> bool:
        """Whether nobody looked at waiting time and places for so long that they say nothing any more."""
        return self.checked_on is None or (clock.today() - self.checked_on).days > STALE_AFTER_DAYS

    @property
    def duration(self) -> str:
        """How long it takes, in words."""
        return duration_in_words(self.months)


class ServiceRating(models.Model):
    """What a professional who used a service for somebody thinks of it: nothing about that person."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="ratings", verbose_name=_("dienst"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    stars = models.PositiveSmallIntegerField(_("cijfer van 1 tot 5"))
    note = models.CharField(_("wat collega's moeten weten"), max_length=300, blank=True)
    at = models.DateTimeField(_("gegeven op"), default=clock.now)

    class Meta:
        ordering = ["-at"]
        verbose_name = _("beoordeling")
        verbose_name_plural = _("beoordelingen")
        constraints = [
            models.UniqueConstraint(fields=["service", "user"], name="service_rated_once_by_a_person"),
            models.CheckConstraint(condition=models.Q(stars__gte=1, stars__lte=5), name="service_rating_one_to_five"),
        ]

    def __str__(self) -> str:
        return f"{self.stars}"


def duration_in_words(months: Decimal | None) -> str:
    """Return months in words: days and weeks below two months, nothing when it is not known."""
    if months is None:
        return ""
    if months < Decimal("0.25"):
        days = max(1, round(months * 20))
        return ngettext("%(n)d dag", "%(n)d dagen", days) % {"n": days}
    if months < 2:
        weeks = max(1, round(months * Decimal("4.33")))
        return ngettext("%(n)d week", "%(n)d weken", weeks) % {"n": weeks}
    whole = round(months)
    return ngettext("%(n)d maand", "%(n)d maanden", whole) % {"n": whole}
