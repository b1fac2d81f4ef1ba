"""A coach writes down in the dossier what came of it, and the client finds the appointments on the own page."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client as Browser

from intake.models import Aftercare, Appointment, Case, CaseState, Placement
from rmt_portal import clock
from rmt_portal.lifecycle import Actor
from rmt_portal.reference.models import Sector
from services.plans import making
from services.plans.lifecycle import PlanState
from tests.matching.employer_stories import EmployerFactory
from tests.partners.factories import fatima
from tests.workplace.factories import guided_by, registered
from tests.workplace.signing_in import client_enters, sign_in

pytestmark = pytest.mark.django_db
WORK = {
    "employer": "Zorggroep De Linde",
    "function": "iets heel anders",
    "sector": "Q",
    "contract": "permanent",
    "hours": "28",
    "wage_band": "to_20",
    "starts_on_dag": "1",
    "starts_on_maand": "12",
    "starts_on_jaar": "2026",
    "old_work_ends_on_dag": "31",
    "old_work_ends_on_maand": "12",
    "old_work_ends_on_jaar": "2026",
}


def day(name: str, of: date) -> dict[str, str]:
    """A date as the three fields of a form."""
    return {f"{name}_dag": str(of.day), f"{name}_maand": str(of.month), f"{name}_jaar": str(of.year)}


@pytest.fixture
def november():
    with time_machine.travel("2026-11-23 10:00+01:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def coach(november, client):
    return sign_in(client, fatima())


@pytest.fixture
def case(coach):
    return guided_by(coach)


def post(client, case, page, data, follow=True):
    path = f"/admin/dossier/{case.client.public_id}/{page}/"
    version = Case.objects.get(pk=case.pk).version
    return client.post(path, {"version": version} | data, follow=follow)


def overview(client, case) -> str:
    return client.get(f"/admin/dossier/{case.client.public_id}/").text


def test_a_coach_writes_down_work_asks_after_it_and_closes(client, coach, case, november):
    Sector.objects.get_or_create(scheme=2008, code="Q", defaults={"name": "Gezondheidszorg"})
    assert "Nog geen werk gevonden." in overview(client, case)
    wrong = post(client, case, "werk", WORK | {"hours": "veel", "sector": ""})
    assert "Vul een heel getal in van 0 tot en met 60." in wrong.text
    assert "Zorggroep De Linde" in wrong.text, "nothing typed is lost"
    assert "heeft werk. De nazorg staat gepland." in post(client, case, "werk", WORK).text
    page = overview(client, case)
    assert "iets heel anders, Zorggroep De Linde" in page
    assert "Dit telt als van werk naar werk." in page
    assert "8 december 2026" in page
    november.move_to("2026-12-10 10:00+01:00")
    sign_in(client, coach)
    assert "gemist, was voor 8 december" in overview(client, case)
    start = client.get("/admin/").text
    assert "Nazorg na een week" in start
    note = {"way": "phone", "reached": "ja", "note": "", "next_action": "", "when": "", "other_day": ""}
    post(client, case, "contact", note)
    assert case.reference in client.get("/admin/kandidaten/mijn/?signaal=nazorg").text, "other contact is no aftercare"
    half = post(client, case, "nazorg/week", {"way": "phone", "result": "still_there"})
    assert "Kies hoe het gaat." in half.text
    done = post(client, case, "nazorg/week", {"way": "phone", "result": "still_there", "going": "well", "note": "Fijn"})
    assert "werkt er nog, het gaat goed" in done.text
    assert "Dit kan nu niet" in client.get(f"/admin/dossier/{case.client.public_id}/nazorg/week/", follow=True).text
    assert "Vul de laatste werkdag" not in done.text
    closed = post(client, case, "afsluiten", {"kind": "work", **day("ended_on", clock.today())})
    assert "Binnen zes maanden kun je het weer openen." in closed.text
    assert "Nieuw werk" in closed.text
    case.refresh_from_db()
    assert case.state == CaseState.CLOSED
    reopened = post(client, case, "heropenen", {"reason": "Baan kwijt", **day("work_ended_on", date(2026, 12, 9))})
    assert "Het dossier is weer open." in reopened.text
    assert not Placement.objects.running().exists()


def test_an_employer_of_the_register_and_work_in_everyday_words_are_recognised(client, case):
    known = EmployerFactory(region=case.region, name="Zorggroep De Linde", place="Doetinchem")
    other = EmployerFactory(region=case.region, name="De Linde Bouw", place="Aalten")
    asked = post(client, case, "werk", WORK | {"employer": "linde"})
    assert "Kies of de werkgever in ons register staat." in asked.text
    assert "De Linde Bouw, Aalten" in asked.text
    post(client, case, "werk", WORK | {"employer": "linde", "known_employer": str(other.pk)})
    assert Placement.objects.get().employer_id == other.pk
    post(client, case, "werk/wijzig", WORK | {"employer": "zorggroep de linde"})
    placement = Placement.objects.get()
    assert (placement.employer_id, placement.employer_name) == (known.pk, "Zorggroep De Linde")
    post(client, case, "werk/wijzig", WORK | {"employer": "linde", "known_employer": "0"})
    placement.refresh_from_db()
    assert (placement.employer_id, placement.employer_name) == (None, "linde")
    known.delete()


def test_a_refusal_and_a_colleague_who_was_first_keep_what_was_typed(client, case):
    refused = post(client, case, "afsluiten", {"kind": "work", "note": "Prima", **day("ended_on", clock.today())})
    assert "Schrijf eerst op welk werk de kandidaat vond." in refused.text
    assert "Prima" in refused.text
    late = post(client, case, "werk", WORK | {"version": "0"})
    assert "Een collega wijzigde dit dossier terwijl jij typte." in late.text
    assert f'value="{Case.objects.get(pk=case.pk).version}"' in late.text
    assert not Placement.objects.exists()
    arrived = registered()
    assert "nog geen coach" in post(client, arrived, "werk", WORK).text


def test_work_stops_and_the_candidate_looks_for_work_again(client, coach, case, november):
    post(client, case, "werk", WORK)
    november.move_to("2026-12-08 10:00+01:00")
    sign_in(client, coach)
    answer = {"way": "phone", "result": "stopped", **day("ended_on", date(2026, 12, 7))}
    assert "zoekt weer werk" in post(client, case, "nazorg/week", answer).text
    case.refresh_from_db()
    assert case.state == CaseState.MEDIATION
    assert not Aftercare.objects.open().exists()
    post(client, case, "werk", WORK | day("starts_on", date(2026, 12, 8)))
    stopped = post(client, case, "werk/gestopt", day("ended_on", date(2026, 12, 8)))
    assert "zoekt weer werk" in stopped.text
    assert "Dit kan nu niet" in client.get(f"/admin/dossier/{case.client.public_id}/werk/gestopt/", follow=True).text


def test_the_plan_ends_with_the_case(client, case, coach):
    plan = making.make(case, Actor(coach, coach.memberships.get().organisation_id))
    post(client, case, "afsluiten", {"kind": "moved", **day("ended_on", clock.today())})
    plan.refresh_from_db()
    assert plan.state == PlanState.ENDED


def test_an_appointment_is_made_moved_taken_along_and_called_off(client, case):
    moment = clock.now() + timedelta(days=9)
    asked = day("day", moment.date()) | {"at": "14.30", "minutes": "30", "way": "desk", "place": ""}
    assert "Vul in waar jullie elkaar zien." in post(client, case, "afspraak", asked).text
    assert "Vul een tijd in" in post(client, case, "afspraak", asked | {"at": "half drie"}).text
    made = post(client, case, "afspraak", asked | {"place": "Stadhuis Doetinchem"})
    assert "De afspraak staat" in made.text
    appointment = Appointment.objects.get()
    own = Browser()
    client_enters(own, case.client)
    assert "Stadhuis Doetinchem" in own.get("/mijn/").text
    diary = own.get(f"/mijn/afspraak/{appointment.public_id}/")
    assert diary["Content-Type"].startswith("text/calendar")
    assert "DTSTART:20261202T133000Z" in diary.text
    assert case.client.last_name not in diary.text
    stranger = Browser()
    client_enters(stranger, guided_by(fatima()).client)
    assert stranger.get(f"/mijn/afspraak/{appointment.public_id}/").status_code == 302
    path = f"afspraak/{appointment.public_id}"
    assert "15:00" in post(client, case, path, asked | {"at": "15 uur", "way": "phone"}).text
    assert client.get(f"/admin/dossier/{case.client.public_id}/{path}/agenda/").text.startswith("BEGIN:VCALENDAR")
    assert "afgezegd" in post(client, case, f"{path}/afzeggen", {}).text
    assert "Er staat geen afspraak." in overview(client, case)
    assert "Dit kan nu niet" in client.get(f"/admin/dossier/{case.client.public_id}/{path}/", follow=True).text
