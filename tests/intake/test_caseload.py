"""A coach brings the people of the own list in: read from a spreadsheet, checked, registered, and nobody twice."""

import io
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from openpyxl import Workbook

from intake import registrations
from intake.caseload import columns, files, reading
from intake.duplicates import finding
from intake.models import (
    Case,
    CaseloadFile,
    CaseloadLine,
    CaseloadState,
    Client,
    Confirmation,
    LineOutcome,
    Registration,
    RegistrationDraft,
)
from partners.models import Membership
from rmt_portal import clock, row_security
from rmt_portal.audit.models import AuditLine
from tests.intake.factories import registered, twente
from tests.partners import factories as people
from tests.rig.work import all_work
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db
BSN = "111222333"
ALPHABET = "abcdefghijklmnopqrstuvwxz"
HEADINGS = [
    "Voornaam",
    "Tussenvoegsel",
    "Achternaam",
    "Geboortedatum",
    "Mobiel",
    "E-mail",
    "Postcode",
    "Functie",
    "Opmerking",
]


def person(first: str, last: str, **more: Any) -> list[Any]:
    found = {
        "infix": "",
        "birth": date(1990, 5, 1),
        "phone": 612345678,
        "email": "",
        "postcode": "7001AB",
        "work": "kok",
    }
    found |= more
    keys = ("infix", None, "birth", "phone", "email", "postcode", "work")
    return [first, *(last if key is None else found[key] for key in keys), "zie map"]


def xlsx(*rows: list[Any], headings: list[Any] | None = None) -> bytes:
    book = Workbook()
    for row in [headings or HEADINGS, *rows]:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def csv(*lines: str, headings: str = "naam;postcode;telefoon") -> bytes:
    return "\n".join([headings, *lines]).encode("cp1252")


def at_work(user: Any) -> Browser:
    browser = Browser()
    sign_in(browser, user)
    return browser


def brings(browser: Browser, data: bytes, name: str = "lijst.xlsx") -> Any:
    return browser.post("/aanmelden/namens/bestand/", {"file": SimpleUploadedFile(name, data)}, follow=True)


def looks(browser: Browser, page: Any) -> Any:
    """Leave the guessed columns as they are, and look at the lines."""
    form = page.context["form"]
    chosen = dict(zip(form.names, page.context["file"].columns, strict=True))
    return browser.post(page.request["PATH_INFO"], chosen, follow=True)


def people_now() -> list[str]:
    with row_security.house("work"):
        return sorted(client.full_name for client in Client.objects.all())


def test_a_mentor_brings_a_list_in_and_every_line_is_accounted_for(region):
    """Good lines are registered as "nog niet bevestigd" without a letter; the others say in words what is wrong."""
    browser = at_work(people.karin())
    twente()
    data = xlsx(
        person("Sami", "Hof", infix="van 't"),
        person("Ana", "Kowalska", phone="", email="ana@gmial.com"),
        person("Bo", "", phone="0612345679"),
        person("Lia", "Smit", postcode="7511 AB", phone="0612345670"),
        person("Kim", "Vos", phone="12", email="kim@voorbeeld.nl"),
        person("Dirk", "Thuis", phone="", postcode="geen", birth="1-13-1990"),
        person("Zwerver", "Zonder", phone="", postcode="geen", birth="", work=""),
        person("Formule", "=1+1", phone="0612345671"),
        person("Nummer", "Drager", phone="0612345672", work=BSN),
    )
    page = brings(browser, data)
    assert page.context["file"].columns == [
        "first_name", "infix", "last_name", "birth_date", "phone", "email", "postcode", "occupation", "",
    ]  # fmt: skip
    assert BSN not in str(list(CaseloadLine.objects.values_list("cells", flat=True)))
    checked = looks(browser, page)
    text = checked.content.decode()
    for words in ("bedoel je ana@gmail.com", "Achternaam: Vul de achternaam in", "regio Twente", "Telefoonnummer:",
                  "Geboortedatum:", "is een formule", "op een BSN lijkt"):  # fmt: skip
        assert words in text, words
    assert not people_now()  # looking registers nobody
    report = browser.post(checked.request["PATH_INFO"], follow=True).content.decode()
    assert "Aangemeld: 2. Geweigerd: 7. Overgeslagen: 0." in report
    assert people_now() == ["Sami van 't Hof", "Zwerver Zonder"]
    with row_security.house("work"):
        sami = Registration.objects.get(client__last_name="van 't Hof")
        assert (sami.channel, sami.recorded_by.name, sami.entry_organisation.name) == ("import", "Karin Smit", "FNV")
        assert (sami.client.phone, sami.client.birth_date) == ("+31612345678", date(1990, 5, 1))
        assert all(asked.is_open for asked in Confirmation.objects.all())
        assert sami.client.work_profile.experiences.get().own_words == "kok"
    assert not RegistrationDraft.objects.exists()
    all_work()
    assert not mail.outbox
    line = CaseloadLine.objects.get(number=2)
    assert (line.cells, line.outcome) == ([], LineOutcome.REGISTERED)
    assert "Nog niet bevestigd" in browser.get(f"/aanmelden/namens/{line.confirmation}/").content.decode()


def test_the_same_file_twice_and_the_same_person_twice_in_it_make_nobody_twice(region):
    browser = at_work(people.karin())
    data = csv("Jan Bakker;7001 AB;0612345678", "Bakker, Jan;7001AB;06 12345678", "Jan Bakker;7001 AB;0612345678")
    for _again in range(2):
        checked = looks(browser, brings(browser, data, "lijst.csv"))
        browser.post(checked.request["PATH_INFO"], follow=True)
    assert people_now() == ["Jan Bakker"]
    report = browser.get(checked.request["PATH_INFO"]).content.decode()
    assert "Aangemeld: 0. Geweigerd: 0. Overgeslagen: 3." in report


def test_who_is_known_is_skipped_unless_chosen_and_of_whom_is_not_told(region):
    registered(last_name="Bakker")
    with row_security.house("work"):
        known = Client.objects.get()
        finding.look_at(known)
    browser = at_work(people.karin())
    lines = ("Sami Bakker;7001 AB;0612345678", "Sami Bakkers;7001 AB;0687654321")
    checked = looks(browser, brings(browser, csv(*lines), "lijst.csv"))
    text = checked.content.decode()
    assert "Bekend bij het team" in text and 'name="toch" value="2"' in text and 'value="3"' not in text
    with row_security.house("work"):
        assert known.registrations.get().case.reference not in text
    browser.post(checked.request["PATH_INFO"], {"toch": ["2", "x", "99999999999999"]})
    assert len(people_now()) == 3
    browser.post(checked.request["PATH_INFO"], {"toch": ["2"]})  # the second click
    assert len(people_now()) == 3


@pytest.mark.full
def test_a_long_list_goes_on_by_itself_and_shows_how_far_it_is(region, django_assert_max_num_queries):
    browser = at_work(people.fatima())
    lines = [f"{letter * 3} {letter * 5};7001 AB;06{12000000 + n}" for n, letter in enumerate(ALPHABET)]
    busy = looks(browser, brings(browser, csv(*lines), "lijst.csv"))
    assert "0 van 25 regels gedaan" in busy.content.decode()
    all_work()
    assert "Kan worden aangemeld: 25" in browser.get(busy.request["PATH_INFO"]).content.decode()
    assert "0 van 25" in browser.post(busy.request["PATH_INFO"], follow=True).content.decode()
    all_work()
    with django_assert_max_num_queries(20):
        text = browser.get(busy.request["PATH_INFO"]).content.decode()
    assert "Aangemeld: 25." in text, text.split("<main")[1][:900]
    assert len(people_now()) == 25


def test_a_line_that_breaks_leaves_nothing_half_done_and_the_others_go_on(region, monkeypatch):
    browser = at_work(people.karin())
    checked = looks(browser, brings(browser, csv("Jan Bakker;7001 AB;", "Piet Smit;7001 AB;"), "lijst.csv"))
    whole = registrations._turn

    def breaks(draft: Any, *more: Any) -> Any:
        made = whole(draft, *more)
        if draft.answers["naam"]["first_name"] == "Jan":
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")
        return made

    monkeypatch.setattr(registrations, "_turn", breaks)
    report = browser.post(checked.request["PATH_INFO"], follow=True).content.decode()
    assert "Er is niets bewaard" in report and people_now() == ["Piet Smit"]
    assert not RegistrationDraft.objects.exists()


def bomb() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 30_000_000)
    return kept.getvalue()


def entities() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("[Content_Types].xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    return kept.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("bom.xlsx", bomb(), "te groot als we het openen"),
        ("entiteit.xlsx", entities(), "niet veilig openen"),
        ("groot.csv", b"naam;postcode\n" + b"x" * 2_000_001, "groter dan 2 MB"),
        ("lang.csv", b"naam;postcode\n" + b"a;7001AB\n" * 1001, "meer dan 1.000 regels"),
        ("breed.csv", b";".join(b"k%d" % n for n in range(70)) + b"\na;b", "meer dan 60 kolommen"),
        ("oud.xls", b"\xd0\xcf\x11\xe0rest", "als xlsx zonder wachtwoord"),
        ("kapot.xlsx", b"PK\x03\x04kapot", "niet te lezen"),
        ("foto.jpg", b"\xff\xd8\x00\x00", "kennen we niet"),
        ("leeg.csv", b"\n\n", "staat niets in"),
        ("kop.csv", b"naam;postcode", "geen mensen"),
        ("bsn.xlsx", xlsx(["Jan", BSN], headings=["Naam", "BSN-nummer"]), "burgerservicenummers"),
        ("verstopt.csv", csv(*[f"Jan;{BSN};1"] * 3, headings="naam;klantnummer;x"), "burgerservicenummers"),
    ],
)  # fmt: skip
def test_a_file_that_can_not_be_taken_is_refused_with_what_to_do(region, name, data, words):
    browser = at_work(people.karin())
    page = brings(browser, data, name)
    assert words in page.content.decode()
    assert BSN not in page.content.decode()
    assert not CaseloadFile.objects.exists()


def test_columns_are_chosen_by_a_person_and_wrong_choices_are_explained(region):
    assert columns.guess(["Naam", "Voornaam", "Tel.", "06-nummer", "?"]) == ["last_name", "first_name", "phone", "", ""]
    browser = at_work(people.karin())
    page = brings(browser, csv("Jan;Bakker;7001AB", headings="een;twee;drie"), "lijst.csv")
    path = page.request["PATH_INFO"]
    ask = {"kolom-0": "first_name", "kolom-1": "", "kolom-2": ""}
    wrong = (
        ({}, "achternaam of de hele naam"),
        ({"kolom-1": "last_name"}, "postcode staat"),
        ({"kolom-1": "first_name"}, "twee keer Voornaam"),
        ({"kolom-1": "x"}, "Kies een van"),
    )
    for changed, words in wrong:
        assert words in browser.post(path, ask | changed, follow=True).content.decode()
    done = browser.post(path, ask | {"kolom-1": "last_name", "kolom-2": "postcode"}, follow=True)
    assert "Jan Bakker" in done.content.decode()


def test_a_file_is_its_owners_alone_and_dies_by_itself_or_at_once(region):
    browser = at_work(people.karin())
    path = brings(browser, csv("Jan Bakker;7001 AB;"), "lijst.csv").request["PATH_INFO"]
    assert at_work(people.fatima()).get(path).status_code == 404
    wipe = path.replace("kolommen", "wissen")
    assert "Ja, wis alles" in browser.get(wipe).content.decode()
    browser.post(wipe)
    assert not CaseloadLine.objects.exists()
    brings(browser, csv("Jan Bakker;7001 AB;"), "lijst.csv")
    with time_machine.travel(clock.now() + timedelta(days=15)):
        assert files.wipe_expired() == 1
    assert not CaseloadLine.objects.exists()


def test_whose_role_ended_meanwhile_registers_nobody(region):
    browser = at_work(people.karin())
    lines = [f"{letter * 3} {letter * 5};7001 AB;06{12000000 + n}" for n, letter in enumerate(ALPHABET[:21])]
    busy = looks(browser, brings(browser, csv(*lines), "lijst.csv"))
    all_work()
    browser.post(busy.request["PATH_INFO"])
    day = clock.today() - timedelta(days=1)
    Membership.objects.filter(user=people.karin()).update(active_from=day, active_until=day)
    all_work()
    assert not people_now()
    file = CaseloadFile.objects.get()
    assert file.state == CaseloadState.DONE
    assert files.counts(file)[LineOutcome.REFUSED] == 21


def test_numbers_and_days_of_a_spreadsheet_are_read_as_people_mean_them():
    sheet = reading.read("a.xlsx", xlsx(person("Jan", "Bakker", phone=612345678.0)))
    assert sheet.lines[0].cells[3:5] == ["1990-05-01", "0612345678"]
    assert sheet.lines[0].number == 2


def test_a_coach_takes_the_list_on_the_own_name_and_sends_everybody_a_link(region):
    coach = people.fatima()
    browser = at_work(coach)
    data = xlsx(
        person("Sami", "Hof", email="sami@voorbeeld.nl", work=""),
        person("Ana", "Smit", phone="0612345679", birth=date(1971, 2, 3), work=""),
        person("Bo", "Vos", phone="0612345670", email="bo@voorbeeld.nl", birth=date(1981, 2, 3), work=""),
    )
    page = browser.post(
        "/aanmelden/namens/bestand/", {"file": SimpleUploadedFile("lijst.xlsx", data), "takes_over": "on"}, follow=True
    )
    page = looks(browser, page)
    here = page.request["PATH_INFO"]
    browser.post(here)
    with row_security.house("work"):
        all_work()
    page = browser.get(here)
    assert page.content.decode().count("Staat op jouw naam.") == 3
    with row_security.house("work"):
        assert Case.objects.of_coach(coach).count() == 3
    assert "2 mensen hebben een e-mailadres en nog geen link" in page.content.decode()
    assert mail.outbox == []

    for _click in range(2):
        page = browser.post(here, {"doe": "links"}, follow=True)
    with row_security.house("work"):
        all_work()
    assert sorted(letter.to[0] for letter in mail.outbox) == ["bo@voorbeeld.nl", "sami@voorbeeld.nl"]
    shown = browser.get(here).content.decode()
    assert shown.count("Link gestuurd op") == 2 and shown.count("Geen e-mailadres") == 1
    assert "Stuur iedereen een link" not in shown
    assert AuditLine.objects.filter(action="caseload.links", actor_id=coach.pk).exists()


def test_who_is_no_coach_is_not_asked_to_take_over(region):
    browser = at_work(people.karin())
    assert "op mijn naam" not in browser.get("/aanmelden/namens/bestand/").content.decode()
    data = csv("Sami Hof;7001 AB;0612345678")
    browser.post("/aanmelden/namens/bestand/", {"file": SimpleUploadedFile("l.csv", data), "takes_over": "on"})
    assert not CaseloadFile.objects.get().takes_over
