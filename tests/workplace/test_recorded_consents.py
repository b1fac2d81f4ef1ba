"""A coach writes down what a candidate said about sharing; it works at once and the candidate hears of it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from intake import receivers
from intake.models import Consent
from rmt_portal import clock
from tests.partners import factories as people
from tests.rig.work import all_work
from tests.workplace.factories import guided_by
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db


def at_work(person) -> Browser:
    browser = Browser()
    sign_in(browser, person)
    return browser


def page_of(case, organisation, name="admin:dossier_sharing_of") -> str:
    return reverse(name, args=[case.client.public_id, organisation.pk])


def said(*wanted, days_ago=0, **changes):
    day = clock.today() - timedelta(days=days_ago)
    return {
        "wanted": wanted, "how": "oral", "said_on_dag": day.day, "said_on_maand": day.month, "said_on_jaar": day.year,
        "read_out": "on", **changes,
    }  # fmt: skip


def sees(person, case) -> str:
    return at_work(person).get(reverse("admin:dossier", args=[case.client.public_id])).text


def test_what_was_said_works_at_once_and_the_candidate_gets_a_mail_without_the_what():
    case, union, karin = guided_by(people.fatima(), client__last_name="Wittebrood"), people.fnv(), people.karin()
    fatima = at_work(people.fatima())
    tab = fatima.get(reverse("admin:dossier", args=[case.client.public_id]) + "?deel=toegang").text
    choose = reverse("admin:dossier_sharing", args=[case.client.public_id])
    assert choose in tab
    assert "FNV" in fatima.get(choose).text
    assert "Wittebrood" not in sees(karin, case)

    done = fatima.post(page_of(case, union), said("contact", "money_flag", days_ago=3), follow=True)
    assert "de kandidaat krijgt bericht" in done.text
    assert "Wittebrood" in sees(karin, case)
    given = Consent.objects.get(category="contact")
    assert (given.given_how, given.recorded_by, given.text_version) == ("oral", people.fatima(), receivers.CONSENT_TEXT)
    assert timezone.localdate(given.given_at) == clock.today() - timedelta(days=3)

    assert mail.outbox == []
    all_work()
    (letter,) = mail.outbox
    assert letter.to == [case.client.email]
    assert "/mijn/delen/" in letter.body
    for secret in ("Wittebrood", "FNV", "geldzorgen", "Fatima"):
        assert secret not in letter.subject + letter.body

    fatima.post(page_of(case, union), said(), follow=True)
    assert "Wittebrood" not in sees(karin, case)
    all_work()
    assert len(mail.outbox) == 2


def test_saying_the_same_again_changes_nothing_and_sends_nothing():
    case, union = guided_by(people.fatima()), people.fnv()
    fatima = at_work(people.fatima())
    fatima.post(page_of(case, union), said("contact"))
    again = fatima.post(page_of(case, union), said("contact"), follow=True)
    assert "niets veranderd" in again.text
    all_work()
    assert len(mail.outbox) == 1


def test_without_an_address_there_is_a_letter_to_print():
    case, union = guided_by(people.fatima(), client__email=""), people.fnv()
    page = at_work(people.fatima()).post(page_of(case, union), said("contact"), follow=True).text
    assert "Brief voor de kandidaat" in page
    assert "dat FNV dit van je mag zien" in page
    assert "naam en contact" in page
    all_work()
    assert mail.outbox == []


def test_somebody_with_only_a_phone_gets_a_message(settings, tmp_path):
    settings.SMS_BACKEND, settings.VAR_DIR = "rmt_portal.outbox.sms.to_folder", tmp_path
    case, union = guided_by(people.fatima(), client__email=""), people.fnv()
    at_work(people.fatima()).post(page_of(case, union), said("contact"))
    all_work()
    (message,) = (tmp_path / "sms").iterdir()
    assert "To: +31612345678" in message.read_text()
    assert "/mijn/delen/" in message.read_text()
    assert "FNV" not in message.read_text()


def test_a_colleague_writes_down_what_is_not_sensitive_and_leaves_the_rest_alone():
    case, union = guided_by(people.fatima()), people.fnv()
    at_work(people.fatima()).post(page_of(case, union), said("contact", "limitations"))
    ingrid = at_work(people.ingrid())
    assert "wat ik kan" not in ingrid.get(page_of(case, union)).text
    tab = reverse("admin:dossier", args=[case.client.public_id]) + "?deel=toegang"
    assert "wat ik kan" not in ingrid.get(tab).text
    assert "wat ik kan" in at_work(people.fatima()).get(tab).text
    assert ingrid.post(page_of(case, union), said("money_flag")).status_code == 200, "refused with a message"
    ingrid.post(page_of(case, union), said())
    still = Consent.objects.filter(withdrawn_at=None)
    assert list(still.values_list("category", flat=True)) == ["limitations"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"how": ""}, "Kies hoe de kandidaat het zei."),
        ({"read_out": ""}, "Vertel dit eerst."),
        ({"said_on_dag": "31", "said_on_maand": "2"}, "Fout:"),
        ({"days_ago": -2}, "Deze dag komt nog."),
        ({"days_ago": 60}, "Vraag het de kandidaat opnieuw."),
    ],
)
def test_a_mistake_is_told_and_keeps_what_was_ticked(changes, says):
    case, union = guided_by(people.fatima()), people.fnv()
    page = at_work(people.fatima()).post(page_of(case, union), said("contact", **changes))
    assert says in page.text
    assert 'value="contact"' in page.text and "checked" in page.text
    assert not Consent.objects.exists()


def test_who_may_not_write_in_the_dossier_records_nothing():
    case, union = guided_by(people.fatima()), people.fnv()
    for person in (people.karin(), people.mehmet()):
        assert at_work(person).post(page_of(case, union), said("contact")).status_code == 403
    assert not Consent.objects.exists()
    there = page_of(case, people.municipality())
    assert at_work(people.fatima()).get(there).status_code == 404, "sees it by its task: nothing to choose"
