"""Every state x event x person of the table: only what the table allows happens, and everything leaves an event."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from partners.models import User
from rmt_portal import clock
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import Actor, StateConflict
from services.models import Referral
from services.referrals import answering, sending
from services.referrals.lifecycle import BY_EVENT, ENDED, OPEN, TRANSITIONS, Party, ReferralState
from services.referrals.parties import events_for, parties_of
from tests.partners import factories as people
from tests.rig.halves import some_now
from tests.services.factories import in_state

pytestmark = pytest.mark.django_db

PEOPLE: dict[str, tuple[Callable[[], User], frozenset[Party]]] = {
    "sender": (people.fatima, frozenset({Party.SENDER})),
    "receiver": (people.karin, frozenset({Party.RECEIVER})),
    "coordinator": (people.mehmet, frozenset({Party.COORDINATOR})),
    "third organisation": (people.jan, frozenset()),
    "debt worker elsewhere": (people.anouk, frozenset()),
    "administrator": (people.bram, frozenset()),
    "manager": (people.els, frozenset()),
    "privacy officer": (people.pieter, frozenset()),
    "superuser": (lambda: people.UserFactory(email="root@voorbeeld.nl", is_superuser=True), frozenset()),
}

ACTIONS: dict[str, Callable[[Any, Referral], Any]] = {
    "send": lambda who, r: sending.send(who, r, "consent", "samen op het scherm"),
    "request_info": lambda who, r: answering.request_info(who, r, "Wat is al gedaan?"),
    "answer_info": lambda who, r: sending.answer_info(who, r, "Een cursus."),
    "accept": answering.accept,
    "undo_accept": lambda who, r: answering.undo_accept(who, r, "vergissing"),
    "decline": lambda who, r: answering.decline(who, r, "other_help_fits"),
    "recall": lambda who, r: sending.recall(who, r, "niet meer nodig"),
    "start": lambda who, r: answering.start(who, r, clock.now()),
    "hold": lambda who, r: answering.hold(who, r, "ziek", clock.today() + timedelta(days=7)),
    "resume": answering.resume,
    "complete": lambda who, r: answering.complete(who, r, "helped", "Klaar."),
    "stop": lambda who, r: answering.stop(who, r, "wil niet meer"),
    "mark_error": lambda who, r: sending.mark_error(who, r, "dubbel"),
}
"""Events a person lets happen; expire and withdraw_consent are done by the system."""

NARROWER = {("mark_error", "sender"): lambda r: r.accepted_at is None}
"""Where an action asks more than the table: the sender sets aside only what was not accepted."""


def test_the_table_is_whole():
    assert set(ACTIONS) | {"expire", "withdraw_consent"} == set(BY_EVENT)
    assert {*OPEN, *ENDED, ReferralState.DRAFT} == set(ReferralState)
    for row in TRANSITIONS:
        assert row.by, row.event
        assert not set(row.sources) & set(ENDED), f"{row.event} leaves a state that has ended"


@pytest.mark.parametrize("state", some_now(ReferralState.values, ["sent"]))
def test_every_event_by_every_person_from_this_state(state):
    referral = in_state(state)
    for name, (person, sides) in PEOPLE.items():
        who = person()
        parties = sides - {Party.RECEIVER} if state == ReferralState.DRAFT else sides  # knows nothing of a draft
        assert parties_of(who, referral) == parties
        for event, act in ACTIONS.items():
            row = BY_EVENT[event]
            extra = NARROWER.get((event, name), lambda _r: True)
            allowed = state in row.sources and bool(parties & set(row.by)) and extra(referral)
            assert (event in events_for(who, referral)) >= allowed, (state, event, name)
            before = referral.events.count()
            actor = Actor(user=who, organisation_id=people.municipality().pk)
            if allowed:
                act(actor, referral)
            else:
                with pytest.raises((Refused, StateConflict)):
                    act(actor, referral)
            referral.refresh_from_db()
            assert referral.state == (row.target if allowed else state), (state, event, name)
            assert referral.events.count() == before + allowed, (state, event, name)
            if allowed:
                referral = in_state(state)
