"""Ingrid decides about a registration: text is guarded, and who gets help elsewhere hears whom to call."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse

from intake.models import InformationCount, TriageDecision
from rmt_portal import clock
from rmt_portal.audit.models import AuditLine
from tests.partners.factories import debt_help, ingrid, mehmet
from tests.rig.work import all_work
from tests.workplace.factories import registered
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(client):
    return sign_in(client, ingrid())


def address(case, name="triage"):
    return reverse(f"admin:{name}", args=[case.client.public_id])


def elsewhere(case, **more):
    """What Ingrid fills in when another organisation helps."""
    return {
        "version": case.version, "way": "phone", "talk_note": "", "outcome": "regular_referred",
        "reason": "municipality", "warm_organisation": debt_help().pk, "warm_name": "Anouk Smit",
        "warm_phone": "0314 123456", **more,
    }  # fmt: skip


def test_a_number_in_the_talk_is_refused_until_she_says_it_is_no_bsn(client, worker):
    case = registered()
    typed = elsewhere(case, talk_note="Klantnummer 111222333", note="Zie 123456782")
    page = client.post(address(case), typed)
    assert 'name="geen_bsn"' in page.text and not TriageDecision.objects.exists()
    page = client.post(address(case), typed | {"geen_bsn": "on"}, follow=True)
    assert TriageDecision.objects.get().note == "Zie 123456782"
    line = AuditLine.objects.get(action="case.bsn_denied")
    assert (line.client_ids, line.fields) == ([case.client_id], ["note", "talk_note"])
    assert "111222333" not in str(line.__dict__)


def test_who_gets_help_elsewhere_hears_a_name_and_a_number_and_nothing_else(client, worker):
    case = registered(client__email="noor@voorbeeld.nl")
    page = client.post(address(case), elsewhere(case), follow=True)
    assert "Over een uur gaat een mail" in page.text and "gaat een mail met deze naam" in page.text
    all_work()
    assert mail.outbox == [], "within the hour the decision can still be taken back"
    with time_machine.travel(clock.now() + timedelta(minutes=61)):
        all_work()
        (letter,) = mail.outbox
        assert letter.to == ["noor@voorbeeld.nl"]
        assert "Anouk Smit helpt je verder" in letter.body and "0314 123 456" in letter.body
        said = f"{letter.subject} {letter.body}".casefold()
        assert not any(word in said for word in ("schuld", "gezond", "uitkering", debt_help().name.casefold()))
        sign_in(client, worker)
        page = client.get(reverse("admin:dossier", args=[case.client.public_id]))
        assert "gemaild: deze naam en dit nummer" in page.text


def test_a_decision_that_was_taken_back_is_never_mailed(client, worker):
    case = registered(client__email="noor@voorbeeld.nl")
    client.post(address(case), elsewhere(case))
    client.post(address(case, "triage_neem_terug"))
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        all_work()
    assert mail.outbox == []


def test_without_an_address_there_is_a_letter_to_print(client, worker):
    case = registered(client__email="")
    assert client.get(address(case, "triage_letter")).status_code == 404
    page = client.post(address(case), elsewhere(case), follow=True)
    assert "Er is geen e-mailadres" in page.text and address(case, "triage_letter") in page.text
    page = client.get(address(case, "triage_letter"))
    assert "Anouk Smit helpt je verder" in page.text and case.reference in page.text
    assert debt_help().name not in page.text


def test_a_question_at_the_desk_is_counted_once_without_anything_about_who_asked(client, worker, settings):
    settings.SMALL_CELL = 1
    page = client.get(reverse("admin:short_question"))
    sheet = page.context["form"]["sheet"].value()
    typed = {"subject": "money", "asked_by": "phone", "answered": "sent_on", "sheet": sheet}
    page = client.post(page.request["PATH_INFO"], typed, follow=True)
    assert "Er is niets over de persoon bewaard" in page.text and "deze maand 1 vraag." in page.text
    assert page.context["form"]["asked_by"].value() == "phone", "the next caller phones too"
    client.post(page.request["PATH_INFO"], typed)
    counted = InformationCount.objects.get()
    assert (counted.number, counted.month) == (1, clock.today().replace(day=1)), "a second click counts nothing"
    line = AuditLine.objects.get(action="information.count")
    assert (line.client_ids, line.object_ids) == ([], [counted.pk])
    wrong = client.post(page.request["PATH_INFO"], {"subject": "x", "asked_by": "phone", "answered": "here"})
    assert "Kies een van de antwoorden" in wrong.text and "checked" in wrong.text
    other = Browser()
    sign_in(other, mehmet())
    assert "geldzorgen" in other.get(reverse("admin:triage_figures")).text
    page = client.post(reverse("admin:short_question_take_back"), follow=True)
    assert "telt niet mee" in page.text and InformationCount.objects.get().number == 0
    page = client.post(reverse("admin:short_question_take_back"), follow=True)
    assert "niets om terug te nemen" in page.text
