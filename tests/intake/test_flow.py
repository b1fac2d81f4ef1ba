"""Tabs, reloads, double clicks, shared computers and links: nothing is lost and nothing happens twice."""

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client as Browser

from intake import drafts, registrations
from intake.models import Case, Client, Registration, RegistrationDraft, ResumeLink
from rmt_portal import clock
from rmt_portal.outbox.models import OutboxItem
from tests.intake.conftest import Visitor
from tests.intake.factories import DraftFactory, achterhoek, answers_of_waiter, registered
from tests.rig.halves import first_now
from tests.rig.threads import thread_of_test
from tests.rig.work import all_work

pytestmark = pytest.mark.django_db


def path_of(page):
    return page.request["PATH_INFO"]


def test_back_reload_and_a_second_tab_lose_nothing(visitor):
    visitor.answer_all(answers_of_waiter(), until="situatie")
    assert visitor.open("/aanmelden/naam/").context["form"].initial["last_name"] == "van 't Hof"

    second_tab = Visitor(visitor.browser)
    second_tab.answer("extra", also_true=["language"])
    visitor.answer("situatie", situation="may_lose")

    answers = RegistrationDraft.objects.get().answers
    assert answers["situatie"]["situation"] == "may_lose"
    assert answers["extra"]["also_true"] == ["language"]
    assert answers["bereiken"]["phone"] == "+31612345678"


def test_a_later_question_without_the_earlier_ones_goes_to_the_first_that_is_missing(visitor):
    assert path_of(visitor.open("/aanmelden/zoeken/")) == "/aanmelden/naam/"
    visitor.answer_all(answers_of_waiter(), until="postcode")
    assert path_of(visitor.open("/aanmelden/zoeken/")) == "/aanmelden/postcode/"


def test_the_check_page_names_what_is_missing_and_can_not_be_sent(visitor):
    visitor.answer_all(answers_of_waiter(), until="situatie")
    page = visitor.open("/aanmelden/controle/")
    assert "/aanmelden/situatie/?terug=controle" in page.content.decode()
    page = visitor.browser.post("/aanmelden/controle/", follow=True)
    assert "Er mist nog een antwoord" in page.content.decode()
    assert not Client.objects.exists()


def test_an_answer_after_the_session_died_is_kept_and_the_rest_is_asked_again(visitor):
    visitor.answer_all(answers_of_waiter(), until="zoeken")
    stranger = Visitor(Browser())
    page = stranger.browser.post(
        "/aanmelden/zoeken/", {"wishes": ["training"], "concept": "of-a-dead-draft"}, follow=True
    )
    assert path_of(page) == "/aanmelden/naam/"
    assert "Je was lang weg" in page.content.decode()
    fresh = RegistrationDraft.objects.order_by("-pk").first()
    assert fresh.answers == {"zoeken": {"wishes": ["training"]}}


def test_a_draft_dies_after_fourteen_days(visitor):
    visitor.answer_all(answers_of_waiter(), until="situatie")
    with time_machine.travel(clock.now() + timedelta(days=settings.DRAFT_DAYS, minutes=1)):
        assert path_of(visitor.open("/aanmelden/situatie/")) == "/aanmelden/naam/"
        assert drafts.wipe_expired() == 1
    assert not RegistrationDraft.objects.exists()


def test_an_old_tab_can_not_write_into_the_registration_of_the_next_person(visitor):
    visitor.answer_all(answers_of_waiter(), until="situatie")
    old_mark = visitor.open("/aanmelden/situatie/").context["form"].initial["concept"]
    visitor.browser.post("/aanmelden/")
    visitor.answer("naam", first_name="Joke", last_name="Wiggers")

    page = visitor.browser.post("/aanmelden/situatie/", {"situation": "lost", "concept": old_mark})
    assert page.status_code == 409
    assert "nieuwe aanmelding" in page.content.decode()
    assert "situatie" not in RegistrationDraft.objects.get().answers


def test_stop_and_wipe_leaves_nothing_and_a_get_does_not_wipe(visitor):
    visitor.answer_all(answers_of_waiter(), until="situatie")
    visitor.open("/aanmelden/wissen/")
    assert RegistrationDraft.objects.exists()
    page = visitor.browser.post("/aanmelden/wissen/", follow=True)
    assert "Alles is gewist" in page.content.decode()
    assert not RegistrationDraft.objects.exists()
    assert path_of(visitor.open("/aanmelden/situatie/")) == "/aanmelden/naam/"


def test_the_last_page_survives_a_reload_until_the_shared_computer_is_wiped(visitor):
    visitor.answer_all(answers_of_waiter())
    visitor.send()
    reference = Registration.objects.get().case.reference
    assert reference in visitor.open("/aanmelden/gelukt/").content.decode()
    assert "al aangemeld" in visitor.open("/aanmelden/").content.decode()
    assert path_of(visitor.open("/aanmelden/naam/")) == "/aanmelden/gelukt/"
    late = visitor.browser.post("/aanmelden/zoeken/", {"wishes": ["training"]}, follow=True)
    assert path_of(late) == "/aanmelden/gelukt/" and "was al verstuurd" in late.content.decode()

    assert "Je aanmelding blijft bij ons bewaard" in visitor.open("/aanmelden/wissen/").content.decode()
    page = visitor.browser.post("/aanmelden/wissen/", follow=True)
    assert "Je aanmelding is wel bij ons" in page.content.decode()
    assert reference not in visitor.open("/aanmelden/gelukt/").content.decode()
    assert Registration.objects.exists()


def test_a_double_click_and_the_back_button_make_one_registration(visitor):
    visitor.answer_all(answers_of_waiter())
    page = visitor.browser.get("/aanmelden/controle/")
    data = {"concept": page.context["concept"]}
    for _click in range(3):
        answer = visitor.browser.post("/aanmelden/controle/", data, follow=True)
        assert path_of(answer) == "/aanmelden/gelukt/"
    assert Registration.objects.count() == Client.objects.count() == Case.objects.count() == 1
    assert OutboxItem.objects.filter(kind="mail.receipt").count() == 1


def test_numbers_follow_each_other_and_begin_anew_each_year(region):
    def number(**draft):
        return registered(**draft).case.reference

    with time_machine.travel("2026-12-31 12:00", tick=False):
        first, second = number(), number()
    with time_machine.travel("2027-01-04 12:00", tick=False):
        third = number()
    assert (first, second, third) == ("RA-2026-0001", "RA-2026-0002", "RA-2027-0001")


def test_when_anything_fails_nothing_is_registered(region, monkeypatch):
    def refuse(*args, **kwargs):
        raise RuntimeError("the disk is full")

    draft = DraftFactory()
    monkeypatch.setattr(registrations.queue, "put", refuse)
    with pytest.raises(RuntimeError):
        registrations.submit(draft.key)
    assert not Client.objects.exists() and not Case.objects.exists() and not Registration.objects.exists()
    assert RegistrationDraft.objects.filter(pk=draft.pk).exists()


# --- going on later -----------------------------------------------------------------------------------------------


def link_in(letter):
    return re.search(r"https?://[^/]+(/aanmelden/verder/\S+)", letter.body)[1]


def ask_for_link(visitor):
    visitor.browser.post("/aanmelden/later/", {"email": "Sami@Voorbeeld.nl"}, follow=True)
    all_work()
    return link_in(mail.outbox[-1])


def test_a_mailed_link_goes_on_on_another_device_once(visitor):
    visitor.answer_all(answers_of_waiter(), until="situatie")
    address = ask_for_link(visitor)
    assert mail.outbox[-1].to == ["sami@voorbeeld.nl"]

    laptop = Visitor(Browser())
    for _scanner in range(3):
        assert laptop.open(address).status_code == 200
    page = laptop.browser.post(address, follow=True)
    assert path_of(page) == "/aanmelden/situatie/"
    assert laptop.open("/aanmelden/naam/").context["form"].initial["last_name"] == "van 't Hof"

    again = Visitor(Browser()).browser.post(address)
    assert again.status_code == 410
    assert "Deze link werkt niet meer" in again.content.decode()
    for path in ("situatie", "controle", "later", "geldzorgen"):  # the phone let go of the draft, and says so
        left = visitor.open(f"/aanmelden/{path}/")
        assert path_of(left) == "/aanmelden/naam/" and "ander apparaat" in left.content.decode()
    sent = visitor.browser.post("/aanmelden/controle/", follow=True)
    assert path_of(sent) == "/aanmelden/naam/" and "ander apparaat" in sent.content.decode()
    typed = visitor.browser.post("/aanmelden/zoeken/", {"wishes": ["training"]}, follow=True)
    assert "ander apparaat" in typed.content.decode() and "gewist" not in typed.content.decode()


def test_a_used_link_mails_a_new_one_to_the_same_address(visitor):
    visitor.answer_all(answers_of_waiter(), until="situatie")
    address = ask_for_link(visitor)
    laptop = Visitor(Browser())
    laptop.browser.post(address)

    stranger = Visitor(Browser())
    page = stranger.browser.post(address, {"nieuw": "1"})
    assert "Kijk in je mail" in page.content.decode()
    all_work()
    assert mail.outbox[-1].to == ["sami@voorbeeld.nl"]
    assert link_in(mail.outbox[-1]) != address


def test_the_link_goes_on_in_the_same_browser_too(visitor):
    visitor.answer_all(answers_of_waiter(), until="situatie")
    address = ask_for_link(visitor)
    page = visitor.browser.post(address, follow=True)
    assert path_of(page) == "/aanmelden/situatie/"


@pytest.mark.parametrize("what", first_now(["sent", "forged", "old", "wiped", "nonsense"], 2))
def test_a_dead_link_says_so_and_offers_a_way_on(visitor, what):
    visitor.answer_all(answers_of_waiter())
    address = ask_for_link(visitor)
    later = clock.now()
    if what == "old":
        later += timedelta(days=settings.DRAFT_DAYS, minutes=1)
    elif what == "wiped":
        visitor.browser.post("/aanmelden/wissen/")
    elif what == "sent":
        visitor.send()
    elif what == "forged":
        address = address.rstrip("/")[:-1] + "x/"
    else:
        address = "/aanmelden/verder/%00%FF..%F0%9F%98%80/"
    with time_machine.travel(later):
        for page in (Browser().get(address), Browser().post(address), Browser().post(address, {"nieuw": "1"})):
            assert page.status_code == 410
            assert "Begin opnieuw" in page.content.decode() or "nieuwe link" in page.content.decode()


def test_a_draft_mails_five_links_at_most(visitor):
    visitor.answer_all(answers_of_waiter(), until="situatie")
    for _ask in range(7):
        visitor.browser.post("/aanmelden/later/", {"email": "sami@voorbeeld.nl"})
    assert ResumeLink.objects.count() == 5


# --- at the same moment -------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_ten_sends_at_the_same_moment_make_one_registration():
    achterhoek()
    draft = DraftFactory()
    barrier = threading.Barrier(10)
    answers, errors = [], []

    def send():
        try:
            barrier.wait()
            answers.append(registrations.submit(draft.key))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [thread_of_test(target=send) for _n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not errors
    assert {answer.registration.pk for answer in answers} == {Registration.objects.get().pk}
    assert sum(answer.is_new for answer in answers) == 1
    assert Client.objects.count() == Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_people_at_the_same_moment_get_twenty_numbers():
    achterhoek()
    keys = [DraftFactory().key for _n in range(20)]
    barrier = threading.Barrier(20)

    def send(key):
        barrier.wait()
        registrations.submit(key)
        connection.close()

    threads = [thread_of_test(target=send, args=[key]) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    numbers = sorted(int(reference[-4:]) for reference in Case.objects.values_list("reference", flat=True))
    assert numbers == list(range(1, 21))
