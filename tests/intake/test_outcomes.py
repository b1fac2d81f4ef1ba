"""What comes of it: work that is found, asking how it goes there, how a case ends and goes on, and appointments."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from intake import aftercare, aftercare_moments, appointments, cohorts, diary_file, endings, placements
from intake.contacts import ChangedMeanwhile
from intake.models import (
    CASE_LIFECYCLE,
    Aftercare,
    AftercareKind,
    AftercareResult,
    Appointment,
    Case,
    CaseOutcome,
    CaseState,
    ContactMoment,
    HowItGoes,
    OutcomeKind,
    Placement,
)
from partners import access
from rmt_portal import clock, working_days
from rmt_portal.audit.models import AuditLine
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import SYSTEM, advance
from tests.partners.factories import fatima, fnv, karin, mehmet
from tests.rig.halves import some_now
from tests.services.factories import works_for
from tests.workplace.factories import WORK, guided_by, placed, registered

pytestmark = pytest.mark.django_db
MONDAY = "2026-11-23 10:00+01:00"
PHONE = ContactMoment.Way.PHONE


@pytest.fixture
def monday():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def coach(monday):
    return works_for(fatima())


@pytest.fixture
def case(coach):
    return guided_by(coach.user)


def ask(moment, coach, result, **more):
    version = Case.objects.get(pk=moment.placement.case_id).version
    return aftercare.record(moment, coach, result=result, way=PHONE, version=version, **more)


def end(case, coach, kind, **more):
    case.refresh_from_db()
    return endings.close(case, coach, kind, **({"ended_on": clock.today(), "version": case.version} | more))


def agree_with_the_database():
    """Ask the rules that hold at the end of a transaction now."""
    connection.check_constraints()


def test_who_finds_work_is_asked_how_it_goes_after_a_week_a_month_three_and_six_months(case, coach, monday):
    placement = placed(case, coach)
    case.refresh_from_db()
    assert case.state == CaseState.PLACED
    days = {moment.kind: moment.due_on for moment in placement.aftercare.all()}
    assert days == {
        "week": date(2026, 12, 8),
        "month": date(2027, 1, 4),  # the first of January is a Friday on which nobody works
        "quarter": date(2027, 3, 1),
        "half_year": date(2027, 6, 1),
    }
    assert (case.next_action, case.next_action_on) == ("Nazorg na een week", date(2026, 12, 8))
    agree_with_the_database()
    monday.move_to("2026-12-09 10:00+01:00")
    assert [m.kind for m in Aftercare.objects.missed()] == ["week"]
    case.refresh_from_db()
    assert case.aftercare_due_on == date(2026, 12, 8)  # the database keeps it
    ask(placement.aftercare.get(kind="week"), coach, AftercareResult.STILL_THERE, going=HowItGoes.WELL, note="Leuk.")
    case.refresh_from_db()
    assert case.state == CaseState.AFTERCARE
    assert (case.next_action, case.next_action_on) == ("Nazorg na een maand", date(2027, 1, 4))
    assert case.aftercare_due_on == date(2027, 1, 4)
    assert case.last_contact_at == clock.now()
    assert case.contacts.get().note == "Leuk."
    assert not Aftercare.objects.missed().exists()


def test_an_earlier_appointment_of_the_coach_is_not_lost_to_aftercare(case, coach):
    Case.objects.filter(pk=case.pk).update(next_action="Jubileum bellen", next_action_on=date(2026, 11, 30))
    placed(case, coach)
    case.refresh_from_db()
    assert case.next_action == "Jubileum bellen"


def test_work_that_began_long_ago_is_asked_about_once_today_and_then_on_its_days(case, coach):
    placement = placed(case, coach, starts_on=date(2026, 8, 3))
    days = {moment.kind: moment.due_on for moment in placement.aftercare.all()}
    assert days == {"quarter": date(2026, 11, 23), "half_year": date(2027, 2, 3)}


@pytest.mark.parametrize("start", [date(2026, 1, 31), date(2026, 8, 31), date(2027, 2, 28)])
def test_moments_come_in_order_on_working_days_also_from_the_last_of_a_month(start):
    days = [aftercare_moments.due_on(kind, start) for kind in AftercareKind]
    assert days == sorted(days)
    assert all(working_days.is_working_day(day) for day in days)


def test_the_old_work_decides_whether_it_is_from_work_to_work(case, coach):
    placement = placed(case, coach)
    assert placement.is_work_to_work is None, "nobody knows when the old work ends"
    cohorts.note_days(case, coach, date(2026, 12, 31), None)
    placement.refresh_from_db()
    assert placement.is_work_to_work is True
    case.refresh_from_db()
    other = replace(WORK, starts_on=date(2027, 2, 1))
    placements.correct(placement, coach, other, version=case.version)
    placement.refresh_from_db()
    assert placement.is_work_to_work is False
    assert placement.aftercare.get(kind="week").due_on == date(2027, 2, 8)


def test_work_that_stops_sends_the_case_back_to_looking_for_work_and_new_work_is_new(case, coach, monday):
    first = placed(case, coach)
    monday.move_to("2026-12-08 10:00+01:00")
    week = first.aftercare.get(kind="week")
    with pytest.raises(Refused, match="laatste werkdag"):
        ask(week, coach, AftercareResult.STOPPED)
    with pytest.raises(Refused, match="laatste werkdag"):
        ask(week, coach, AftercareResult.STOPPED, ended_on=date(2026, 12, 24))
    ask(week, coach, AftercareResult.STOPPED, ended_on=date(2026, 12, 4))
    case.refresh_from_db()
    first.refresh_from_db()
    assert (case.state, first.ended_on) == (CaseState.MEDIATION, date(2026, 12, 4))
    assert not Aftercare.objects.open().exists()
    second = placed(case, coach, starts_on=date(2026, 12, 14))
    third = placed(case, coach, starts_on=date(2027, 1, 4), employer_name="Bakkerij Wiltink")
    second.refresh_from_db()
    assert second.ended_on == date(2027, 1, 3)
    assert list(Placement.objects.running()) == [third]
    assert set(Aftercare.objects.open().values_list("placement", flat=True)) == {third.pk}
    agree_with_the_database()


def test_two_colleagues_at_once_the_second_hears_it(case, coach):
    placement = placed(case, coach)
    with pytest.raises(ChangedMeanwhile):
        placements.place(case, coach, WORK, version=1)
    moment = placement.aftercare.get(kind="week")
    ask(moment, coach, AftercareResult.NOT_REACHED)
    assert not case.contacts.get().reached
    with pytest.raises(Refused, match="collega"):
        ask(moment, coach, AftercareResult.STILL_THERE)


def test_only_who_guides_writes_down_what_came_of_it(case, coach):
    arrived = registered()
    with pytest.raises(Refused, match="coach"):
        placements.place(arrived, coach, WORK, version=arrived.version)
    with pytest.raises(Refused, match="jaar"):
        placed(case, coach, starts_on=date(2028, 1, 1))
    for other in (works_for(karin()), works_for(mehmet())):
        with pytest.raises(access.Refused):
            placed(case, other)
        with pytest.raises(access.Refused):
            end(case, other, OutcomeKind.MOVED)
        with pytest.raises(access.Refused):
            appointments.book(case, other, at=clock.now() + timedelta(days=1), way="phone")
    assert fnv() is not None
    assert not Placement.objects.exists()


@pytest.mark.parametrize("state", ["placed", "aftercare", "closed"])
def test_the_database_refuses_a_state_without_what_belongs_to_it(case, state):
    case.events.create(event="by hand", from_state=case.state, to_state=state)
    Case.objects.filter(pk=case.pk).update(state=state)
    with pytest.raises(IntegrityError, match="without"):
        agree_with_the_database()


def test_the_database_keeps_the_work_of_who_is_placed_and_the_outcome_of_what_is_closed(case, coach):
    placement = placed(case, coach)
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.filter(pk=placement.pk).update(ended_on=placement.starts_on)
        agree_with_the_database()
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.filter(pk=placement.pk).delete()
        agree_with_the_database()
    end(case, coach, OutcomeKind.MOVED)
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseOutcome.objects.all().delete()
        agree_with_the_database()
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.create(case=case, placed_by=None, **vars(WORK))


def test_a_case_ends_with_an_outcome_that_fits_and_calls_off_what_was_planned(case, coach, monday):
    appointments.book(case, coach, at=clock.now() + timedelta(days=3), way="phone")
    with pytest.raises(Refused, match="welk werk"):
        end(case, coach, OutcomeKind.WORK)
    placement = placed(case, coach)
    with pytest.raises(Refused, match="begint later"):
        end(case, coach, OutcomeKind.WORK)
    with pytest.raises(Refused, match="nog werk"):
        end(case, coach, OutcomeKind.BENEFIT)
    monday.move_to("2026-12-10 10:00+01:00")
    appointments.book(case, coach, at=clock.now() + timedelta(days=3), way="phone")
    outcome = end(case, coach, OutcomeKind.WORK)
    case.refresh_from_db()
    assert (case.state, case.next_action, case.next_action_on) == (CaseState.CLOSED, "", None)
    assert outcome.placement == placement
    assert not Appointment.objects.coming().exists()
    assert not Aftercare.objects.open().exists()
    assert not case.contact_tasks.filter(done_at__isnull=True).exists()
    with pytest.raises(Refused, match="al afgesloten"):
        end(case, coach, OutcomeKind.WORK)
    agree_with_the_database()
    line = AuditLine.objects.get(action="case.close")
    assert line.client_ids == [case.client_id]


@pytest.mark.parametrize(
    ("kind", "state"),
    [("no_contact", "no_contact"), ("withdrawn", "withdrawn"), ("kept_job", "closed"), ("died", "closed")],
)
def test_who_was_not_helped_yet_ends_too_with_what_came_of_it(coach, kind, state):
    case = registered()
    end(case, coach, kind)
    case.refresh_from_db()
    assert case.state == state
    assert case.outcomes.get().kind == kind


@pytest.mark.parametrize("day", [date(2026, 11, 24), date(2026, 11, 1)])
def test_a_case_does_not_end_tomorrow_nor_before_it_began(case, coach, day):
    with pytest.raises(Refused, match="dag"):
        end(case, coach, OutcomeKind.MOVED, ended_on=day)


def test_within_six_months_the_same_case_goes_on_with_the_coach_it_had(case, coach, monday):
    placement = placed(case, coach)
    monday.move_to("2026-12-10 10:00+01:00")
    end(case, coach, OutcomeKind.WORK)
    case.refresh_from_db()
    assert endings.reopens_until(case) == date(2027, 6, 10)
    monday.move_to("2027-06-10 10:00+02:00")
    endings.reopen(case, coach, "Werk gestopt", version=case.version, work_ended_on=date(2027, 5, 28))
    case.refresh_from_db()
    placement.refresh_from_db()
    assert (case.state, placement.ended_on) == (CaseState.ASSIGNED, date(2027, 5, 28))
    assert case.next_action_on == date(2027, 6, 14)
    assert case.outcomes.get().reopened_at == clock.now()
    assert case.events.order_by("-pk").first().reason == "Werk gestopt"
    agree_with_the_database()
    end(case, coach, OutcomeKind.TRAINING)
    assert [outcome.kind for outcome in case.outcomes.order_by("pk")] == ["work", "training"]


def test_after_six_months_or_beside_another_case_a_case_stays_closed(case, coach, monday):
    end(case, coach, OutcomeKind.MOVED)
    case.refresh_from_db()
    monday.move_to("2027-05-24 10:00+02:00")
    with pytest.raises(Refused, match="zes maanden"):
        endings.reopen(case, coach, "", version=case.version)
    monday.move_to(MONDAY)
    running = guided_by(coach.user)
    with pytest.raises(Refused, match="kan niet weer open"):
        endings.reopen(running, coach, "", version=running.version)
    Case.objects.filter(pk=running.pk).update(client=case.client)
    with pytest.raises(Refused, match="ander dossier"):
        endings.reopen(case, coach, "", version=case.version)


def test_who_was_not_reached_and_calls_back_goes_on_as_somebody_who_was_spoken(coach):
    case = registered()
    end(case, coach, OutcomeKind.NO_CONTACT)
    case.refresh_from_db()
    endings.reopen(case, coach, "Belde terug", version=case.version)
    case.refresh_from_db()
    assert case.state == CaseState.CONTACTED


def test_what_runs_in_a_case_hears_of_its_end(case, coach):
    heard = []
    endings.when_ended(lambda case_id, actor: heard.append((case_id, actor)))
    try:
        end(case, coach, OutcomeKind.MOVED)
    finally:
        endings._listeners.pop()
    assert heard == [(case.pk, coach)]


def put_in(case, coach, state):
    """Put a case in a state, with what the database asks of that state, as its events would have done."""
    if state in (CaseState.PLACED, CaseState.AFTERCARE):
        Placement.objects.create(case=case, placed_by=coach.user, **vars(replace(WORK, starts_on=clock.today())))
    if state == CaseState.CLOSED:
        CaseOutcome.objects.create(case=case, kind="moved", ended_on=clock.today(), decided_by=coach.user)
    case.events.create(event="story", from_state=case.state, to_state=state)
    Case.objects.filter(pk=case.pk).update(state=state)
    case.refresh_from_db()
    agree_with_the_database()


@pytest.mark.parametrize("state", some_now(CaseState, ["submitted", "placed", "aftercare"]))
def test_from_every_state_only_what_the_table_allows_happens_and_leaves_an_event(coach, state):
    arrived = ("submitted", "contacted", "triage", "admitted", "waitlisted")
    closing = dict.fromkeys(("moved", "no_contact", "withdrawn"), "close")
    if state in arrived:
        closing |= {"no_contact": "lose_contact", "withdrawn": "withdraw"}
    reopening = "reach_again" if state in ("no_contact", "withdrawn") else "reopen"
    tries = {
        "place": ("place", lambda case: placed(case, coach)),
        "reopen": (reopening, lambda case: endings.reopen(case, coach, "weer", version=case.version)),
        **{kind: (event, lambda case, kind=kind: end(case, coach, kind)) for kind, event in closing.items()},
    }
    for name, (event, act) in tries.items():
        case = guided_by(coach.user)
        put_in(case, coach, state)
        before = case.events.count()
        if CASE_LIFECYCLE.allows(event, state):
            act(case)
            agree_with_the_database()
            newest = case.events.order_by("-pk").first()
            assert (newest.event, newest.from_state, newest.actor) == (event, state, coach.user), name
            continue
        with pytest.raises(Refused):
            act(case)
        assert case.events.count() == before, name
        assert Case.objects.get(pk=case.pk).state == state


def test_placed_is_reached_through_one_function_only(case):
    """A bare event leaves the case without work: refused at commit."""
    advance(case, CASE_LIFECYCLE, "place", SYSTEM)
    with pytest.raises(IntegrityError, match="without work"):
        agree_with_the_database()


def test_an_appointment_goes_to_a_diary_without_saying_what_it_is_about(case, coach):
    at = datetime.fromisoformat("2026-12-01T10:30:00+01:00")
    made = appointments.book(case, coach, at=at, way="desk", place="Stadhuis; Markt 1, Doetinchem " + "é" * 40)
    text = diary_file.text_of(made, "portaal.voorbeeld")
    assert "DTSTART:20261201T093000Z\r\nDTEND:20261201T103000Z\r\nSUMMARY:Afspraak\r\n" in text
    assert "Stadhuis\\; Markt 1\\, Doetinchem" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert f"UID:{made.public_id}@portaal.voorbeeld" in text
    for word in (case.client.first_name, case.client.last_name, coach.user.name, case.reference, "schuld", "coach"):
        assert word not in text
    with pytest.raises(Refused, match="al een afspraak"):
        appointments.book(case, coach, at=at, way="phone")
    with pytest.raises(Refused, match="waar"):
        appointments.book(case, coach, at=at + timedelta(days=1), way="desk")
    with pytest.raises(Refused, match="vanaf nu"):
        appointments.book(case, coach, at=clock.now() - timedelta(minutes=1), way="phone")
    appointments.move(made, coach, at=at + timedelta(hours=1), way="phone")
    made.refresh_from_db()
    assert "SEQUENCE:1" in diary_file.text_of(made, "portaal.voorbeeld")
    appointments.cancel(made, coach)
    with pytest.raises(Refused, match="afgezegd"):
        appointments.cancel(made, coach)
    assert not Appointment.objects.coming().exists()
