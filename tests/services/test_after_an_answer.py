"""After a yes somebody keeps moving, after a no the sender does, and whoever stops sharing is believed at once."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from intake import coaching
from intake.models import Case
from partners import access
from partners.models import Layer, Role
from rmt_portal import clock
from rmt_portal.changing import Refused
from services.models import Referral, ReferralConcept, ServiceKind, StaffChoice
from services.referrals import answering, notes, sending
from tests.mypage.test_pages import on_the_own_page
from tests.partners import factories as people
from tests.rig.work import all_work
from tests.services.factories import ServiceFactory, case_of_sami, concept, in_state, sent, tom, works_for
from tests.services.mailboxes import Reader, proven_mailbox, sent_to_team
from tests.services.pages import at_work, page_of, refers, shares, takes, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def monday() -> Any:
    """Monday 23 November 2026, and Tom who works with Karin."""
    with time_machine.travel("2026-11-23 09:00+01:00", tick=False) as now:
        people.mehmet(), tom()
        yield now


def case_of_fatima() -> Case:
    """Sami, whom Fatima coaches."""
    case = case_of_sami()
    coaching.take_over(case, works_for(people.fatima()))
    return case


def told(now: Any, day: str) -> set[str]:
    """Who gets a mail on a day at nine."""
    mail.outbox.clear()
    now.move_to(f"{day} 09:00+01:00")
    all_work()
    return {letter.to[0] for letter in mail.outbox}


# --- nobody answers --------------------------------------------------------------------------------------------------


def test_before_the_coordinator_a_colleague_hears_of_it(monday):
    sent(receiver=people.karin())
    all_work()
    assert told(monday, "2026-11-25") == {"karin@voorbeeld.nl"}
    assert told(monday, "2026-11-27") == {"tom@voorbeeld.nl"}
    assert "wacht op jullie" in mail.outbox[0].subject
    assert told(monday, "2026-11-30") == {"karin@voorbeeld.nl", "mehmet@voorbeeld.nl", "sami@voorbeeld.nl"}


def test_without_a_colleague_the_organisation_or_its_administrator_hears_of_it(monday):
    tom().memberships.update(role=Role.ADMINISTRATOR)
    sent(receiver=people.karin())
    all_work()
    told(monday, "2026-11-25")
    assert told(monday, "2026-11-27") == {"tom@voorbeeld.nl"}


def test_what_is_urgent_does_not_wait_for_the_mail_of_a_day(monday):
    StaffChoice.objects.create(user=people.karin(), daily=True)
    sent(receiver=people.karin(), urgency="urgent")
    all_work()
    assert "karin@voorbeeld.nl" in {letter.to[0] for letter in mail.outbox}


# --- after a yes -----------------------------------------------------------------------------------------------------


def test_after_a_yes_the_first_contact_is_chased(monday):
    referral = sent()
    answering.accept(works_for(people.karin()), referral)
    all_work()
    page = text(at_work(people.karin()).get(page_of(referral)))
    assert "Neem contact op voor maandag 30 november" in page
    assert "neemt contact op voor maandag 30 november" in text(at_work(people.fatima()).get(page_of(referral)))
    assert told(monday, "2026-11-26") == {"karin@voorbeeld.nl"}
    assert told(monday, "2026-11-30") == {"tom@voorbeeld.nl"}
    assert told(monday, "2026-12-07") == {"karin@voorbeeld.nl", "mehmet@voorbeeld.nl", "sami@voorbeeld.nl"}
    assert "Je wacht langer dan wij hadden beloofd" in next(m.body for m in mail.outbox if "sami" in m.to[0])
    mehmet = at_work(people.mehmet())
    assert referral.reference in text(mehmet.get(reverse("referrals_escalated")))
    referral.refresh_from_db()
    assert referral.state == "accepted", "who is helped is not sent back"

    answering.start(works_for(people.karin()), referral, clock.now())
    assert referral.reference not in text(mehmet.get(reverse("referrals_escalated")))


def test_a_word_on_how_it_goes_every_thirty_days(monday):
    referral = sent()
    answering.accept(works_for(people.karin()), referral)
    answering.start(works_for(people.karin()), referral, clock.now())
    all_work()
    assert told(monday, "2026-12-22") == set()
    assert told(monday, "2026-12-23") == {"karin@voorbeeld.nl"}

    karin, fatima = at_work(people.karin()), at_work(people.fatima())
    for _second_click in range(2):
        takes(karin, referral, "bericht", text="Sami oefent elke week en durft meer.")
    all_work()
    letters = [m for m in mail.outbox if m.to == ["fatima@voorbeeld.nl"]]
    assert len(letters) == 1 and "Er staat een bericht voor je" in letters[0].body
    assert "oefent" not in letters[0].body
    assert "Sami oefent elke week en durft meer." in text(fatima.get(page_of(referral)))
    assert told(monday, "2027-01-21") == set()
    assert told(monday, "2027-01-22") == {"karin@voorbeeld.nl"}

    takes(at_work(people.fatima()), referral, "bericht", text="Fijn om te horen.")
    assert "Fijn om te horen." in text(at_work(people.karin()).get(page_of(referral)))


def test_a_pause_is_looked_at_on_its_day(monday):
    referral = sent()
    answering.accept(works_for(people.karin()), referral)
    answering.hold(works_for(people.karin()), referral, "op vakantie", clock.today() + timedelta(days=14))
    all_work()
    assert told(monday, "2026-12-04") == set()
    assert told(monday, "2026-12-07") == {"karin@voorbeeld.nl"}
    answering.resume(works_for(people.karin()), referral)
    all_work()
    assert told(monday, "2026-12-15") == set()


def test_taking_an_acceptance_back_starts_the_old_clock(monday):
    referral = sent()
    due = referral.escalate_on, referral.expires_on
    answering.accept(works_for(people.karin()), referral)
    assert referral.expires_on is None
    answering.undo_accept(works_for(people.karin()), referral, "verkeerde knop")
    assert (referral.escalate_on, referral.expires_on) == due


def test_debt_help_is_phoned_about_until_a_date_and_then_chased_like_any_other(monday):
    people.anouk()
    service = ServiceFactory(kind=ServiceKind.DEBT_HELP, provider=people.debt_help())
    referral = sent(to=people.debt_help(), service=service)
    phoned = referral.remind_on
    answering.accept(works_for(people.anouk()), referral)
    assert referral.remind_on == phoned, "a yes without a date stops no telephone"
    answering.confirm_first_talk(works_for(people.anouk()), referral, clock.today() + timedelta(days=3))
    assert str(referral.remind_on) == "2026-12-01"
    all_work()
    assert told(monday, "2026-12-01") == {"anouk@voorbeeld.nl"}


def test_only_the_two_sides_write_and_only_while_the_help_goes_on():
    referral = in_state("accepted")
    for stranger in (people.jan, people.mehmet, people.bram):
        with pytest.raises(Refused):
            notes.write(works_for(stranger()), referral, "Hoe gaat het?")
    assert at_work(people.mehmet()).get(page_of(referral, "bericht")).status_code == 403
    answering.stop(works_for(people.karin()), referral, "wil niet meer")
    with pytest.raises(Refused):
        notes.write(works_for(people.karin()), referral, "Nog iets")
    assert not referral.messages.filter(kind="note").exists()


def test_a_mailbox_writes_and_reads_too():
    proven_mailbox()
    referral = sent_to_team()
    reader = Reader().comes_in()
    reader.takes(referral, "aannemen", name="Petra")
    reader.takes(referral, "bericht", text="Wij bellen dinsdag.")
    assert "Wij bellen dinsdag." in text(at_work(people.fatima()).get(page_of(referral)))
    mail.outbox.clear()
    notes.write(works_for(people.fatima()), referral, "Dank je wel.")
    all_work()
    assert [m.to for m in mail.outbox] == [["fatima@voorbeeld.nl"], [reader.address]] or mail.outbox[-1].to == [
        reader.address
    ]
    assert "Dank je wel." in text(reader.opens(referral))
    assert "Dank je wel." not in str([m.body for m in mail.outbox])


# --- after a no ------------------------------------------------------------------------------------------------------


def test_a_waiting_list_comes_back_on_its_day_and_is_asked_again_with_one_press(monday):
    service = ServiceFactory(name="Loopbaangesprek")
    referral = sent(case_of_fatima(), service=service, why="Wil weten wat past.")
    day = clock.today() + timedelta(days=42)
    answering.decline(works_for(people.karin()), referral, "full", possible_from=day)
    fatima = at_work(people.fatima())
    later = text(fatima.get(reverse("referrals_sent") + "?stand=later"))
    assert referral.reference in later and "Kan vanaf 4 januari 2027" in later
    assert referral.reference not in text(fatima.get(reverse("referrals_sent") + "?stand=verder"))
    all_work()
    assert told(monday, "2026-12-30") == set()
    assert told(monday, "2027-01-04") == {"fatima@voorbeeld.nl"}
    assert "Vanaf vandaag kan het wel" in mail.outbox[0].body

    fatima = at_work(people.fatima())
    assert referral.reference in text(fatima.get(reverse("referrals_sent") + "?stand=verder"))
    assert "Verwijs opnieuw naar FNV" in text(fatima.get(page_of(referral)))
    again = {"vervolg-op": referral.reference, "naar": "opnieuw"}
    there = fatima.post(reverse("refer_from", args=[referral.client.public_id]), again, follow=True)
    assert "Mag je dit delen?" in text(there), "help and why are filled in, the consent is asked anew"
    made = ReferralConcept.objects.get()
    refers(fatima, made, delen=shares())
    fatima.post(reverse("refer_step", args=[made.public_id, "controle"]))
    onward = Referral.objects.get(parent=referral)
    assert (onward.service, onward.why, onward.state) == (service, "Wil weten wat past.", "sent")
    assert referral.reference not in text(fatima.get(reverse("referrals_sent") + "?stand=verder"))
    assert onward.reference in text(fatima.get(page_of(referral))), "the trail reads both ways"
    assert onward.reference not in text(at_work(people.karin()).get(page_of(referral)))


def test_a_better_place_is_asked_with_one_press():
    referral = sent(case_of_fatima(), service=ServiceFactory(), why="Wil weten wat past.")
    people.jan()
    offered = ServiceFactory(code="bij-uwv", provider=people.uwv(), kind=referral.service.kind)
    answering.decline(works_for(people.karin()), referral, "other_help_fits", better_offer=people.uwv())
    fatima = at_work(people.fatima())
    assert "Verwijs door naar UWV" in text(fatima.get(page_of(referral)))
    asked = {"vervolg-op": referral.reference, "naar": "beter"}
    fatima.post(reverse("refer_from", args=[referral.client.public_id]), asked)
    answers = ReferralConcept.objects.get().answers
    assert answers["hulp"] == {"service": offered.pk} and "delen" not in answers


def test_after_a_no_the_sender_is_asked_once_what_follows(monday):
    referral = in_state("declined")
    other = in_state("declined", case_of_sami())
    all_work()
    sending.settle(works_for(people.fatima()), other)
    assert told(monday, "2026-11-25") == {"fatima@voorbeeld.nl"}
    assert len(mail.outbox) == 1 and referral.reference in mail.outbox[0].subject
    assert told(monday, "2026-12-23") == set()

    fatima = at_work(people.fatima())
    assert "Er is geen andere hulp nodig" in text(fatima.get(page_of(referral)))
    takes(fatima, referral, "geen-andere-hulp")
    assert referral.reference not in text(fatima.get(reverse("referrals_sent") + "?stand=verder"))
    assert referral.reference in text(fatima.get(reverse("referrals_sent") + "?stand=afgelopen"))
    assert at_work(people.karin()).get(page_of(referral, "geen-andere-hulp")).status_code == 403
    with pytest.raises(Refused):
        sending.settle(works_for(people.jan()), other)


def test_the_client_reads_from_when_it_can():
    case = case_of_fatima()
    referral = sent(case)
    answering.decline(works_for(people.karin()), referral, "full", possible_from=clock.today() + timedelta(days=30))
    assert "kan het misschien wel" in on_the_own_page(case).get("/mijn/").text


# --- warm ------------------------------------------------------------------------------------------------------------


def test_a_warm_handover_tells_the_receiver_whom_and_when_to_call():
    people.karin()
    moment = clock.now().replace(year=2027, month=1, day=11, hour=13, minute=30)
    referral = sent(receiver=people.karin(), is_warm=True, joint_call_at=moment)
    page = text(at_work(people.karin()).get(page_of(referral)))
    assert "Samen bellen" in page and "maandag 11 januari" in page and "Karin Smit" in page


# --- stopping --------------------------------------------------------------------------------------------------------


def test_the_client_stops_sharing_on_the_own_page():
    case = case_of_fatima()
    referral = sent(case)
    answering.accept(works_for(people.karin()), referral)
    all_work()
    mail.outbox.clear()
    sami = on_the_own_page(case)
    address = reverse("own_page_referral_stop", args=[referral.reference])
    assert address in sami.get("/mijn/").text
    assert "ziet meteen niets meer van jou" in sami.get(address).text
    referral.refresh_from_db()
    assert referral.state == "accepted", "looking changes nothing"
    assert "FNV ziet niets meer van jou." in sami.post(address, follow=True).text
    referral.refresh_from_db()
    assert referral.state == "consent_withdrawn"
    assert not access.may_see_client(people.karin(), case.client_id, Layer.REFERENCE).allowed
    assert "06 12345678" not in text(at_work(people.karin()).get(page_of(referral)))
    assert "de cliënt" in text(at_work(people.fatima()).get(page_of(referral)))
    all_work()
    assert {m.to[0] for m in mail.outbox} == {"karin@voorbeeld.nl", "fatima@voorbeeld.nl"}
    assert "niets meer te stoppen" in sami.post(address, follow=True).text


def test_nobody_stops_the_referral_of_somebody_else():
    mine, theirs = case_of_fatima(), case_of_sami()
    referral = sent(theirs)
    sami = on_the_own_page(mine)
    address = reverse("own_page_referral_stop", args=[referral.reference])
    assert "niets meer te stoppen" in sami.get(address, follow=True).text
    sami.post(address)
    referral.refresh_from_db()
    assert referral.state == "sent"


def test_what_rests_on_the_law_is_not_stopped_by_withdrawing():
    case = case_of_fatima()
    people.jan()
    referral = concept(case, people.uwv())
    sending.send(works_for(people.fatima()), referral, "public_task", "Participatiewet, artikel 7")
    sami = on_the_own_page(case)
    assert "Stop met delen" not in sami.get("/mijn/").text
    sami.post(reverse("own_page_referral_stop", args=[referral.reference]))
    referral.refresh_from_db()
    assert referral.state == "sent"


# --- what is over ----------------------------------------------------------------------------------------------------


def test_a_list_holds_nothing_of_a_person_whom_nothing_is_open_of_any_more():
    case = case_of_fatima()
    secret = ServiceFactory(name="Hulp met een veelzeggende naam")
    over = sent(case, service=secret)
    sent(case, service=ServiceFactory(code="nog-een"))  # so that the person is known for another reason
    sending.recall(works_for(people.fatima()), over, "niet meer nodig")
    karin = at_work(people.karin())
    page = text(karin.get(reverse("referrals_received") + "?stand=afgelopen"))
    assert over.reference in page
    assert "veelzeggende" not in page and case.client.initials not in page
