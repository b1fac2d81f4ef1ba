"""A coach asks for a service for a client: which, for which goals, when, for how much and why; or takes it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from intake.models import Case
from intake.reference_numbers import next_number
from rmt_portal import clock
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import SYSTEM, Actor, begin
from services.grants import rules
from services.grants.lifecycle import GRANT_LIFECYCLE, GrantState
from services.grants.writing import GRANTS, require_coach, require_coach_of
from services.models import (
    NEEDS_SCHEME,
    NO_GRANTS,
    ActionPlan,
    GrantGoal,
    PlanGoal,
    SchemeVersion,
    Service,
    ServiceGrant,
)
from services.money import ledger
from services.plans.lifecycle import PlanState

NUMBER_PREFIX = "I"
DECIDE_WITHIN = timedelta(days=14)
"""A decision without a scheme that says otherwise (proposed norm; for a trial placement two weeks is the rule)."""


@dataclass(frozen=True)
class Wanted:
    """What is asked for: a period, an amount in euro, and in words why the client needs it."""

    service: Service
    goals: Sequence[PlanGoal]
    starts_on: date
    ends_on: date
    amount: Decimal
    why: str
    why_second: str = ""


def plan_of(case: Case) -> ActionPlan | None:
    """Return the plan that holds for a case."""
    return ActionPlan.objects.filter(case=case, state=PlanState.AGREED).first()


def can_be_asked(region_id: int) -> QuerySet[Service]:
    """Return what can be asked for in a region: offered, no help with debts, and of no scheme that is over."""
    not_over = SchemeVersion.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=clock.today()),
        scheme=OuterRef("scheme"),
        scheme__is_active=True,
    )
    found = Service.objects.offered().filter(region=region_id).exclude(kind__in=NO_GRANTS)
    return found.filter(Q(scheme__isnull=True) | Exists(not_over)).select_related("provider", "scheme")


def others_like(case: Case, service: Service, grant: ServiceGrant | None = None) -> list[ServiceGrant]:
    """Return what already runs or waits for this client of the same kind, at whichever partner."""
    found = ServiceGrant.objects.active().filter(client_id=case.client_id, kind=service.kind)
    return list((found.exclude(pk=grant.pk) if grant else found).select_related("service", "provider"))


def ask(case: Case, actor: Actor, wanted: Wanted, *, request: Any = None) -> ServiceGrant:
    """Ask for a service. It then waits for what regular provision answers (:mod:`services.grants.checking`).

    Raises:
        Refused: no plan holds, the goals are not in it, the service can not be asked for, or the rules of its scheme
            do not allow this; see also :func:`services.grants.writing.require_coach`.
    """
    require_coach(actor, case)
    with transaction.atomic():
        grant = _unsaved(case, actor, wanted)
        _refuse_unfit(case, grant, wanted)
        grant.reference = next_number(NUMBER_PREFIX, clock.today().year)
        try:
            with transaction.atomic():
                begin(grant, GRANT_LIFECYCLE, "ask", actor)
        except IntegrityError as error:
            if "second active service" not in str(error):
                raise
            raise Refused(_SECOND) from error
        GrantGoal.objects.bulk_create([GrantGoal(grant=grant, goal=goal) for goal in wanted.goals])
        GRANTS.write_line(grant, "ask", actor, ["service", "amount"], request)
    return grant


def change(
    grant: ServiceGrant, actor: Actor, wanted: Wanted, *, version: int | None = None, request: Any = None
) -> ServiceGrant:
    """Change what was asked, before it was checked; the service stays the same.

    Raises:
        Refused: as :func:`ask`.
        Conflict: it changed after ``version`` was read, or it is not only a request any more.
    """
    with transaction.atomic():
        grant = GRANTS.lock(grant, version)
        case = Case.objects.get(pk=grant.case_id)
        require_coach(actor, case)
        GRANTS.require_possible(grant, "edit")
        new = _unsaved(case, actor, wanted)
        new.pk = grant.pk
        _refuse_unfit(case, new, wanted)
        names = ("scheme_version", "amount", "starts_on", "ends_on", "why", "why_second", "decide_by")
        fields = {name: getattr(new, name) for name in names}
        GRANTS.touch(grant, "edit", actor, request=request, **fields)
        grant.goals.all().delete()
        GrantGoal.objects.bulk_create([GrantGoal(grant=grant, goal=goal) for goal in wanted.goals])
        grant.refresh_from_db()
    return grant


@transaction.atomic
def withdraw(
    grant: ServiceGrant, actor: Actor, reason: str = "", *, version: int | None = None, request: Any = None
) -> ServiceGrant:
    """Take a grant back before it starts; what was reserved is free again.

    Raises:
        Conflict: it started, ended or was refused meanwhile.
    """
    grant = GRANTS.lock(grant, version)
    require_coach_of(actor, grant)
    _take_back(grant, actor, reason, request)
    return grant


def _take_back(grant: ServiceGrant, actor: Actor, reason: str, request: Any = None) -> None:
    GRANTS.require_possible(grant, "withdraw")
    was = grant.state
    GRANTS.happen(grant, "withdraw", actor, reason=reason.strip()[:500], request=request)
    if was == GrantState.APPROVED:
        ledger.release(grant, actor)


def end_all(client_id: int, actor: Actor = SYSTEM) -> None:
    """A person is erased: stop every grant that is not over. Called inside the erasing transaction."""
    for grant in ServiceGrant.objects.active().filter(client_id=client_id).select_for_update(of=("self",)):
        if grant.state == GrantState.STARTED:
            GRANTS.happen(grant, "end", SYSTEM, ended_on=max(clock.today(), grant.started_on or clock.today()))
        else:
            _take_back(grant, SYSTEM, "")


_SECOND = _("Er loopt al een dienst van deze soort. Schrijf op waarom deze er naast nodig is.")


def _unsaved(case: Case, actor: Actor, wanted: Wanted) -> ServiceGrant:
    plan = plan_of(case)
    if plan is None:
        raise Refused(_("Er is nog geen plan waar jullie allebei akkoord op zijn. Maak dat eerst."))
    version = rules.version_for(wanted.service, wanted.starts_on)
    days = timedelta(days=version.decision_days) if version else DECIDE_WITHIN
    return ServiceGrant(
        client_id=case.client_id, case=case, plan=plan, region_id=case.region_id, service=wanted.service,
        provider_id=wanted.service.provider_id, kind=wanted.service.kind, scheme_version=version, amount=wanted.amount,
        starts_on=wanted.starts_on, ends_on=wanted.ends_on, why=wanted.why.strip(),
        why_second=wanted.why_second.strip(), requested_by=actor.user, requested_for_id=actor.organisation_id,
        requested_at=clock.now(), decide_by=clock.today() + days, changed_by=actor.user,
    )  # fmt: skip


def _refuse_unfit(case: Case, grant: ServiceGrant, wanted: Wanted) -> None:
    service = wanted.service
    if service.kind in NO_GRANTS:
        raise Refused(_("Hulp bij schulden vraag je aan met een verwijzing. Bedragen horen hier niet."))
    if not can_be_asked(case.region_id).filter(pk=service.pk).exists():
        raise Refused(_("Deze dienst is er nu niet. Kies een andere."))
    if not wanted.goals or any(goal.plan_id != grant.plan_id for goal in wanted.goals):
        raise Refused(_("Kies bij welk doel van het plan dit hoort."))
    if wanted.starts_on < clock.today():
        raise Refused(_("Kies een begin vanaf vandaag: inzet vraag je aan voor het begint."))
    if grant.scheme_version is None and (service.scheme_id is not None or service.kind in NEEDS_SCHEME):
        raise Refused(_("De regeling van deze dienst geldt niet voor een start op deze dag. Dit kun je niet kiezen."))
    found = rules.objections(grant)
    if found:
        raise Refused(" ".join(found))
    if not grant.why_second and others_like(case, service, grant if grant.pk else None):
        raise Refused(_SECOND)
