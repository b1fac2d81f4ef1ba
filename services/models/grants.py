"""Grants (inzet): one service for one client, with the checks, the decision, the money and the outcome per goal."""

from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intake.models import Case, Client
from partners.models import Organisation
from partners.reach import reach_of
from rmt_portal import clock
from rmt_portal.lifecycle import StateEvent
from rmt_portal.reference.models import LabourRegion
from services.grants.lifecycle import ACTIVE, UNDECIDED, GrantState
from services.models.catalogue import Service, ServiceKind
from services.models.money import BudgetPot
from services.models.plans import ActionPlan, PlanGoal
from services.models.schemes import SchemeVersion

NO_GRANTS = (ServiceKind.DEBT_HELP,)
"""Help with debts is only referred to: no amount and no creditor ever stands here (DOMAIN 5)."""
NEEDS_SCHEME = (ServiceKind.PRACTICE_LEARNING, ServiceKind.TRIAL_PLACEMENT)
"""Kinds whose duration a law or a regulation limits."""


class RegularSource(models.TextChoices):
    """Who comes before the money of the team (DOMAIN 2: always additional to what exists)."""

    EMPLOYER = "employer", _("eigen of laatste werkgever")
    SECTOR_FUND = "sector_fund", _("opleidingsfonds of sociaal plan")
    UWV = "uwv", _("UWV")
    MUNICIPALITY = "municipality", _("gemeente")


class RegularResult(models.TextChoices):
    """What a regular provision answered."""

    NOT_FOR = "not_for", _("is er niet voor deze kandidaat")
    REFUSED = "refused", _("gevraagd, en afgewezen")
    PAYS_PART = "pays_part", _("betaalt een deel")
    PAYS_ALL = "pays_all", _("betaalt alles")


class GoalOutcome(models.TextChoices):
    """What came of a goal."""

    REACHED = "reached", _("gehaald")
    PARTLY = "partly", _("voor een deel gehaald")
    NOT_REACHED = "not_reached", _("niet gehaald")


class ServiceGrantQuerySet(models.QuerySet["ServiceGrant"]):
    """Questions about grants."""

    def active(self) -> "ServiceGrantQuerySet":
        """What is not over."""
        return self.filter(state__in=ACTIVE)

    def undecided(self) -> "ServiceGrantQuerySet":
        """What waits for a decision."""
        return self.filter(state__in=UNDECIDED)

    def to_decide_by(self, user: Any) -> "ServiceGrantQuerySet":
        """What waits for this budget holder: of the own regions, and not asked for by this person."""
        held = [m.region_id for m in reach_of(user).memberships if m.role == "budget_holder"]
        return self.filter(region__in=held, state=GrantState.CHECKED).exclude(requested_by=user)

    def learning_followed_by(self, user: Any) -> "ServiceGrantQuerySet":
        """Learning at a company that a school gives, and for an adviser of SBB all of it in the region."""
        members = reach_of(user).memberships
        own = Q(pk__in=[])
        for member in members:
            if member.role == "school_mentor":
                own |= Q(provider=member.organisation_id, region=member.region_id)
        advised = [member.region_id for member in members if member.role == "sbb_adviser"]
        return self.filter(own | Q(region__in=advised), kind=ServiceKind.PRACTICE_LEARNING)

    def with_service(self) -> "ServiceGrantQuerySet":
        """With what a line about it names; nothing about the client, so that a budget holder has it too."""
        return self.select_related("service", "provider", "scheme_version__scheme", "requested_by", "decided_by")


class ServiceGrant(models.Model):
    """One service for one client; its state changes through ``rmt_portal.lifecycle.advance`` only."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    reference = models.CharField(_("nummer"), max_length=20, unique=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="grants", verbose_name=_("cliënt"))
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="grants", verbose_name=_("dossier"))
    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="grants", verbose_name=_("plan"))
    region = models.ForeignKey(LabourRegion, on_delete=models.PROTECT, related_name="+", verbose_name=_("regio"))
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="grants", verbose_name=_("dienst"))
    provider = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="service_grants", verbose_name=_("aanbieder")
    )
    kind = models.CharField(_("soort"), max_length=20, choices=ServiceKind)
    scheme_version = models.ForeignKey(
        SchemeVersion,
        on_delete=models.PROTECT,  # by which rules was decided must stay known
        null=True,
        blank=True,
        related_name="grants",
        verbose_name=_("regeling"),
    )
    pot = models.ForeignKey(BudgetPot, on_delete=models.PROTECT, null=True, blank=True, related_name="grants")
    state = models.CharField(_("status"), max_length=12, choices=GrantState, default=GrantState.REQUESTED)
    version = models.PositiveIntegerField(default=1)
    amount = models.DecimalField(_("bedrag"), max_digits=9, decimal_places=2)
    starts_on = models.DateField(_("begint op"))
    ends_on = models.DateField(_("duurt tot en met"))
    why = models.CharField(_("waarom nodig"), max_length=500)
    why_second = models.CharField(_("waarom naast wat er al loopt"), max_length=300, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("aangevraagd door")
    )
    requested_for_id = models.BigIntegerField(_("organisatie die aanvraagt"), null=True)
    requested_at = models.DateTimeField(_("aangevraagd"), default=clock.now)
    decide_by = models.DateField(_("besluit uiterlijk"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("besluit van"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("besloten"), null=True, blank=True)
    started_on = models.DateField(_("begonnen op"), null=True, blank=True)
    ended_on = models.DateField(_("geëindigd op"), null=True, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ServiceGrantQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("inzet")
        verbose_name_plural = _("inzet")
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["case", "-id"], name="grant_by_case"),
            models.Index(fields=["region", "state"], name="grant_by_region"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=GrantState.values), name="grant_state_known"),
            models.CheckConstraint(
                condition=~Q(kind__in=[kind.value for kind in NO_GRANTS]), name="grant_never_debt_help"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="grant_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(amount=0) | Q(scheme_version__isnull=False), name="grant_money_has_scheme"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[kind.value for kind in NEEDS_SCHEME]) | Q(scheme_version__isnull=False),
                name="grant_limited_kind_has_scheme",
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="grant_days_in_order"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                name="grant_four_eyes",
                violation_error_message=_("Wie aanvraagt, beslist niet."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "started", "ended"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="grant_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "started", "ended"]) | Q(amount=0) | Q(pot__isnull=False),
                name="grant_money_has_pot",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["started", "ended"]) | Q(started_on__isnull=False),
                name="grant_started_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | Q(ended_on__gte=F("started_on")), name="grant_ended_has_day"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_active(self) -> bool:
        """Whether it is not over."""
        return self.state in ACTIVE


class GrantEvent(StateEvent):
    """A change of a grant's state."""

    grant = models.ForeignKey(ServiceGrant, on_delete=models.CASCADE, related_name="events")
    reason = models.CharField(_("reden"), max_length=500, blank=True)

    @property
    def state_words(self) -> str:
        """How the grant stood after it."""
        return str(GrantState(self.to_state).label)


class GrantGoal(models.Model):
    """A goal of the plan that a grant serves, and what came of it."""

    grant = models.ForeignKey(ServiceGrant, on_delete=models.CASCADE, related_name="goals")
    goal = models.ForeignKey(PlanGoal, on_delete=models.CASCADE, related_name="+", verbose_name=_("doel"))
    outcome = models.CharField(_("uitkomst"), max_length=12, choices=GoalOutcome, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["grant", "goal"], name="grant_goal_once")]


class RegularCheck(models.Model):
    """What a regular provision answered, before money of the team is used."""

    grant = models.ForeignKey(ServiceGrant, on_delete=models.CASCADE, related_name="checks")
    source = models.CharField(_("gevraagd aan"), max_length=12, choices=RegularSource)
    result = models.CharField(_("antwoord"), max_length=10, choices=RegularResult)
    checked_on = models.DateField(_("nagegaan op"), default=clock.today)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["grant", "source"], name="grant_regular_check_once"),
            models.CheckConstraint(condition=Q(source__in=RegularSource.values), name="grant_regular_source_known"),
            models.CheckConstraint(condition=Q(result__in=RegularResult.values), name="grant_regular_result_known"),
        ]


class JointAgreement(models.Model):
    """A partner in the team agrees: for what the parties decide on together (maatwerk)."""

    grant = models.ForeignKey(ServiceGrant, on_delete=models.CASCADE, related_name="agreements")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("partner")
    )
    agreed_on = models.DateField(_("akkoord op"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "organisation"],
                name="grant_partner_agrees_once",
                violation_error_message=_("Deze partner is al akkoord."),
            )
        ]
