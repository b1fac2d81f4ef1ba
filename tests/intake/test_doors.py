"""Every door ends in one registration: staff at the desk, by phone or by a partner's link, and the person's yes."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client as Browser
from django.test import override_settings

from intake import confirmations
from intake.duplicates import finding
from intake.models import (
    AgreedHow,
    Case,
    CaseState,
    Client,
    Confirmation,
    Consent,
    Registration,
    RegistrationDraft,
)
from partners.models import Layer, Role
from rmt_portal import clock, row_security
from rmt_portal.audit.models import AuditLine
from tests.intake.conftest import Visitor
from tests.intake.factories import answers_of_waiter, registered, shares
from tests.partners import factories as people
from tests.rig.work import all_work
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db

YES = {"agreed_how": "link"}
HEARD = {"heard_by": "Karin Smit", "read_out": "on"}


def at_work(user: Any) -> Visitor:
    """Somebody of a partner, signed in."""
    browser = Browser()
    sign_in(browser, user)
    return Visitor(browser)


def mentor() -> Any:
    """Marieke, mentor at a school."""
    school = people.OrganisationFactory(name="Graafschap College", kind="school")
    user = people.UserFactory(name="Marieke Lubbers", email="marieke@voorbeeld.nl")
    people.MembershipFactory(user=user, organisation=school, role=Role.SCHOOL_MENTOR)
    return user


def registers(staff: Visitor, channel: str = "desk", **changes: Any) -> Any:
    """Somebody at work goes through the questions for another person; returns the page after sending."""
    page = staff.browser.post("/aanmelden/namens/", {"channel": channel}, follow=True)
    assert page.request["PATH_INFO"] == "/aanmelden/naam/", page.content.decode()
    answers = answers_of_waiter(**changes)
    today = clock.today()
    day = {"heard_on_dag": today.day, "heard_on_maand": today.month, "heard_on_jaar": today.year}
    answers.setdefault("akkoord", YES)
    answers["gehoord"] = HEARD | {k: str(v) for k, v in day.items()}
    staff.answer_all(answers)
    return staff.send()


def link_in(letter: Any) -> str:
    found = re.search(r"https?://[^/\s]+(/aanmelden/bevestig/\S+)", letter.body)
    assert found, letter.body
    return found[1]


def proves(person: Browser, link: str, answer: str = "5678") -> Any:
    return person.post(link, {"answer": answer}, follow=True)


def test_a_mentor_registers_a_pupil_who_confirms_by_link_and_chooses_himself(region):
    """Story 4: the school sees only what the pupil agrees to."""
    user = mentor()
    staff = at_work(user)
    page = registers(staff, "desk", naam={"first_name": "Daan", "last_name": "Mol"},
                     delen=shares(user.memberships.get().organisation_id))  # fmt: skip
    text = page.content.decode()
    registration = Registration.objects.get()
    assert registration.case.reference in text
    assert "Nog niet bevestigd" in text
    assert (registration.channel, registration.recorded_by, registration.entry_organisation.name) == (
        "desk", user, "Graafschap College",
    )  # fmt: skip
    assert not Consent.objects.exists()
    assert Case.objects.visible_to(people.fatima()).count() == 1  # nothing is lost when the person never answers

    all_work()
    (letter,) = mail.outbox
    assert "Daan" not in letter.body
    link, person = link_in(letter), Browser()
    assert "Daan" not in person.get(link).content.decode()  # the address alone shows nothing
    assert "Dit is niet wat is ingevuld" in proves(person, link, "0000").content.decode()
    shown = proves(person, link).content.decode()
    assert "Daan Mol" in shown and "Marieke Lubbers" in shown
    assert "checked" not in shown
    done = person.post(link, {"ja": "1", **shares(registration.entry_organisation_id)})
    assert "Gelukt" in done.content.decode()

    confirmation = Confirmation.objects.get()
    assert confirmation.way == AgreedHow.LINK and confirmation.confirmed_at
    assert {c.organisation.name for c in Consent.objects.all()} == {"Graafschap College"}
    assert person.get(link).status_code == 410
    assert {line.action for line in AuditLine.objects.all()} >= {"registration.submit", "registration.agree"}


@pytest.mark.full
def test_the_pupil_corrects_a_wrong_number_and_says_what_else_is_wrong(region):
    registers(at_work(people.karin()), "partner")
    all_work()
    link, person = link_in(mail.outbox[0]), Browser()
    proves(person, link)
    page = person.post(f"{link}verbeter/", {
        "first_name": "Sami", "last_name": "van 't Hof", "phone": "06 87654321", "email": "sami@voorbeeld.nl",
        "postcode": "7001 AB", "remark": "Ik was kok, geen ober.",
    }, follow=True)  # fmt: skip
    assert "Bewaard" in page.content.decode()
    client = Client.objects.get()
    assert client.phone == "+31687654321"
    assert any("kok" in task.title for task in client.registrations.get().case.contact_tasks.all())


@pytest.mark.full
@pytest.mark.parametrize(
    ("why", "state", "email"), [("not_wanted", CaseState.WITHDRAWN, "sami@voorbeeld.nl"), ("not_me", "submitted", "")]
)
def test_a_person_who_says_no_is_let_go_and_a_stranger_loses_nothing_but_the_letter(region, why, state, email):
    registers(at_work(people.karin()), "partner")
    all_work()
    link, person = link_in(mail.outbox[0]), Browser()
    if why == "not_wanted":
        proves(person, link)
    assert "We hebben je antwoord" in person.post(link, {"nee": why}).content.decode()
    client = Client.objects.get()
    assert (client.registrations.get().case.state, client.email) == (state, email)
    assert Confirmation.objects.get().refused_why == why
    assert person.get(link).status_code == 410


def test_a_person_reads_out_the_code_at_the_desk(region):
    staff = at_work(people.fatima())
    registers(staff, "desk", akkoord={"agreed_how": "code"}, delen=shares(people.fnv()))
    all_work()
    (letter,) = mail.outbox
    code = re.search(r"\b\d{6}\b", letter.body)[0]
    confirmation = Confirmation.objects.get()
    here = f"/aanmelden/namens/{confirmation.public_id}/"
    wrong = staff.browser.post(here, {"doe": "code", "code": f"{(int(code) + 1) % 1_000_000:06d}"})
    assert "Deze code klopt niet" in wrong.content.decode()
    right = staff.browser.post(here, {"doe": "code", "code": f" {code[:3]} {code[3:]}"}, follow=True)
    assert "De persoon heeft ja gezegd" in right.content.decode()
    assert {c.given_how for c in Consent.objects.all()} == {"code"}
    assert Consent.objects.first().recorded_by == people.fatima()


@pytest.mark.full
def test_a_code_dies_after_an_hour_and_guessing_stops(region):
    staff = at_work(people.fatima())
    registers(staff, "desk", akkoord={"agreed_how": "code"})
    confirmation = Confirmation.objects.get()
    code = confirmations.code_of(confirmation.keys.get())
    here = f"/aanmelden/namens/{confirmation.public_id}/"
    with time_machine.travel(clock.now() + timedelta(minutes=61)):
        assert not confirmations.confirm_by_code(confirmation, code, confirmations.Actor(people.fatima()))
    for _guess in range(6):
        page = staff.browser.post(here, {"doe": "code", "code": "000000"})
    assert "Te vaak geprobeerd" in page.content.decode()


def test_a_person_reads_along_on_the_screen_of_the_desk(region):
    staff = at_work(people.fatima())
    registers(staff, "desk", bereiken={"phone": "", "email": "", "contact_way": "partner"},
              akkoord={"agreed_how": "screen"})  # fmt: skip
    confirmation = Confirmation.objects.get()
    screen = f"/aanmelden/namens/{confirmation.public_id}/scherm/"
    assert "van &#x27;t Hof" in staff.browser.get(screen).content.decode()
    assert "Gelukt" in staff.browser.post(screen, {"ja": "1"}).content.decode()
    assert Confirmation.objects.get().way == AgreedHow.SCREEN


def test_by_phone_oral_is_the_default_and_without_mail_the_receipt_is_a_letter(region):
    """Story 6: a woman of 54 who reads little calls; no e-mail address is needed."""
    staff = at_work(people.ingrid())
    staff.browser.post("/aanmelden/namens/", {"channel": "phone"})
    reach = {"phone": "0543 123456", "email": "", "contact_way": "call", "talk_language": "ti",
             "wants_interpreter": "on"}  # fmt: skip
    page = registers(staff, "phone", bereiken=reach, postcode={"no_address": "on"}, gemeente={"municipality": "none"},
                     extra={"also_true": ["language"]}, akkoord={"agreed_how": "oral"},
                     delen=shares(people.fnv()))  # fmt: skip
    text = page.content.decode()
    assert "Gehoord door Karin Smit" in text
    assert "Beste Sami" in text and "085 000 00 00" in text
    client = Client.objects.get()
    assert (client.talk_language, client.wants_interpreter, client.has_no_address) == ("ti", True, True)
    consent = Consent.objects.first()
    assert (consent.given_how, consent.recorded_by) == ("oral", people.ingrid())
    all_work()
    assert mail.outbox == []


@pytest.mark.full
def test_an_oral_yes_is_told_in_writing_and_can_be_taken_back_in_a_minute(region):
    fnv = people.fnv()
    registers(at_work(people.ingrid()), "phone", akkoord={"agreed_how": "oral"}, delen=shares(fnv))
    assert Case.objects.visible_to(people.karin(), Layer.REFERENCE).count() == 1
    all_work()
    (letter,) = mail.outbox
    assert "mondeling ja" in letter.body and "FNV" not in letter.body
    link, person = link_in(letter), Browser()
    assert "checked" in proves(person, link).content.decode()  # what was heard
    person.post(link, {"ja": "1"})
    assert Case.objects.visible_to(people.karin(), Layer.REFERENCE).count() == 0
    assert Confirmation.objects.get().confirmed_at


@pytest.mark.full
@override_settings(SMS_BACKEND="tests.intake.test_doors.text_message")
def test_a_person_with_a_phone_and_no_mailbox_gets_the_link_by_text_message(region):
    texts.clear()
    reach = {"phone": "06-12345678", "email": "", "contact_way": "call"}
    registers(at_work(people.fatima()), "partner", bereiken=reach)
    all_work()
    ((to, text),) = texts
    assert to == "+31612345678"
    assert "/aanmelden/bevestig/" in text and "Sami" not in text


texts: list[tuple[str, str]] = []


def text_message(to: str, text: str, key: str) -> None:
    texts.append((to, text))


@pytest.mark.full
def test_a_link_dies_after_fourteen_days_and_the_registration_stays(region):
    registers(at_work(people.fatima()), "partner")
    all_work()
    link = link_in(mail.outbox[0])
    with time_machine.travel(clock.now() + timedelta(days=14, minutes=1)):
        assert Browser().get(link).status_code == 410
    assert Case.objects.visible_to(people.fatima()).count() == 1


def test_two_people_are_written_down_at_once_and_nothing_gets_mixed_up(region):
    staff = at_work(people.fatima())
    staff.browser.post("/aanmelden/namens/", {"channel": "phone"})
    staff.answer("naam", first_name="Ans", last_name="Eerste")
    staff.browser.post("/aanmelden/namens/", {"channel": "phone"})
    staff.answer("naam", first_name="Bea", last_name="Tweede")
    page = staff.open("/aanmelden/namens/")
    assert "Ans Eerste" in page.content.decode() and "Bea Tweede" in page.content.decode()
    first = RegistrationDraft.objects.get(answers__naam__last_name="Eerste")
    staff.browser.post(f"/aanmelden/namens/verder/{first.pk}/")
    staff.answer("bereiken", phone="0612345678", email="", contact_way="call")
    first.refresh_from_db()
    assert first.answers["bereiken"]["phone"] == "+31612345678"
    staff.browser.post("/aanmelden/wissen/")
    assert RegistrationDraft.objects.count() == 1
    assert staff.browser.get("/aanmelden/namens/").status_code == 200  # still signed in


@pytest.mark.full
def test_a_colleague_neither_sees_nor_answers_for_what_another_wrote_down(region):
    registers(at_work(people.fatima()), "partner")
    confirmation = Confirmation.objects.get()
    other = at_work(people.ingrid())
    for path in ("", "scherm/", "verbeter/"):
        assert other.browser.get(f"/aanmelden/namens/{confirmation.public_id}/{path}").status_code == 404


def test_who_only_counts_or_watches_registers_nobody(region):
    for who in (people.els, people.pieter, people.bram):
        assert at_work(who()).browser.get("/aanmelden/namens/").status_code == 403


def test_nobody_answers_the_questions_of_staff_without_being_staff(visitor):
    visitor.answer("naam", first_name="Sami", last_name="Hof")
    page = visitor.browser.post("/aanmelden/akkoord/", {"agreed_how": "oral"})
    assert page.status_code == 302
    assert "akkoord" not in RegistrationDraft.objects.get().answers


def test_a_partners_link_is_remembered_along_the_way_and_an_unknown_one_is_no_error(visitor):
    fnv = people.fnv()
    fnv.door_code = "bond-oost"
    fnv.save()
    visitor.open("/aanmelden/?deur=BOND-oost")
    visitor.open("/privacy/")
    visitor.answer_all(answers_of_waiter())
    visitor.send()
    assert Registration.objects.get().entry_organisation == fnv


def test_a_door_code_follows_the_name_and_is_nobody_elses(db):
    first = people.OrganisationFactory(name="Gemeente Aalten")
    second = people.OrganisationFactory(name="Gemeente, Aalten")
    assert (first.door_code, second.door_code) == ("gemeente-aalten", "gemeente-aalten-2")


def test_the_team_sees_who_filled_in_that_nobody_confirmed_yet_and_which_language_to_call_in(region):
    reach = {"phone": "", "email": "", "contact_way": "partner", "talk_language": "ar", "wants_interpreter": "on"}
    registers(at_work(people.karin()), "desk", bereiken=reach, akkoord={"agreed_how": "screen"})
    coach = at_work(people.fatima())
    assert "FNV · nog niet bevestigd" in coach.open("/admin/aanmeldingen/").content.decode()
    text = coach.open(f"/admin/dossier/{Client.objects.get().public_id}/").content.decode()
    assert "Nog niet bevestigd. Karin Smit vulde dit in." in text
    assert "Arabisch" in text and "Wil een tolk" in text and "Bereikbaar via Karin Smit van FNV" in text


def test_both_menus_lead_to_registering_somebody(region):
    assert 'href="/aanmelden/namens/"' in at_work(people.fatima()).open("/admin/").content.decode()
    assert 'href="/aanmelden/namens/"' in at_work(people.anouk()).open("/verwijzingen/").content.decode()


def test_the_administrator_copies_the_link_of_the_organisation_and_changes_its_code(region):
    town = people.municipality()
    bram = at_work(people.bram())
    page = bram.open(f"/admin/partners/organisation/{town.pk}/change/").content.decode()
    assert f"/aanmelden/?deur={town.door_code}" in page


def test_a_professional_hears_that_somebody_is_known_and_whom_to_call_and_the_person_never_does(region, visitor):
    """Yes or no, and nothing else: no name, no number, no coach. Going on is allowed."""
    registered()
    with row_security.house("work"):
        known = Client.objects.get()
        finding.look_at(known)
        reference = known.registrations.get().case.reference
    staff = at_work(people.karin())
    staff.browser.post("/aanmelden/namens/", {"channel": "desk"}, follow=True)
    answers = answers_of_waiter(akkoord=YES)
    for slug in ("naam", "bereiken", "postcode", "situatie", "extra"):
        staff.answer(slug, **answers[slug])
    told = staff.answer("geboortedatum", **answers["geboortedatum"])
    text = told.content.decode()
    assert told.request["PATH_INFO"] == "/aanmelden/namens/bekend/"
    assert "Bekend bij het team" in text and "085 000 00 00" in text
    assert reference not in text and "Hof" not in text
    assert told.context["next_url"] == "/aanmelden/beroep/"
    staff.answer_all(answers)
    assert "Bekend bij het team" in staff.open("/aanmelden/controle/").content.decode()
    assert "De aanmelding is binnen" in staff.send().content.decode()

    page = visitor.answer_all(answers_of_waiter())
    assert "ekend" not in page.content.decode()
    assert visitor.open("/aanmelden/namens/bekend/").request["PATH_INFO"] == "/aanmelden/controle/"
