"""A human decides about a registration: in one talk, with the system's proposal beside it, and for an hour back."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from intake import allocation, coaching, contacts, meetings, promises, triage, triage_figures, urgency
from intake.models import (
    AllocationProposal,
    Case,
    CaseState,
    CoachProfile,
    EligibilityVersion,
    FirstMeeting,
    Outcome,
    RegionPromise,
    RoutingRule,
    TriageReason,
    UrgentSignal,
)
from partners import access
from rmt_portal import clock, row_security
from rmt_portal.lifecycle import Actor, StateConflict
from rmt_portal.outbox.models import OutboxItem
from tests.intake.factories import DraftFactory, registered
from tests.partners.factories import (
    MembershipFactory,
    RegionFactory,
    UserFactory,
    fatima,
    ingrid,
    karin,
    mehmet,
    municipality,
    uwv,
)

pytestmark = pytest.mark.django_db
NL = ZoneInfo("Europe/Amsterdam")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NL)


def actor(user) -> Actor:
    return Actor(user, user.memberships.get().organisation_id)


def money_worries():
    """Somebody who ticked money worries on the site, through the same action as the site."""
    from intake import registrations

    draft = DraftFactory()
    draft.answers["zoeken"]["wishes"] = ["other_work", "money"]
    draft.save()
    return registrations.submit(draft.key).registration.case


TALK = triage.Talk("phone", "Wil graag weer aan het werk.")
ADMIT = triage.Choice(Outcome.ADMIT, TriageReason.FITS, talk=TALK)


def test_one_talk_does_contact_decision_coach_and_first_meeting_in_one_go(region):
    ingrid_, coach = ingrid(), fatima()
    case = registered().case
    when = clock.now() + timedelta(days=3)
    choice = triage.Choice(
        Outcome.ADMIT, TriageReason.FITS, talk=TALK, coach=coach, meeting=triage.Meeting(when, "desk"),
        weighing={"taal": 1},
    )  # fmt: skip
    made = triage.decide(case, actor(ingrid_), choice, case.version)
    case.refresh_from_db()
    assert case.state == CaseState.ADMITTED
    assert case.last_contact_at is not None
    assert made.weighing == {"taal": 1}
    meeting, asked = case.first_meetings.get(), case.proposals.get()
    assert (asked.coach, asked.answer) == (coach, "")
    assert (meeting.coach, meeting.confirmed_at) == (coach, None)
    named = promises.named(case)
    assert (named.is_person, named.phone) == (False, "085 000 00 00"), "nobody confirmed: the team is named"
    assert "hoor je nog" in _letter(meeting)
    allocation.accept(asked, actor(coach))
    assert meetings.confirm(case, actor(coach))
    named = promises.named(case)
    assert (named.name, named.is_person) == ("Fatima de Groot", True)
    meeting.refresh_from_db()
    assert "Je spreekt dan Fatima de Groot" in _letter(meeting)


def _letter(meeting: FirstMeeting) -> str:
    from rmt_portal.outbox.mail import _render

    letter = meetings.letter({"meeting": meeting.pk})
    assert letter is not None
    return _render(f"mail/{letter.template}.txt", letter.context)


def test_the_first_meeting_is_promised_within_ten_working_days_and_a_region_may_promise_more(region):
    with time_machine.travel("2026-11-20 12:00", tick=False):  # a Friday
        assert registered().case.first_meeting_due_on == date(2026, 12, 4)
        RegionPromise.objects.create(
            region=region.region, kind="first_meeting", working_days=5, valid_from=date(2026, 11, 21)
        )
        assert registered(email="").case.first_meeting_due_on == date(2026, 12, 4), "the new promise starts tomorrow"
    with time_machine.travel("2026-11-23 12:00", tick=False):
        assert registered().case.first_meeting_due_on == date(2026, 11, 30)


def test_the_proposal_follows_from_the_rules_of_the_region_that_hold_today(region):
    today = clock.today()
    case = registered().case
    assert triage.proposal(case).outcome == Outcome.ADMIT
    old = EligibilityVersion.objects.create(
        region=region.region, name="Crisis", explanation="Alleen werknemers.", situations=["employed"],
        valid_from=today - timedelta(days=400), valid_until=today - timedelta(days=1),
    )  # fmt: skip
    assert triage.proposal(case).eligibility is None
    old.valid_until = None
    old.save()
    proposed = triage.proposal(case)
    assert proposed.outcome == Outcome.REGULAR
    assert "Alleen werknemers." in proposed.because
    RoutingRule.objects.create(
        region=region.region, group="lost", organisation=uwv(), reason="Wie een WW-uitkering krijgt, helpt UWV."
    )
    assert triage.proposal(case).organisation == uwv()


def test_somebody_of_the_banenafspraak_is_not_weighed(region):
    draft = DraftFactory()
    draft.answers["extra"]["also_true"] = ["job_agreement"]
    draft.save()
    from intake import registrations

    case = registrations.submit(draft.key).registration.case
    RoutingRule.objects.create(
        region=region.region, group="job_agreement", organisation=municipality(), skips_weighing=True,
        reason="Banenafspraak: meteen naar de contactpersoon.",
    )  # fmt: skip
    proposed = triage.proposal(case)
    assert proposed.skips_weighing
    assert proposed.outcome == Outcome.ADMIT


def test_help_elsewhere_is_warm_with_a_name_and_a_number(region):
    case, me = registered().case, ingrid()
    cold = triage.Choice(Outcome.REGULAR, TriageReason.UWV_HELPS, talk=TALK)
    with pytest.raises(ValueError, match="name and the number"):
        triage.decide(case, actor(me), cold, case.version)
    warm = triage.Choice(
        Outcome.REGULAR, TriageReason.UWV_HELPS, talk=TALK, warm_organisation=uwv(), warm_name="Jan Wolters",
        warm_phone="0314 123 456",
    )  # fmt: skip
    triage.decide(case, actor(me), warm, case.version)
    case.refresh_from_db()
    assert case.state == CaseState.REGULAR_REFERRED
    assert not case.contact_tasks.filter(done_at__isnull=True).exists()


def test_a_decision_is_taken_back_within_the_hour_by_who_took_it_and_the_talk_stays(region):
    case, me, coach = registered().case, ingrid(), fatima()
    with time_machine.travel(at("2026-11-24T10:00"), tick=False):
        choice = triage.Choice(
            Outcome.ADMIT, TriageReason.FITS, talk=TALK, coach=coach,
            meeting=triage.Meeting(at("2026-11-27T10:00"), "desk"),
        )  # fmt: skip
        made = triage.decide(case, actor(me), choice, case.version)
    with time_machine.travel(at("2026-11-24T10:59"), tick=False):
        with pytest.raises(triage.TooLate):
            triage.undo(made, actor(coach))
        triage.undo(made, actor(me))
    case.refresh_from_db()
    assert case.state == CaseState.TRIAGE
    assert case.contacts.count() == 1
    assert not case.first_meetings.filter(cancelled_at__isnull=True).exists()
    assert not AllocationProposal.objects.open().exists()
    with time_machine.travel(at("2026-11-24T11:00"), tick=False):
        again = triage.decide(case, actor(me), ADMIT, case.version)
    with time_machine.travel(at("2026-11-24T12:01"), tick=False), pytest.raises(triage.TooLate):
        triage.undo(again, actor(me))


def test_two_colleagues_decide_and_one_of_them_hears_so(region):
    case = registered().case
    stale = Case.objects.get(pk=case.pk)
    triage.decide(case, actor(ingrid()), ADMIT, case.version)
    with pytest.raises((StateConflict, contacts.ChangedMeanwhile)):
        triage.decide(stale, actor(fatima()), ADMIT, stale.version)
    with pytest.raises(access.Refused):
        triage.decide(case, actor(karin()), ADMIT, case.version)


def test_money_worries_are_called_the_same_day_and_the_coordinator_hears_when_not(region):
    boss = mehmet()
    with time_machine.travel(at("2026-11-24T09:00"), tick=False):  # a Tuesday
        case = money_worries()
    signal = UrgentSignal.objects.get(case=case)
    assert signal.call_on == date(2026, 11, 24)
    timer = OutboxItem.objects.get(kind=urgency.LOOK)
    assert timer.not_before == at("2026-11-24T17:00")
    with time_machine.travel(at("2026-11-24T17:01"), tick=False), row_security.house("work"):
        urgency.look(timer.payload)
        urgency.look(timer.payload)
    letter = OutboxItem.objects.get(kind=urgency.MAIL)
    assert OutboxItem.objects.filter(kind=urgency.LOOK).count() == 2, "it looks again the next working day"
    with time_machine.travel(at("2026-11-25T09:00"), tick=False):
        assert letter.payload["member"] == boss.pk
        assert urgency.letter(letter.payload).to == boss.email
        me = actor(ingrid())
        case.refresh_from_db()
        contacts.record(case, me, way="phone", reached=False, note="", version=case.version)
        assert UrgentSignal.objects.open().exists(), "a try is not a call"
        case.refresh_from_db()
        contacts.record(case, me, way="phone", reached=True, note="", version=case.version)
        assert not UrgentSignal.objects.open().exists()
        assert urgency.letter(letter.payload) is None


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-24T15:59", date(2026, 11, 24)),
        ("2026-11-24T16:00", date(2026, 11, 25)),
        ("2026-11-27T18:00", date(2026, 11, 30)),
        ("2026-11-28T10:00", date(2026, 11, 30)),
        ("2026-12-25T10:00", date(2026, 12, 28)),
    ],
)
def test_who_comes_in_when_the_desks_close_is_called_the_next_working_day(moment, day):
    assert urgency.call_on(at(moment)) == day


def _coach(name: str, **profile):
    user = UserFactory(name=name)
    MembershipFactory(user=user, organisation=municipality(), region=RegionFactory())
    if profile:
        CoachProfile.objects.create(user=user, **profile)
    return user


def test_a_coach_is_asked_by_language_group_and_room_and_may_pass_with_a_reason(region):
    polish = _coach("Ania", languages=["pl"], max_cases=5)
    knows = _coach("Bea", groups=["lost"], max_cases=5)
    full = _coach("Cor", languages=["pl"], groups=["lost"], max_cases=0)
    case = registered().case
    case.client.talk_language = "pl"
    case.client.save()
    triage.decide(case, actor(ingrid()), ADMIT, case.version)
    case.refresh_from_db()
    assert [fit.coach for fit in allocation.fits(case)] == [polish, knows, full]
    asked = allocation.propose(case, actor(ingrid()))
    assert asked.coach == polish
    assert allocation.in_words(asked.reasons)[0].startswith("Spreekt de taal")
    with pytest.raises(allocation.NotYours):
        allocation.accept(asked, actor(knows))
    with pytest.raises(ValueError, match="nonsense"):
        allocation.pass_on(asked, actor(polish), "nonsense")
    following = allocation.pass_on(asked, actor(polish), "full")
    assert following.coach == knows
    assert allocation.pass_on(following, actor(knows), "knows") is None, "the third is full"
    case.refresh_from_db()
    assert case.state == CaseState.WAITLISTED
    assert allocation.position(case) == 1
    later = registered(email="").case
    triage.decide(later, actor(ingrid()), ADMIT, later.version)
    later.refresh_from_db()
    allocation.wait(later, actor(ingrid()))
    later.refresh_from_db()
    assert allocation.position(later) == 2
    CoachProfile.objects.filter(user=full).update(max_cases=1)
    assert allocation.ask_for_who_waits() == 2
    assignment = allocation.accept(AllocationProposal.objects.open().get(case=case), actor(full))
    assert assignment.coach == full
    assert Case.objects.get(pk=case.pk).state == CaseState.ASSIGNED


def test_a_coach_of_a_partner_that_may_not_see_the_person_is_never_asked(region):
    karin()
    coaching.take_over(registered(email="").case, actor(fatima()))
    case = registered().case
    assert {fit.coach.name for fit in allocation.fits(case)} == {"Fatima de Groot"}
    assert allocation.fits(case)[0].cases == 1


def test_small_cells_are_hidden_and_never_told_by_the_total(settings, region):
    cells = triage_figures.suppressed([("a", 40), ("b", 12), ("c", 3)])
    assert [(cell.label, cell.count) for cell in cells] == [("a", 40), ("b", None), ("c", None)]
    assert triage_figures.suppressed([("a", 40), ("b", 0)])[1].count == 0
    assert triage_figures.shown_part(95, 100) is None, "five people are left over"
    settings.SMALL_CELL = 1
    today = clock.today()
    with time_machine.travel(clock.now() - timedelta(days=30)):
        case = registered().case
        triage.decide(case, actor(fatima()), triage.Choice(
            Outcome.ADMIT, TriageReason.FITS, talk=TALK, coach=fatima(),
            meeting=triage.Meeting(clock.now() + timedelta(hours=1), "desk"),
        ), case.version)  # fmt: skip
        late = registered(email="").case
    with time_machine.travel(clock.now() - timedelta(days=29)):
        assert meetings.held(case, actor(fatima()))
    triage.decide(late, actor(ingrid()), triage.Choice(
        Outcome.INFORM, TriageReason.ONLY_QUESTION, talk=TALK), late.version)  # fmt: skip
    figures = triage_figures.of([region.region_id], today - timedelta(days=60), today, today)
    assert (figures.registered, figures.due, figures.in_time) == (2, 1, 1)
    assert [(cell.label, cell.count) for cell in figures.turned_away] == [("Had alleen een vraag", 1)]
