"""Two people with a decision about the same vacancy become one: the furthest stays, and it can be taken back."""

from typing import Any

import pytest

from intake.duplicates import merging
from intake.models import Client
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
