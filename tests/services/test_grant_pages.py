"""The pages of grants and of the budget: a coach asks, the budget holder decides, to the last invoice."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from zeal import zeal_ignore

from partners.models import Role
from rmt_portal import clock
from rmt_portal.csv_file import UnusableFile
from rmt_portal.nlds.euro_field import read_amount
from services.accredited_file import load as load_companies
from services.grants import asking
from services.models import AccreditedCompany, BudgetEntry, BudgetPot, Scheme, SchemeVersion, Service, ServiceGrant
from tests.partners.factories import MembershipFactory, bram, els, fatima, jan, karin, uwv
from tests.services.grants import (
    asked,
    budget_holder,
    case_with_plan,
    company,
    forklift,
    in_state,
    pot_with,
    scheme_of,
    service_of,
)
from tests.workplace.questions import questions
from tests.workplace.signing_in import client_enters, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(coach):
    return case_with_plan(coach)


def tab(case) -> str:
    return reverse("admin:dossier", args=[case.client.public_id]) + "?deel=inzet"


def at(name: str, case, grant=None) -> str:
    return reverse(f"admin:{name}", args=[case.client.public_id, *([grant.public_id] if grant else [])])


def day(name: str, when) -> dict[str, int]:
    return {f"{name}_dag": when.day, f"{name}_maand": when.month, f"{name}_jaar": when.year}


def version_in(page: str) -> str:
    return re.search(r'name="version" value="(\d+)"', page)[1]


def plain(page: str) -> str:
    return page.replace("\N{NO-BREAK SPACE}", " ")


NOBODY = {"employer": "not_for", "sector_fund": "refused", "uwv": "not_for", "municipality": "refused"}


def test_from_request_to_the_last_invoice(client, coach, case):  # noqa: PLR0915 - one road, walked to its end
    forklift(case)
    assert "Nog geen inzet" in client.get(tab(case)).text
    page = plain(client.get(at("grant_ask", case)).text)
    assert "Cursus heftruck (FNV), € 295" in page and "Schuldhulp" not in page
    wrong = client.post(at("grant_ask", case), {}).text
    assert "Kies een dienst" in wrong and "Kies bij welk doel" in wrong and "Schrijf op waarom" in wrong
    today, course = clock.today(), Service.objects.get()
    goal = asking.plan_of(case).goals.get()
    fields = {"service": course.pk, "goals": [goal.pk], "why": "Dan kan hij beginnen"} | day("starts_on", today)
    bad = plain(client.post(at("grant_ask", case), fields | {"amount": "5.500,00"}).text)
    assert "hoogstens € 5.000 per persoon" in bad and 'value="5.500,00"' in bad
    assert "bijvoorbeeld 295" in client.post(at("grant_ask", case), fields | {"amount": "veel"}).text
    page = plain(client.post(at("grant_ask", case), fields, follow=True).text)
    assert "Aangevraagd. Ga nu na" in page
    grant = ServiceGrant.objects.get()
    assert (grant.amount, grant.ends_on >= today + timedelta(days=28)) == (295, True)
    detail = at("grant", case, grant)
    assert "Ga na wie dit al betaalt" in client.get(detail).text
    form = client.get(at("grant_check", case, grant)).text
    wrong = client.post(at("grant_check", case, grant), {"version": version_in(form), "uwv": "refused"}).text
    assert "Kies wat gemeente zegt" in wrong
    pays = client.post(at("grant_check", case, grant), NOBODY | {"uwv": "pays_all"}).text
    assert "al betaalt. Regel het daar" in pays
    page = client.post(at("grant_check", case, grant), NOBODY | {"version": version_in(form)}, follow=True).text
    assert "De budgethouder beslist nu" in page and "gevraagd, en afgewezen" in page

    holder = budget_holder()
    client.cookies.clear()
    sign_in(client, holder)
    assert "Inzet te beslissen" in client.get("/admin/").text
    overview = plain(client.get(reverse("admin:budget")).text)
    assert "Cursus heftruck" in overview and "Nog geen potten" in overview and "Hof" not in overview
    decide = reverse("admin:budget_grant", args=[grant.public_id])
    page = client.get(decide).text
    assert "Dan kan hij beginnen" in page and case.client.last_name not in page and case.reference not in page
    no_pot = client.post(decide, {"decision": "approve", "version": version_in(page)}).text
    assert "Er is nog geen pot" in no_pot
    put = reverse("admin:budget_put_in")
    scheme = scheme_of(case, "scholing")
    page = client.get(put).text
    seen = re.search(r'name="seen" value="(\d+)"', page)[1]
    money = {"scheme": scheme.pk, "year": today.year, "amount": "1.000,50", "seen": seen}
    assert "Vul een bedrag in" in client.post(put, money | {"amount": ""}).text
    page = plain(client.post(put, money, follow=True).text)
    assert "Toegevoegd aan de pot" in page and "€ 1.000,50" in page
    assert "intussen al iets" in client.post(put, money).text
    wrong = client.post(decide, {"decision": "refuse", "version": grant.version + 1}).text
    assert "Schrijf op waarom" in wrong
    yes = {"decision": "approve", "version": version_in(client.get(decide).text)}
    assert "Toegekend. Het bedrag is gereserveerd" in client.post(decide, yes, follow=True).text
    again = client.post(decide, yes, follow=True).text
    assert "was eerder" in again

    client.cookies.clear()
    sign_in(client, coach)
    assert "Het is begonnen" in client.get(detail).text
    begins = day("on", today) | day("ends_on", today + timedelta(days=20))
    assert "het loopt" in client.post(at("grant_start", case, grant), begins, follow=True).text
    assert "Wat kwam er van: Ik werk in de zorg?" in client.get(at("grant_end", case, grant)).text
    row = grant.goals.get()
    page = client.post(at("grant_end", case, grant), day("on", today) | {f"goal_{row.pk}": "reached"}, follow=True).text
    assert "Afgerond." in page and "gehaald" in page
    assert "Dit kan nu niet" in client.get(at("grant_withdraw", case, grant), follow=True).text

    client.cookies.clear()
    sign_in(client, holder)
    pay = reverse("admin:budget_pay", args=[grant.public_id])
    assert "Er staat nog" in client.post(pay, {"amount": "300", "invoice": "F-1"}).text
    assert "Betaling geboekt" in client.post(pay, {"amount": "280,00", "invoice": "F-1"}, follow=True).text
    settled = client.post(reverse("admin:budget_settle", args=[grant.public_id]), follow=True).text
    assert "weer vrij" in settled and "Reken af" not in settled
    pot = reverse("admin:budget_pot", args=[BudgetPot.objects.get().public_id])
    page = plain(client.get(pot).text)
    assert "€ 720,50" in page and "Persoon 1" in page and "factuur F-1" in page and "FNV" in page
    entry = BudgetEntry.objects.get(kind="spend")
    back = reverse("admin:budget_correct", args=[BudgetPot.objects.get().public_id, entry.pk])
    assert "Kies waarom" in client.post(back, {}).text
    assert "De oude boeking blijft zichtbaar" not in client.get(back).text
    client.cookies.clear()
    client_enters(client, case.client)
    page = client.get("/mijn/").text
    assert "Wat je krijgt" in page and "Cursus heftruck" in page
    assert "Dan kan hij beginnen" in client.get("/mijn/alles/").text


def test_a_payment_of_something_that_runs_is_taken_back(client, case):
    grant = in_state("started", case)
    sign_in(client, budget_holder())
    client.post(reverse("admin:budget_pay", args=[grant.public_id]), {"amount": "100", "invoice": "F-9"})
    pot, entry = BudgetPot.objects.get(), BudgetEntry.objects.get(kind="spend")
    back = reverse("admin:budget_correct", args=[pot.public_id, entry.pk])
    assert "tegenboeking van hetzelfde bedrag" in client.get(back).text
    page = client.post(back, {"why": "double"}, follow=True).text
    assert "Teruggeboekt" in page and "dubbel geboekt" in page
    reserve = BudgetEntry.objects.get(kind="reserve")
    assert client.get(reverse("admin:budget_correct", args=[pot.public_id, reserve.pk])).status_code == 404
    assert client.get(reverse("admin:budget_correct", args=[pot.public_id, 2**63])).status_code == 404


@pytest.mark.full
def test_the_budget_holder_asks_back_and_the_coach_answers(client, coach, case):
    grant = in_state("checked", case)
    client.cookies.clear()
    sign_in(client, budget_holder())
    decide = reverse("admin:budget_grant", args=[grant.public_id])
    said = {"decision": "send_back", "reason": "Wat zei 123456782?", "version": grant.version}
    assert "burgerservicenummer" in client.post(decide, said).text
    said["reason"] = "Wat zei UWV precies?"
    assert "Je vraag staat bij de coach" in client.post(decide, said, follow=True).text
    client.cookies.clear()
    sign_in(client, coach)
    page = client.get(at("grant", case, grant)).text
    assert "De budgethouder vraagt" in page and "Wat zei UWV precies?" in page
    form = client.get(at("grant_change", case, grant)).text
    fields = {"service": grant.service_id, "goals": [grant.goals.get().goal_id], "why": "UWV betaalt dit niet"}
    fields |= day("starts_on", grant.starts_on) | {"version": version_in(form), "amount": "295"}
    assert "Bewaard" in client.post(at("grant_change", case, grant), fields, follow=True).text
    stale = client.post(at("grant_change", case, grant), fields, follow=True).text
    assert "was eerder" in stale
    page = client.post(at("grant_withdraw", case, grant), {"reason": "Heeft werk"}, follow=True).text
    assert "Ingetrokken" in page


def test_maatwerk_and_learning_at_work_ask_for_what_they_need(client, coach, case):
    uwv()
    small = in_state("checked", case, service_of(case, "maatwerk", "coaching", "250"))
    page = client.get(at("grant", case, small)).text
    assert "Een partner is akkoord" in page
    form = at("grant_partner_agrees", case, small)
    assert "Kies een partner" in client.post(form, {}).text
    said = {"organisation": uwv().pk} | day("on", clock.today())
    assert "UWV" in client.post(form, said, follow=True).text
    learning = asked(case, service_of(case, "praktijkverklaring", "practice_learning", "750"))
    form = at("grant_practice", case, learning)
    fields = {"company": "7", "reservation_number": "R-12"}
    for name in ("practice_on", "education_on", "placement_on"):
        fields |= day(name, clock.today())
    assert "staat niet in het register" in client.post(form, fields).text
    company()
    page = client.post(form, fields | {"company": "100000001"}, follow=True).text
    assert "Woonzorg De Linde" in page and "Reserveringsnummer R-12" in page
    assert 'value="R-12"' in client.get(form).text


@pytest.mark.full
def test_questions_stay_the_same_for_many_grants(client, coach, case):
    pot_with(case, "10000")
    in_state("approved", case)
    client.get(tab(case))
    with questions() as few:
        client.get(tab(case))
    for n in range(6):
        asked(case, amount=Decimal(n), why_second="Vervolg")
    with questions() as many:
        client.get(tab(case))
    assert len(many) == len(few) <= 12, "\n".join(many)
    with questions() as overview:
        client.get(reverse("admin:dossier", args=[case.client.public_id]))
    assert len(overview) <= 14, "\n".join(overview)
    client.cookies.clear()
    sign_in(client, budget_holder())
    client.get(reverse("admin:budget"))
    for name, args in (("budget", []), ("budget_pot", [BudgetPot.objects.get().public_id])):
        with questions() as asked_now:
            assert client.get(reverse(f"admin:{name}", args=args)).status_code == 200
        assert len(asked_now) <= 12, "\n".join(asked_now)


def test_who_may_look_and_who_may_not(client, case):
    grant = in_state("approved", case)
    pot = BudgetPot.objects.get()
    pages = {
        "budget": reverse("admin:budget"),
        "pot": reverse("admin:budget_pot", args=[pot.public_id]),
        "put": reverse("admin:budget_put_in"),
        "grant": reverse("admin:budget_grant", args=[grant.public_id]),
        "detail": at("grant", case, grant),
    }
    elsewhere = budget_holder("Eef Anders")
    elsewhere.memberships.all().delete()
    MembershipFactory(user=elsewhere, region__code="AM10", role=Role.BUDGET_HOLDER)
    expected = {
        fatima: {"budget": 403, "pot": 403, "put": 403, "grant": 403, "detail": 200},
        els: {"budget": 200, "pot": 200, "put": 403, "grant": 403, "detail": 403},
        jan: {"budget": 403, "pot": 403, "put": 403, "grant": 403, "detail": 403},
        karin: {"budget": 403, "pot": 403, "put": 403, "grant": 403, "detail": 403},
        (lambda: elsewhere): {"budget": 200, "pot": 404, "put": 200, "grant": 404, "detail": 403},
    }
    for person, outcome in expected.items():
        client.cookies.clear()
        sign_in(client, person())
        assert {name: client.get(url).status_code for name, url in pages.items()} == outcome, person()
        page = client.get(pages["pot"]).text
        assert case.client.last_name not in page and case.reference not in page


def test_an_administrator_keeps_the_schemes(client, coach, case):
    scheme = scheme_of(case, "scholing")
    asked(case)
    client.cookies.clear()
    sign_in(client, bram())
    url = reverse("admin:services_scheme_change", args=[scheme.pk])
    page = client.get(url)
    data = {
        name: value
        for name, value in re.findall(r'name="([\w-]+)"[^>]*value="([^"]*)"', page.text)
        if not name.endswith(("conditions", "csrfmiddlewaretoken")) and not name.startswith("_")
    }
    versions = list(scheme.versions.all())
    data |= {"region": scheme.region_id, "is_active": "on"}
    for n, version in enumerate(versions):
        data |= {f"versions-{n}-cap_unit": version.cap_unit, f"versions-{n}-conditions": version.conditions}
        data |= {f"versions-{n}-includes_vat": "on"}
    used = next(n for n, version in enumerate(versions) if version.grants.exists())
    with zeal_ignore():  # Django looks up each row of an inline form by itself
        refused = client.post(url, data | {f"versions-{used}-max_amount": "6000"})
    assert refused.status_code == 200 and "al inzet aangevraagd" in refused.text
    last = clock.today() + timedelta(days=30)
    new = {f"versions-{len(versions)}-{k}": v for k, v in {
        "id": "", "valid_from": (last + timedelta(days=1)).isoformat(), "max_amount": "6000", "cap_unit": "person",
        "decision_days": "14", "source": "besluit", "source_on": clock.today().isoformat(), "scheme": scheme.pk,
    }.items()}  # fmt: skip
    more = data | new | {"versions-TOTAL_FORMS": len(versions) + 1}
    with zeal_ignore():
        overlap = client.post(url, more)
    assert overlap.status_code == 200 and "Op deze dag gelden ook andere regels" in overlap.text
    with zeal_ignore():
        saved = client.post(url, more | {f"versions-{used}-valid_until": last.isoformat()})
    assert saved.status_code == 302, saved.context_data["errors"] if saved.context_data else ""
    assert SchemeVersion.objects.filter(scheme=scheme).count() == len(versions) + 1


def test_the_register_of_companies_comes_from_a_file(tmp_path):
    file = tmp_path / "register.csv"
    head = "number,name,place,accredited_from,accredited_until\n"
    file.write_text(f"{head}1,Bakkerij,Aalten,2020-01-01,\n2,Kapper,Aalten,gisteren,\n3,,Aalten,2020-01-01,\n")
    report = load_companies(file)
    assert report.stored == 1 and [number for number, _why in report.rejected] == [3, 4]
    file.write_text(f"{head}1,Bakkerij Bos,Aalten,01-01-2020,31-12-2025\n")
    load_companies(file)
    found = AccreditedCompany.objects.get()
    assert (found.name, found.accredited_until.year) == ("Bakkerij Bos", 2025)
    with pytest.raises(UnusableFile, match="kolommen"):
        file.write_text("naam\n")
        load_companies(file)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("295", "295"), ("€ 1.250,50", "1250.50"), ("1250.5", "1250.5"), ("1.250", "1250"), ("12,5", "12.5"),
        ("0", "0"), ("1.000.000", "1000000"), ("100,-", "100"),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_people_write_it(typed, amount):
    assert read_amount(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["", "veel", "-5", "1,234", "1e5", "٣", "12,345", "1..2", "1.25.0"])
def test_what_is_no_amount_is_refused(typed):
    assert read_amount(typed) is None


def test_a_new_region_gets_its_schemes_once(case):
    scheme_of(case, "scholing")
    first = Scheme.objects.count()
    Scheme.objects.filter(code="stap").update(name="Anders")
    scheme_of(case, "scholing")
    assert Scheme.objects.count() == first and Scheme.objects.get(code="stap").name == "Anders"
