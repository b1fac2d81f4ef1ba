"""Random lives of referrals: anybody tries anything, also with an old copy, and the rules of the design hold after it.

Cheap on purpose, because many steps are what finds something: people and case are made once, each life is a savepoint
that is rolled back, and after each step all referrals of the life are compared with their events, the log and the
grants in five queries. The draws are even over the events, not over the clicks, so that a rare event happens as often
as a common one. A failure names the seed and tells the life up to there.
"""

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from intake.models import Case
from partners.models import AccessGrant, Layer
from rmt_portal import clock
from rmt_portal.audit.models import AuditLine
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import SYSTEM, Actor, StateConflict
from services import disclosure
from services.models import Referral, ReferralEvent, ServiceKind
from services.referrals import answering, sending
from services.referrals.lifecycle import ACCESS_ENDS_AT_ONCE, BY_EVENT, ENDED, OPEN, ReferralState
from services.referrals.parties import events_for
from tests.partners import factories as people
from tests.services.factories import ServiceFactory, case_of_sami, works_for

EVENTS: dict[str, Callable[[Actor, Referral], Any]] = {
    "send": lambda who, r: sending.send(who, r, "consent", "samen"),
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
    "withdraw_consent": sending.withdraw_consent,
    "expire": lambda _who, r: sending.expire(r),
}
MOST_AT_ONCE = 3
STEPS_OF_A_LIFE = 40


class World:
    """Sami, who may be helped by a union and for debts, and everybody who could meddle."""

    def __init__(self) -> None:
        self.case: Case = case_of_sami()
        cast = (people.fatima, people.karin, people.mehmet, people.jan, people.anouk)
        self.people = [works_for(person()) for person in cast]
        self.fatima = self.people[0]
        self.first_line = AuditLine.objects.aggregate(newest=Max("pk"))["newest"] or 0
        debts = ServiceFactory(kind=ServiceKind.DEBT_HELP, provider=people.debt_help())
        self.offers = [
            {"receiver_organisation": people.fnv()},
            {"receiver_organisation": people.fnv(), "service": ServiceFactory()},
            {"receiver_organisation": people.debt_help(), "service": debts},
        ]


class Life:
    """One life: a few referrals of one person, and what people do with them."""

    def __init__(self, world: World, seed: int, happened: Counter[str]) -> None:
        self.world, self.random, self.happened = world, random.Random(seed), happened
        self.old: dict[int, Referral] = {}
        self.now: dict[int, Referral] = {}
        self.events: dict[int, list[Any]] = {}
        self.told: list[str] = []

    def step(self) -> None:
        """Let one thing happen, or be refused, and look at everything."""
        running = [r for r in self.now.values() if r.state not in ENDED]
        if not running or (len(self.now) < MOST_AT_ONCE and self.random.random() < 0.1):
            self._write()
        elif self.random.random() < 0.35:
            self._attempt(self.random.choice(self.world.people), self._some_event(EVENTS), self._some_copy())
        else:
            self._what_the_page_offers(running)
        self._look()

    def _write(self) -> None:
        offer = self.world.offers[len(self.now) % len(self.world.offers)]
        made = sending.draft(self.world.fatima, self.world.case, sending.Request(**offer))
        self.told.append(f"write {made.pk}")
        self.old[made.pk] = Referral.objects.get(pk=made.pk)

    def _some_event(self, offered: Any) -> str:
        """Draw an event; what happened least so far comes first, so that each of the table happens."""
        names = sorted(offered)
        return self.random.choices(names, [1 / (1 + self.happened[name]) for name in names])[0]

    def _some_copy(self) -> Referral:
        kept = self.old if self.random.random() < 0.4 else self.now
        return kept[self.random.choice(sorted(kept))]

    def _what_the_page_offers(self, running: list[Referral]) -> None:
        referral = self.random.choice(running)
        offered = {event: who for who in self.world.people for event in events_for(who.user, referral)}
        offered |= {"expire": SYSTEM} if referral.state in BY_EVENT["expire"].sources else {}
        going_on = {e: who for e, who in offered.items() if BY_EVENT[e].target not in ENDED}
        if going_on and self.random.random() < 0.7:
            offered = going_on
        event = self._some_event(offered)
        self._attempt(offered[event], event, referral)

    def _attempt(self, who: Actor, event: str, copy: Referral) -> None:
        before = self.now[copy.pk]
        self.told.append(f"{who.user} {event} {copy.pk} (reads {copy.state} v{copy.version}, is {before.state})")
        seen = Referral.objects.get(pk=copy.pk) if copy is before else copy
        try:
            EVENTS[event](who, seen)
        except (StateConflict, Refused):
            after = Referral.objects.get(pk=copy.pk)
            assert (after.state, after.version) == (before.state, before.version)
            assert after.events.count() == len(self.events[copy.pk])
        else:
            after = Referral.objects.get(pk=copy.pk)
            assert before.state in BY_EVENT[event].sources
            assert (after.state, after.version) == (BY_EVENT[event].target, before.version + 1)
            assert after.events.count() == len(self.events[copy.pk]) + 1
            self.happened[event] += 1
        if self.random.random() < 0.5:
            self.old[copy.pk] = after

    def _look(self) -> None:
        """Compare every referral of this life with its events, the log and the grants."""
        self.now = {r.pk: r for r in Referral.objects.filter(case=self.world.case).select_related("service")}
        self.events = {pk: [] for pk in self.now}
        for event in ReferralEvent.objects.filter(referral__in=self.now).order_by("pk"):
            self.events[event.referral_id].append(event)
        lines: Counter[tuple[int, str]] = Counter()
        found = AuditLine.objects.filter(pk__gt=self.world.first_line, object_kind="referral")
        for ids, action in found.order_by().values_list("object_ids", "action"):
            lines[ids[0], action] += 1
        grants: dict[int, list[AccessGrant]] = {pk: [] for pk in self.now}
        for grant in AccessGrant.objects.active().filter(source_kind="referral", source_id__in=self.now):
            grants[grant.source_id].append(grant)
        for pk, referral in self.now.items():
            self._chain_is_legal(referral)
            for name, count in Counter(e.event for e in self.events[pk]).items():
                assert lines[pk, f"referral.{name}"] == count, f"{name}: {count} times, in the log {lines}"
            _access_is_open_exactly_while_it_is(referral, grants[pk])
            _has_a_date_and_somebody_to_move(referral)

    def _chain_is_legal(self, referral: Referral) -> None:
        chain = self.events[referral.pk]
        assert chain[-1].to_state == referral.state
        for earlier, later in pairwise(chain):
            assert later.from_state == earlier.to_state
            assert later.from_state in BY_EVENT[later.event].sources
            assert earlier.to_state not in ENDED
        assert [e.event for e in chain].count("undo_accept") <= 1


def _access_is_open_exactly_while_it_is(referral: Referral, grants: list[AccessGrant]) -> None:
    if referral.state in (*ACCESS_ENDS_AT_ONCE, ReferralState.DRAFT):
        assert not grants, "the grants are not what is open"
    elif referral.state in OPEN:
        wanted = max(disclosure.layer_of(referral, step) for step in disclosure.open_steps(referral))
        assert max((g.layer for g in grants), default=None) == wanted, "the grants are not what is open"
        assert wanted <= Layer.WORK
    else:
        assert all(grant.ends_at is not None for grant in grants)


def _has_a_date_and_somebody_to_move(referral: Referral) -> None:
    if referral.state in (ReferralState.SENT, ReferralState.INFO_REQUESTED):
        assert referral.expires_on or referral.is_debt_help
    if referral.state in OPEN:
        assert referral.legal_basis and referral.answer_due_on
        assert referral.remind_on and referral.deputy_on and referral.escalate_on
    assert referral.sender_id


def live(steps: int, seed: int, of_each: int = 0) -> Counter[str]:
    """Live so many steps in as many lives as that takes; return how often each event happened.

    Chance can keep a rare event back: lives go on, up to twice as many steps, until each happened ``of_each`` times.

    Raises:
        AssertionError: a rule was broken; the note tells the seed and the life up to there.
    """
    world, happened, taken = World(), Counter[str](), 0
    while taken < steps or (taken < 2 * steps and min(happened[event] for event in BY_EVENT) < of_each):
        life = Life(world, seed + taken, happened)
        with transaction.atomic():
            try:
                for _step in range(STEPS_OF_A_LIFE):
                    life.step()
                    taken += 1
                connection.check_constraints()
            except AssertionError as broken:
                broken.add_note(f"seed {seed}, step {taken}:\n" + "\n".join(life.told))
                raise
            transaction.set_rollback(True)
    return happened
