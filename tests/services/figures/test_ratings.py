"""What clients think of the help, over half a year: how many said something, the average, and never who."""

from datetime import timedelta

import pytest
from django.test import Client as Browser

from intake import endings, ratings
from intake.models import Case
from partners.access import reach_of
from rmt_portal import clock
from services.figures import reading
from services.figures.counting import case_ids, count
from services.figures.months import Month
from services.figures.reports import BY_SLUG
from services.models import FigureSnapshot
from tests.partners.factories import els, fatima
from tests.services.factories import works_for
from tests.services.figures.months import counted
from tests.workplace.factories import guided_by
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db
MONTH = Month.newest()
REPORT = BY_SLUG["tevredenheid"]
AFTER = MONTH.half_year[1].back(-6)
"""The month in which the half year of what is made here is over."""


def helped(coach, kind="training") -> Case:
    case = guided_by(coach.user)
    endings.close(case, coach, kind, ended_on=clock.today(), version=case.version)
    return case


@pytest.fixture
def coach(settings):
    """Four give a grade and two do not; below three is small. Somebody who died and somebody who stopped count not."""
    settings.SMALL_CELL = 3
    with clock.pretend(MONTH.start + timedelta(days=9, hours=9)):
        coach = works_for(fatima())
        reach_of(coach.user)
        for grade, trust in ((8, "yes"), (9, "yes"), (10, "yes"), (5, "")):
            ratings.give(helped(coach).client, grade, trust=trust, chances="no")
        helped(coach), helped(coach), helped(coach, "died"), helped(coach, "withdrawn")
    return coach


def told(numbers, slug) -> dict[str, list[str | None]]:
    chapters = reading.read(FigureSnapshot(numbers={REPORT.slug: numbers}))
    (sheet,) = [sheet for chapter in chapters for sheet in chapter.sheets if sheet.table.slug == slug]
    assert not any(cell.has_list for line in sheet.lines for cell in line.cells)
    return {line.title: [cell.text for cell in line.cells] for line in sheet.lines}


def test_half_a_year_tells_how_many_said_what_and_hides_the_few(coach):
    region = els().memberships.get().region_id
    numbers = count(REPORT, region, AFTER)
    assert numbers["cijfer"] == [["", 4, 8.0]]
    assert told(numbers, "cijfer") == {"Alle cijfers": ["4", "8"]}
    assert numbers["antwoord"] == [["no", "", 2], ["yes", "", 4]]
    answers = {title: cells[0] for title, cells in told(numbers, "antwoord").items()}
    assert set(answers.values()) == {None}, "two is few, and how many gave a grade stands in the next table"
    assert numbers["verdeling"] == [["1", "", 1], ["8", "", 3]]
    assert told(numbers, "verdeling")["1 tot en met 5"][0] is None, "one low grade is somebody"
    assert told(numbers, "verdeling")["8 tot en met 10"][0] is None, "nor by subtracting"
    assert {row[0]: row[2] for row in numbers["meer-vertrouwen"]} == {"yes": 3, "passed": 1}
    assert told(numbers, "meer-kans")["nee"] == ["4", "100"]
    for table in REPORT.tables:
        assert len(case_ids(table, region, AFTER)) == sum(
            row[1 if table.slug == "cijfer" else 2] for row in numbers[table.slug]
        )


def test_a_few_grades_have_no_average(coach, settings):
    settings.SMALL_CELL = 10
    numbers = count(REPORT, els().memberships.get().region_id, AFTER)
    assert told(numbers, "cijfer") == {"Alle cijfers": [None, None]}


def test_another_half_year_knows_nothing_of_it(coach):
    assert count(REPORT, els().memberships.get().region_id, AFTER.back(-6))["cijfer"] == []


def test_nobody_gets_the_list_of_who_said_something(coach, monkeypatch):
    snapshot = counted(MONTH, els())
    numbers = snapshot.numbers | {REPORT.slug: count(REPORT, snapshot.region_id, AFTER)}
    monkeypatch.setattr(FigureSnapshot, "of", lambda self, slug: numbers.get(slug, {}))
    browser = Browser()
    sign_in(browser, els())
    page = browser.get(f"/admin/cijfers/?maand={MONTH.code}").text
    assert "Wat kandidaten van de hulp vinden" in page and "tabel=antwoord" not in page
    for table in REPORT.tables:
        for row in ("", "&rij=yes", "&rij=8"):
            asked = f"/admin/cijfers/dossiers/?maand={MONTH.code}&rapport={REPORT.slug}&tabel={table.slug}{row}"
            assert browser.get(asked).status_code == 404, asked


def test_enough_answers_tell_how_many_were_asked(coach):
    with clock.pretend(MONTH.start + timedelta(days=9, hours=9)):
        helped(coach)
    numbers = count(REPORT, els().memberships.get().region_id, AFTER)
    assert told(numbers, "antwoord") == {
        "gaf een cijfer": ["4", "57"], "gaf geen cijfer": ["3", "43"], "Totaal": ["7", "100"],
    }  # fmt: skip
