"""What a person hears by mail: an appointment that is made, moved or called off, and another coach."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from intake import appointments, assigning, coaching, endings
from intake.models import Case, CaseAssignment
from partners.models import Role
from rmt_portal import clock
from tests.partners.factories import MembershipFactory, UserFactory, fatima, municipality
from tests.rig.work import all_work
from tests.services.factories import works_for
from tests.workplace.factories import guided_by

pytestmark = pytest.mark.django_db
MARKT = {"way": "desk", "place": "Stadhuis, Markt 1, Doetinchem", "minutes": 30}


@pytest.fixture
def now():
    with time_machine.travel("2026-11-23 10:00+01:00", tick=False) as traveller:
        all_work()
        yield traveller


@pytest.fixture
def coach(now):
    return works_for(fatima())


@pytest.fixture
def case(coach):
    case = guided_by(coach.user, client__first_name="Sami", client__last_name="van 't Hof")
    all_work()
    mail.outbox.clear()
    return case


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 12, day, hour, 30, tzinfo=timezone.get_current_timezone())


def letters(now, minutes: int = 3) -> list:
    """Return what is mailed within some minutes from now."""
    mail.outbox.clear()
    now.shift(timedelta(minutes=minutes))
    all_work()
    return list(mail.outbox)


def file_of(letter) -> str:
    return (
        next(part for part in letter.message().walk() if part.get_content_type() == "text/calendar")
        .get_payload(decode=True)
        .decode()
    )


def test_an_appointment_is_told_once_however_often_it_is_put_right_and_again_when_it_moves(case, coach, now):
    made = appointments.book(case, coach, at=at(2, 14), **MARKT)
    appointments.move(made, coach, at=at(3, 14), **MARKT)
    appointments.move(made, coach, at=at(3, 15), **MARKT)
    appointments.move(made, coach, at=at(3, 15), **MARKT)
    (letter,) = letters(now)
    assert letter.to == [case.client.email] and letter.subject == "Je afspraak"
    for told in ("donderdag 3 december om 15.30 uur", "Markt 1", "Je spreekt dan Fatima", "Kun je niet? Bel"):
        assert told in letter.body
    for private in (case.client.first_name, case.client.last_name, "schuld", "uitkering", "ziek"):
        assert private not in letter.subject + letter.body
    assert "DTSTART:20261203T143000Z" in file_of(letter) and "METHOD:PUBLISH" in file_of(letter)

    appointments.move(made, coach, at=at(4, 9), **MARKT)
    appointments.move(made, coach, at=at(4, 10), **MARKT)
    (letter,) = letters(now)
    assert letter.subject == "Je afspraak is veranderd" and "4 december om 10.30 uur" in letter.body

    appointments.cancel(made, coach)
    (letter,) = letters(now)
    assert letter.subject == "Je afspraak gaat niet door" and "4 december om 10.30 uur gaat niet door" in letter.body
    assert "METHOD:CANCEL" in file_of(letter) and "STATUS:CANCELLED" in file_of(letter)
    assert letters(now, 60) == []


def test_what_was_made_by_mistake_is_never_told_and_nobody_is_written_without_an_address(case, coach, now):
    appointments.cancel(appointments.book(case, coach, at=at(2, 14), **MARKT), coach)
    assert letters(now) == []
    case.client.email = ""
    case.client.save(update_fields=["email"])
    appointments.book(case, coach, at=at(2, 14), **MARKT)
    assert letters(now) == []


@pytest.mark.parametrize(("kind", "letters_sent"), [("moved", 1), ("died", 0)])
def test_who_is_no_longer_helped_hears_that_the_appointment_is_off(case, coach, now, kind, letters_sent):
    appointments.book(case, coach, at=at(2, 14), **MARKT)
    letters(now)
    case = Case.objects.get(pk=case.pk)
    endings.close(case, coach, kind, ended_on=clock.today(), version=case.version)
    assert len(letters(now)) == letters_sent


def test_who_gets_another_coach_hears_the_name_and_the_number_of_the_last_one(case, coach, now):
    noor, els = (UserFactory(name=name, phone=phone) for name, phone in (("Noor Bakker", "+31612345600"), ("Els", "")))
    for person in (noor, els):
        MembershipFactory(user=person, organisation=municipality(), role=Role.COACH)
    assert assigning.give(case, els, coach, version=case.version) == assigning.Way.HAND_OVER
    running = CaseAssignment.objects.get(case=case, until_at__isnull=True)
    coaching.give(running, noor, running.organisation_id, works_for(els))
    (letter,) = letters(now)
    assert letter.to == [case.client.email] and letter.subject == "Je hebt een nieuwe coach"
    assert "Noor Bakker: 06-12345600" in letter.body.replace("06 12345600", "06-12345600")
    assert "Els" not in letter.body and case.client.last_name not in letter.body
