"""The dossier: what a coach reads and writes there, who is refused and why, and what the log keeps of it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from intake import coaching, contacts
from intake.models import AlsoTrue, CaseState, ContactMoment
from partners import access
from partners.models import Layer, LegalBasis
from rmt_portal import clock
from rmt_portal.audit.models import AuditLine
from rmt_portal.contributions import workplace
from rmt_portal.lifecycle import Actor
from tests.partners.factories import anouk, els, fatima, ingrid, karin, mehmet, sofie
from tests.rig.halves import first_now
from tests.workplace.factories import guided_by, registered
from tests.workplace.questions import questions
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db


def address(case, tab="") -> str:
    url = reverse("admin:dossier", args=[case.client.public_id])
    return f"{url}?deel={tab}" if tab else url


def note(client, case, **fields):
    posted = {"version": case.version, "way": "phone", "reached": "ja", "note": "", "next_action": "", "when": ""}
    return client.post(reverse("admin:dossier_contact", args=[case.client.public_id]), posted | fields, follow=True)


# --- reading ----------------------------------------------------------------------------------------------------------


def test_the_strip_says_where_the_case_stands_and_how_to_reach_the_person(client, coach, case):
    page = client.get(address(case)).text
    for expected in (
        "Samira Bakker",
        case.reference,
        "Heeft een coach",
        "nog niet gebeld",
        "Fatima de Groot",
        "06 12345678",
    ):
        assert expected in page
    assert 'href="tel:+31612345678"' in page


@pytest.mark.parametrize("tab", ["overzicht", "intake", "tijdlijn", "toegang"])
def test_every_part_has_its_own_address_and_says_it_is_the_current_one(client, coach, case, tab):
    page = client.get(address(case, tab))
    assert page.status_code == 200
    assert f'?deel={tab}" aria-current="page"' in page.text
    assert page.text.count('aria-current="page"') == 1


def test_every_part_that_was_read_is_one_line_in_the_log(client, coach, case):
    for tab in ("overzicht", "intake", "toegang"):
        client.get(address(case, tab))
    lines = AuditLine.objects.filter(action="dossier.read", actor_id=coach.pk, client_ids=[case.client_id])
    assert [line.fields for line in lines.order_by("pk")] == [["overzicht"], ["intake"], ["toegang"]]


def test_an_unknown_part_shows_the_first(client, coach, case):
    assert client.get(address(case, "../etc")).context_data["tab"].slug == "overzicht"


def test_back_leads_to_the_list_with_its_filters(client, coach, case):
    client.get("/admin/kandidaten/mijn/?signaal=niet-gebeld&volgorde=naam")
    assert 'href="/admin/kandidaten/mijn/?signaal=niet-gebeld&amp;volgorde=naam"' in client.get(address(case)).text


def test_a_dossier_that_does_not_exist_offers_to_search(client, coach):
    page = client.get("/admin/dossier/00000000-0000-4000-8000-000000000000/")
    assert page.status_code == 404
    assert "Zoek een kandidaat" in page.text


def test_a_page_that_does_not_exist_keeps_the_menu(client, coach):
    page = client.get("/admin/bestaat/niet/")
    assert page.status_code == 404
    assert "Mijn kandidaten" in page.text


@pytest.mark.parametrize("tab", first_now(["overzicht", "intake", "tijdlijn", "toegang"], 1))
def test_a_dossier_with_a_long_history_asks_no_more_than_one_without(client, coach, case, tab):
    client.get(address(case, tab))
    with questions() as short:
        client.get(address(case, tab))
    for n in range(10):
        ContactMoment.objects.create(case=case, way="phone", author=ingrid(), note=f"Gebeld {n}")
        client.get(address(case, tab))
    with questions() as long:
        client.get(address(case, tab))
    assert len(long) == len(short) <= 14, "\n".join(long)


# --- what is sensitive ------------------------------------------------------------------------------------------------


def test_sensitive_answers_are_for_the_coach_only(client, coach, case):
    case.registrations.update(also_true=[AlsoTrue.JOB_AGREEMENT])
    assert "doelgroepregister" in client.get(address(case, "intake")).text
    sign_in(client, ingrid())
    page = client.get(address(case, "intake")).text
    assert "doelgroepregister" not in page
    assert "ziet alleen de coach" in page


def test_a_coordinator_sees_enough_to_decide_and_no_name(client):
    case = guided_by(
        fatima(), client__first_name="Samira", client__last_name="Canary", client__email="canary@voorbeeld.nl"
    )
    ContactMoment.objects.create(case=case, way="phone", author=ingrid(), note="Canary in een notitie")
    sign_in(client, mehmet())
    for tab in workplace.tabs:
        page = client.get(address(case, tab))
        assert page.status_code == 200, tab
        assert "anary" not in page.text, tab
        assert "12345678" not in page.text, tab


# --- refused ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "why"),
    [
        (karin, "Je organisatie heeft geen toegang tot dit dossier"),
        (sofie, "Je organisatie heeft geen toegang tot dit dossier"),
        (anouk, "Je organisatie heeft geen toegang tot dit dossier"),
        (els, "Je mag niet alles van dit dossier zien"),
    ],
)
def test_who_may_not_see_it_reads_why_and_whom_to_ask(client, person, why):
    case = guided_by(fatima(), client__last_name="Canary")
    sign_in(client, person())
    page = client.get(address(case))
    assert page.status_code == 403
    assert why in page.text
    assert "Vraag" in page.text
    assert "Canary" not in page.text


def test_the_client_can_see_who_tried(client):
    case = guided_by(fatima())
    sign_in(client, karin())
    client.get(address(case))
    sign_in(client, fatima())
    page = client.get(address(case, "toegang")).text
    assert "Karin Smit" in page
    assert "geweigerd" in page


def test_access_that_ended_is_gone_at_the_next_click(client, coach):
    case = registered()
    assert client.get(address(case)).status_code == 200
    access.end_grants("registration", case.registrations.get().pk)
    page = client.get(address(case))
    assert page.status_code == 403
    assert "De toegang tot dit dossier is gestopt" in page.text


@pytest.mark.parametrize("person", [karin, els, mehmet])
def test_who_may_not_write_can_not_post_either(client, person):
    case = guided_by(fatima())
    sign_in(client, person())
    assert note(client, case, note="Niet van mij").status_code == 403
    assert not ContactMoment.objects.exists()


# --- writing ----------------------------------------------------------------------------------------------------------


def test_one_save_sets_the_contact_and_the_next_action(client, coach, case):
    in_a_week = clock.today() + timedelta(days=7)
    page = note(
        client,
        case,
        note="Wil graag de zorg in.",
        next_action="Bellen over de cursus",
        other_day=in_a_week,
    )
    case.refresh_from_db()
    assert "Opgeslagen: je hebt Samira Bakker gesproken." in page.text
    assert (case.next_action, case.next_action_on) == ("Bellen over de cursus", in_a_week)
    assert case.last_contact_at is not None
    assert not case.contact_tasks.filter(done_at__isnull=True).exists()
    contact = case.contacts.get()
    assert (contact.author, contact.note, contact.reached) == (coach, "Wil graag de zorg in.", True)
    assert "Wil graag de zorg in." in client.get(address(case, "tijdlijn")).text
    line = AuditLine.objects.get(action="contact.record")
    assert "Wil graag" not in str(vars(line))


def test_a_try_without_reaching_somebody_is_no_contact(client, coach, case):
    note(client, case, reached="nee")
    case.refresh_from_db()
    assert case.last_contact_at is None
    assert case.contact_tasks.filter(done_at__isnull=True).exists()
    assert "Niet bereikt" in client.get(address(case, "tijdlijn")).text


def test_a_first_talk_moves_a_fresh_registration_on(client, coach):
    case = registered()
    note(client, case, note="Gesproken.")
    case.refresh_from_db()
    assert case.state == CaseState.CONTACTED


def test_what_was_due_is_done_by_a_talk_and_a_later_appointment_stays(client, coach):
    today = clock.today()
    due = guided_by(coach, next_action="Bellen", next_action_on=today - timedelta(1), last_contact_at=clock.now())
    later = guided_by(
        coach, next_action="Naar het loket", next_action_on=today + timedelta(9), last_contact_at=clock.now()
    )
    for case in (due, later):
        note(client, case)
        case.refresh_from_db()
    assert (due.next_action, due.next_action_on) == ("", None)
    assert later.next_action == "Naar het loket"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"note": "Zijn nummer is 1112.22.333"}, "Haal het weg"),
        ({"next_action": "Bellen"}, "Kies wanneer je dit doet"),
        ({"other_day": "1-1-2020", "next_action": "Bellen"}, "Kies een dag vanaf vandaag"),
        ({"other_day": "morgen", "next_action": "Bellen"}, "Vul een dag in zoals"),
        ({"other_day": "1-1-2999", "next_action": "Bellen"}, "hooguit een jaar vooruit"),
        ({"next_action": "x" * 121}, "hooguit 120 tekens"),
        ({"way": "duif"}, "duif"),
        ({"note": "met een \x00 erin"}, "teken"),
    ],
)
def test_a_mistake_says_what_to_do_and_loses_nothing(client, coach, case, typed, says):
    page = note(client, case, **({"note": "Lang verhaal over de zorg"} | typed))
    assert says in page.text
    assert "Fout:" in page.text.split("</title>")[0]
    assert 'id="fouten"' in page.text
    assert typed.get("note", "Lang verhaal over de zorg")[:7] in page.text
    assert not ContactMoment.objects.exists()


def test_script_in_a_note_is_text(client, coach, case):
    note(client, case, note="<script>alert(1)</script>")
    page = client.get(address(case, "tijdlijn")).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_colleague_who_wrote_meanwhile_is_shown_beside_my_own_words(client, coach, case):
    colleague = ingrid()
    contacts.record(
        case,
        Actor(colleague, colleague.memberships.get().organisation_id),
        way="phone",
        reached=True,
        note="Ik belde ook.",
        next_action="Intake plannen",
        next_action_on=clock.today() + timedelta(2),
        version=case.version,
    )
    page = note(
        client,
        case,
        note="Mijn verhaal",
        next_action="Bellen over geld",
        other_day=clock.today() + timedelta(5),
    )
    assert "Ingrid Bos heeft dit dossier" in page.text
    assert "Intake plannen" in page.text
    assert "Bellen over geld" in page.text
    assert "Mijn verhaal" in page.text
    assert case.contacts.count() == 1
    case.refresh_from_db()
    assert case.next_action == "Intake plannen"
    note(
        client,
        case,
        note="Mijn verhaal",
        next_action="Bellen over geld",
        other_day=clock.today() + timedelta(5),
    )
    case.refresh_from_db()
    assert case.next_action == "Bellen over geld"


def test_who_just_reads_may_not_be_offered_a_form(client):
    case = guided_by(fatima())
    sign_in(client, mehmet())
    page = client.get(address(case)).text
    assert "Notitie opslaan" not in page
    assert "niet in schrijven" in page


def test_access_tab_says_who_may_see_it_and_why(client, coach, case):
    access.grant(
        case.client_id,
        anouk().memberships.get().organisation,
        region_id=case.region_id,
        layer=Layer.REFERENCE,
        categories=["contact"],
        legal_basis=LegalBasis.CONSENT,
        source_kind="consent",
        source_id=1,
    )
    page = client.get(address(case, "toegang")).text
    for expected in (
        "Gemeente Doetinchem",
        "aanmelding in deze regio",
        "coach of vervanger",
        "Stadsbank",
        "de kandidaat gaf toestemming",
        "Dossier bekeken: Toegang",
    ):
        assert expected in page


def test_taking_over_from_the_dossier_ends_there(client, coach):
    case = registered()
    assert "ik word coach" in client.get(address(case)).text
    coaching.take_over(case, Actor(coach, coach.memberships.get().organisation_id))
    assert "ik word coach" not in client.get(address(case)).text
