"""Every field of every step survives what is thrown at it: no server error, a message in place, the rest kept."""

import html
import re

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.conf import settings
from django.test import Client as Browser

from intake import drafts, registrations, steps
from intake.models import Client, RegistrationDraft
from intake.questions import Context
from rmt_portal.nlds.fields import DatePartsField
from tests.intake import payloads
from tests.intake.conftest import Visitor
from tests.intake.factories import DraftFactory, answers_of_waiter
from tests.rig.halves import first_now, some_now

pytestmark = pytest.mark.django_db

DAY = ("birth_date_dag", "birth_date_maand", "birth_date_jaar")
STEPS = [step.slug for step in steps.STEPS]


@pytest.fixture
def halfway(visitor: Visitor) -> Visitor:
    """Somebody who answered everything, so that every step can be opened."""
    draft = DraftFactory()
    session = visitor.browser.session
    session[drafts.TOKEN] = "the token of this browser"
    session.save()
    visitor.browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    draft.key = drafts.key_of(session)
    draft.save()
    return visitor


def fields_of(slug, region):
    """The names a browser posts for a step, each with what may be thrown at it."""
    form = steps.BY_SLUG[slug].form(context=Context(region))
    for name, field in form.fields.items():
        if name == "concept":
            continue  # the same on every page; has a test of its own
        corpus = payloads.CHOICES if isinstance(field, forms.ChoiceField) else payloads.TEXT
        for part in field.widget.widgets_names if isinstance(field, DatePartsField) else [""]:
            yield f"{name}{part}", corpus


@pytest.mark.parametrize("slug", some_now(STEPS, ["naam"]))
def test_no_payload_breaks_a_step_or_the_pages_after_it(slug, halfway, region):
    good = answers_of_waiter().get(slug, {})
    if slug == "gemeente":
        halfway.answer("postcode", no_address="on")
    for name, corpus in fields_of(slug, region):
        for payload in corpus:
            page = halfway.browser.post(f"/aanmelden/{slug}/", {**good, name: payload})
            assert page.status_code in (200, 302, 409), (name, payload)
            if page.status_code == 200:
                assert_says_what_is_wrong(page, name)
    for path in ("/aanmelden/controle/", "/aanmelden/delen/", "/aanmelden/later/", "/aanmelden/beroep-kiezen/"):
        assert halfway.browser.get(path).status_code in (200, 302)
    for stored in RegistrationDraft.objects.get().answers.values():
        assert "\x00" not in str(stored)


def assert_says_what_is_wrong(page, name):
    """The same words in the summary and at the field, "Fout:" in the title, and the other answers still there."""
    text, form = page.content.decode(), page.context["form"]
    assert form.errors, name
    assert re.search(r"<title>\s*Fout:", text)
    assert 'id="fouten"' in text
    for field, messages in form.errors.items():
        for message in messages:
            shown = html.escape(str(message))
            assert text.count(shown) >= 2 or field == "__all__", (field, message)


def test_a_wrong_answer_keeps_the_other_answers_of_the_page(halfway):
    page = halfway.browser.post(
        "/aanmelden/bereiken/",
        {"phone": "12345", "email": "sami@voorbeeld.nl", "contact_way": "whatsapp", "contact_moment": "na 4 uur"},
    )
    text = page.content.decode()
    assert 'value="12345"' in text
    assert 'value="sami@voorbeeld.nl"' in text
    assert 'value="na 4 uur"' in text
    assert re.search(r'value="whatsapp"[^>]*checked', text)


@pytest.mark.parametrize("name", first_now(payloads.NAMES_TO_KEEP))
def test_a_name_is_kept_as_it_was_typed(name, region):
    registration = registrations.submit(DraftFactory(last_name=name).key).registration
    form = steps.BY_SLUG["naam"].form({"last_name": name}, context=Context(region))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["last_name"] == name
    assert Client.objects.get(pk=registration.client_id).last_name == name


@pytest.mark.parametrize("text", payloads.TEMPLATE_CODE)
def test_template_code_is_only_text(text, region):
    form = steps.BY_SLUG["naam"].form({"last_name": text, "first_name": "\x00"}, context=Context(region))
    assert not form.is_valid()
    assert html.escape(text) in render_crispy_form(form)
    assert form.cleaned_data["last_name"] == text


@pytest.mark.parametrize("postcode", first_now(payloads.POSTCODES_GOOD))
def test_a_postcode_is_read_as_on_an_envelope(postcode, halfway):
    halfway.answer("postcode", postcode=postcode)
    assert RegistrationDraft.objects.get().answers["postcode"]["postcode"] == "7001 AB"


@pytest.mark.parametrize("postcode", first_now(payloads.POSTCODES_BAD))
def test_what_is_no_postcode_is_explained(postcode, halfway):
    page = halfway.answer("postcode", postcode=postcode)
    assert "Vul een postcode in met 4 cijfers en 2 letters." in page.content.decode()


@pytest.mark.parametrize(("typed", "stored"), first_now(payloads.PHONES_GOOD))
def test_a_phone_number_is_read_as_people_write_it(typed, stored, halfway):
    halfway.answer("bereiken", phone=typed, email="", contact_way="call")
    assert RegistrationDraft.objects.get().answers["bereiken"]["phone"] == stored


@pytest.mark.parametrize("typed", first_now(payloads.PHONES_BAD))
def test_what_is_no_phone_number_is_explained(typed, halfway):
    page = halfway.answer("bereiken", phone=typed, contact_way="call")
    assert page.context["form"].errors["phone"]


@pytest.mark.parametrize(("typed", "stored"), first_now(payloads.EMAILS_GOOD))
def test_an_address_is_read(typed, stored, halfway):
    halfway.answer("bereiken", email=typed, contact_way="mail")
    assert RegistrationDraft.objects.get().answers["bereiken"]["email"] == stored


@pytest.mark.parametrize("typed", first_now(payloads.EMAILS_BAD))
def test_what_is_no_address_is_explained(typed, halfway):
    page = halfway.answer("bereiken", email=typed, contact_way="mail")
    assert page.context["form"].errors["email"]


@pytest.mark.parametrize(("typed", "stored"), first_now(payloads.DATES_GOOD))
def test_a_birth_date_is_read(typed, stored, halfway):
    halfway.answer("geboortedatum", **dict(zip(DAY, typed, strict=True)))
    assert RegistrationDraft.objects.get().answers["geboortedatum"]["birth_date"] == stored


@pytest.mark.parametrize("typed", first_now(payloads.DATES_BAD))
def test_what_is_no_birth_date_is_explained(typed, halfway):
    page = halfway.answer("geboortedatum", **dict(zip(DAY, typed, strict=True)))
    assert page.context["form"].errors["birth_date"]


@pytest.mark.parametrize("typed", first_now(payloads.NUMBERS_BAD))
def test_what_is_no_number_of_years_is_explained(typed, halfway):
    page = halfway.answer("beroep", occupation="ober", years=typed)
    assert page.context["form"].errors["years"]


def test_a_citizen_service_number_is_refused_until_the_person_says_it_is_none(halfway):
    page = halfway.answer("beroep", occupation="bsn 111222333", years="")
    text = page.content.decode()
    assert "Wij bewaren je BSN niet" in text
    assert 'name="geen_bsn"' in text
    page = halfway.answer("beroep", occupation="machine 111222333", years="", geen_bsn="on")
    assert RegistrationDraft.objects.get().answers["beroep"]["occupation"] == "machine 111222333"
    halfway.send()
    assert Client.objects.count() == 1


@pytest.mark.parametrize("slug", some_now(STEPS, ["naam", "bereiken", "postcode", "geboortedatum", "zoeken"]))
def test_an_empty_page_asks_for_what_is_needed_in_words_of_its_own(slug, halfway, region):
    page = halfway.browser.post(f"/aanmelden/{slug}/", {})
    if page.status_code == 200:
        assert_says_what_is_wrong(page, slug)
        for forbidden in ("verplicht", "ongeldig", "required", "Dit veld"):
            assert forbidden not in " ".join(str(m) for ms in page.context["form"].errors.values() for m in ms)


def test_every_form_says_optional_or_has_a_message_of_its_own(region):
    for step in steps.STEPS:
        for name, field in step.form(context=Context(region)).fields.items():
            if field.required and not isinstance(field, forms.MultiValueField):
                assert "required" in field.error_messages, (step.slug, name)


@pytest.mark.parametrize("method", first_now(["put", "delete", "patch", "trace"], 1))
def test_other_methods_are_refused(method, halfway):
    for path in ("/aanmelden/", "/aanmelden/naam/", "/aanmelden/controle/", "/aanmelden/gelukt/", "/beroepen/"):
        assert getattr(halfway.browser, method)(path).status_code == 405


@pytest.mark.parametrize(
    "cookie", ["x" * 5_000, '"abcdefgh\\000ijkl"', "\x7f", "'; DROP TABLE--", "%00%00%00%00%00%00"]
)
def test_a_broken_cookie_is_no_server_error(cookie, region):
    for path in ("/aanmelden/", "/aanmelden/naam/", "/aanmelden/gelukt/"):
        assert Browser(headers={"Cookie": f"sessionid={cookie}"}).get(path).status_code in (200, 302)


@pytest.mark.parametrize(
    "query", ["%00", "%FF%FE", "a" * 100_000, "%F0%9F%98%80", "'", "woord+" * 300, "%25", "_", "("]
)
def test_suggestions_answer_any_question(query, region, client):
    answer = client.get(f"/beroepen/?q={query}")
    assert answer.status_code == 200
    assert isinstance(answer.json()["results"], list)


def test_an_unknown_step_does_not_exist(halfway):
    assert halfway.browser.get("/aanmelden/bestaat-niet/").status_code == 404


def test_the_mark_of_a_draft_may_be_anything(halfway):
    for mark in ["\x00", "x" * 10_000, "😀"]:
        page = halfway.browser.post("/aanmelden/situatie/", {"situation": "lost", "concept": mark})
        assert page.status_code == 409
