"""A client who is not in the room says yes or no on the own page, to exactly what the receiver would read."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client as Http
from django.urls import reverse

from intake import coaching
from partners.models import Agreement, Layer
from rmt_portal.audit.models import AuditLine
from rmt_portal.changing import Refused
from services.models import Referral, ReferralConcept
from services.referrals import sending
from tests.mypage.test_pages import on_the_own_page
from tests.partners import factories as people
from tests.rig.work import all_work
from tests.services.factories import ServiceFactory, case_of_sami, concept, works_for
from tests.services.pages import at_work, refers, shares, text, why

pytestmark = pytest.mark.django_db


@pytest.fixture
def written() -> tuple[Http, ReferralConcept, Any]:
    """Fatima chose the help and wrote why; Sami is not there."""
    case = case_of_sami()
    coaching.take_over(case, works_for(people.fatima()))
    people.karin()
    service = ServiceFactory(name="Loopbaangesprek")
    fatima = at_work(people.fatima())
    fatima.post(reverse("refer_from", args=[case.client.public_id]))
    made = ReferralConcept.objects.get()
    refers(fatima, made, hulp={"chosen": f"service:{service.pk}"}, waarom=why())
    return fatima, made, case


def asks(fatima: Http, made: ReferralConcept) -> Any:
    return fatima.post(reverse("refer_step", args=[made.public_id, "delen"]), {"vraag": "1"}, follow=True)


def test_sami_says_yes_and_fatima_sends(written):
    fatima, made, case = written
    assert "wacht op toestemming" in text(asks(fatima, made))
    assert "Je vroeg dit vandaag al" in text(asks(fatima, made))
    all_work()
    [letter] = [m for m in mail.outbox if m.to == ["sami@voorbeeld.nl"] and m.subject == "Een vraag aan jou"]
    assert "FNV" not in letter.body and "Loopbaan" not in letter.body
    sami = on_the_own_page(case)
    address = reverse("own_page_asked", args=[made.public_id])
    assert address in sami.get("/mijn/").text
    question = sami.get(address)
    assert "Mag FNV jou helpen?" in question.text and "Wil weten wat past." in question.text
    assert "06 12345678" in question.text
    check = reverse("refer_step", args=[made.public_id, "controle"])
    assert fatima.post(check).status_code == 302 and not Referral.objects.exists(), "nothing is sent before the yes"

    sami.post(address, {"antwoord": "ja"})
    mail.outbox.clear()
    all_work()
    assert [m.to for m in mail.outbox] == [["fatima@voorbeeld.nl"]]
    assert "Sami" not in mail.outbox[0].body
    assert "de cliënt zei ja" in text(fatima.get(reverse("referrals_sent")))
    assert "Gaf zelf toestemming op de eigen pagina" in text(fatima.get(check))
    fatima.post(check)
    referral = Referral.objects.get()
    assert (referral.state, referral.legal_basis) == ("sent", "consent")
    assert "Deze vraag is er niet meer" in sami.post(address, {"antwoord": "nee"}, follow=True).text
    assert AuditLine.objects.filter(action="referral.client_said_yes", client_ids=[case.client_id]).exists()


def test_a_no_is_told_and_nothing_is_sent(written):
    fatima, made, case = written
    asks(fatima, made)
    on_the_own_page(case).post(reverse("own_page_asked", args=[made.public_id]), {"antwoord": "nee"})
    page = text(fatima.get(reverse("refer_step", args=[made.public_id, "delen"])))
    assert "wil dit niet delen" in page
    fatima.post(reverse("refer_step", args=[made.public_id, "controle"]))
    assert not Referral.objects.exists()


@pytest.mark.parametrize("changed", ["hulp", "waarom"])
def test_a_yes_holds_for_what_was_shown_and_nothing_else(written, changed):
    fatima, made, case = written
    asks(fatima, made)
    on_the_own_page(case).post(reverse("own_page_asked", args=[made.public_id]), {"antwoord": "ja"})
    other = ServiceFactory(name="Ander gesprek")
    typed = {"hulp": {"chosen": f"service:{other.pk}"}, "waarom": why(why="Iets heel anders.")}
    refers(fatima, made, **{changed: typed[changed]})
    page = fatima.post(reverse("refer_step", args=[made.public_id, "controle"]))
    assert page["Location"].endswith("/delen/") and not Referral.objects.exists()


def test_a_question_that_waits_dies_when_something_else_is_asked(written):
    fatima, made, case = written
    asks(fatima, made)
    refers(fatima, made, waarom=why(why="Iets heel anders."))
    page = on_the_own_page(case).post(reverse("own_page_asked", args=[made.public_id]), {"antwoord": "ja"}, follow=True)
    assert "Deze vraag is er niet meer" in page.text
    made.refresh_from_db()
    assert "delen" not in made.answers


def test_nobody_answers_for_somebody_else(written):
    fatima, made, _case = written
    asks(fatima, made)
    stranger = on_the_own_page(case_of_sami())
    page = stranger.post(reverse("own_page_asked", args=[made.public_id]), {"antwoord": "ja"}, follow=True)
    assert "Deze vraag is er niet meer" in page.text
    made.refresh_from_db()
    assert made.answers["vraag"]["said"] == ""


def test_without_a_mail_address_it_is_asked_together(written):
    fatima, made, case = written
    case.client.email = ""
    case.client.save(update_fields=["email"])
    assert "Vraag toestemming" not in text(fatima.get(reverse("refer_step", args=[made.public_id, "delen"])))
    assert "geen e-mailadres" in text(asks(fatima, made))


# --- the law ---------------------------------------------------------------------------------------------------------


def test_a_union_has_no_task_by_law_unless_that_was_agreed(written):
    fatima, made, case = written
    law = shares() | {"basis": "public_task", "law": "Participatiewet, artikel 7"}
    page = fatima.post(reverse("refer_step", args=[made.public_id, "delen"]), law)
    assert "geen wettelijke taak" in text(page)
    referral = concept(case)
    with pytest.raises(Refused, match="geen wettelijke taak"):
        sending.send(works_for(people.fatima()), referral, "public_task", "Participatiewet, artikel 7")
    Agreement.objects.create(
        organisation=people.fnv(), region=case.region, purpose="referral", layer=Layer.WORK, data="naam",
        legal_basis="public_task",
    )  # fmt: skip
    assert fatima.post(reverse("refer_step", args=[made.public_id, "delen"]), law).status_code == 302
