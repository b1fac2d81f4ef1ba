"""Who registered by age, education and benefit; the legal terms for help with debts; places to learn at a company."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from intake.models import Case, EducationLevel, Registration, WorkProfile
from rmt_portal import clock
from services.figures import reading
from services.figures.counting import case_ids, count
from services.figures.months import Month
from services.figures.reports import BY_SLUG
from services.models import FigureSnapshot, ServiceKind
from services.referrals import answering, sending
from tests.partners import factories as people
from tests.services.factories import ServiceFactory, sent, works_for
from tests.services.figures.months import arrived, counted
from tests.services.grants import case_with_plan, in_state, pot_with, service_of
from tests.workplace.factories import registered
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db
MONTH = Month.newest()
EARLIER = MONTH.back(2)


def numbers(report: str, slug: str, month: Month = MONTH) -> list[list[object]]:
    return count(BY_SLUG[report], people.RegionFactory().pk, month)[slug]


def test_people_are_counted_by_the_age_of_that_day_by_education_and_by_what_they_said(client):
    day = MONTH.first + timedelta(days=3)
    birthday = [date(day.year - years, day.month, day.day) for years in (26, 27, 60)]
    for number, born in zip((11, 12, 1), birthday, strict=True):
        arrived(number, MONTH, client__birth_date=born)
    arrived(10, MONTH, client__birth_date=birthday[1] + timedelta(days=1))
    assert numbers("aanmeldingen", "per-leeftijd") == [["0", "", 21], ["27", "", 12], ["60", "", 1]]
    WorkProfile.objects.filter(client__birth_date=birthday[0]).update(education=EducationLevel.MBO2)
    assert numbers("aanmeldingen", "per-opleiding") == [["", "", 23], ["3", "", 11]]
    Registration.objects.filter(client__birth_date=birthday[1]).update(also_true=["benefit"])
    assert numbers("aanmeldingen", "per-uitkering") == [["no", "", 22], ["yes", "", 12]]

    counted(MONTH, people.els())
    sign_in(client, people.els())
    page = client.get(reverse("admin:figures")).text
    assert "jonger dan 27" in page and "Mbo 2" in page and "zei een uitkering te krijgen" in page
    file = client.get(reverse("admin:figures_export"), {"maand": MONTH.code}).text
    told = [line.split(";")[4:] for line in file.splitlines() if '"Per leeftijd"' in line]
    assert not any('"1"' in line or '"12"' in line for line in told), "one person of sixty, and what would tell it"


def test_a_month_that_was_frozen_before_shows_no_table_that_was_not_counted_then(client):
    arrived(12, MONTH)
    new = counted(MONTH, people.els())
    old = {slug: dict(tables) for slug, tables in new.numbers.items() if slug != "schuldhulp"}
    del old["aanmeldingen"]["per-leeftijd"]
    before = FigureSnapshot(region_id=new.region_id, month=new.month, draw=9, definitions=1, numbers=old)
    shown = {sheet.table.slug for chapter in reading.read(before) for sheet in chapter.sheets}
    assert "per-gemeente" in shown and not {"per-leeftijd", "op-tijd"} & shown
    assert reading.differences(before, new) == []


def asks_for_debt_help(days_before_the_end: int, urgency: str = "normal", case: Case | None = None):
    service = ServiceFactory(kind=ServiceKind.DEBT_HELP, provider=people.debt_help())
    with clock.pretend(MONTH.until - timedelta(days=days_before_the_end, hours=10)):
        return sent(case or registered(), people.debt_help(), service=service, urgency=urgency)


def talks(referral, days_later: int) -> None:
    anouk = works_for(people.anouk())
    with clock.pretend(referral.sent_at + timedelta(days=days_later)):
        answering.accept(anouk, referral)
        answering.start(anouk, referral, clock.now())


def test_a_first_talk_about_debts_is_in_time_or_late_by_the_law_and_a_question_stops_no_clock():
    people.municipality()
    in_time, late, silent = (asks_for_debt_help(days) for days in (40, 39, 38))
    talks(in_time, 28)
    talks(late, 29)
    back = asks_for_debt_help(37)
    with clock.pretend(back.sent_at + timedelta(days=1)):
        sending.recall(works_for(people.fatima()), back, "niet meer nodig")
    threat = asks_for_debt_help(15, "threat")
    talks(threat, 12)
    asks_for_debt_help(20)  # the term ends next month
    with clock.pretend(silent.sent_at + timedelta(days=3)):
        answering.request_info(works_for(people.anouk()), silent, "Klopt het nummer?")
    with clock.pretend(silent.sent_at + timedelta(days=9)):
        sending.answer_info(works_for(people.fatima()), silent, "Ja.")
    silent.refresh_from_db()
    assert silent.answer_due_on == silent.requested_on + timedelta(days=28)
    told = {(row, column): n for row, column, n in numbers("schuldhulp", "op-tijd")}
    assert told == {
        ("normal", "in_time"): 1, ("normal", "late"): 1, ("normal", "unknown"): 1, ("normal", "taken_back"): 1,
        ("threat", "late"): 1,
    }  # fmt: skip
    table = BY_SLUG["schuldhulp"].table("op-tijd")
    assert case_ids(table, threat.region_id, MONTH, "threat", "late") == [threat.case_id]
    assert ["normal", 2, 28.5, 28.9, None, None] in numbers("schuldhulp", "hoe-lang")


def test_places_to_learn_are_counted_per_school_and_as_they_stood():
    with clock.pretend(MONTH.start + timedelta(days=5, hours=9)):
        case = case_with_plan()
        school = people.OrganisationFactory(name="Graafschap College", kind="school")
        pot_with(case, "9000", "praktijkverklaring")
        service = service_of(case, "praktijkverklaring", "practice_learning", "750", provider=school)
        in_state("approved", case, service)
    assert sorted(numbers("praktijkleren", "per-school")) == [
        [str(school.pk), event, 1] for event in ("approve", "ask")
    ]
    assert numbers("praktijkleren", "plekken") == [["approved", "", 1]]
    assert numbers("praktijkleren", "plekken", EARLIER) == []
