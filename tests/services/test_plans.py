"""The life of a plan: who may do what in which state, what was agreed on stays, and the dossier goes along."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction

from intake import erasing
from partners import access
from partners.models import Role
from rmt_portal import clock, row_security
from rmt_portal.audit.models import AuditLine
from rmt_portal.changing import Conflict, Refused
from rmt_portal.lifecycle import Actor
from services.models import ActionPlan, PlanAgreement, PlanGoal, PlanStep, StepOwner
from services.plans import agreeing, doing, editing, making, reviewing, templates
from services.plans.dates import due_days
from services.plans.editing import StepText
from services.plans.lifecycle import (
    PLAN_BY_EVENT,
    PLAN_TRANSITIONS,
    STEP_TRANSITIONS,
    PlanParty,
    PlanState,
    StepState,
)
from tests.partners.factories import fatima, ingrid
from tests.rig.halves import some_now
from tests.services import every_event
from tests.services.every_event import ask_the_database_now, colleague_with
from tests.services.factories import works_for
from tests.services.plans import CLIENT, case_with_coach, client_agrees, concept, in_state

pytestmark = pytest.mark.django_db

ACTS: dict[str, Callable[[ActionPlan, Actor], Any]] = {
    "propose": agreeing.propose,
    "take_back": agreeing.take_back,
    "ask_change": lambda plan, actor: agreeing.ask_change(plan, actor, "Liever eerst een cursus"),
    "agree": lambda plan, actor: (
        agreeing.agree(plan, actor)
        if actor.user is None
        else agreeing.record_agreement(plan, actor, "talk", clock.today())
    ),
    "discard": agreeing.discard,
    "end": agreeing.end,
}
"""How each event is asked for; ``replace`` happens only when a newer version is agreed on."""
tried = partial(every_event.tried, noes=(PermissionError,))


@pytest.mark.parametrize("state", some_now(PlanState.values, ["proposed", "agreed"]))
def test_every_event_from_every_state_by_every_role(state):
    plan = in_state(state)
    case = plan.case
    people: dict[str, Actor] = {role: works_for(colleague_with(role, case)) for role in Role.values}
    for event, act in ACTS.items():
        transition = PLAN_BY_EVENT[event]
        possible = state in transition.sources
        for role, actor in people.items():
            may = PlanParty.COACH in transition.by and role in (Role.COACH, Role.INTAKE_WORKER)
            assert tried(lambda act=act, actor=actor: act(plan, actor)) == (possible and may), (event, role)
        with row_security.client(plan.client_id):
            by_client = tried(lambda act=act: act(plan, CLIENT))
        assert by_client == (possible and PlanParty.CLIENT in transition.by), (event, "client")
        assert not tried(lambda act=act: act(plan, CLIENT)), (event, "nobody")


@pytest.mark.parametrize("state", some_now(StepState.values, ["done"]))
def test_every_event_of_a_step_by_every_role(state):
    plan = in_state("agreed")
    mine, coachs = plan.steps.order_by("pk")
    for step in (mine, coachs):
        if state == "done":
            doing.finish(step, works_for(ingrid()))
        if state == "skipped":
            doing.skip(step, works_for(ingrid()), "niet meer nodig")
    people = {role: works_for(colleague_with(role, plan.case)) for role in Role.values}
    acts: dict[str, Callable[[PlanStep, Actor], Any]] = {
        "finish": doing.finish, "skip": lambda s, a: doing.skip(s, a, "anders"), "undo": doing.undo
    }  # fmt: skip
    assert set(acts) == {t.event for t in STEP_TRANSITIONS}
    for transition in STEP_TRANSITIONS:
        act = acts[transition.event]
        again = transition.event == "undo" and state == "open"  # a second click is no error
        possible = state in transition.sources or again
        for role, actor in people.items():
            may = role in (Role.COACH, Role.INTAKE_WORKER)
            assert tried(lambda act=act, actor=actor: act(coachs, actor)) == (possible and may), role
        with row_security.client(plan.client_id):
            assert tried(lambda act=act: act(mine, CLIENT)) == (possible and PlanParty.CLIENT in transition.by)
            assert not tried(lambda act=act: act(coachs, CLIENT))


def test_both_agree_and_the_dossier_goes_along():
    case = case_with_coach()
    plan = concept(case)
    coach = works_for(fatima())
    agreeing.propose(plan, coach)
    case.refresh_from_db()
    assert case.state == "diagnosed"
    plan = client_agrees(plan)
    case.refresh_from_db()
    assert (plan.state, case.state) == ("agreed", "plan_agreed")
    assert plan.review_on == clock.today() + timedelta(weeks=6)
    said = {a.party: (a.name, a.how) for a in plan.agreements.all()}
    assert said == {"coach": ("Fatima de Groot", "portal"), "client": ("Sami van 't Hof", "own_page")}
    assert [e.event for e in plan.events.all()] == ["make", "propose", "agree"]
    actions = set(AuditLine.objects.filter(client_ids=[case.client_id]).values_list("action", flat=True))
    assert {"plan.make", "plan.edit", "plan.propose", "plan.agree"} <= actions


def test_the_coach_writes_down_how_and_when_the_client_agreed():
    plan = in_state("proposed")
    coach = works_for(fatima())
    for day in (clock.today() + timedelta(days=1), clock.today() - timedelta(days=1)):
        with pytest.raises(Refused, match="Kies een dag"):
            agreeing.record_agreement(plan, coach, "paper", day)
    plan = agreeing.record_agreement(plan, coach, "paper", clock.today())
    agreement = plan.agreements.get(party="client")
    assert (agreement.how, agreement.recorded_by, agreement.name) == ("paper", coach.user, "Sami van 't Hof")


def test_a_change_after_agreement_asks_for_agreement_again_and_the_old_one_stays_readable():
    old, coach = in_state("agreed"), works_for(fatima())
    first, second = old.steps.order_by("pk")
    new = making.new_version(old, coach)
    with pytest.raises(Conflict) as begun:
        making.new_version(old, works_for(ingrid()))
    assert begun.value.row == new
    editing.add_goal(new, coach, "learning", "Ik haal een certificaat")
    assert new.number == 2 and ActionPlan.objects.get(pk=old.pk).state == "agreed"
    with row_security.client(old.client_id):
        doing.finish(first, CLIENT)  # the plan that holds goes on meanwhile
    doing.skip(second, coach, "al gedaan door school")
    agreeing.propose(new, coach)
    with row_security.client(old.client_id):
        agreeing.ask_change(new, CLIENT, "Liever in de techniek")
    new.refresh_from_db()
    assert new.state == "draft" and not new.agreements.filter(void_at__isnull=True).exists()
    assert new.events.last().reason == "Liever in de techniek"
    agreeing.propose(new, coach)
    client_agrees(new)
    old.refresh_from_db()
    assert (old.state, ActionPlan.objects.get(pk=new.pk).state) == ("replaced", "agreed")
    assert old.goals.count() == 1 and old.agreements.filter(void_at__isnull=True).count() == 2
    assert list(new.steps.order_by("pk").values_list("state", flat=True)) == ["done", "skipped"]
    assert due_days(new, new.steps.all())[new.steps.order_by("pk").first().pk] == clock.today() + timedelta(days=7)


def test_days_count_from_the_start_or_from_the_day_an_earlier_step_was_done():
    plan, coach = in_state("agreed"), works_for(fatima())
    first, second = plan.steps.order_by("pk")
    start = plan.starts_on
    assert due_days(plan, plan.steps.all()) == {
        first.pk: start + timedelta(days=7),
        second.pk: start + timedelta(days=14),
    }
    with time_machine.travel(clock.now() + timedelta(days=2)):
        doing.finish(first, coach)
        assert due_days(plan, plan.steps.all())[second.pk] == start + timedelta(days=9)


def test_a_step_that_goes_takes_nothing_else_along():
    plan, coach = concept(), works_for(fatima())
    first, second = plan.steps.order_by("pk")
    editing.remove_step(first, coach)
    second.refresh_from_db()
    assert (second.after_step_id, second.days) == (None, 14)
    with pytest.raises(Refused, match="hoort niet bij dit plan"):
        other = concept(case_with_coach())
        editing.change_step(second, coach, StepText("Iets", StepOwner.COACH, goal=other.goals.get(), days=1))


def test_who_did_it_first_is_told_to_the_second():
    plan, coach, colleague = in_state("agreed"), works_for(fatima()), works_for(ingrid())
    step = plan.steps.get(owner="coach")
    doing.finish(step, coach)
    with pytest.raises(Conflict) as first:
        doing.finish(step, colleague)
    assert first.value.row.settled_by == coach.user
    doing.finish(step, coach)  # a second click is no error, and leaves no second event
    assert [e.event for e in step.events.all()] == ["plan", "finish"]
    assert doing.undo(step, colleague).state == "open"


def test_somebody_who_read_an_older_page_hears_of_it():
    plan, coach = concept(), works_for(fatima())
    read = plan.version
    goal = plan.goals.get()
    editing.change_goal(goal, works_for(ingrid()), "work", "Ik werk in de techniek", version=read)
    with pytest.raises(Conflict) as conflict:
        editing.change_goal(goal, coach, "work", "Ik werk in de zorg, 3 dagen", version=read)
    assert conflict.value.row.changed_by == ingrid()
    with pytest.raises(Conflict):
        agreeing.propose(plan, coach, version=read)


def test_the_database_refuses_what_skips_the_actions():
    plan = in_state("agreed")
    step, coach = plan.steps.order_by("pk").first(), fatima()
    broken: list[Callable[[], Any]] = [
        lambda: ActionPlan.objects.filter(pk=plan.pk).update(state="draft"),
        lambda: PlanStep.objects.filter(pk=step.pk).update(state="done", settled_at=clock.now()),
        lambda: PlanStep.objects.filter(pk=step.pk).update(text="Iets anders"),
        lambda: PlanGoal.objects.filter(plan=plan).update(text="Iets anders"),
        lambda: PlanGoal.objects.create(plan=plan, domain="work", text="Erbij", position=9),
        lambda: PlanStep.objects.filter(pk=step.pk).delete(),
        lambda: PlanAgreement.objects.filter(plan=plan, party="client").update(name="Iemand anders"),
        lambda: ActionPlan.objects.filter(pk=plan.pk).update(review_on=date(2020, 1, 1)),
        lambda: PlanAgreement.objects.create(
            plan=plan, party="client", name="Nog eens", how="own_page", recorded_at=clock.now()
        ),
    ]
    for number, act in enumerate(broken):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
            ask_the_database_now()
            pytest.fail(f"change {number} was taken")
    proposed = in_state("proposed", case_with_coach(coach))
    with pytest.raises(DatabaseError), transaction.atomic():
        now = clock.now()
        agreed = {"state": "agreed", "agreed_at": now, "starts_on": now.date(), "review_on": now.date()}
        ActionPlan.objects.filter(pk=proposed.pk).update(**agreed)
        proposed.events.create(event="agree", from_state="proposed", to_state="agreed")
        ask_the_database_now()


def test_a_review_is_written_down_and_the_next_one_is_planned():
    plan, coach = in_state("agreed"), works_for(fatima())
    with pytest.raises(Refused, match="binnen 13 weken"):
        reviewing.review(plan, coach, "", clock.today() + timedelta(weeks=20))
    reviewing.review(plan, coach, "Gaat goed, meer uren")
    plan.refresh_from_db()
    assert plan.review_on == clock.today() + timedelta(weeks=6)
    with pytest.raises(access.Refused):
        reviewing.review(plan, works_for(colleague_with(Role.COORDINATOR, plan.case)), "")


def test_the_examples_of_a_region_make_a_plan():
    case, coach = case_with_coach(), works_for(fatima())
    assert templates.load(case.region) == 8 and templates.load(case.region) == 0
    for template in templates.offered_in(case.region_id):
        plan = making.make(case, coach, template)
        assert plan.goals.count() == template.goals.count() and plan.steps.count() == template.steps.count()
        assert not plan.steps.filter(goal__isnull=True).exists()
        assert max(due_days(plan, plan.steps.all()).values()) > clock.today()
        agreeing.discard(plan, coach)
    stale = templates.offered_in(case.region_id)[0]
    stale.is_active = False
    with pytest.raises(Refused, match="Kies een ander"):
        making.make(case, coach, stale)


def test_without_a_coach_there_is_no_plan():
    from tests.workplace.factories import registered

    fatima()
    with pytest.raises(Refused, match="Neem de kandidaat eerst over"):
        making.make(registered(), works_for(fatima()))


def test_erasing_ends_the_plan_and_takes_its_words():
    plan = in_state("agreed")
    newer = making.new_version(plan, works_for(fatima()))
    erasing.erase(plan.client_id)
    assert list(ActionPlan.objects.filter(pk__in=[plan.pk, newer.pk]).values_list("state", flat=True)) == ["ended"] * 2
    assert not PlanGoal.objects.exists() and not PlanStep.objects.exists() and not PlanAgreement.objects.exists()
    assert {t.event for t in PLAN_TRANSITIONS} == {*ACTS, "replace"}
