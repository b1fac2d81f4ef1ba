"""Two people with a decision about the same vacancy become one: the furthest stays, and it can be taken back."""

import threading
import time
from typing import Any

import pytest
from django.db import connection, transaction

from intake.duplicates import merging
from intake.models import Case, Client
from matching.decisions import deciding
from matching.decisions.life import DECISION_LIFECYCLE, DecisionState
from matching.models import FrozenExplanation, MatchDecision
from matching.weights import published as published_weights
from rmt_portal import clock, row_security
from rmt_portal.lifecycle import Actor, begin
from tests.intake.factories import achterhoek
from tests.intake.test_duplicates import actor, arrives, choose
from tests.matching.factories import VacancyFactory
from tests.partners.factories import ingrid, municipality
from tests.rig.threads import thread_of_test

pytestmark = pytest.mark.django_db
SAYS: dict[str, tuple[str, ...]] = {"asked": (), "released": (), "declined": ("no",), "agreed": ("yes", "agree")}


def decided(client: Client, vacancy: Any, how_far: str) -> MatchDecision:
    """A decision about a vacancy that came this far."""
    me = actor(ingrid())
    told = FrozenExplanation.objects.create(
        client=client, vacancy=vacancy, weight_set=published_weights.for_region(client.region_id), engine="2",
        profile_version=1, vacancy_version=1, score=0.6, gate=0, confidence=0.9, components={"travel": 0.6},
        weights={"travel": 8.0}, words={"title": vacancy.title, "word": "Past goed bij jou"},
    )  # fmt: skip
    yes = None if how_far == "asked" else clock.now()
    decision = MatchDecision(
        client=client, vacancy=vacancy, explanation=told, decided_by=me.user, coach_said_yes_at=yes
    )
    begin(decision, DECISION_LIFECYCLE, "ask" if how_far == "asked" else "release", me)
    with row_security.client(client.pk):
        for said in SAYS[how_far]:
            decision = deciding.answer(decision, said, Actor())
    return decision


@pytest.mark.parametrize(
    ("first_is", "second_is", "stays"),
    [("released", "agreed", "second"), ("declined", "asked", "first"), ("agreed", "declined", "second")],
)
def test_the_furthest_decision_stays_and_the_other_comes_back_when_it_is_taken_apart(first_is, second_is, stays):
    achterhoek(), municipality()
    first, second = arrives(), arrives()
    vacancy, other = VacancyFactory(work="ober"), VacancyFactory(work="schoonmaker")
    mine, theirs = decided(first.client, vacancy, first_is), decided(second.client, vacancy, second_is)
    alone = decided(second.client, other, "released")
    made = merging.merge(first.client, second.client, actor(ingrid()), choose(first.client, second.client))
    living = MatchDecision.objects.exclude(state=DecisionState.WITHDRAWN).filter(client=first.client_id)
    furthest = mine if stays == "first" else theirs
    assert set(living) == {furthest, alone}
    assert MatchDecision.objects.filter(client=first.client_id).count() == 3, "the other is history, not gone"
    merging.undo(made, actor(ingrid()))
    back = {d.pk: (d.client_id, d.state) for d in MatchDecision.objects.all()}
    assert back == {d.pk: (d.client_id, d.state) for d in (mine, theirs, alone)}
    ended = theirs if stays == "first" else mine
    assert [e.event for e in ended.events.order_by("pk")][-2:] == ["merge", f"unmerge_to_{ended.state}"]


@pytest.mark.django_db(transaction=True)
def test_an_answer_at_the_very_moment_of_a_merge_waits_for_it():
    """A merge holds the dossiers before it asks for the decisions; an answer that began with the decision met it
    halfway, and PostgreSQL ended one of both."""
    achterhoek(), municipality()
    case = arrives()
    decision = decided(case.client, VacancyFactory(work="ober"), "asked")
    holds, got = threading.Event(), []

    def answers() -> None:
        try:
            holds.wait(30)
            with row_security.client(case.client_id):
                got.append(deciding.answer(decision, "yes", Actor()).state)
        except Exception as error:
            got.append(error)
        finally:
            connection.close()

    thread = thread_of_test(answers)
    thread.start()
    with transaction.atomic():
        list(Case.objects.select_for_update(of=("self",)).filter(pk=case.pk))
        holds.set()
        waits_for_a_lock()
        list(MatchDecision.objects.select_for_update(of=("self",)).filter(pk=decision.pk))
    thread.join(30)
    assert got == [DecisionState.WANTED]


def waits_for_a_lock() -> None:
    """Come back when another session waits for a row."""
    with connection.cursor() as cursor:
        for _try in range(3000):
            cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()")
            if cursor.fetchone():
                return
            time.sleep(0.01)
    raise AssertionError("nobody waits")
