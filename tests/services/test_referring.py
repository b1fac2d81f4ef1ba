"""Referring somebody, step by step: from a number or a name to sent."""

import re
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client as Http
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from intake import coaching
from partners.models import Role
from rmt_portal import clock
from rmt_portal.audit.models import AuditLine
from rmt_portal.changing import Refused
from rmt_portal.outbox.drain import drain
from services.models import Referral, ReferralConcept
from services.referrals import answering, sending
from tests.partners import factories as people
from tests.services.factories import ServiceFactory, case_of_sami, in_state, works_for
from tests.services.pages import at_work, day_parts, page_of, refers, shares, takes, text, why

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun() -> tuple[Http, ReferralConcept, Any]:
    """Fatima, Sami's coach, who found Sami by number and began a referral."""
    case = case_of_sami()
    coaching.take_over(case, works_for(people.fatima()))
    people.karin()
    service = ServiceFactory(
        name="Loopbaangesprek", waiting_weeks=2, checked_on=clock.today(), checked_by=people.karin()
    )
    fatima = at_work(people.fatima())
    page = fatima.post(reverse("refer"), {"number": case.reference.lower()})
    assert "Bekend bij het team" in text(page)
    assert "van &#x27;t Hof" not in text(page)
    fatima.post(reverse("refer_from", args=[case.client.public_id]))
    return fatima, ReferralConcept.objects.get(), service


def test_from_a_number_to_sent_in_five_steps(begun):
    fatima, concept, service = begun
    page = text(fatima.get(reverse("refer_step", args=[concept.public_id, "hulp"])))
    assert "Loopbaangesprek" in page and "Wachttijd 2 weken" in page and "Door FNV" in page
    refers(fatima, concept, hulp={"chosen": f"service:{service.pk}"}, waarom=why())
    preview = text(fatima.get(reverse("refer_step", args=[concept.public_id, "delen"])))
    assert "Dit ziet FNV" in preview and "06 12345678" in preview
    refers(fatima, concept, delen=shares())
    check = fatima.get(reverse("refer_step", args=[concept.public_id, "controle"]))
    assert "We keken samen naar dit scherm" in text(check)
    done = fatima.post(reverse("refer_step", args=[concept.public_id, "controle"]), follow=True)
    referral = Referral.objects.get()
    assert referral.state == "sent" and referral.reference in text(done)
    assert "Je hebt antwoord voor" in text(done)


def test_the_preview_is_what_the_receiver_reads(begun):
    fatima, concept, service = begun
    refers(fatima, concept, hulp={"chosen": f"service:{service.pk}"}, waarom=why(), delen=shares())
    promised = {s.step: s.answers for s in
                fatima.get(reverse("refer_step", args=[concept.public_id, "controle"])).context["sheets"]}  # fmt: skip
    fatima.post(reverse("refer_step", args=[concept.public_id, "controle"]))
    referral, karin = Referral.objects.get(), at_work(people.karin())
    assert {s.step: s.answers for s in karin.get(page_of(referral)).context["sheets"]} == {"decide": promised["decide"]}
    takes(karin, referral, "aannemen", responsible=people.karin().pk)
    assert {s.step: s.answers for s in karin.get(page_of(referral)).context["sheets"]} == promised


def test_two_clicks_send_one_referral(begun):
    fatima, concept, service = begun
    refers(fatima, concept, hulp={"chosen": f"service:{service.pk}"}, waarom=why(), delen=shares())
    for _click in range(2):
        assert fatima.post(reverse("refer_step", args=[concept.public_id, "controle"])).status_code == 302
    assert Referral.objects.count() == 1


def test_back_reload_and_a_second_tab_lose_nothing(begun):
    fatima, concept, service = begun
    refers(fatima, concept, hulp={"chosen": f"service:{service.pk}"}, waarom=why(why="Eerst dit."))
    assert "Eerst dit." in text(fatima.get(reverse("refer_step", args=[concept.public_id, "waarom"])))
    fatima.post(reverse("refer_from", args=[concept.case.client.public_id]))
    assert ReferralConcept.objects.count() == 1
    assert "maak af" in text(fatima.get(reverse("referrals_sent")))


def test_another_choice_of_help_asks_the_consent_anew(begun):
    fatima, concept, service = begun
    other = ServiceFactory(name="Ander gesprek")
    refers(fatima, concept, hulp={"chosen": f"service:{service.pk}"}, waarom=why(), delen=shares())
    refers(fatima, concept, hulp={"chosen": f"service:{other.pk}"})
    page = fatima.get(reverse("refer_step", args=[concept.public_id, "controle"]))
    assert page.status_code == 302 and page["Location"].endswith("/delen/")


def test_without_a_ground_nothing_is_sent(begun):
    fatima, concept, service = begun
    refers(fatima, concept, hulp={"chosen": f"service:{service.pk}"}, waarom=why())
    page = fatima.post(reverse("refer_step", args=[concept.public_id, "delen"]), {"basis": "consent", "how": "oral"})
    assert page.status_code == 200
    assert "Vertel het de cliënt eerst" in text(page)
    assert fatima.post(reverse("refer_step", args=[concept.public_id, "controle"])).status_code == 302
    assert Referral.objects.count() == 0


def test_a_diagnosis_is_noticed_before_sending(begun):
    fatima, concept, service = begun
    refers(fatima, concept, hulp={"chosen": f"service:{service.pk}"}, waarom=why(why="Heeft een depressie gehad."),
           delen=shares())  # fmt: skip
    assert "Wij zagen: depressie" in text(fatima.get(reverse("refer_step", args=[concept.public_id, "controle"])))


def test_a_number_that_is_no_bsn_may_stand_in_it_once_somebody_says_so(begun):
    fatima, concept, service = begun
    refers(fatima, concept, hulp={"chosen": f"service:{service.pk}"})
    typed = why(why="Zoek in de catalogus op 111222333.")
    page = fatima.post(reverse("refer_step", args=[concept.public_id, "waarom"]), typed)
    assert "burgerservicenummer" in text(page) and 'name="geen_bsn"' in page.content.decode()
    refers(fatima, concept, waarom=typed | {"geen_bsn": "on"}, delen=shares())
    fatima.post(reverse("refer_step", args=[concept.public_id, "controle"]))
    referral, karin = Referral.objects.get(), at_work(people.karin())
    takes(karin, referral, "vraag", text="Bedoel je 123456782?", geen_bsn="on")
    assert Referral.objects.get().state == "info_requested"
    lines = AuditLine.objects.filter(action="referral.bsn_denied").order_by("pk")
    assert [(line.actor_id, line.fields) for line in lines] == [
        (people.fatima().pk, ["why"]), (people.karin().pk, ["text"]),
    ]  # fmt: skip
    assert {tuple(line.client_ids) for line in lines} == {(referral.client_id,)}
    assert "111222333" not in str([line.__dict__ for line in lines])


def test_who_received_a_referral_does_not_refer_on_without_the_sender():
    referral = in_state("accepted")
    karin = at_work(people.karin())
    assert karin.post(reverse("refer"), {"number": referral.case.reference}).context["found"] == []
    assert karin.post(reverse("refer_from", args=[referral.client.public_id])).status_code == 403
    with pytest.raises(Refused):
        sending.draft(works_for(people.karin()), referral.case, sending.Request(people.uwv()))


def test_a_person_who_is_not_open_and_one_who_does_not_exist_give_the_same_answer():
    case = case_of_sami()
    school = people.OrganisationFactory(name="Graafschap College")
    mentor = people.UserFactory(name="Mentor")
    people.MembershipFactory(user=mentor, organisation=school, role=Role.SCHOOL_MENTOR)
    http = at_work(mentor)
    http.get(reverse("refer"))
    answers, queries = [], []
    birth = day_parts("birth_date", case.client.birth_date)
    for typed in (
        {"number": case.reference}, {"number": "RA-2026-9999"},
        {"name": "Sami van 't Hof", **birth}, {"name": "Bestaat Niet", **birth},
    ):  # fmt: skip
        with CaptureQueriesContext(connection) as captured:
            page = http.post(reverse("refer"), typed)
        body = text(page)
        for value in typed.values():
            body = body.replace(str(value).replace("'", "&#x27;"), "")
        answers.append(re.sub(r"\s+", " ", body))
        queries.append(len(captured))
        assert page.context["found"] == []
    assert len(set(queries)) == 1
    assert http.post(reverse("refer_from", args=[case.client.public_id])).status_code == 403
    assert ReferralConcept.objects.count() == 0


def test_nobody_else_opens_a_concept(begun):
    _fatima, concept, _service = begun
    for person in (people.ingrid(), people.karin(), people.mehmet()):
        http = at_work(person)
        for name in ("refer_concept", "refer_sent"):
            assert http.get(reverse(name, args=[concept.public_id])).status_code == 404
        assert http.get(reverse("refer_step", args=[concept.public_id, "hulp"])).status_code == 404
        assert http.post(reverse("refer_throw_away", args=[concept.public_id])).status_code == 404
    assert ReferralConcept.objects.count() == 1


def test_a_concept_can_be_thrown_away_and_goes_by_itself_after_two_weeks(begun):
    fatima, concept, _service = begun
    with time_machine.travel(clock.now() + answering.LONGEST_HOLD / 2.1):
        drain(budget_seconds=300)
    assert not ReferralConcept.objects.exists()
    fatima.post(reverse("refer_from", args=[concept.case.client.public_id]))
    fatima.post(reverse("refer_throw_away", args=[ReferralConcept.objects.get().public_id]))
    assert not ReferralConcept.objects.exists()
