"""The way in by mail: a link, a code, a session; each of them dies in time."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from rmt_portal import clock
from rmt_portal.audit.models import AuditLine
from rmt_portal.outbox.models import OutboxItem
from services.mailboxes import addresses
from services.models import MailboxLink
from services.referrals import sending
from tests.partners import factories as people
from tests.rig.work import all_work
from tests.services.factories import works_for
from tests.services.mailboxes import ADDRESS, Reader, letters, proven_mailbox, sent_to_team
from tests.services.pages import text

pytestmark = pytest.mark.django_db


def test_only_a_hash_of_the_link_is_kept_and_opening_it_sends_nothing():
    proven_mailbox()
    sent_to_team()
    reader = Reader()
    link = MailboxLink.objects.get()
    assert link.token_hash not in reader.newest_link() and len(link.token_hash) == 64
    before = OutboxItem.objects.count()
    assert "Stuur mij een code" in text(reader.http.get(reader.newest_link()))
    assert OutboxItem.objects.count() == before, "a mail scanner follows links"
    assert reader.http.get(reverse("mailbox_home")).status_code == 403


def test_a_forwarded_link_is_useless_without_the_mailbox():
    proven_mailbox()
    referral = sent_to_team()
    stranger, reader = Reader(), Reader()
    stranger.asks_a_code()
    for guess in ("000000", "123456"):
        assert stranger.types(guess).status_code == 200
    code = reader.newest_code()
    assert reader.http.get(reverse("mailbox_code")).status_code == 403, "a code works where it was asked for"
    assert reader.http.post(reverse("mailbox_code"), {"code": code}).status_code == 403
    page = reverse("mailbox_referral", args=[referral.reference])
    assert stranger.http.get(page).status_code == reader.http.get(page).status_code == 403


def test_after_five_wrong_codes_the_right_one_works_no_more_and_a_new_one_does():
    proven_mailbox()
    referral = sent_to_team()
    reader = Reader()
    reader.asks_a_code()
    code = reader.newest_code()
    wrong = "111111" if code != "111111" else "222222"
    for _guess in range(5):
        assert "Deze code klopt niet" in text(reader.types(wrong))
    assert "te vaak een verkeerde code" in text(reader.types(code))
    assert "nieuwe code onderweg" in text(reader.http.post(reverse("mailbox_code"), {"nieuw": "1"}, follow=True))
    all_work()
    assert reader.newest_code() != code
    assert reader.types(reader.newest_code()).status_code == 302
    assert reader.opens(referral).status_code == 200
    assert AuditLine.objects.filter(action="mailbox.wrong_code", result="refused").count() == 6


def test_a_code_works_once_and_ten_minutes_and_is_not_asked_without_end():
    proven_mailbox()
    sent_to_team()
    with time_machine.travel(clock.now(), tick=False) as now:
        reader = Reader()
        reader.asks_a_code()
        code = reader.newest_code()
        now.shift(timedelta(minutes=10, seconds=1))
        assert "Deze code is te oud" in text(reader.types(code))
        reader.asks_a_code()
        code = reader.newest_code()
        assert reader.types(f" {code[:3]} {code[3:]}").status_code == 302
        assert reader.types(code).status_code == 403
        other = Reader()
        answers = [other.http.post(other.newest_link()).status_code for _time in range(5)]
        assert answers == [302, 302, 302, 429, 429]


def test_the_link_dies_when_the_referral_changes_whoever_changed_it():
    proven_mailbox()
    referral = sent_to_team()
    reader = Reader()
    link = reader.newest_link()
    reader.asks_a_code()
    sending.recall(works_for(people.fatima()), referral, "niet meer nodig")
    assert reader.types(reader.newest_code()).status_code == 410
    assert reader.http.get(link).status_code == 410
    assert reader.http.post(link).status_code == 410


def test_the_link_dies_after_eight_days_and_a_new_one_goes_to_the_mailbox_only():
    proven_mailbox()
    with time_machine.travel("2026-11-23 09:00+01:00", tick=False) as now:
        referral = sent_to_team()
        anybody = Reader()
        link = anybody.newest_link()
        now.move_to("2026-12-01 08:59+01:00")
        assert anybody.http.get(link).status_code == 200
        now.move_to("2026-12-01 09:00+01:00")
        dead = anybody.http.get(link)
        assert dead.status_code == 410
        all_work()
        mail.outbox.clear()
        asked = anybody.http.post(link, {"nieuw": "1"})
        made_up = link.replace(link.rstrip("/").rpartition("/")[2], "x" * 43)
        assert text(anybody.http.get(made_up)) == text(dead)
        assert text(anybody.http.post(made_up, {"nieuw": "1"})) == text(asked)
        all_work()
        assert [(m.to, referral.reference in m.subject) for m in mail.outbox] == [([ADDRESS], True)]
        assert anybody.newest_link() != link
        for _time in range(5):
            anybody.http.post(link, {"nieuw": "1"})
        all_work()
        assert len(mail.outbox) == 3, "at most three an hour"


def test_an_ended_mailbox_stops_links_sessions_and_new_mails():
    mailbox = proven_mailbox()
    referral = sent_to_team()
    reader = Reader().comes_in()
    link = reader.newest_link()
    addresses.end(works_for(people.mehmet()), mailbox)
    assert reader.opens(referral).status_code == 403
    assert reader.http.get(link).status_code == 410
    mail.outbox.clear()
    reader.http.post(link, {"nieuw": "1"})
    all_work()
    assert mail.outbox == []


def test_the_session_ends_after_a_quarter_of_an_hour_and_gives_back_what_was_typed():
    proven_mailbox()
    referral = sent_to_team()
    with time_machine.travel(clock.now(), tick=False) as now:
        reader = Reader().comes_in()
        now.shift(timedelta(minutes=14))
        assert reader.opens(referral).status_code == 200
        now.shift(timedelta(minutes=15, seconds=1))
        answer = reader.http.post(reader.page(referral, "vraag"), {"version": 2, "text": "Heeft zij een rijbewijs?"})
        assert answer.status_code == 403
        assert "Heeft zij een rijbewijs?" in text(answer)


def test_closing_ends_the_session():
    proven_mailbox()
    referral = sent_to_team()
    reader = Reader().comes_in()
    assert "Afgesloten" in text(reader.http.post(reverse("mailbox_leave"), follow=True))
    assert reader.opens(referral).status_code == 403


def test_a_reminder_to_a_mailbox_carries_a_fresh_link_and_the_old_one_still_works():
    proven_mailbox()
    with time_machine.travel("2026-11-23 09:00+01:00", tick=False) as now:
        sent_to_team()
        first = Reader().newest_link()
        now.move_to("2026-11-25 09:00+01:00")
        all_work()
        assert "wacht op jullie" in letters()[-1].subject
        again = Reader().newest_link()
        assert again != first
        assert Reader().http.get(first).status_code == Reader().http.get(again).status_code == 200
