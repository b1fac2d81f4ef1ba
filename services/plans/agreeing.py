"""Both agree: the coach by proposing a version, the client on the own page or as the coach wrote it down."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intake.models import CASE_LIFECYCLE, Case, CaseState
from rmt_portal import clock
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import SYSTEM, Actor, advance
from services.models import ActionPlan, AgreedHow, PlanAgreement
from services.plans.lifecycle import STEP_LIFECYCLE, WAY_TO_DIAGNOSED, PlanParty, PlanState, StepState
from services.plans.writing import PLANS, parties_of, require_coach, require_party

REVIEW_EVERY = timedelta(weeks=6)
"""How often a plan is looked at together (DOMAIN 5, proposed norm)."""


@transaction.atomic
def propose(plan: ActionPlan, actor: Actor, *, version: int | None = None, request: Any = None) -> ActionPlan:
    """Put a version before the client; with that the coach agrees on it, by name.

    Raises:
        Refused: it has no goal or no step.
        Conflict: it changed after ``version`` was read.
    """
    plan = PLANS.lock(plan, version)
    require_party(actor, plan, parties_of("propose"))
    if not plan.goals.exists() or not plan.steps.exists():
        raise Refused(_("Zet eerst een doel en een stap in het plan. Dan kan de kandidaat iets lezen."))
    PLANS.happen(plan, "propose", actor, request=request, proposed_at=clock.now())
    coach = actor.user
    name = coach.name or coach.email
    _agree(plan, PlanParty.COACH, name=name, how=AgreedHow.PORTAL, at=clock.now(), recorded_by=coach)
    _to_diagnosed(plan.case_id, actor)
    return plan


@transaction.atomic
def agree(plan: ActionPlan, actor: Actor, *, version: int | None = None, request: Any = None) -> ActionPlan:
    """The client agrees, on the own page, on the version that was read.

    Raises:
        Conflict: it changed meanwhile, or it was agreed on already.
    """
    plan = PLANS.lock(plan, version)
    party = require_party(actor, plan, parties_of("agree"))
    if party is not PlanParty.CLIENT:
        raise Refused(_("Schrijf op hoe en wanneer de kandidaat akkoord ging."))
    PLANS.require_possible(plan, "agree")
    _agree(plan, PlanParty.CLIENT, name=_name_of(plan), how=AgreedHow.OWN_PAGE, at=clock.now())
    _now_holds(plan, actor, request)
    return plan


@transaction.atomic
def record_agreement(
    plan: ActionPlan, actor: Actor, how: str, on: date, *, version: int | None = None, request: Any = None
) -> ActionPlan:
    """Write down that the client agreed: how, and on which day (not before it was proposed, not after today).

    Raises:
        Refused: the day can not be right.
        Conflict: the plan changed meanwhile.
    """
    plan = PLANS.lock(plan, version)
    require_coach(actor, plan.case)
    PLANS.require_possible(plan, "agree")
    assert plan.proposed_at is not None
    if not timezone.localdate(plan.proposed_at) <= on <= clock.today():
        raise Refused(_("Kies een dag vanaf de dag waarop je het plan voorlegde, en niet later dan vandaag."))
    noon = timezone.make_aware(datetime.combine(on, time(12, 0)))
    at = min(max(noon, plan.proposed_at), clock.now())
    _agree(plan, PlanParty.CLIENT, name=_name_of(plan), how=how, at=at, recorded_by=actor.user)
    _now_holds(plan, actor, request)
    return plan


@transaction.atomic
def take_back(plan: ActionPlan, actor: Actor, *, version: int | None = None, request: Any = None) -> ActionPlan:
    """Take a proposed version back to change it; who agreed is asked again."""
    plan = PLANS.lock(plan, version)
    require_party(actor, plan, parties_of("take_back"))
    PLANS.happen(plan, "take_back", actor, request=request)
    _void(plan)
    return plan


@transaction.atomic
def ask_change(
    plan: ActionPlan, actor: Actor, words: str, *, version: int | None = None, request: Any = None
) -> ActionPlan:
    """The client wants something else in the plan and says what; the coach sees it and changes the concept.

    Raises:
        Refused: nothing was said.
        Conflict: the plan changed meanwhile.
    """
    plan = PLANS.lock(plan, version)
    require_party(actor, plan, parties_of("ask_change"))
    if not words.strip():
        raise Refused(_("Schrijf op wat je anders wilt."))
    PLANS.happen(plan, "ask_change", actor, reason=words.strip()[:500], request=request)
    _void(plan)
    return plan


@transaction.atomic
def discard(plan: ActionPlan, actor: Actor, *, version: int | None = None, request: Any = None) -> ActionPlan:
    """Throw a concept away; what was agreed on before holds."""
    plan = PLANS.lock(plan, version)
    require_party(actor, plan, parties_of("discard"))
    PLANS.happen(plan, "discard", actor, request=request, ended_at=clock.now())
    return plan


@transaction.atomic
def end(
    plan: ActionPlan, actor: Actor, reason: str = "", *, version: int | None = None, request: Any = None
) -> ActionPlan:
    """Stop a plan that holds, or one that never came to that; it stays readable."""
    plan = PLANS.lock(plan, version)
    require_party(actor, plan, parties_of("end"))
    PLANS.happen(plan, "end", actor, reason=reason, request=request, ended_at=clock.now())
    _void_if_open(plan)
    return plan


def end_all(client_id: int, actor: Actor = SYSTEM) -> None:
    """A person is erased: end every plan that runs. Called inside the erasing transaction."""
    for plan in ActionPlan.objects.running().filter(client_id=client_id).select_for_update(of=("self",)):
        PLANS.happen(plan, "end", actor, ended_at=clock.now())


def end_of_case(case_id: int, actor: Actor) -> None:
    """A case ended: end every plan of it that runs. Called inside the transaction that ends the case."""
    for plan in ActionPlan.objects.running().filter(case=case_id).select_for_update(of=("self",)):
        PLANS.happen(plan, "end", actor, ended_at=clock.now())
        _void_if_open(plan)


def _name_of(plan: ActionPlan) -> str:
    return plan.client.full_name[:160] or plan.case.reference


def _agree(plan: ActionPlan, party: PlanParty, **how: Any) -> None:
    PlanAgreement.objects.create(plan=plan, party=party, recorded_at=clock.now(), **how)


def _void(plan: ActionPlan) -> None:
    plan.agreements.filter(void_at__isnull=True).update(void_at=clock.now())


def _void_if_open(plan: ActionPlan) -> None:
    if plan.agreed_at is None:
        _void(plan)


def _now_holds(plan: ActionPlan, actor: Actor, request: Any) -> None:
    """Both agreed: this version holds, the one before is replaced, and the dossier goes on."""
    today = clock.today()
    before = ActionPlan.objects.filter(case=plan.case_id, state=PlanState.AGREED).select_for_update(of=("self",))
    old = before.first()
    if old is not None:
        PLANS.happen(old, "replace", SYSTEM, request=request, ended_at=clock.now())
    starts_on = old.starts_on if old is not None else today
    PLANS.happen(
        plan, "agree", actor, request=request,
        agreed_at=clock.now(), starts_on=starts_on, review_on=today + REVIEW_EVERY,
    )  # fmt: skip
    _catch_up(plan)
    case = Case.objects.select_for_update(of=("self",)).get(pk=plan.case_id)
    if CASE_LIFECYCLE.allows("agree_plan", case.state):
        advance(case, CASE_LIFECYCLE, "agree_plan", actor)


def _catch_up(plan: ActionPlan) -> None:
    """What was done in the old version while this one waited is done in this one too."""
    waiting = plan.steps.filter(state=StepState.OPEN, copied_from__settled_at__isnull=False)
    for step in waiting.select_related("copied_from"):
        old = step.copied_from
        assert old is not None
        event = "finish" if old.state == StepState.DONE else "skip"
        advance(step, STEP_LIFECYCLE, event, SYSTEM, settled_at=old.settled_at, settled_by_id=old.settled_by_id)


def _to_diagnosed(case_id: int, actor: Actor) -> None:
    """Who proposes a plan has talked and has the picture: the dossier shows that."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    for event in WAY_TO_DIAGNOSED.get(CaseState(case.state), ()):
        advance(case, CASE_LIFECYCLE, event, actor)
