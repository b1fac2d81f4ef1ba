"""Files of vacancies come in: what is good is kept, what is not is named, and nothing happens twice."""

from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command

from matching.models import ContractKind, Vacancy, VacancyState
from matching.vacancies.importing import ImportReport, import_file
from rmt_portal.outbox.models import OutboxItem
from tests.matching.factories import achterhoek, posting, write_lines

pytestmark = pytest.mark.django_db

DEMO = Path("matching/demo/vacancies.jsonl")


def take_in(tmp_path: Path, *lines, name: str = "vacatures.jsonl", **options) -> ImportReport:
    return import_file(write_lines(tmp_path / name, *lines), **options)


def only() -> Vacancy:
    return Vacancy.objects.get()


def reasons(report: ImportReport) -> dict[int, str]:
    return {rejected.number: rejected.reason for rejected in report.rejected}


def test_a_job_board_delivers_a_vacancy_and_everything_in_it_is_understood(tmp_path):
    take_in(tmp_path, posting(educationRequirements="mbo niveau 2", employmentType=["FULL_TIME", "TEMPORARY"]))
    vacancy = only()
    assert (vacancy.title, vacancy.employer_name, vacancy.region) == (
        "Heftruckchauffeur",
        "Berkelstroom Logistiek",
        achterhoek(),
    )
    assert vacancy.description == "Je laadt en lost.\nEen heftruckcertificaat is nodig."
    assert (vacancy.hours_min, vacancy.hours_max) == (32, 40)
    assert (vacancy.wage_min, vacancy.wage_max) == (Decimal("16.00"), Decimal("18.50"))
    assert (vacancy.contract, vacancy.education) == (ContractKind.FIXED, 3)
    assert [requirement.code for requirement in vacancy.requires.all()] == ["heftruckcertificaat"]
    assert vacancy.occupation.isco.code == "8344"
    assert vacancy.latitude == pytest.approx(51.97, abs=0.05)
    assert (vacancy.source, vacancy.external_id) == ("banenbank", "1")


def test_the_same_file_twice_changes_nothing_and_asks_for_no_second_ranking(tmp_path):
    first = take_in(tmp_path, posting(1), posting(2))
    asked = OutboxItem.objects.filter(kind="match.region").count()
    second = take_in(tmp_path, posting(1), posting(2))
    assert (first.created, first.changes) == (2, 2)
    assert (second.unchanged, second.changes) == (2, 0)
    assert OutboxItem.objects.filter(kind="match.region").count() == asked == 1
    assert set(Vacancy.objects.values_list("version", flat=True)) == {1}


def test_a_changed_line_changes_its_vacancy_and_moves_the_change_marker(tmp_path):
    take_in(tmp_path, posting(1), posting(2))
    report = take_in(tmp_path, posting(1, description="Rijbewijs B is nodig."), posting(2))
    changed = Vacancy.objects.get(external_id="1")
    assert (report.changed, report.unchanged) == (1, 1)
    assert changed.version == 2
    assert [requirement.code for requirement in changed.requires.all()] == ["rijbewijs-b"]


def test_a_vacancy_gone_from_its_source_is_closed_and_comes_back_when_it_returns(tmp_path):
    take_in(tmp_path, posting(1), posting(2))
    gone = take_in(tmp_path, posting(1), name="later.jsonl")
    assert (gone.closed, Vacancy.objects.get(external_id="2").state) == (1, VacancyState.CLOSED)
    again = take_in(tmp_path, posting(1), name="nog-later.jsonl")
    assert again.changes == 0
    back = take_in(tmp_path, posting(1), posting(2))
    assert (back.changed, Vacancy.objects.get(external_id="2").state) == (1, VacancyState.OPEN)


def test_another_source_closes_nothing_of_this_one(tmp_path):
    take_in(tmp_path, posting(1))
    take_in(tmp_path, posting(1, identifier="X9"), source="andere-bank")
    assert Vacancy.objects.filter(state=VacancyState.OPEN).count() == 2


def test_a_file_without_one_good_line_closes_nothing(tmp_path):
    take_in(tmp_path, posting(1))
    take_in(tmp_path, '{"half', source="banenbank")
    assert only().state == VacancyState.OPEN


def test_bad_lines_are_named_with_their_number_and_reason_and_the_good_ones_are_kept(tmp_path):
    deep = "[" * 100_000
    report = take_in(
        tmp_path,
        posting(1),
        '{"half',
        b'{"title": "\xff\xfe"}',
        posting(3, title="  "),
        posting(4, jobLocation=None),
        posting(5, baseSalary={"currency": "EUR", "value": {"value": 11.5, "unitText": "HOUR"}}),
        deep,
        "[1, 2]",
        "null",
        posting(6, validThrough="2020-01-01"),
        posting(1),
        {"@type": "Event", "title": "Banenmarkt"},
        posting(7, jobLocation={"address": {"addressLocality": "Nergenshuizen"}}),
        posting(8),
    )
    told = reasons(report)
    assert sorted(told) == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]
    assert "JSON" in told[2] and "UTF-8" in told[3]
    assert "functie" in told[4] and "plaats" in told[5]
    assert "minimumloon" in told[6] and "11.50" in told[6]
    assert "verlopen" in told[10] and "regel 1" in told[11] and "regio" in told[13]
    assert sorted(Vacancy.objects.values_list("external_id", flat=True)) == ["1", "8"]


def test_unknown_hours_and_pay_stay_unknown(tmp_path):
    take_in(tmp_path, posting(1, workHours=None, baseSalary=None))
    assert (only().hours_min, only().hours_max, only().wage_min, only().wage_max) == (None, None, None, None)


def test_what_can_not_be_read_is_noted_and_stays_unknown(tmp_path):
    report = take_in(
        tmp_path,
        posting(
            1,
            workHours="in overleg",
            baseSalary={"currency": "USD", "value": 20},
            datePosted="0001-01-01",
            url="javascript:alert(1)",
        ),
    )
    assert len(report.notes) == 3
    assert (only().hours_min, only().wage_min, only().posted_on, only().url) == (None, None, None, "")


@pytest.mark.parametrize(
    ("salary", "hours", "hourly"),
    [
        ({"value": {"value": 3000, "unitText": "MONTH"}}, "40 uur", "17.31"),
        ({"value": {"value": 700, "unitText": "WEEK"}}, "38 uur", "18.42"),
        ({"value": {"value": 3000, "unitText": "MONTH"}}, None, "18.22"),
        ({"value": {"value": 3000, "unitText": "MONTH"}}, "24 uur", "18.22"),  # the amount of a full week
        ({"value": {"value": 1800, "unitText": "MONTH"}}, "24 uur", "17.31"),  # can only be the amount for 24 hours
        ({"value": {"value": "€ 2.950,00", "unitText": "MONTH"}}, "38 uur", "17.91"),
        ({"value": {"value": 40_000, "unitText": "YEAR"}}, "38 uur", "20.24"),
        ("16,50 per uur", "32 uur", "16.50"),
    ],
)
def test_pay_is_brought_to_an_hourly_wage(tmp_path, salary, hours, hourly):
    take_in(tmp_path, posting(1, baseSalary=salary, workHours=hours))
    assert only().wage_max == Decimal(hourly)


def test_a_youth_scale_starts_at_the_minimum_wage_for_adults(tmp_path):
    report = take_in(tmp_path, posting(1, baseSalary={"value": {"minValue": 6, "maxValue": 16, "unitText": "HOUR"}}))
    assert only().wage_min > Decimal(14)
    assert "minimumloon" in report.notes[0][1]


@pytest.mark.parametrize(
    ("sentence", "codes"),
    [
        ("Je hebt rijbewijs C en code 95.", {"rijbewijs-c", "code-95"}),
        ("Je bent in het bezit van een rijbewijs.", {"rijbewijs-b"}),
        ("Een geldig rijbewijs CE is vereist.", {"rijbewijs-ce"}),
        ("Je hebt een heftruckcertificaat en VCA.", {"heftruckcertificaat", "vca-basis"}),
        ("VCA VOL is verplicht.", {"vca-vol"}),
        ("BIG-registratie en een VOG.", {"big-registratie", "vog"}),
        ("Een rijbewijs B is een pre.", set()),
        ("Geen VOG nodig.", set()),
    ],
)
def test_requirements_are_recognised_in_plain_sentences(tmp_path, sentence, codes):
    take_in(tmp_path, posting(1, description=sentence))
    assert {requirement.code for requirement in only().requires.all()} == codes


def test_titles_as_employers_write_them_find_their_occupation_and_others_are_listed(tmp_path):
    report = take_in(
        tmp_path,
        posting(1, title="Ervaren heftruckchauffeur (m/v/x) - 32 uur"),
        posting(2, title="Allround kok bij restaurant De Kruising"),
        posting(3, title="Zqxwv blurp"),
    )
    found = dict(Vacancy.objects.values_list("external_id", "occupation__isco__code"))
    assert found == {"1": "8344", "2": "5120", "3": None}
    assert dict(report.unresolved) == {"Zqxwv blurp": 1}


def test_a_table_from_a_spreadsheet_comes_in_too(tmp_path):
    file = tmp_path / "winkel.csv"
    file.write_bytes(
        "\ufeffid;title;employer;place;hours;pay_min;pay_max;pay_unit;training;description\r\n"
        '17;Verkoopmedewerker;Winkel De Slinge;Winterswijk;16-24;"14,90";"16,20";uur;ja;"Gezellig\nteam"\r\n'
        ";Kok;Eethuis;Aalten;38;;;;nee;Koken\r\n"
        "18;Ober\r\n".encode()
    )
    report = import_file(file, achterhoek())
    shop = Vacancy.objects.get(external_id="17")
    assert (shop.source, shop.place, shop.hours_max, shop.wage_max) == ("winkel", "Winterswijk", 24, Decimal("16.20"))
    assert shop.offers_training
    assert shop.occupation.isco.code == "5223"
    assert list(reasons(report)) == [5]
    assert import_file(file, achterhoek()).changes == 0


def test_a_table_with_unknown_columns_is_refused_with_the_columns_it_may_have(tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("titel,plaats\nKok,Aalten\n")
    with pytest.raises(CommandError, match="title"):
        call_command("import_vacancies", str(file))


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\x00\x01", b"\xff\xfet\x00"])
def test_an_empty_or_foreign_file_changes_nothing_and_does_not_crash(tmp_path, content):
    file = tmp_path / "leeg.jsonl"
    file.write_bytes(content)
    try:
        call_command("import_vacancies", str(file), stdout=StringIO(), stderr=StringIO())
    except CommandError as error:
        assert "UTF" in str(error)
    assert not Vacancy.objects.exists()


def test_text_that_would_break_a_page_or_a_table_is_made_harmless(tmp_path):
    take_in(tmp_path, posting(1, title="Kok\u202e\x00 <b>gezocht</b>" + "x" * 400, description="y" * 50_000))
    assert "\u202e" not in only().title and "\x00" not in only().title
    assert len(only().title) == 200
    assert len(only().description) == 20_000


def test_the_command_tells_what_it_did(tmp_path):
    out, err = StringIO(), StringIO()
    file = write_lines(tmp_path / "f.jsonl", posting(1), posting(2, title=""), posting(3, title="Zqxwv"))
    call_command("import_vacancies", str(file), stdout=out, stderr=err)
    assert "regel 2: niet opgenomen, geen functie" in err.getvalue()
    assert "beroep onbekend: Zqxwv" in out.getvalue()
    assert "3 regels: 2 nieuw" in out.getvalue()
    call_command("import_vacancies", str(file), stdout=out, stderr=err)
    assert out.getvalue().rstrip().endswith("0 changes")


@time_machine.travel("2026-11-21 12:00:00+01:00")
def test_the_demo_vacancies_all_come_in_and_nearly_all_find_their_occupation():
    report = import_file(DEMO)
    assert 380 <= report.created <= 420
    assert not report.rejected
    assert sum(report.unresolved.values()) <= 8
    assert import_file(DEMO).changes == 0


def test_the_demo_file_is_what_its_script_writes():
    from json import loads

    from matching.demo.generate import postings

    assert [loads(line) for line in DEMO.read_text(encoding="utf-8").splitlines()] == list(postings())
