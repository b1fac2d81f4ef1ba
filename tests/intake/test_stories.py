"""People who register, as they would do it."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.test import Client as Browser

from intake import consents, receivers
from intake.models import AlsoTrue, Case, Client, Consent, Registration, RegistrationDraft
from partners.models import AccessGrant, Layer, LegalBasis
from rmt_portal.audit.models import AuditLine
from rmt_portal.lifecycle import SYSTEM
from rmt_portal.outbox.models import OutboxItem
from tests.intake.conftest import Visitor
from tests.intake.factories import answers_of_waiter, shares, twente
from tests.partners.factories import fatima, fnv, karin
from tests.rig.work import all_work

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2026, 11, 20, 21, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))


@time_machine.travel(FRIDAY, tick=False)
def test_a_waiter_registers_on_friday_evening_and_is_promised_a_call_on_tuesday(visitor):
    visitor.answer_all(answers_of_waiter())
    done = visitor.send()

    registration = Registration.objects.get()
    client, case = registration.client, registration.case
    text = done.content.decode()
    assert re.fullmatch(r"RA-2026-\d{4}", case.reference)
    assert case.reference in text
    assert "dinsdag 24 november" in text
    assert "085 000 00 00" in text
    assert case.contact_due_on == date(2026, 11, 24)
    assert (client.full_name, client.phone, client.postcode) == ("Sami van 't Hof", "+31612345678", "7001 AB")
    assert client.municipality.code == "GM0222"
    assert client.birth_date == date(1988, 3, 27)
    assert client.sort_name.startswith("hof sami")
    profile = client.work_profile
    assert (profile.hours_min, profile.hours_max, profile.max_minutes, profile.transport) == (24, 40, 30, ["bicycle"])
    assert profile.experiences.get().own_words == "ober"
    assert [event.event for event in case.events.all()] == ["submit"]
    assert case.contact_tasks.get().due_on == case.contact_due_on
    assert registration.also_true == [AlsoTrue.BENEFIT]
    assert not RegistrationDraft.objects.exists()


def test_the_partners_with_a_public_task_see_the_registration_and_the_union_does_not(visitor):
    visitor.answer_all(answers_of_waiter())
    visitor.send()

    assert Case.objects.visible_to(fatima()).count() == 1
    assert Case.objects.visible_to(karin()).count() == 0
    grants = AccessGrant.objects.all()
    assert {g.legal_basis for g in grants} == {LegalBasis.PUBLIC_TASK}
    assert {g.layer for g in grants} == {Layer.WORK}


def test_consent_opens_the_door_for_the_union_and_withdrawal_closes_it_at_once(visitor):
    visitor.answer_all(answers_of_waiter(delen=shares(fnv())))
    visitor.send()
    assert Case.objects.dossiers_of(karin(), category="contact").count() == 1

    assert Case.objects.visible_to(karin()).count() == 0, "what was shared, not the dossier"
    client = Client.objects.get()
    assert {consent.text_version for consent in Consent.objects.all()} == {receivers.CONSENT_TEXT}
    assert consents.withdraw(client, fnv(), SYSTEM) == 2

    assert Case.objects.dossiers_of(karin(), category="contact").count() == 0
    assert not Consent.objects.filter(withdrawn_at=None).exists()


def test_each_category_of_each_organisation_is_a_choice_of_its_own(visitor):
    """What is ticked is read back in the same words, changed with one tick, and nothing else is opened."""
    chosen = shares(fnv(), what=("contact", "plan"))
    page = visitor.answer_all(answers_of_waiter(delen=chosen), until="delen").content.decode()
    for words in ("naam en contact", "werkprofiel", "plan", "dat er geldzorgen zijn", "wat ik kan"):
        assert words in page
    assert "FNV: ziet niets" in page
    visitor.answer("delen", **chosen)
    assert "FNV: naam en contact, plan" in visitor.open("/aanmelden/controle/").content.decode()
    visitor.answer("delen", **shares(fnv(), what=("plan",)))
    visitor.send()

    assert [(consent.organisation, consent.category) for consent in Consent.objects.all()] == [(fnv(), "plan")]
    assert Case.objects.dossiers_of(karin(), category="plan").count() == 1
    assert Case.objects.dossiers_of(karin(), category="contact").count() == 0


def test_every_organisation_is_off_until_the_person_ticks_it(visitor):
    page = visitor.answer_all(answers_of_waiter(), until="delen")
    assert "checked" not in page.content.decode()


def test_the_receipt_comes_once_and_says_nothing_about_the_person(visitor):
    visitor.answer_all(answers_of_waiter(zoeken={"wishes": ["money"]}))
    visitor.send()
    assert mail.outbox == []  # nothing is sent in a request
    all_work()
    all_work()

    (letter,) = mail.outbox
    everything = (letter.subject + letter.body).lower()
    assert letter.to == ["sami@voorbeeld.nl"]
    assert Registration.objects.get().case.reference in letter.body
    assert "085 000 00 00" in letter.body
    for secret in ("sami", "hof", "geld", "schuld", "uitkering", "ober", "7001"):
        assert secret not in everything


def test_the_outbox_asks_for_a_ranking_and_the_log_holds_ids_only(visitor):
    visitor.answer_all(answers_of_waiter())
    visitor.send()

    client = Client.objects.get()
    assert OutboxItem.objects.get(kind="match.client").payload == {"client": client.pk}
    line = AuditLine.objects.get(action="registration.submit")
    assert line.client_ids == [client.pk]
    assert "Hof" not in str(line.__dict__)


def test_somebody_without_email_registers_and_gets_no_mail(visitor):
    visitor.answer_all(answers_of_waiter(bereiken={"phone": "0543-123456", "email": "", "contact_way": "call"}))
    done = visitor.send()
    all_work()

    assert "Schrijf je nummer op" in done.content.decode()
    assert mail.outbox == []
    assert Client.objects.get().phone == "+31543123456"


def test_somebody_with_a_german_number_is_reached_by_it(visitor):
    reach = {"phone": "+49 176 12345678", "email": "", "contact_way": "whatsapp"}
    visitor.answer_all(answers_of_waiter(bereiken=reach))
    assert "+49 176 12345678" in visitor.open("/aanmelden/controle/").content.decode()
    visitor.send()
    assert Client.objects.get().phone == "+4917612345678"


def test_somebody_without_an_address_registers(visitor):
    answers = answers_of_waiter(postcode={"no_address": "on"}) | {"gemeente": {"municipality": "GM0222"}}
    visitor.answer_all(answers)
    visitor.send()

    client = Client.objects.get()
    assert (client.has_no_address, client.postcode, client.municipality.code) == (True, "", "GM0222")


def test_somebody_who_is_nowhere_in_particular_registers_too(visitor):
    visitor.answer_all(answers_of_waiter(postcode={"no_address": "on"}) | {"gemeente": {"municipality": "none"}})
    visitor.send()
    assert Client.objects.get().municipality is None


def test_somebody_who_never_worked_is_not_asked_about_work(visitor):
    answers = answers_of_waiter(beroep={"never_worked": "on"}, sector=None)
    visitor.answer_all(answers)
    visitor.send()
    assert not Client.objects.get().work_profile.experiences.exists()


def test_a_person_of_another_region_gets_that_team_and_no_error(visitor):
    twente()
    visitor.answer_all(answers_of_waiter(), until="postcode")
    page = visitor.answer("postcode", postcode="7511 AB")

    text = page.content.decode()
    assert page.status_code == 200
    assert "Enschede" in text and "Twente" in text
    assert "085 000 00 00" in text
    assert "Fout:" not in text
    assert visitor.open("/aanmelden/postcode/").context["form"].initial["postcode"] == "7511 AB"


def test_a_postcode_nobody_knows_is_no_dead_end(visitor):
    visitor.answer_all(answers_of_waiter(), until="postcode")
    page = visitor.answer("postcode", postcode="1099 ZZ")
    assert "Klopt je postcode?" in page.content.decode()
    page = visitor.browser.post("/aanmelden/andere-regio/", follow=True)
    assert page.request["PATH_INFO"] == "/aanmelden/situatie/"


def test_money_worries_give_help_at_once_and_stay_out_of_the_work_profile(visitor):
    visitor.answer_all(answers_of_waiter(), until="zoeken")
    page = visitor.answer("zoeken", wishes=["money", "other_work"])
    assert page.request["PATH_INFO"] == "/aanmelden/geldzorgen/"
    assert "0800-8115" in page.content.decode()

    visitor.answer_all(answers_of_waiter(zoeken={"wishes": ["money", "other_work"]}))
    visitor.send()
    registration = Registration.objects.get()
    assert registration.wants_money_help
    assert registration.client.work_profile.wishes == ["other_work"]


def test_changing_an_answer_returns_to_the_check_and_keeps_the_rest(visitor):
    visitor.answer_all(answers_of_waiter())
    page = visitor.answer("naam", "?terug=controle", first_name="Samira", last_name="de Vries")
    assert page.request["PATH_INFO"] == "/aanmelden/controle/"
    assert "de Vries" in page.content.decode()
    assert "06 12345678" in page.content.decode()


def test_words_that_are_no_occupation_are_kept_whatever_is_chosen(visitor):
    visitor.answer_all(answers_of_waiter(beroep={"occupation": "manusje van alles bij oom Henk", "years": ""}))
    visitor.send()
    work = Client.objects.get().work_profile.experiences.get()
    assert work.own_words == "manusje van alles bij oom Henk"
    assert work.years is None


def test_a_likely_slip_in_the_address_is_pointed_out_once(visitor):
    reach = {"phone": "", "email": "jan@gmial.com", "contact_way": "mail"}
    visitor.answer_all(answers_of_waiter(), until="bereiken")
    page = visitor.answer("bereiken", **reach)
    assert "Bedoel je jan@gmail.com?" in page.content.decode()
    again = page.context["form"]["email_is_right"].value()
    page = visitor.answer("bereiken", email_is_right=again, **reach)
    assert page.request["PATH_INFO"] == "/aanmelden/postcode/"


def test_a_partner_that_links_here_is_recorded_as_the_door(visitor):
    visitor.answer("naam", "?deur=fnv", first_name="Sami", last_name="Hof")
    assert RegistrationDraft.objects.get().entry_organisation == fnv()


def test_a_door_nobody_knows_is_the_site_itself(visitor):
    visitor.answer("naam", "?deur=%00bestaat-niet", first_name="Sami", last_name="Hof")
    assert RegistrationDraft.objects.get().entry_organisation is None


def test_a_closed_region_gives_its_phone_number(region):
    region.is_open = False
    region.save()
    page = Visitor(Browser()).open("/aanmelden/")
    assert "Aanmelden kan nu niet" in page.content.decode()
    assert "085 000 00 00" in page.content.decode()
