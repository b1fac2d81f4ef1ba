"""Which mailbox may receive for an organisation, and who sets, proves and ends it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client as Http
from django.urls import reverse

from partners import access
from partners.models import LegalBasis
from rmt_portal import clock
from rmt_portal.changing import Refused
from services.mailboxes import addresses
from services.models import Mailbox, ServiceKind
from services.referrals import sending
from services.referrals.parties import by_mailbox, parties_by
from tests.partners import factories as people
from tests.rig.work import all_work
from tests.services.factories import ServiceFactory, case_of_sami, concept, works_for
from tests.services.mailboxes import ADDRESS, buurtteam, letters, proven_mailbox, sent_to_team
from tests.services.pages import at_work, text

pytestmark = pytest.mark.django_db


# --- who may receive -------------------------------------------------------------------------------------------------


def test_an_unproven_mailbox_never_receives_and_a_proven_one_does():
    case = case_of_sami()
    buurtteam()
    place = next(p for p in addresses.places(people.mehmet()) if p.organisation == buurtteam())
    addresses.set_address(works_for(people.mehmet()), place, ADDRESS, False)
    referral = concept(case, buurtteam())
    with pytest.raises(Refused, match="niemand een verwijzing ontvangen"):
        sending.send(works_for(people.fatima()), referral, LegalBasis.CONSENT, "samen")
    proven_mailbox()
    sending.send(works_for(people.fatima()), referral, LegalBasis.CONSENT, "samen")
    all_work()
    assert [m.to for m in mail.outbox if "voor jullie" in m.subject] == [[ADDRESS]]


def test_a_colleague_without_a_second_factor_does_not_receive():
    people.MembershipFactory(user=people.UserFactory(second_factor=False), organisation=people.fnv(), role="receiver")
    with pytest.raises(Refused, match="niemand een verwijzing ontvangen"):
        sending.send(works_for(people.fatima()), concept(), LegalBasis.CONSENT, "samen")


def test_who_has_an_account_there_hears_it_and_the_mailbox_does_not():
    proven_mailbox()
    colleague = people.UserFactory(email="collega-brug@voorbeeld.nl")
    people.MembershipFactory(user=colleague, organisation=buurtteam(), role="receiver")
    mail.outbox.clear()
    sent_to_team()
    assert {m.to[0] for m in mail.outbox} == {"collega-brug@voorbeeld.nl", "sami@voorbeeld.nl"}


def test_debt_help_goes_only_to_a_mailbox_that_debt_workers_alone_read():
    service = ServiceFactory(kind=ServiceKind.DEBT_HELP, provider=buurtteam())
    mailbox = proven_mailbox()
    referral = concept(case_of_sami(), buurtteam(), service=service)
    with pytest.raises(Refused, match="niemand een verwijzing ontvangen"):
        sending.send(works_for(people.fatima()), referral, LegalBasis.CONSENT, "samen")
    proven_mailbox(for_debt_help=True)
    sending.send(works_for(people.fatima()), referral, LegalBasis.CONSENT, "samen")
    assert not parties_by(by_mailbox(mailbox), referral)


def test_nobody_answers_what_was_sent_from_the_own_address():
    referral = concept(case_of_sami(), buurtteam())
    proven_mailbox(address=people.fatima().email)
    with pytest.raises(Refused, match="niemand een verwijzing ontvangen"):
        sending.send(works_for(people.fatima()), referral, LegalBasis.CONSENT, "samen")


# --- setting the mailbox ---------------------------------------------------------------------------------------------


def test_a_coordinator_sets_the_mailbox_of_who_has_no_administrator_and_not_the_own_address():
    mehmet = works_for(people.mehmet())
    buurtteam(), people.bram()
    place = {p.organisation.name: p for p in addresses.places(mehmet.user)}
    assert "Buurtteam De Brug" in place and people.municipality().name not in place
    for own in (" Mehmet@voorbeeld.nl", "mehmet+brug@voorbeeld.nl"):
        with pytest.raises(Refused, match="eigen adres"):
            addresses.set_address(mehmet, place["Buurtteam De Brug"], own, False)
    bram = works_for(people.bram())
    with pytest.raises(access.Refused):
        addresses.set_address(bram, place["Buurtteam De Brug"], ADDRESS, False)


def test_a_confirmation_works_once_for_three_days_and_takes_the_place_of_the_old_mailbox():
    old = proven_mailbox()
    place = next(p for p in addresses.places(people.mehmet()) if p.organisation == buurtteam())
    addresses.set_address(works_for(people.mehmet()), place, "nieuw@brug.example", False)
    all_work()
    link = re.search(r"http\S+", letters("nieuw@brug.example")[-1].body)[0].removeprefix("http://localhost:8000")
    http = Http()
    assert "Bevestig deze mailbox" in text(http.get(link))
    old.refresh_from_db()
    assert old.ended_at is None, "looking at the page confirms nothing"
    assert "is bevestigd" in text(http.post(link))
    assert http.post(link).status_code == 410
    assert Mailbox.objects.proven().get().address == "nieuw@brug.example"

    addresses.set_address(works_for(people.mehmet()), place, "later@brug.example", False)
    all_work()
    link = re.search(r"http\S+", letters("later@brug.example")[-1].body)[0].removeprefix("http://localhost:8000")
    with time_machine.travel(clock.now() + timedelta(days=3, minutes=1), tick=False):
        assert http.post(link).status_code == 410


def test_an_administrator_sets_and_ends_the_mailbox_in_the_workplace():
    bram = at_work(people.bram())
    page = reverse("admin:mailboxes")
    key = f"{people.municipality().pk}-{people.RegionFactory().pk}"
    assert "Vul een e-mailadres in" in text(bram.post(page, {"place": key, "address": "geen adres"}))
    assert bram.post(page, {"place": key, "address": "Loket@Doetinchem.example"}).status_code == 302
    assert "wacht op bevestiging" in text(bram.get(page))
    mailbox = Mailbox.objects.get()
    assert mailbox.address == "loket@doetinchem.example"
    assert bram.post(reverse("admin:mailbox_end", args=[mailbox.public_id])).status_code == 302
    assert not Mailbox.objects.waiting().exists()
