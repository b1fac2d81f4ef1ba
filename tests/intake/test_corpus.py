"""Bad inputs against every field of both parts: a message in place, the rest kept, nothing breaks later."""

import csv
import io
import re

import pytest
from django import forms
from django.conf import settings
from django.core import mail

from intake import drafts, profile_parts, steps
from intake.models import Client, RegistrationDraft, WorkProfile
from intake.profile_questions import ProfileContext
from intake.questions import Context
from rmt_portal.nlds.fields import DatePartsField
from tests.intake import corpus
from tests.intake.conftest import Visitor
from tests.intake.factories import DraftFactory, answers_of_waiter, registered
from tests.intake.test_payloads import assert_says_what_is_wrong
from tests.rig.halves import some_now
from tests.rig.work import all_work

pytestmark = pytest.mark.django_db

STEPS = [step.slug for step in steps.STEPS if step.slug not in ("akkoord", "gehoord")]
PARTS = [part.slug for part in profile_parts.PARTS]
GOOD_PARTS = {
    "werk": {"more": "nee"},
    "baan": {"occupation": "kok", "years": "2"},
    "vaardigheden": {"own": "breien"},
    "sector": {"sector": "I"},
}
NOT_IN_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
"""What no sheet (XML 1.0) can hold."""
WHOLE = pytest.param(corpus.ALL, marks=pytest.mark.full, id="whole")
SAMPLE = pytest.param(corpus.SAMPLE, id="sample")


def test_the_corpus_holds_at_least_300_bad_inputs():
    assert len(corpus.ALL) >= 300


@pytest.fixture
def halfway(visitor):
    """Somebody who answered every question of the first part."""
    draft = DraftFactory()
    session = visitor.browser.session
    session[drafts.TOKEN] = "the token of this browser"
    session.save()
    visitor.browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    draft.key = drafts.key_of(session)
    draft.save()
    return visitor


@pytest.fixture
def telling(halfway):
    """Somebody who registered and goes on with the second part."""
    halfway.send()
    halfway.open("/werkprofiel/")
    return halfway


def names_of(form: forms.Form) -> list[str]:
    """The names a browser posts for a form."""
    return [
        f"{name}{part}"
        for name, field in form.fields.items()
        if name != "concept"
        for part in (field.widget.widgets_names if isinstance(field, DatePartsField) else [""])
    ]


def throw(visitor: Visitor, path: str, names: list[str], good: dict, bad_inputs: list[str]) -> None:
    """Post every bad input in every field beside good answers."""
    for name in names:
        for bad in bad_inputs:
            page = visitor.browser.post(path, {**good, name: bad})
            assert page.status_code in (200, 302, 409), (name, bad)
            if page.status_code == 200 and page.context["form"].errors:
                assert_says_what_is_wrong(page, name)
                assert_keeps_the_rest(page, good, name)


def assert_keeps_the_rest(page, good: dict, name: str) -> None:
    form = page.context["form"]
    for other, value in good.items():
        if other != name and not other.startswith("birth_date") and other in form.fields:
            assert form[other].value() == value, (other, name)


@pytest.mark.parametrize("bad_inputs", [SAMPLE, WHOLE])
@pytest.mark.parametrize("slug", some_now(STEPS, ["bereiken"]))
def test_a_question_of_the_first_part(slug, bad_inputs, halfway, region):
    if slug == "gemeente":
        halfway.answer("postcode", no_address="on")
    names = names_of(steps.BY_SLUG[slug].form(context=Context(region)))
    throw(halfway, f"/aanmelden/{slug}/", names, answers_of_waiter().get(slug, {}), bad_inputs)
    for path in ("/aanmelden/controle/", "/aanmelden/delen/", "/aanmelden/later/", "/aanmelden/beroep-kiezen/"):
        assert halfway.browser.get(path).status_code in (200, 302)
    assert "\x00" not in str(RegistrationDraft.objects.get().answers)


@pytest.mark.parametrize("bad_inputs", [SAMPLE, WHOLE])
@pytest.mark.parametrize("slug", some_now(PARTS, ["baan"]))
def test_a_question_of_the_second_part(slug, bad_inputs, telling, region):
    profile = WorkProfile.objects.get()
    form = profile_parts.BY_SLUG[slug].form(context=ProfileContext(region, profile=profile))
    throw(telling, f"/werkprofiel/{slug}/", names_of(form), GOOD_PARTS.get(slug, {}), bad_inputs)
    for path in ("/werkprofiel/", f"/werkprofiel/{slug}/", "/werkprofiel/klaar/"):
        assert telling.open(path).status_code == 200
    assert "\x00" not in str(WorkProfile.objects.values().get())


@pytest.mark.parametrize("bad_inputs", [SAMPLE, WHOLE])
def test_what_was_taken_can_be_shown_mailed_and_written_to_a_sheet(bad_inputs, region):
    form_class = steps.BY_SLUG["naam"].form
    taken = []
    for bad in bad_inputs:
        form = form_class({"first_name": bad, "last_name": "Proef"}, context=Context(region))
        if form.is_valid():
            taken.append(form.cleaned_data["first_name"])
    assert taken
    for number, name in enumerate(taken):
        client = registered(last_name=f"Proef {number}", email=f"p{number}@voorbeeld.nl").client
        Client.objects.filter(pk=client.pk).update(first_name=name)
    all_work()
    assert len(mail.outbox) == len(taken)
    for client in Client.objects.all():
        assert not NOT_IN_XML.search(client.full_name)
        csv.writer(io.StringIO()).writerow([client.full_name])
