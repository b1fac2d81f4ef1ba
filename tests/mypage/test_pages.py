"""What a client finds on the own page, and what happens when something is changed there."""

import json
from datetime import timedelta

import pytest
from django.test import Client as Browser

from intake import coaching, consents, corrections
from intake.models import CASE_LIFECYCLE, Case, ClientCorrection, Consent, DataCategory, Erasure
from partners.models import AccessGrant
from rmt_portal import clock
from rmt_portal.audit.log import record
from rmt_portal.audit.models import AuditLine
from rmt_portal.client_data import DataClass
from rmt_portal.emptying import tables
from rmt_portal.lifecycle import SYSTEM, Actor, advance
from rmt_portal.outbox.models import OutboxItem
from tests.partners.factories import MembershipFactory, fatima, fnv, karin, municipality, pieter
from tests.services.factories import sent, works_for
from tests.workplace.factories import guided_by, registered
from tests.workplace.signing_in import client_enters, sign_in

pytestmark = pytest.mark.django_db


def on_the_own_page(case: Case) -> Browser:
    browser = Browser()
    client_enters(browser, case.client)
    return browser


def staff(user) -> Browser:
    browser = Browser()
    sign_in(browser, user)
    return browser


def test_what_happens_now_names_the_coach_and_the_day():
    case = guided_by(fatima(), client__first_name="Sami", contact_due_on=clock.today() + timedelta(days=2))
    page = on_the_own_page(case).get("/mijn/").text
    assert "Je hoeft nu niets te doen. Fatima belt je uiterlijk" in page
    assert case.reference in page


def test_without_a_coach_the_team_is_named_and_a_broken_promise_is_told():
    case = registered(client__first_name="Sami", contact_due_on=clock.today() - timedelta(days=1))
    page = on_the_own_page(case).get("/mijn/").text
    assert "Iemand van ons team had al contact met je moeten hebben" in page


def test_a_closed_dossier_says_so():
    case = guided_by(fatima())
    advance(case, CASE_LIFECYCLE, "withdraw", SYSTEM)
    assert "Je dossier is afgesloten" in on_the_own_page(case).get("/mijn/").text


def test_own_referrals_are_on_it():
    case = guided_by(fatima())
    sent(case, fnv())
    assert "De organisatie bekijkt je vraag" in on_the_own_page(case).get("/mijn/").text


def form_of(case: Case, **changes: str) -> dict[str, str]:
    client = case.client
    return {
        "first_name": client.first_name, "last_name": client.last_name, "phone": client.phone, "email": client.email,
        "contact_way": client.contact_way, "contact_moment": "", "postcode": client.postcode,
        "birth_date_dag": "3", "birth_date_maand": "4", "birth_date_jaar": "1988",
    } | changes  # fmt: skip


def test_putting_right_is_an_event_the_coach_sees():
    coach = fatima()
    case = guided_by(coach)
    browser = on_the_own_page(case)
    page = browser.post("/mijn/gegevens/aanpassen/", form_of(case, phone="06 87654321"), follow=True)
    assert "Je coach ziet wat je aanpaste" in page.text
    correction = ClientCorrection.objects.get()
    assert correction.fields == ["phone"]
    assert correction.before == {"phone": "+31612345678"}
    line = AuditLine.objects.filter(action="own_page.correct").get()
    assert line.fields == ["phone"]
    timeline = staff(coach).get(f"/admin/dossier/{case.client.public_id}/?deel=tijdlijn").text
    assert "Kandidaat paste aan" in timeline
    wrong = browser.post("/mijn/gegevens/aanpassen/", form_of(case, phone="", email=""))
    assert "Zo kunnen we je bereiken" in wrong.text
    assert (
        "Er is niets veranderd"
        in browser.post("/mijn/gegevens/aanpassen/", form_of(case, phone="0687654321"), follow=True).text
    )


def test_the_old_address_hears_that_it_changed():
    case = guided_by(fatima())
    old = case.client.email
    on_the_own_page(case).post("/mijn/gegevens/aanpassen/", form_of(case, email="nieuw@voorbeeld.nl"))
    letter = corrections.letter({"correction": ClientCorrection.objects.get().pk})
    assert letter is not None
    assert letter.to == old
    assert OutboxItem.objects.filter(kind=corrections.ADDRESS_MAIL).exists()


def test_a_consent_goes_on_and_off_and_works_at_the_next_request():
    coach = karin()
    case = registered()
    browser, union = on_the_own_page(case), coach.memberships.get().organisation
    dossier = f"/admin/dossier/{case.client.public_id}/"
    assert staff(coach).get(dossier).status_code != 200
    choice = {"organisatie": str(union.pk), "wat": ["contact", "work_profile"]}
    assert "geldt meteen" in browser.post("/mijn/delen/", choice, follow=True).text
    assert staff(coach).get(dossier).status_code == 200
    assert set(Consent.objects.values_list("category", "given_how")) == {
        ("contact", "own_page"),
        ("work_profile", "own_page"),
    }
    browser.post("/mijn/delen/", choice | {"wat": ["contact"]})
    assert Consent.objects.filter(withdrawn_at__isnull=True).get().category == DataCategory.CONTACT
    browser.post("/mijn/delen/", {"organisatie": str(union.pk)})
    assert staff(coach).get(dossier).status_code != 200
    assert not AccessGrant.objects.active().filter(organisation=union).exists()


def test_only_what_is_offered_can_be_chosen():
    case = registered()
    page = on_the_own_page(case).post("/mijn/delen/", {"organisatie": "999999", "wat": ["contact"]}, follow=True)
    assert "staat niet meer in de lijst" in page.text
    assert not Consent.objects.exists()


def test_who_looked_and_who_may_look():
    coach = fatima()
    case = guided_by(coach)
    staff(coach).get(f"/admin/dossier/{case.client.public_id}/")
    page = on_the_own_page(case).get("/mijn/wie/").text
    assert "Gemeente Doetinchem" in page
    assert "Fatima de Groot" in page


def test_who_did_much_on_a_day_is_told_as_a_list():
    case = guided_by(fatima())
    for action in ("dossier.read", "contact.show", "today.read", "registrations.list"):
        record(
            action,
            object_kind="intake.case",
            object_ids=[case.pk],
            client_ids=[case.client_id],
            actor=works_for(fatima()),
        )
    page = on_the_own_page(case).get("/mijn/wie/").text
    assert "<li>keek in je dossier</li>" in page and "<li>bekeek je telefoonnummer en adres</li>" in page


def test_the_download_holds_every_declared_table_and_no_secret():
    case, other = guided_by(fatima()), guided_by(fatima(), client__last_name="Vreemdeling")
    consents.give(case.client, fnv(), [DataCategory.CONTACT], text_version="t", how="web", actor=SYSTEM)
    sent(case, fnv(), why="Wil graag meer leren")
    browser = on_the_own_page(case)
    response = browser.get("/mijn/alles/download/")
    assert "attachment" in response["Content-Disposition"]
    told = json.loads(response.content)["tables"]
    assert set(told) == {table.model for table in tables() if table.in_download}
    for table in tables():
        secrets = set(table.fields.get(DataClass.SECRET, "").split())
        for row in told.get(table.model, {"rows": []})["rows"]:
            assert not secrets & set(row), table.model
    assert told["intake.Client"]["rows"][0]["last_name"] == case.client.last_name
    text = response.content.decode()
    assert "Wil graag meer leren" in text
    assert "Vreemdeling" not in text
    assert other.reference not in text
    readable = browser.get("/mijn/alles/").text
    assert case.client.last_name in readable
    assert "Wil graag meer leren" in readable
    assert AuditLine.objects.filter(action="own_page.download").exists()


def test_asking_to_erase_is_decided_by_two_people_in_the_workplace():
    case = guided_by(fatima())
    browser = on_the_own_page(case)
    assert "Zet een vinkje" in browser.post("/mijn/wissen/", {}).text
    assert "binnen een maand" in browser.post("/mijn/wissen/", {"sure": "on"}, follow=True).text
    erasure = Erasure.objects.get()
    first = staff(pieter())
    listed = first.get("/admin/wissen/").text
    assert case.reference in listed
    assert case.client.last_name not in listed
    first.post(f"/admin/wissen/{erasure.pk}/", {"besluit": "akkoord"})
    assert "een collega is akkoord" in first.get("/admin/wissen/").text
    first.post(f"/admin/wissen/{erasure.pk}/", {"besluit": "akkoord"})
    erasure.refresh_from_db()
    assert erasure.state == "agreed", "the same person twice is one"
    other = MembershipFactory(user__name="Petra Post", organisation=municipality(), role="privacy_officer").user
    staff(other).post(f"/admin/wissen/{erasure.pk}/", {"besluit": "akkoord"})
    assert "Besloten: we wissen alles" in browser.get("/mijn/wissen/").text
    assert "We wissen niets" in browser.post("/mijn/wissen/", {"terug": "1"}, follow=True).text


def test_a_refusal_is_explained_to_the_person():
    case = guided_by(fatima())
    browser = on_the_own_page(case)
    browser.post("/mijn/wissen/", {"sure": "on"})
    erasure = Erasure.objects.get()
    officer = staff(pieter())
    officer.post(f"/admin/wissen/{erasure.pk}/", {"besluit": "niet", "uitleg": " "})
    erasure.refresh_from_db()
    assert erasure.state == "open"
    typed = {"besluit": "niet", "uitleg": "Zie betaling 123456782."}
    page = officer.post(f"/admin/wissen/{erasure.pk}/", typed)
    assert "Zie betaling 123456782." in page.text and "burgerservicenummer" in page.text, "kept, and asked about"
    erasure.refresh_from_db()
    assert erasure.state == "open"
    officer.post(f"/admin/wissen/{erasure.pk}/", {"besluit": "niet", "uitleg": "Er loopt nog een betaling."})
    assert "Er loopt nog een betaling." in browser.get("/mijn/wissen/").text


def test_the_second_part_of_the_form_is_one_click_away():
    case = guided_by(fatima())
    browser = on_the_own_page(case)
    assert "Vertel wat je kunt en wilt" in browser.get("/mijn/").text
    assert browser.get("/mijn/vertellen/", follow=True).status_code == 200


def test_taking_over_tells_the_client_at_once():
    case = registered()
    browser = on_the_own_page(case)
    assert "Iemand van ons team" in browser.get("/mijn/").text
    coach = fatima()
    coaching.take_over(case, Actor(coach, municipality().pk))
    assert "Fatima belt je" in browser.get("/mijn/").text
