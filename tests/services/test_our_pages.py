"""Our offer, our team, the mail of a day, and what the coordinator calls about."""

import pytest
import time_machine
from django.core import mail
from django.test import Client as Http
from django.urls import reverse

from partners import absences
from rmt_portal import clock
from services.models import ServiceKind, StaffChoice
from services.referrals import answering
from tests.partners import factories as people
from tests.rig.work import all_work
from tests.services.factories import ServiceFactory, sent, works_for
from tests.services.pages import at_work, text

pytestmark = pytest.mark.django_db


def test_a_partner_keeps_its_own_offer_and_nobody_else_s():
    service = ServiceFactory()
    karin, fatima = at_work(people.karin()), at_work(people.fatima())
    assert "Nog nooit nagekeken" in text(karin.get(reverse("our_offer")))
    wrong = karin.post(reverse("our_offer_change", args=[service.pk]), {"waiting_weeks": "veel", "capacity": "4"})
    assert "Vul een getal in van 0 tot en met 104." in text(wrong)
    karin.post(reverse("our_offer_change", args=[service.pk]), {"waiting_weeks": "3", "capacity": "4"})
    service.refresh_from_db()
    assert (service.waiting_weeks, service.capacity, service.checked_by) == (3, 4, people.karin())
    karin.post(reverse("our_offer_stop", args=[service.pk]), {"stop": "ja"})
    service.refresh_from_db()
    assert service.is_stopped
    assert fatima.get(reverse("our_offer_change", args=[service.pk])).status_code == 403
    assert fatima.post(reverse("our_offer_stop", args=[service.pk]), {"stop": "nee"}).status_code == 403


def test_the_team_shows_who_is_away_and_post_goes_elsewhere():
    referral = sent()
    answering.accept(works_for(people.karin()), referral)
    all_work()
    mail.outbox.clear()
    fnv = people.fnv()
    fnv.email = "postbus@fnv.voorbeeld.nl"
    fnv.save()
    colleague = people.UserFactory(name="Tom Bakker", email="tom@voorbeeld.nl")
    people.MembershipFactory(user=colleague, organisation=fnv)
    days = (clock.today(), clock.today())
    absences.begin(people.karin(), fnv, colleague, days, works_for(people.karin()))
    seen = text(at_work(people.karin()).get(reverse("our_team")))
    assert "afwezig tot en met" in seen and "Vervanger: Tom Bakker" in seen
    answering.stop(works_for(people.fatima()), referral, "verhuisd")
    all_work()
    assert "tom@voorbeeld.nl" in {m.to[0] for m in mail.outbox}
    assert "karin@voorbeeld.nl" not in {m.to[0] for m in mail.outbox}


def test_one_mail_a_day_for_who_wants_that():
    with time_machine.travel("2026-11-23 09:00+01:00", tick=False) as now:
        StaffChoice.objects.create(user=people.karin(), daily=True)
        sent()
        all_work()
        assert "karin@voorbeeld.nl" not in {m.to[0] for m in mail.outbox}
        mail.outbox.clear()
        now.move_to("2026-11-24 09:00+01:00")
        all_work()
        [letter] = [m for m in mail.outbox if m.to == ["karin@voorbeeld.nl"]]
        assert "1 verwijzing" in letter.body
        assert "Hof" not in letter.subject + letter.body


def test_the_coordinator_calls_about_broken_promises_and_ticks_it_off():
    people.mehmet()
    service = ServiceFactory(kind=ServiceKind.DEBT_HELP, provider=people.debt_help())
    with time_machine.travel("2026-11-23 09:00+01:00", tick=False) as now:
        referral = sent(to=people.debt_help(), service=service, urgency="threat")
        now.move_to("2026-11-24 09:00+01:00")
        all_work()
        mehmet = at_work(people.mehmet())
        page = mehmet.get(reverse("referrals_escalated"))
        assert referral.reference in text(page) and "Bel Stadsbank" in text(page)
        [entry] = page.context["entries"]
        mehmet.post(reverse("referral_called", args=[referral.reference]), {"taak": entry["tasks"][0].pk})
        assert not mehmet.get(reverse("referrals_escalated")).context["entries"][0]["tasks"]
    assert at_work(people.karin()).get(reverse("referrals_escalated")).status_code == 403


def test_the_menu_leads_everybody_to_what_is_theirs():
    for person, place in (
        (people.karin, "referrals_received"), (people.mehmet, "referrals_escalated"), (people.els, "our_team"),
    ):  # fmt: skip
        assert at_work(person()).get(reverse("referrals"))["Location"] == reverse(place)
    stranger = people.UserFactory(name="Zonder rol")
    assert at_work(stranger).get(reverse("referrals")).status_code == 403
    assert Http().get(reverse("referrals")).status_code == 302
