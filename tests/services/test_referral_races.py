"""Two people at the same moment: exactly one transition, a clear message for the other, no double mail.

Real threads, each with its own connection, let go at once. The positive control takes the guard away (the state and
version in the UPDATE) and shows that the same two threads then both get through.
"""

from collections.abc import Callable
from typing import Any

import pytest

from partners import access
from partners.models import AccessGrant, Layer
from rmt_portal import clock
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import StateConflict
from rmt_portal.outbox.models import OutboxItem
from services import concepts
from services.models import Mailbox, Referral, ReferralConcept
from services.referrals import answering, events, sending
from services.referrals.lifecycle import ENDED
from services.referrals.parties import by_mailbox
from tests.partners import factories as people
from tests.rig.threads import at_once
from tests.services.factories import case_of_sami, in_state, works_for
from tests.services.mailboxes import MailboxFactory

Act = Callable[[Referral], Any]
QUICK, THOROUGH = 5, 200


def _karin() -> Any:
    return works_for(people.karin())


def _fatima() -> Any:
    return works_for(people.fatima())


ACTS: dict[str, Callable[[], Act]] = {
    "accept": lambda: _bind(_karin(), answering.accept),
    "recall": lambda: _bind(_fatima(), lambda who, r: sending.recall(who, r, "niet meer nodig")),
    "withdraw_consent": lambda: lambda r: sending.consent_was_withdrawn(r.client_id, r.receiver_organisation_id),
    "expire": lambda: sending.expire,
    "accept_by_mailbox": lambda: _bind_mailbox(lambda who, r: answering.accept(who, r, name="Anna")),
    "decline_by_colleague": lambda: _bind(_lies(), lambda who, r: answering.decline(who, r, "other_help_fits")),
    "complete": lambda: _bind(_karin(), lambda who, r: answering.complete(who, r, "helped", "Klaar.")),
    "stop": lambda: _bind(_fatima(), lambda who, r: answering.stop(who, r, "verhuisd")),
}

PAIRS = (
    ("sent", "accept", "recall"),
    ("sent", "accept", "withdraw_consent"),
    ("sent", "accept", "expire"),
    ("sent", "accept", "accept"),
    ("in_progress", "complete", "stop"),
    ("sent", "accept_by_mailbox", "decline_by_colleague"),
)
PAIRS_NOW = [PAIRS[0], *(pytest.param(*pair, marks=pytest.mark.full) for pair in PAIRS[1:])]
"""One race in ``make test``, the others in ``make test-full``."""


def _lies() -> Any:
    """Somebody with an account at the union, who reads the same mailbox."""
    lies = people.UserFactory(name="Lies Maas", email="lies@voorbeeld.nl")
    if not lies.memberships.exists():
        people.MembershipFactory(user=lies, organisation=people.fnv(), role="receiver")
    return works_for(lies)


def _bind_mailbox(act: Callable[..., Any]) -> Act:
    """The action by the mailbox of the union, which proved itself."""
    mailbox = Mailbox.objects.filter(organisation=people.fnv()).first() or MailboxFactory(organisation=people.fnv())
    return _bind(by_mailbox(mailbox), act)


def _bind(who: Any, act: Callable[..., Any]) -> Act:
    return lambda referral: act(who, referral)


def meet(pk: int, acts: list[Act]) -> list[Any]:
    """Let every act happen to the referral at the same moment; return what each got."""
    return at_once(lambda: Referral.objects.get(pk=pk), acts, (StateConflict, Refused))


def one_round(state: str, first: str, second: str, case: Any) -> tuple[Referral, list[Any], list[str]]:
    referral = in_state(state, case)
    before = referral.events.count()
    got = meet(referral.pk, [ACTS[first](), ACTS[second]()])
    referral.refresh_from_db()
    return referral, got, list(referral.events.values_list("event", flat=True))[before:]


def check_round(state: str, first: str, second: str, case: Any) -> None:
    referral, got, happened = one_round(state, first, second, case)
    if second == "withdraw_consent":
        # A withdrawal is allowed from every open state: it wins always, before or right after the acceptance.
        assert happened in (["withdraw_consent"], ["accept", "withdraw_consent"])
        assert referral.state == "consent_withdrawn"
        assert isinstance(got[0], StateConflict) == (happened == ["withdraw_consent"])
    else:
        assert len(happened) == 1, happened
        [conflict] = [one for one in got if isinstance(one, StateConflict)]
        assert conflict.state == referral.state
    for event in set(happened):
        letters = OutboxItem.objects.filter(payload__referral=referral.pk, payload__event=event)
        assert letters.count() == len(set(letters.values_list("payload__party", flat=True)))
        assert happened.count(event) == 1
    reader = people.karin()
    open_ones = AccessGrant.objects.active().from_source("referral", referral.pk)
    if referral.state in ("recalled", "expired", "consent_withdrawn"):
        assert not open_ones.exists()
        assert not access.may_see_client(reader, referral.client_id, Layer.TRIAGE).allowed
    if referral.state not in ENDED:
        sending.mark_error(works_for(people.mehmet()), referral, "klaar met deze ronde")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("state", "first", "second"), PAIRS_NOW)
def test_of_two_at_once_exactly_one_gets_through(state, first, second):
    case = case_of_sami()
    people.karin(), people.mehmet()
    for _round in range(QUICK):
        check_round(state, first, second, case)


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("state", "first", "second"), PAIRS, ids=lambda value: value)
def test_of_two_at_once_exactly_one_gets_through_two_hundred_times(state, first, second):
    case = case_of_sami()
    people.karin(), people.mehmet()
    for _round in range(THOROUGH):
        check_round(state, first, second, case)


@pytest.mark.django_db(transaction=True)
def test_without_the_guard_both_get_through(monkeypatch):
    """The positive control: reading first and writing then, as code without the guard does, lets both happen."""

    def unguarded(obj: Any, table: Any, event: str, actor: Any, reason: str = "", **fields: Any) -> None:
        transition, before = table.transitions[event], obj.state
        if before not in transition.sources:
            raise StateConflict(event, before)
        for name, value in {"state": transition.target, **fields}.items():
            setattr(obj, name, value)
        type(obj).objects.filter(pk=obj.pk).update(state=transition.target, **fields)
        obj.events.create(event=event, from_state=before, to_state=transition.target, actor=actor.user, reason=reason)

    monkeypatch.setattr(events, "advance", unguarded)
    case = case_of_sami()
    people.karin(), people.mehmet()
    for _round in range(THOROUGH):
        referral, _got, happened = one_round("sent", "accept", "recall", case)
        if len(happened) == 2:
            return
        if referral.state == "accepted":
            sending.mark_error(works_for(people.mehmet()), referral, "klaar met deze ronde")
    pytest.fail("the race never showed, so the test above proves nothing")


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_two_clicks_on_send_at_once_make_one_referral():
    case = case_of_sami()
    people.karin()
    fatima = works_for(people.fatima())
    for _round in range(5):
        concept = concepts.begin(fatima, case)
        concepts.store(concept, "hulp", {"organisation": people.fnv().pk})
        concepts.store(concept, "waarom", {"why": "Wil weten wat past.", "urgency": "normal"})
        concepts.store(concept, "delen", {"basis": "consent", "note": f"samen, {clock.today()}"})
        before = Referral.objects.count()
        click = lambda _r: concepts.send(works_for(people.fatima()), ReferralConcept.objects.get(pk=concept.pk))  # noqa: B023, E731
        dummy = in_state("draft", case)
        got = meet(dummy.pk, [click, click])
        assert len({referral.pk for referral in got}) == 1
        assert Referral.objects.count() == before + 2
