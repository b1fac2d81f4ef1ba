"""Two coordinators decide about one proposal at the same moment: one of them does, the other hears it."""

from typing import Any

import pytest
from django.db import IntegrityError

from partners import organisations
from partners.models import Organisation, OrganisationEvent, PartnerKind, Role
from partners.organisation_states import EVENT_WORDS
from rmt_portal.lifecycle import Actor, StateConflict
from rmt_portal.outbox.models import OutboxItem
from tests.partners import factories
from tests.rig.threads import at_once

QUICK, THOROUGH = 20, 200


def actor(user: Any) -> Actor:
    return Actor(user, user.memberships.first().organisation_id)


def proposed(number: int) -> Organisation:
    """What the administrator of the municipality proposes."""
    proposal = organisations.Proposal(
        name=f"Stichting Taal {number}", kind=PartnerKind.PROVIDER, region=factories.RegionFactory(),
        municipalities=(), website="", phone="", contact_name="Tineke", contact_email=f"tineke{number}@taal.example",
    )  # fmt: skip
    return organisations.propose(proposal, actor(factories.bram()))


def decided_at_once(
    number: int, losses: tuple[type[Exception], ...] = (StateConflict,)
) -> tuple[Organisation, list[Any], list[str]]:
    """One says yes and the other no; return the organisation, what each got and what happened."""
    made = proposed(number)
    colleague = factories.UserFactory(name="Mila Maas", email="mila@voorbeeld.nl")
    if not colleague.memberships.exists():
        factories.MembershipFactory(user=colleague, organisation=factories.municipality(), role=Role.COORDINATOR)
    yes, no = actor(factories.mehmet()), actor(colleague)
    got = at_once(
        lambda: Organisation.objects.get(pk=made.pk),
        [
            lambda seen: organisations.approve(seen, f"tineke{number}@taal.example", yes),
            lambda seen: organisations.refuse(seen, "Past niet bij de regio.", no),
        ],
        losses,
    )
    made.refresh_from_db()
    happened = OrganisationEvent.objects.filter(partner=made).order_by("pk").values_list("event", flat=True)
    return made, got, list(happened)[1:]


def check_rounds(rounds: int) -> None:
    for number in range(rounds):
        letters = OutboxItem.objects.filter(kind="mail.invitation")
        before = letters.count()
        made, got, happened = decided_at_once(number)
        assert len(happened) == 1, happened
        [conflict] = [one for one in got if isinstance(one, StateConflict)]
        assert conflict.state == made.state
        assert made.is_active == (happened == ["approve"])
        assert letters.count() - before == made.invitations.count() == int(made.is_active)


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_of_a_yes_and_a_no_at_once_exactly_one_counts():
    check_rounds(QUICK)


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_of_a_yes_and_a_no_at_once_exactly_one_counts_two_hundred_times():
    check_rounds(THOROUGH)


@pytest.mark.django_db(transaction=True)
def test_without_the_guard_both_count(monkeypatch):
    """The positive control: reading first and writing then lets both decide, or the database refuses the second."""

    def unguarded(obj: Any, table: Any, event: str, who: Actor, reason: str = "", **fields: Any) -> None:
        transition, before = table.transitions[event], obj.state
        if before not in transition.sources:
            raise StateConflict(event, before)
        obj.events.create(event=event, from_state=before, to_state=transition.target, actor=who.user, reason=reason)
        type(obj).objects.filter(pk=obj.pk).update(state=transition.target, **fields)

    monkeypatch.setattr(organisations, "advance", unguarded)
    for number in range(QUICK):
        _made, got, happened = decided_at_once(number, (StateConflict, IntegrityError))
        if len(happened) == 2:
            assert set(happened) <= set(EVENT_WORDS)
            return
        if any(isinstance(one, IntegrityError) for one in got):
            return
    pytest.fail("the race never showed, so the test above proves nothing")
