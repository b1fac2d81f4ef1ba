"""What came of it: work that was found, how it goes there afterwards, and how a case ended."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intake.models.case import Case
from partners.models import Organisation
from partners.scope import ClientScopedQuerySet
from rmt_portal import clean_text, clock
from rmt_portal.reference.models import Occupation, Sector

MOST_HOURS = 60
MAX_NAME = 150


class ContractKind(models.TextChoices):
    """What kind of contract somebody works on."""

    PERMANENT = "permanent", _("vast")
    FIXED_TERM = "fixed_term", _("tijdelijk")
    AGENCY = "agency", _("uitzendwerk")
    ON_CALL = "on_call", _("oproepwerk")
    SECONDED = "seconded", _("detachering")
    LEARN_WORK = "learn_work", _("leerbaan (bbl)")


class WageBand(models.TextChoices):
    """What somebody earns before tax, in steps of euros per hour: no more is needed to account for the help."""

    TO_16 = "to_16", _("tot 16 euro per uur")
    TO_20 = "to_20", _("16 tot 20 euro per uur")
    TO_25 = "to_25", _("20 tot 25 euro per uur")
    TO_30 = "to_30", _("25 tot 30 euro per uur")
    OVER_30 = "over_30", _("30 euro per uur of meer")
    UNKNOWN = "unknown", _("weet ik niet")


class PlacementQuerySet(ClientScopedQuerySet["Placement"]):
    """Questions about work that was found."""

    client_path = "case__client_id"
    region_path = "case__region_id"

    def running(self) -> "PlacementQuerySet":
        """Return the work people are in, or begin in soon."""
        return self.filter(ended_on__isnull=True)


class Placement(models.Model):
    """Work somebody found. A case has one at a time; earlier ones stay, with their last day.

    ``employer_id`` is the number of an employer in the region's register (a higher floor; the database keeps that it
    exists), empty for one that is not in it; ``employer_name`` is always filled. ``occupation`` is what ``function``
    was recognised as. ``is_work_to_work`` is empty as long as the last day of the old work is not known.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="placements", verbose_name=_("dossier"))
    employer_name = models.CharField(_("werkgever"), max_length=MAX_NAME)
    employer_id = models.BigIntegerField(_("werkgever in het register"), null=True, blank=True)
    sector = models.ForeignKey(
        Sector, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sector")
    )
    function = models.CharField(_("functie"), max_length=MAX_NAME)
    occupation = models.ForeignKey(
        Occupation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("beroep")
    )
    contract = models.CharField(_("contract"), max_length=12, choices=ContractKind)
    hours = models.PositiveSmallIntegerField(_("uren per week"))
    wage_band = models.CharField(_("loon"), max_length=10, choices=WageBand)
    starts_on = models.DateField(_("eerste werkdag"))
    is_work_to_work = models.BooleanField(_("van werk naar werk"), null=True, blank=True)
    ended_on = models.DateField(_("laatste werkdag"), null=True, blank=True)
    placed_at = models.DateTimeField(_("opgeschreven"), default=clock.now)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("door")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisatie")
    )

    objects = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name = _("werk")
        verbose_name_plural = _("werk dat is gevonden")
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_on__isnull=True), name="placement_one_running"),
            models.CheckConstraint(condition=Q(contract__in=ContractKind.values), name="placement_contract_known"),
            models.CheckConstraint(condition=Q(wage_band__in=WageBand.values), name="placement_wage_band_known"),
            models.CheckConstraint(condition=Q(hours__lte=MOST_HOURS), name="placement_hours_in_a_week"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("starts_on")), name="placement_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["starts_on"], name="placement_by_start")]

    def __str__(self) -> str:
        return f"{self.function}, {self.employer_name}"


class AftercareKind(models.TextChoices):
    """How long after the first working day somebody is asked how it goes."""

    WEEK = "week", _("na een week")
    MONTH = "month", _("na een maand")
    QUARTER = "quarter", _("na drie maanden")
    HALF_YEAR = "half_year", _("na een half jaar")


class AftercareResult(models.TextChoices):
    """Whether somebody still works there."""

    STILL_THERE = "still_there", _("werkt er nog")
    OTHER_WORK = "other_work", _("heeft ander werk")
    STOPPED = "stopped", _("werkt niet meer")
    NOT_REACHED = "not_reached", _("niet bereikt")


class HowItGoes(models.TextChoices):
    """How the work goes, in the words of the person."""

    WELL = "well", _("goed")
    MIXED = "mixed", _("kan beter")
    BADLY = "badly", _("niet goed")


class AftercareQuerySet(ClientScopedQuerySet["Aftercare"]):
    """Questions about the moments after somebody began to work."""

    client_path = "placement__case__client_id"
    region_path = "placement__case__region_id"

    def open(self) -> "AftercareQuerySet":
        """Return the moments that are still to come, or were missed."""
        return self.filter(held_on__isnull=True, dropped_at__isnull=True)

    def missed(self) -> "AftercareQuerySet":
        """Return the moments that should have been before today, and were not."""
        return self.open().filter(due_on__lt=clock.today())


class Aftercare(models.Model):
    """A moment at which a coach asks whether somebody still works there and how it goes.

    Made with the placement; what was said stands in the contact moment. ``dropped_at`` is when it lost its purpose (the
    work stopped, the case ended).
    """

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="aftercare")
    kind = models.CharField(_("moment"), max_length=10, choices=AftercareKind)
    due_on = models.DateField(_("voor"))
    held_on = models.DateField(_("gedaan op"), null=True, blank=True)
    result = models.CharField(_("werkt de kandidaat er nog"), max_length=12, choices=AftercareResult, blank=True)
    going = models.CharField(_("hoe gaat het"), max_length=6, choices=HowItGoes, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    dropped_at = models.DateTimeField(_("vervallen"), null=True, blank=True)

    objects = AftercareQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("nazorg")
        verbose_name_plural = _("nazorg")
        constraints = [
            models.UniqueConstraint(fields=["placement", "kind"], name="aftercare_once_per_moment"),
            models.CheckConstraint(condition=Q(kind__in=AftercareKind.values), name="aftercare_kind_known"),
            models.CheckConstraint(
                condition=Q(held_on__isnull=True, result="")
                | Q(held_on__isnull=False, result__in=AftercareResult.values),
                name="aftercare_held_with_a_result",
            ),
            models.CheckConstraint(
                condition=Q(held_on__isnull=True) | Q(dropped_at__isnull=True), name="aftercare_held_or_dropped"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(held_on__isnull=True, dropped_at__isnull=True),
                name="aftercare_open_by_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.kind}"


class OutcomeKind(models.TextChoices):
    """How a case ended (DOMAIN 5, exit codes; the kind of contract stands with the work)."""

    WORK = "work", _("nieuw werk")
    KEPT_JOB = "kept_job", _("eigen werk gehouden")
    OWN_BUSINESS = "own_business", _("eigen bedrijf")
    TRAINING = "training", _("opleiding")
    OTHER_HELP = "other_help", _("andere hulp")
    BENEFIT = "benefit", _("uitkering, geen werk")
    NOTHING = "nothing", _("geen werk en geen uitkering")
    MOVED = "moved", _("verhuisd naar een andere regio")
    WITHDRAWN = "withdrawn", _("wil zelf geen hulp meer")
    NO_CONTACT = "no_contact", _("geen contact meer")
    DIED = "died", _("overleden")


class CaseOutcomeQuerySet(ClientScopedQuerySet["CaseOutcome"]):
    """Questions about how cases ended."""

    client_path = "case__client_id"
    region_path = "case__region_id"

    def standing(self) -> "CaseOutcomeQuerySet":
        """Return what still holds: the case was not reopened."""
        return self.filter(reopened_at__isnull=True)


class CaseOutcome(models.Model):
    """How a case ended, and on which day; a case that was reopened keeps it as history."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="outcomes", verbose_name=_("dossier"))
    kind = models.CharField(_("uitkomst"), max_length=12, choices=OutcomeKind)
    ended_on = models.DateField(_("op"))
    placement = models.ForeignKey(
        Placement, on_delete=models.SET_NULL, null=True, blank=True, related_name="outcomes", verbose_name=_("werk")
    )
    note = models.TextField(_("toelichting"), max_length=clean_text.MAX_NOTE, blank=True)
    decided_at = models.DateTimeField(_("opgeschreven"), default=clock.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("door")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisatie")
    )
    reopened_at = models.DateTimeField(_("weer open"), null=True, blank=True)

    objects = CaseOutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        verbose_name = _("uitkomst")
        verbose_name_plural = _("uitkomsten")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(reopened_at__isnull=True), name="case_outcome_one_standing"
            ),
            models.CheckConstraint(condition=Q(kind__in=OutcomeKind.values), name="case_outcome_kind_known"),
        ]
        indexes = [models.Index(fields=["ended_on"], name="case_outcome_by_day")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"
