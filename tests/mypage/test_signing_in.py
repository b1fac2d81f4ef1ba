"""A client enters the own page by link or code; nobody learns whether an address is known."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from intake import signing_in
from intake.models import SignInAsk, SignInKey
from rmt_portal import clock
from rmt_portal.outbox.models import OutboxItem
from tests.intake.factories import registered
from tests.partners.factories import fatima
from tests.rig.work import all_work
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
SIGN_IN = "/mijn/inloggen/"


def asks(browser: Browser, email: str = "sami@voorbeeld.nl"):
    return browser.post(SIGN_IN, {"email": email}, follow=True)


def letter() -> str:
    all_work()
    assert len(mail.outbox) == 1
    return str(mail.outbox.pop().body)


def link_in(text: str) -> str:
    found = re.search(r"https?://[^/]+(/mijn/inloggen/link/\S+)", text)
    assert found
    return found[1]


def code_in(text: str) -> str:
    found = re.search(r"code in: (\d{6})", text)
    assert found
    return found[1]


def test_sami_enters_by_the_link_in_the_mail_and_the_link_works_once():
    registered()
    all_work()
    mail.outbox.clear()
    browser = Browser()
    page = asks(browser)
    assert "Kennen we dit adres?" in page.text
    address = link_in(letter())
    for _look in range(2):  # a mail scanner opens it too
        assert "Klik op de knop" in Browser().get(address).text
    page = browser.post(address, follow=True)
    assert "Hallo Sami" in page.text
    assert browser.session.get_expiry_age() <= 15 * 60
    other = Browser()
    assert other.post(address).status_code == 410
    assert "Hallo Sami" not in other.get("/mijn/", follow=True).text


def test_sami_enters_by_the_code_on_the_same_phone_with_spaces_in_it():
    registered()
    all_work()
    mail.outbox.clear()
    browser = Browser()
    asks(browser)
    code = code_in(letter())
    wrong = browser.post("/mijn/inloggen/code/", {"code": f"{(int(code) + 1) % 10**6:06d}"})
    assert "Deze code klopt niet" in wrong.text
    page = browser.post("/mijn/inloggen/code/", {"code": f"{code[:3]} {code[3:]}"}, follow=True)
    assert "Hallo Sami" in page.text
    assert Browser().post("/mijn/inloggen/code/", {"code": code}).status_code == 302  # another browser asked nothing


def test_nobody_learns_whether_an_address_is_known():
    registered()
    all_work()
    mail.outbox.clear()
    known, unknown = Browser(), Browser()
    pages, counts = [], []
    for browser, email in ((known, "sami@voorbeeld.nl"), (unknown, "niemand@voorbeeld.nl")):
        with CaptureQueriesContext(connection) as asked:
            pages.append(re.sub(r'value="\w{64}"', "", asks(browser, email).text))
        counts.append([re.sub(r"'[^']*'|\d+", "?", q["sql"])[:60] for q in asked.captured_queries])
    assert pages[0] == pages[1]
    assert counts[0] == counts[1]
    all_work()
    assert [m.to for m in mail.outbox] == [["sami@voorbeeld.nl"]]
    assert not SignInAsk.objects.exclude(address="").exists(), "the address is forgotten once it was looked up"


def test_the_tables_alone_open_nothing():
    registered()
    asks(Browser())
    text = letter_of_newest()
    rows = str(list(SignInKey.objects.values())) + str(list(OutboxItem.objects.values("payload", "key")))
    assert code_in(text) not in rows
    assert link_in(text).rstrip("/").rsplit("/", 1)[1] not in rows


def letter_of_newest() -> str:
    all_work()
    return str(next(m.body for m in reversed(mail.outbox) if "/mijn/" in m.body))


def test_an_old_link_sends_a_new_one_and_says_the_same_for_a_link_that_never_was():
    registered()
    asks(Browser())
    address = link_in(letter_of_newest())
    with clock.pretend(clock.now() + signing_in.LIFE + timedelta(seconds=1)):
        dead = Browser().get(address)
        assert dead.status_code == 410
        again = Browser().post(address, {"nieuw": "1"})
        never = Browser().post("/mijn/inloggen/link/" + "x" * 43 + "/", {"nieuw": "1"})
        assert again.text == never.text
        mail.outbox.clear()
        assert link_in(letter()) != address


def test_guessing_ends():
    registered()
    browser = Browser()
    asks(browser)
    all_work()
    answers = [browser.post("/mijn/inloggen/code/", {"code": f"{n:06d}"}).status_code for n in range(6)]
    assert answers[-1] == 429
    assert [asks(Browser()).status_code for _ in range(4)][-1] == 429


def test_two_people_with_one_mailbox_each_get_a_letter_and_a_page_of_their_own():
    first, second = registered(), registered(last_name="de Vries")
    browser = Browser()
    asks(browser)
    all_work()
    letters = [m.body for m in mail.outbox if "/mijn/" in m.body]
    assert len(letters) == 2
    for registration in (first, second):
        text = next(t for t in letters if registration.case.reference in t)
        page = Browser().post(link_in(text), follow=True)
        assert registration.case.reference in page.text


def test_fifteen_minutes_idle_ends_it_and_goes_on_where_it_was():
    registered()
    browser = Browser()
    asks(browser)
    browser.post(link_in(letter_of_newest()))
    assert browser.get("/mijn/wie/").status_code == 200
    with clock.pretend(clock.now() + timedelta(minutes=16)):
        assert browser.get("/mijn/delen/").status_code == 302
        mail.outbox.clear()
        asks(browser)
        page = browser.post(link_in(letter_of_newest()), follow=True)
        assert page.redirect_chain[-1][0] == reverse("own_page_share")


def test_one_browser_is_a_client_or_staff_never_both():
    registered()
    browser = Browser()
    asks(browser)
    address = link_in(letter_of_newest())
    sign_in(browser, fatima())
    assert browser.post(address).status_code == 403, "the link was not used"
    client = Browser()
    client.post(address)
    assert "Hallo Sami" in client.get("/mijn/").text
    sign_in(client, fatima())
    refused = client.get("/mijn/")
    assert refused.status_code == 403
    assert "Sami" not in refused.text


def test_a_message_by_telephone_only_where_it_was_switched_on(settings, tmp_path):
    registered()
    assert 'name="phone"' not in Browser().get(SIGN_IN).text
    settings.SMS_BACKEND, settings.VAR_DIR = "rmt_portal.outbox.sms.to_folder", tmp_path
    browser = Browser()
    browser.post(SIGN_IN, {"email": "", "phone": "06 12345678"})
    all_work()
    (message,) = (tmp_path / "sms").glob("*.txt")
    code = re.search(r"code is (\d{6})", message.read_text())
    assert code
    page = browser.post("/mijn/inloggen/code/", {"code": code[1]}, follow=True)
    assert "Hallo Sami" in page.text
