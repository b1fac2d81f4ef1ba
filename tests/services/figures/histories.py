"""A region in which things happen for months, remembered outside the database, so that counting can be compared.

What happens is drawn by chance and done under the clock of its own day. The memory (:class:`History`) is counted with
plain Python; the reports are counted with SQL. Neither knows how the other does it.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone

from intake.models import (
    CASE_LIFECYCLE,
    REASONS,
    Case,
    CaseAssignment,
    Outcome,
    Registration,
    Situation,
    TriageDecision,
)
from partners.models import User
from rmt_portal import clock
from rmt_portal.lifecycle import SYSTEM, Actor, advance
from rmt_portal.reference.models import Municipality
from services.figures.months import Month
from services.models import Referral, ServiceKind
from services.referrals import answering, sending
from services.referrals.lifecycle import ReferralState
from tests.partners import factories as people
from tests.services.factories import ServiceFactory, concept, works_for
from tests.workplace.factories import registered

AGES = ((20, "0"), (30, "27"), (44, "40"), (52, "50"), (61, "60"))
"""A number of years that is over, and the group to which it belongs."""
PLACES = (("GM0222", "Doetinchem"), ("GM0294", "Winterswijk"), ("GM1876", "Bronckhorst"))
TRIAGED = {"admit": Outcome.ADMIT, "refer_to_regular": Outcome.REGULAR, "inform": Outcome.INFORM}
FOLLOWS = ("contact", "start_triage", *TRIAGED, "waitlist", "assign", "start_intake", "diagnose", "agree_plan",
           "start_service", "mediate", "withdraw", "lose_contact", "undo_triage")  # fmt: skip
ANSWERS = {
    "accepted": "accepted", "declined": "declined", "sent": "waiting", "info_requested": "waiting",
    "recalled": "taken_back", "in_progress": "accepted",
}  # fmt: skip


@dataclass
class Life:
    """What is remembered of one person: moments of events, oldest first, and the facts of the registration."""

    case: Case
    place: str
    situation: str
    age: str
    events: list[tuple[datetime, str, str]] = field(default_factory=list)
    decisions: list[tuple[datetime, str, str, datetime | None]] = field(default_factory=list)

    def state_at(self, moment: datetime) -> tuple[str, datetime] | None:
        """Return the state at a moment and since when."""
        past = [(to, at) for at, _event, to in self.events if at < moment]
        return past[-1] if past else None


@dataclass
class Sent:
    """What is remembered of a referral: when it was sent, and its states since."""

    referral: Referral
    states: list[tuple[datetime, str]] = field(default_factory=list)


@dataclass
class Debts:
    """What is remembered of a request for help with debts: by when the first talk must be, and when it was."""

    sent: Sent
    due_on: date
    talk: datetime | None = None


class History:
    """Months of a region, from the first day of ``first``."""

    def __init__(self, seed: int, first: Month) -> None:
        self.random, self.now = random.Random(seed), first.start + timedelta(hours=9)
        self.lives: list[Life] = []
        self.referrals: list[Sent] = []
        self.debts: list[Debts] = []
        with clock.pretend(self.now):
            self.coach: User = people.fatima()
            self.actor: Actor = works_for(self.coach)
            self.partner: Actor = works_for(people.karin())
            self.debt_worker: Actor = works_for(people.anouk())
            self.debt_help = ServiceFactory(kind=ServiceKind.DEBT_HELP, provider=people.debt_help())
            self.places = [
                Municipality.objects.get_or_create(
                    code=code, defaults={"name": name, "region": people.RegionFactory()}
                )[0]
                for code, name in PLACES
            ]

    def live_until(self, moment: datetime, things: int) -> None:
        """Let so many things happen before a moment."""
        step = (moment - self.now) / (things + 1)
        for _number in range(things):
            self.now += step
            with clock.pretend(self.now):
                self._something()
        self.now = moment

    def _something(self) -> None:
        draw = self.random.random()
        if draw < 0.3 or not self.lives:
            self._arrives()
        elif draw < 0.85:
            self._goes_on(self.random.choice(self.lives))
        elif draw < 0.9:
            self._refers(self.random.choice(self.lives))
        elif draw < 0.96:
            self._has_debts(self.random.choice(self.lives))
        else:
            self._moves_house(self.random.choice(self.lives))

    def _arrives(self) -> None:
        place, situation = self.random.choice(self.places), self.random.choice(Situation.values)
        years, age = self.random.choice(AGES)
        born = timezone.localdate(self.now).replace(day=1) - timedelta(days=366 * years)
        case = registered(client__municipality=place, client__birth_date=born, situation=situation)
        Registration.objects.filter(case=case).update(municipality=place)
        self.lives.append(Life(case, place.code, situation, age, [(self.now, "submit", case.state)]))

    def _goes_on(self, life: Life) -> None:
        possible = [event for event in FOLLOWS if CASE_LIFECYCLE.allows(event, life.case.state)]
        if not possible:
            return
        event = self.random.choice(possible)
        advance(life.case, CASE_LIFECYCLE, event, SYSTEM)
        life.events.append((self.now, event, life.case.state))
        if event in TRIAGED:
            self._decides(life, TRIAGED[event])
        elif event == "undo_triage" and life.decisions:
            at, outcome, reason, _undone = life.decisions[-1]
            life.decisions[-1] = (at, outcome, reason, self.now)
            TriageDecision.objects.filter(case=life.case, undone_at=None).update(undone_at=self.now)
        elif event == "assign":
            CaseAssignment.objects.create(case=life.case, coach=self.coach, organisation_id=self.actor.organisation_id)

    def _decides(self, life: Life, outcome: Outcome) -> None:
        reason = self.random.choice(REASONS[outcome])
        TriageDecision.objects.create(
            case=life.case, outcome=outcome, reason=reason, proposed=outcome, proposed_because="past",
            warm_name="Ineke", warm_phone="0612345678", decided_by=self.coach,
            organisation_id=self.actor.organisation_id,
        )  # fmt: skip
        life.decisions.append((self.now, str(outcome), str(reason), None))

    def _refers(self, life: Life) -> None:
        waiting = [
            sent
            for sent in self.referrals
            if sent.referral.state == ReferralState.SENT and not sent.referral.is_debt_help
        ]
        if waiting and self.random.random() < 0.6:
            sent = self.random.choice(waiting)
            what = self.random.choice([
                lambda: answering.accept(self.partner, sent.referral),
                lambda: answering.decline(self.partner, sent.referral, "other_help_fits"),
                lambda: answering.request_info(self.partner, sent.referral, "Wat is al gedaan?"),
                lambda: sending.recall(self.actor, sent.referral, "niet meer nodig"),
            ])  # fmt: skip
            what()
            sent.referral.refresh_from_db()
            sent.states.append((self.now, sent.referral.state))
            return
        referral = concept(life.case)
        sending.send(self.actor, referral, "consent", "samen op het scherm")
        referral.refresh_from_db()
        self.referrals.append(Sent(referral, [(self.now, referral.state)]))

    def _has_debts(self, life: Life) -> None:
        waiting = [debts for debts in self.debts if debts.talk is None]
        if waiting and self.random.random() < 0.7:
            debts = self.random.choice(waiting)
            answering.accept(self.debt_worker, debts.sent.referral)
            answering.start(self.debt_worker, debts.sent.referral, self.now)
            debts.sent.states.append((self.now, "in_progress"))
            debts.talk = self.now
        elif all(debts.sent.referral.client_id != life.case.client_id for debts in self.debts):
            referral = concept(life.case, self.debt_help.provider, service=self.debt_help)
            sending.send(self.actor, referral, "consent", "samen op het scherm")
            due_on = timezone.localdate(self.now) + timedelta(days=28)
            self.referrals.append(Sent(referral, [(self.now, referral.state)]))
            self.debts.append(Debts(self.referrals[-1], due_on))

    def _moves_house(self, life: Life) -> None:
        life.case.client.municipality = self.random.choice(self.places)
        life.case.client.save()

    # --- counted by heart ---------------------------------------------------------------------------------------------
    def registrations(self, month: Month) -> Counter[tuple[str, str]]:
        """Per municipality of then."""
        return Counter((life.place, "") for life in self._arrived_in(month))

    def ages(self, month: Month) -> Counter[tuple[str, str]]:
        """Per group of ages."""
        return Counter((life.age, "") for life in self._arrived_in(month))

    def _arrived_in(self, month: Month) -> list[Life]:
        return [life for life in self.lives if month.start <= life.events[0][0] < month.until]

    def decisions(self, month: Month) -> Counter[tuple[str, str]]:
        """Per reason and outcome, what stood at the end of the month."""
        return Counter(
            (reason, outcome)
            for life in self.lives
            for at, outcome, reason, undone in life.decisions
            if month.start <= at < month.until and (undone is None or undone >= month.until)
        )

    def phases(self, month: Month) -> Counter[tuple[str, str]]:
        """Per phase at the end of the month."""
        ended = {"closed", "regular_referred", "informed", "no_contact", "withdrawn", "merged"}
        found = (life.state_at(month.until) for life in self.lives)
        return Counter((state[0], "") for state in found if state and state[0] not in ended)

    def waiting(self, month: Month) -> Counter[tuple[str, str]]:
        """Per number of weeks on the waiting list."""
        counted: Counter[tuple[str, str]] = Counter()
        for life in self.lives:
            state = life.state_at(month.until)
            if state and state[0] == "waitlisted":
                days = (month.until - state[1]) / timedelta(days=1)
                counted["0" if days < 14 else "2" if days < 28 else "4" if days < 56 else "8", ""] += 1
        return counted

    def answers(self, month: Month) -> Counter[tuple[str, str]]:
        """Per partner the answer at the end of the month, of what was sent in it."""
        counted: Counter[tuple[str, str]] = Counter()
        for sent in self.referrals:
            if month.start <= sent.states[0][0] < month.until:
                state = [state for at, state in sent.states if at < month.until][-1]
                counted[str(sent.referral.receiver_organisation_id), ANSWERS[state]] += 1
        return counted

    def talks(self, month: Month) -> Counter[tuple[str, str]]:
        """Whether the first talk about debts was in time, of terms that ended in the month."""
        counted: Counter[tuple[str, str]] = Counter()
        for debts in self.debts:
            if month.first <= debts.due_on < month.back(-1).first:
                known = debts.talk is not None and debts.talk < month.until
                in_time = known and debts.talk is not None and timezone.localdate(debts.talk) <= debts.due_on
                counted["normal", "in_time" if in_time else "late" if known else "unknown"] += 1
        return counted
