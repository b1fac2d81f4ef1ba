"""Who is away is replaced, and who leaves hands over what goes on to a person."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from partners import handover
from partners.models import Absence, Role
from rmt_portal import clock
from tests.partners import factories as people
from tests.rig.work import all_work
from tests.services.factories import case_of_sami, in_state, sent, tom, works_for
from tests.services.pages import at_work, day_parts, text

pytestmark = pytest.mark.django_db


def test_a_receiver_says_on_the_own_page_who_stands_in():
    referral = sent(receiver=tom())
    away = at_work(tom())
    today = clock.today()
    days = day_parts("from_on", today) | day_parts("until_on", today + timedelta(days=7))
    wrong = away.post(reverse("our_absence"), days | {"deputy": f"{people.fnv().pk}:{people.jan().pk}"})
    assert "Kies een collega uit de lijst." in text(wrong) and not Absence.objects.exists()
    away.post(reverse("our_absence"), days | {"deputy": f"{people.fnv().pk}:{people.karin().pk}"})
    assert "vervangt Karin Smit je" in text(away.get(reverse("our_team")))
    all_work()
    assert "karin@voorbeeld.nl" in {m.to[0] for m in mail.outbox}
    assert "tom@voorbeeld.nl" not in {m.to[0] for m in mail.outbox}
    away.post(reverse("our_back"))
    assert Absence.objects.get().ended_at is not None
    assert referral.receiver == tom(), "the work stays whose it is"


def test_a_debt_worker_is_replaced_by_a_debt_worker_only():
    people.anouk()
    people._person("Coach Bij De Stadsbank", people.debt_help(), Role.COACH)
    page = at_work(people.anouk()).get(reverse("our_absence"))
    assert page.context["nobody"]
    assert "Er is geen collega die je werk kan doen" in text(page)


def test_help_that_goes_on_is_handed_to_a_person_and_not_to_the_team():
    people.karin(), tom()
    waiting = sent(receiver=people.karin())
    running = in_state("in_progress", case_of_sami())
    held = {item.holding.slug: item for item in handover.in_hand(people.karin(), people.fnv())}
    assert held["referrals_received"].holding.to_team and held["referrals_received"].count == 1
    assert not held["referrals_running"].holding.to_team and held["referrals_running"].count == 1
    boss = people._person("Beheerder Van De Bond", people.fnv(), Role.ADMINISTRATOR)
    choices = {"referrals_received": handover.TEAM, "referrals_running": handover.TEAM}
    with pytest.raises(handover.NotHandedOver):
        handover.leave(people.karin(), people.fnv(), handover.yesterday(), choices, works_for(boss))
    choices["referrals_running"] = str(tom().pk)
    handover.leave(people.karin(), people.fnv(), handover.yesterday(), choices, works_for(boss))
    waiting.refresh_from_db(), running.refresh_from_db()
    assert (waiting.receiver, running.receiver) == (None, tom())
