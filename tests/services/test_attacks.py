"""Tries to read or change what belongs to others, with real requests: stale tabs, ids of others, words of others."""

from datetime import timedelta

import pytest
from django.urls import reverse

from intake import coaching, consents
from intake.models import DataCategory
from partners.models import Membership, Role
from rmt_portal import clock
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import Actor
from services.models import Referral, ReferralConcept
from services.referrals import answering, sending
from tests.partners import factories as people
from tests.services.factories import ServiceFactory, case_of_sami, in_state, sent, works_for
from tests.services.pages import at_work, page_of, text

pytestmark = pytest.mark.django_db


def test_an_open_tab_of_who_left_changes_and_shows_nothing():
    referral = in_state("accepted")
    karin = at_work(people.karin())
    assert karin.get(page_of(referral)).status_code == 200
    yesterday = clock.today() - timedelta(days=1)
    Membership.objects.filter(user=people.karin()).update(active_from=yesterday, active_until=yesterday)
    for step in ("bericht", "stop", "terugdraaien"):
        typed = {"version": referral.version, "text": "Nog iets.", "reason": "Zomaar."}
        assert karin.post(page_of(referral, step), typed).status_code == 403
    assert "06 12345678" not in text(karin.get(page_of(referral)))
    referral.refresh_from_db()
    assert (referral.state, referral.messages.count()) == ("accepted", 0)


def test_nobody_of_another_organisation_or_region_is_made_responsible():
    referral = sent()
    elsewhere = people.RegionFactory(code="AM07")
    colleague = people.UserFactory(name="Collega Elders")
    people.MembershipFactory(user=colleague, organisation=people.fnv(), region=elsewhere, role=Role.COACH)
    karin = at_work(people.karin())
    for somebody in (people.jan(), people.fatima(), colleague):
        page = karin.post(page_of(referral, "aannemen"), {"version": referral.version, "responsible": somebody.pk})
        assert page.status_code == 200 and "Kies een collega uit de lijst." in text(page)
        with pytest.raises(Refused):
            answering.accept(works_for(people.karin()), referral, somebody)
    referral.refresh_from_db()
    assert referral.state == "sent"


def test_help_of_another_region_is_not_chosen_by_its_number():
    case = case_of_sami()
    coaching.take_over(case, works_for(people.fatima()))
    people.karin()
    elsewhere = people.RegionFactory(code="AM07")
    foreign = ServiceFactory(region=elsewhere, provider=people.sofie().memberships.get().organisation)
    fatima = at_work(people.fatima())
    fatima.post(reverse("refer_from", args=[case.client.public_id]))
    made = ReferralConcept.objects.get()
    for chosen in (
        f"service:{foreign.pk}",
        f"organisation:{foreign.provider_id}",
        f"organisation:{made.organisation_id}",
    ):
        page = fatima.post(reverse("refer_step", args=[made.public_id, "hulp"]), {"chosen": chosen})
        assert page.status_code == 200
    made.refresh_from_db()
    assert made.answers == {}


def test_the_words_of_another_organisation_are_not_copied_by_its_number():
    """The number of a referral is easy to guess; what another organisation wrote stays where it is."""
    case = case_of_sami()
    coaching.take_over(case, works_for(people.fatima()))
    consents.give(
        case.client,
        people.uwv(),
        [DataCategory.CONTACT],
        text_version="1",
        how="oral",
        actor=works_for(people.fatima()),
    )
    theirs = sent(case, why="Alleen voor de bond.")
    answering.decline(works_for(people.karin()), theirs, "other_help_fits")
    Referral.objects.filter(pk=theirs.pk).update(sender=people.jan(), sender_organisation=people.uwv())
    fatima = at_work(people.fatima())
    begun = {"vervolg-op": theirs.reference, "naar": "opnieuw"}
    fatima.post(reverse("refer_from", args=[case.client.public_id]), begun)
    made = ReferralConcept.objects.get()
    assert made.parent is None and "Alleen voor de bond." not in str(made.answers)


def test_a_concept_of_a_colleague_is_not_there():
    case = case_of_sami()
    coaching.take_over(case, works_for(people.fatima()))
    at_work(people.fatima()).post(reverse("refer_from", args=[case.client.public_id]))
    made = ReferralConcept.objects.get()
    ingrid = at_work(people.ingrid())
    for slug in ("hulp", "delen", "controle"):
        assert ingrid.post(reverse("refer_step", args=[made.public_id, slug]), {"vraag": "1"}).status_code == 404
    assert "vraag" not in ReferralConcept.objects.get().answers


def test_a_person_at_two_organisations_does_not_take_on_the_own_referral():
    people.MembershipFactory(user=people.fatima(), organisation=people.fnv(), role=Role.RECEIVER)
    people.karin()
    actor = Actor(people.fatima(), people.municipality().pk)
    referral = sending.draft(actor, case_of_sami(), sending.Request(people.fnv()))
    sending.send(actor, referral, "consent", "samen")
    http = at_work(people.fatima())
    typed = {"version": referral.version, "responsible": people.fatima().pk}
    http.post(page_of(referral, "aannemen"), typed)
    referral.refresh_from_db()
    assert referral.state == "sent"
