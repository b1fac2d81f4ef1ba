"""Els opens the month: totals, definitions and lists, and nobody can be recognised, on the page or in the file."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from intake.models import Case
from partners.models import Role
from rmt_portal.audit.models import AuditLine
from rmt_portal.outbox.drain import drain_long
from services.figures.months import Month
from services.figures.reports import REPORTS
from services.models import FigureSnapshot
from tests.intake.factories import twente
from tests.partners.factories import MembershipFactory, RegionFactory, els, fatima, mehmet, municipality
from tests.services.figures.months import arrived, counted, place
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db
URL = reverse("admin:figures")


@pytest.fixture
def month():
    """Fourteen people of Doetinchem, eleven of Winterswijk and three of Bronckhorst."""
    region, newest = RegionFactory(), Month.newest()
    arrived(14, newest, place("GM0222", "Doetinchem", region))
    arrived(11, newest, place("GM0294", "Winterswijk", region))
    arrived(3, newest, place("GM1876", "Bronckhorst", region))
    return newest


def behind(month, report, table, **cell):
    return reverse("admin:figures_cases"), {"maand": month.code, "rapport": report, "tabel": table, **cell}


def test_the_manager_has_the_month_counted_and_reads_it(client, month):
    sign_in(client, els())
    assert "nog niet berekend" in client.get(URL).text
    page = client.post(reverse("admin:figures_draw"), {"maand": month.code}, follow=True)
    assert f"0 van {len(REPORTS)} rapporten" in page.text
    client.post(reverse("admin:figures_draw"), {"maand": month.code})
    assert FigureSnapshot.objects.count() == 1, "a second press joins the first"
    drain_long()
    page = client.get(URL).text
    assert "Elke aanmelding die in deze maand is verstuurd telt één keer" in page, "the definition"
    assert "Doetinchem" in page and "Samira" not in page and "RA-2026" not in page
    assert "niet getoond" in page, "Bronckhorst, and what would tell it"
    assert AuditLine.objects.filter(action="figures.read").exists()


def test_a_small_number_is_nowhere_and_neither_is_what_tells_it(client, month):
    snapshot = counted(month, els())
    assert snapshot.of("aanmeldingen")["per-gemeente"][2] == ["GM1876", "", 3], "counted exactly"
    sign_in(client, mehmet())
    file = client.get(reverse("admin:figures_export"), {"maand": month.code})
    told = [line.split(";")[4:] for line in file.text.splitlines() if '"Per gemeente"' in line]
    assert told == [
        ['"Doetinchem"', '"Aantal"', '"14"'],
        ['"Doetinchem"', '"Van de 100"', '"50"'],
        ['"Bronckhorst"', '"Aantal"', '"niet getoond"'],
        ['"Bronckhorst"', '"Van de 100"', '"niet getoond"'],
        ['"Winterswijk"', '"Aantal"', '"niet getoond"'],
        ['"Winterswijk"', '"Van de 100"', '"niet getoond"'],
        ['"Totaal"', '"Aantal"', '"28"'],
        ['"Totaal"', '"Van de 100"', '"100"'],
    ]
    book = client.get(reverse("admin:figures_export"), {"maand": month.code, "soort": "xlsx"})
    rows = list(load_workbook(BytesIO(book.content))["Aanmeldingen"].values)
    assert ("Doetinchem", 14) in [row[:2] for row in rows]
    assert ("Winterswijk", "niet getoond") in [row[:2] for row in rows]
    assert AuditLine.objects.filter(action="figures.export").count() == 2
    for hidden in ("GM1876", "GM0294", "GM9999"):
        url, cell = behind(month, "aanmeldingen", "per-gemeente", rij=hidden)
        assert client.get(url, cell).status_code == 404, hidden


def test_a_number_leads_to_its_dossiers_as_far_as_they_are_open(client, month):
    counted(month, els())
    url, cell = behind(month, "aanmeldingen", "per-gemeente", rij="GM0222")
    sign_in(client, mehmet())
    page = client.get(url, cell)
    assert page.context["total"] == 14 == page.context["counted"]
    assert {r.case.client.municipality.name for r in page.context["rows"]} == {"Doetinchem"}
    assert AuditLine.objects.get(action="figures.list").client_ids
    sign_in(client, els())
    assert client.get(url, cell).status_code == 403, "a manager reads numbers of dossiers, not where somebody lives"
    page = client.get(*behind(month, "fasen", "per-fase", rij="contacted"))
    assert page.context["total"] == 28 and len(page.context["rows"]) == 25
    names = set(Case.objects.values_list("client__last_name", flat=True))
    assert not any(name in page.text for name in names)
    assert client.get(*behind(month, "fasen", "per-fase", rij="contacted", pagina="2")).status_code == 200
    for wrong in ({"rij": "x'; --"}, {"rij": "contacted", "kolom": "x"}, {"rapport": "geheim"}):
        assert client.get(url, behind(month, "fasen", "per-fase")[1] | wrong).status_code == 404


def test_another_region_is_another_world(client, month):
    counted(month, els())
    elsewhere = twente()
    MembershipFactory(user=fatima(), organisation=municipality(), role=Role.REGIONAL_MANAGER, region=elsewhere)
    sign_in(client, fatima())
    page = client.get(URL, {"maand": month.code, "regio": "AM09"})
    assert page.context["asked"].region == elsewhere and "Doetinchem</th>" not in page.text
    url, cell = behind(month, "fasen", "per-fase", rij="contacted", regio="AM09")
    assert client.get(url, cell).status_code == 404
    client.post(reverse("admin:figures_draw"), {"maand": month.code, "regio": "AM09"})
    assert FigureSnapshot.objects.count() == 1


def test_more_people_ask_no_more_of_the_database(client, month, django_assert_max_num_queries):
    counted(month, els())
    arrived(15, month, place("GM1509", "Oude IJsselstreek", RegionFactory()), situation="other")
    sign_in(client, els())
    client.get(URL)
    with django_assert_max_num_queries(12) as few:
        client.get(URL)
    counted(month, els())
    with django_assert_max_num_queries(len(few)):
        page = client.get(URL)
    assert "Ten opzichte van de vorige keer is anders: Aanmeldingen" in page.text
    assert "Oude IJsselstreek" in page.text
    assert "Oude IJsselstreek" not in client.get(URL, {"keer": 1}).text, "what was told before stays to be read"
