"""The lists and the page of a referral as people use them, over HTTP and without JavaScript."""

import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partners.models import AccessGrant
from rmt_portal import clock
from rmt_portal.audit.models import AuditLine
from rmt_portal.outbox.models import OutboxItem
from services.models import Referral, ReferralConcept, ServiceKind
from services.referrals import answering, sending
from services.seeding import seed_contracts
from tests.partners import factories as people
from tests.services.factories import ServiceFactory, case_of_sami, in_state, sent, works_for
from tests.services.pages import at_work, day_parts, page_of, refers, shares, takes, text, why

pytestmark = pytest.mark.django_db


# --- P1 and P4: the lists --------------------------------------------------------------------------------------------


def test_the_receiver_sees_initials_until_the_referral_is_taken_on():
    referral = sent()
    karin = at_work(people.karin())
    before = text(karin.get(reverse("referrals_received")))
    assert referral.reference in before
    assert "S. V." in before
    assert "van 't Hof" not in before and "Sami" not in before
    answering.accept(works_for(people.karin()), referral)
    after = text(karin.get(reverse("referrals_received"), {"stand": "contact"}))
    assert "Sami van &#x27;t Hof" in after
    assert "Neem contact op" in after


def test_every_list_leaves_one_line_in_the_log_with_who_was_on_it():
    referral = sent()
    at_work(people.karin()).get(reverse("referrals_received"))
    line = AuditLine.objects.get(action="referrals.list")
    assert (line.object_ids, line.client_ids) == ([referral.pk], [referral.client_id])
    assert line.actor_id == people.karin().pk


def test_a_threatened_resident_stands_on_top_of_older_requests():
    case = case_of_sami()
    service = ServiceFactory(kind=ServiceKind.DEBT_HELP, provider=people.debt_help())
    sent(case, to=people.debt_help(), service=service)
    urgent = sent(case, to=people.debt_help(), service=ServiceFactory(
        kind=ServiceKind.DEBT_HELP, provider=people.debt_help()), urgency="threat")  # fmt: skip
    page = at_work(people.anouk()).get(reverse("referrals_received"))
    assert next(row.referral.pk for row in page.context["rows"]) == urgent.pk


def test_a_longer_list_asks_no_more_questions():
    case = case_of_sami()
    for _each in range(3):
        sent(case)
    karin, fatima = at_work(people.karin()), at_work(people.fatima())
    for http, name in ((karin, "referrals_received"), (fatima, "referrals_sent")):
        http.get(reverse(name))
        with CaptureQueriesContext(connection) as captured:
            http.get(reverse(name))
        assert len(captured) <= 12


def test_lists_say_why_they_are_empty_and_what_to_do():
    assert "Verwijs iemand door" in text(at_work(people.fatima()).get(reverse("referrals_sent")))
    assert "Alles is beoordeeld" in text(at_work(people.karin()).get(reverse("referrals_received")))
    assert "Alle beloftes zijn gehouden" in text(at_work(people.mehmet()).get(reverse("referrals_escalated")))


def test_a_colleague_sees_what_the_organisation_sent_and_a_stranger_does_not():
    referral = sent()
    ingrid = at_work(people.ingrid())
    assert referral.reference not in text(ingrid.get(reverse("referrals_sent")))
    assert referral.reference in text(ingrid.get(reverse("referrals_sent"), {"wie": "iedereen"}))
    jan = at_work(people.jan())
    assert referral.reference not in text(jan.get(reverse("referrals_sent"), {"wie": "iedereen"}))


def test_another_region_of_the_same_organisation_sees_nothing():
    referral = sent()
    elsewhere = people.RegionFactory(code="AM07")
    colleague = people.UserFactory(name="Coach van FNV in Arnhem")
    people.MembershipFactory(user=colleague, organisation=people.fnv(), region=elsewhere)
    http = at_work(colleague)
    assert referral.reference not in text(http.get(reverse("referrals_received")))
    assert http.get(page_of(referral)).status_code == 403


# --- P3: one referral ------------------------------------------------------------------------------------------------


def test_sender_and_receiver_read_the_same_status_and_each_what_they_may():
    referral = sent(why="Sami wil weten wat bij hem past.")
    karin, fatima = at_work(people.karin()), at_work(people.fatima())
    seen = text(karin.get(page_of(referral)))
    assert "Sami wil weten wat bij hem past." in seen
    assert "06 12345678" not in seen
    referral.refresh_from_db()
    assert referral.seen_at
    sender_page = fatima.get(page_of(referral))
    assert 'aria-current="step"' in sender_page.content.decode()
    assert "Bekeken" in text(sender_page)
    line = AuditLine.objects.filter(action="referral.read", actor_id=people.karin().pk).get()
    assert line.fields == ["decide"]


def test_a_referral_of_others_costs_a_stranger_as_many_questions_as_nothing():
    """Also the time of the answer must not tell that there is something."""
    referral = sent()
    jan = at_work(people.jan())
    nothing = referral.reference[:-4] + "9999"
    jan.get(reverse("referral", args=[nothing]))
    asked = []
    for number in (referral.reference, nothing):
        with CaptureQueriesContext(connection) as captured:
            assert jan.get(reverse("referral", args=[number])).status_code == 403
        asked.append([query["sql"].split(" ", 1)[0] for query in captured])
    assert asked[0] == asked[1]


def test_a_stranger_gets_the_same_answer_for_a_referral_and_for_nothing():
    referral = sent()
    jan = at_work(people.jan())
    there, nowhere = jan.get(page_of(referral)), jan.get("/verwijzingen/V-2026-9999/")
    assert there.status_code == nowhere.status_code == 403
    hide = [referral.reference, "V-2026-9999"]
    told = [text(r) for r in (there, nowhere)]
    for number in hide:
        told = [t.replace(number, "X") for t in told]
    assert told[0] == told[1]
    assert AuditLine.objects.filter(action="referral.read", result="refused", client_ids=[referral.client_id]).exists()


def test_who_sent_it_and_may_no_longer_see_the_person_still_follows_the_referral():
    referral = in_state("accepted", why="Wil weten wat past.")
    AccessGrant.objects.filter(client_id=referral.client_id).update(ends_at=clock.now())
    page = at_work(people.fatima()).get(page_of(referral))
    assert page.status_code == 200
    assert "Je ziet deze persoon niet meer" in text(page) and "Aangenomen" in text(page)
    for hidden in ("Sami", "06 12345678", "Wil weten wat past."):
        assert hidden not in text(page)
    assert at_work(people.fatima()).get(page_of(referral, "stop")).status_code == 200


def test_after_withdrawn_consent_only_the_status_is_left():
    referral = in_state("accepted")
    fatima = at_work(people.fatima())
    assert takes(fatima, referral, "toestemming-ingetrokken").status_code == 302
    for person in (people.karin(), people.fatima()):
        page = text(at_work(person).get(page_of(referral)))
        assert "toestemming ingetrokken" in page
        assert "06 12345678" not in page
        assert "inhoud weg" in page
    assert "van &#x27;t Hof" not in text(at_work(people.karin()).get(page_of(referral)))


def test_thirty_days_after_the_help_only_number_and_outcome_are_left():
    referral = in_state("completed")
    with time_machine.travel(clock.now() + answering.LONGEST_HOLD * 2):
        page = text(at_work(people.karin()).get(page_of(referral)))
        assert "geholpen" in page
        assert "Sami" not in page and "06 12345678" not in page


# --- P5 and P6: deciding and reporting back --------------------------------------------------------------------------


def test_from_sent_to_done_over_the_pages():
    referral = sent()
    karin = at_work(people.karin())
    assert "Wie neemt contact op?" in text(karin.get(page_of(referral, "aannemen")))
    takes(karin, referral, "aannemen", responsible=people.karin().pk)
    takes(karin, referral, "start", **day_parts("day", clock.today()))
    takes(karin, referral, "klaar", outcome="helped", report="Sami weet wat hij wil.")
    referral.refresh_from_db()
    assert referral.state == "completed"
    page = text(at_work(people.fatima()).get(page_of(referral)))
    assert "geholpen" in page and "Sami weet wat hij wil." in page


def test_full_asks_for_a_date_and_keeps_what_was_typed():
    referral = sent()
    page = takes(at_work(people.karin()), referral, "niet-aannemen", reason_code="full", explanation="Tot januari vol.")
    assert page.status_code == 200
    assert "Vul in vanaf wanneer het wel kan." in text(page)
    assert "Tot januari vol." in text(page)
    assert "<title>Fout:" in re.sub(r"\s+", " ", page.content.decode()).replace("<title> ", "<title>")
    referral.refresh_from_db()
    assert referral.state == "sent"


def test_a_better_offer_reaches_the_sender():
    referral = sent()
    people.uwv()
    takes(at_work(people.karin()), referral, "niet-aannemen", reason_code="other_help_fits",
          better_offer=people.uwv().pk, explanation="UWV geeft deze cursus.")  # fmt: skip
    page = text(at_work(people.fatima()).get(page_of(referral)))
    assert "Past beter bij" in page and "UWV" in page and "UWV geeft deze cursus." in page


def test_after_a_no_the_sender_refers_on_and_both_stay_tied():
    referral = in_state("declined")
    fatima = at_work(people.fatima())
    assert "Verwijs door naar iemand anders" in text(fatima.get(page_of(referral)))
    fatima.post(reverse("refer_from", args=[referral.client.public_id]), {"vervolg-op": referral.reference})
    concept = ReferralConcept.objects.get()
    assert concept.parent == referral
    people.jan()
    refers(fatima, concept, hulp={"chosen": f"organisation:{people.uwv().pk}"}, waarom=why(), delen=shares())
    fatima.post(reverse("refer_step", args=[concept.public_id, "controle"]))
    onward = Referral.objects.exclude(pk=referral.pk).get()
    assert onward.parent == referral
    assert referral.reference in text(fatima.get(page_of(onward)))


def test_a_colleague_was_first_and_the_typed_text_stays():
    referral = sent()
    karin = at_work(people.karin())
    karin.get(page_of(referral, "vraag"))
    seen = Referral.objects.get(pk=referral.pk).version
    sending.recall(works_for(people.fatima()), referral, "niet meer nodig")
    page = karin.post(page_of(referral, "vraag"), {"version": seen, "text": "Heeft Sami een rijbewijs?"})
    assert page.status_code == 409
    told = text(page)
    assert "Ingetrokken, door Fatima de Groot" in told and "Fatima de Groot" in told
    assert "Heeft Sami een rijbewijs?" in told
    assert Referral.objects.get(pk=referral.pk).state == "recalled"


def test_after_a_change_that_leaves_the_step_possible_it_is_sent_again_with_one_click():
    referral = sent()
    karin = at_work(people.karin())
    old = referral.version
    answering.request_info(works_for(people.karin()), referral, "Wat wil Sami?")
    sending.answer_info(works_for(people.fatima()), referral, "Werken met mensen.")
    page = karin.post(page_of(referral, "aannemen"), {"version": old, "responsible": people.karin().pk})
    assert page.status_code == 409
    assert page.context["conflict"]["still_possible"]
    version = page.context["form"]["version"].value()
    done = karin.post(page_of(referral, "aannemen"), {"version": version, "responsible": people.karin().pk})
    assert done.status_code == 302
    assert Referral.objects.get(pk=referral.pk).state == "accepted"


def test_a_double_click_is_one_acceptance_and_no_error():
    referral = sent()
    karin = at_work(people.karin())
    typed = {"version": referral.version, "responsible": people.karin().pk}
    assert [karin.post(page_of(referral, "aannemen"), typed).status_code for _ in range(2)] == [302, 302]
    assert referral.events.filter(event="accept").count() == 1
    assert OutboxItem.objects.filter(kind="mail.referral", payload__event="accept").count() == 2


def test_free_text_refuses_ways_to_reach_or_identify_somebody():
    referral = sent()
    karin = at_work(people.karin())
    for typed, complaint in (
        ("Het nummer is 111222333.", "burgerservicenummer"),
        ("Mail naar sami@voorbeeld.nl", "e-mailadres"),
        ("Bel 06 12 34 56 78 even", "telefoonnummer"),
    ):
        page = takes(karin, referral, "vraag", text=typed)
        assert page.status_code == 200
        assert complaint in text(page)
        assert typed in text(page)


def test_the_debt_worker_sees_contact_and_urgency_and_confirms_a_date():
    case = case_of_sami()
    seed_contracts()
    service = ServiceFactory(kind=ServiceKind.DEBT_HELP, provider=people.debt_help())
    referral = sent(case, to=people.debt_help(), service=service, urgency="threat", why="")
    anouk = at_work(people.anouk())
    page = text(anouk.get(page_of(referral)))
    assert "06 12345678" in page
    assert "dreigende uitzetting" in page
    assert "55 of ouder" not in page and "27 tot 55" not in page
    assert anouk.get(page_of(referral, "niet-aannemen")).status_code == 409
    day = clock.today()
    takes(anouk, referral, "datum", **day_parts("day", day))
    referral.refresh_from_db()
    assert referral.first_talk_on == day
    assert "Eerste gesprek" in text(at_work(people.fatima()).get(page_of(referral)))


def test_steps_of_the_other_side_are_refused_with_a_reason():
    referral = sent()
    page = at_work(people.fatima()).get(page_of(referral, "aannemen"))
    assert page.status_code == 403
    assert "rol" in text(page)
