"""Help with debts from request to result: phases and results municipalities count with, no amounts, no creditors."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import DatabaseError, transaction

from intake.models import ContactTask
from partners.models import Role
from rmt_portal import clock
from rmt_portal.audit.models import AuditLine
from rmt_portal.changing import Refused
from services.models import Referral, ServiceKind
from services.referrals import answering
from services.referrals.debt_help import DDAS_REASONS, DebtExit, DebtPhase, names_an_amount
from tests.partners import factories as people
from tests.rig.work import all_work
from tests.services.factories import ServiceFactory, in_state, sent, works_for
from tests.services.pages import at_work, page_of, takes, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def helped() -> Referral:
    """A request the debt worker took on and started with."""
    service = ServiceFactory(kind=ServiceKind.DEBT_HELP, provider=people.debt_help())
    referral = sent(to=people.debt_help(), service=service)
    anouk = works_for(people.anouk())
    answering.accept(anouk, referral)
    answering.start(anouk, referral, clock.now())
    return Referral.objects.get(pk=referral.pk)


def test_anouk_gives_the_phase_and_at_the_end_one_result_that_fatima_reads(helped):
    anouk, fatima = at_work(people.anouk()), at_work(people.fatima())
    assert "Geef de fase door" in text(anouk.get(page_of(helped)))
    assert takes(anouk, helped, "fase", phase="stabilisation").status_code == 302
    assert "stabilisatie" in text(fatima.get(page_of(helped)))
    assert AuditLine.objects.filter(action="referral.debt_phase", fields=["debt_phase"]).exists()

    page = anouk.get(page_of(helped, "klaar"))
    assert "inwoner kwam niet" in text(page) and "Eén zin voor de verwijzer" not in text(page)
    assert takes(anouk, helped, "klaar", outcome="debt_completed").status_code == 302
    helped.refresh_from_db()
    assert (helped.state, helped.outcome) == ("completed", "debt_completed")
    assert "traject goed doorlopen en afgerond" in text(fatima.get(page_of(helped)))


def test_after_the_first_talk_nobody_phones_for_its_date(helped):
    assert (helped.first_talk_on, helped.confirmed_at is not None) == (clock.today(), True)
    with time_machine.travel(clock.now() + timedelta(days=14), tick=False):
        all_work()
    assert not ContactTask.objects.filter(title__startswith="Bel Stadsbank").exists()


def test_a_phase_is_the_word_that_is_asked_for_every_thirty_days_and_keeps_its_first_day(helped):
    anouk, begun = works_for(people.anouk()), clock.today()
    answering.note_debt_phase(anouk, helped, "plan")
    asked = helped.remind_on
    with time_machine.travel(clock.now() + timedelta(days=10), tick=False):
        answering.note_debt_phase(anouk, helped, "plan")
    assert helped.debt_phase_on == begun
    assert asked is not None and helped.remind_on > asked


def test_an_amount_is_refused_in_words_and_what_was_typed_stays(helped):
    anouk = at_work(people.anouk())
    page = takes(anouk, helped, "bericht", text="Sami betaalt € 40 per maand.")
    assert page.status_code == 200 and "Schrijf hier geen bedragen" in text(page)
    assert "40 per maand" in text(page) and not helped.messages.exists()
    assert takes(anouk, helped, "bericht", text="Het gesprek van 3 mei ging goed.").status_code == 302


@pytest.mark.parametrize(
    ("words", "found"),
    [("€ 1.200,50", True), ("1200 euro", True), ("eur 5", True), ("12,- per week", True), ("afspraak op 12 mei", False),
     ("over 2 weken", False), ("de eurocent", False)],
)  # fmt: skip
def test_what_is_an_amount(words, found):
    assert names_an_amount(words) is found


def test_the_results_of_other_help_are_not_those_of_help_with_debts_and_the_database_agrees(helped):
    anouk, other = works_for(people.anouk()), in_state("in_progress")
    with pytest.raises(Refused, match="Kies hoe de hulp is afgelopen"):
        answering.complete(anouk, helped, "work", "")
    with pytest.raises(Refused, match="alleen de uitkomst"):
        answering.complete(anouk, helped, "debt_self", "Hij betaalde alles zelf.")
    with pytest.raises(Refused, match="Kies hoe de hulp is afgelopen"):
        answering.complete(works_for(people.karin()), other, "debt_self", "")
    with pytest.raises(Refused, match="Alleen de schuldhulp"):
        answering.note_debt_phase(works_for(people.karin()), other, "plan")
    wrong: list[tuple[Referral, dict[str, Any]]] = [
        (other, {"debt_phase": "plan", "debt_phase_on": clock.today()}),
        (other, {"outcome": "debt_self"}),
        (helped, {"outcome": "work"}),
        (helped, {"debt_phase": "plan"}),
        (helped, {"debt_phase": "half", "debt_phase_on": clock.today()}),
    ]
    for referral, change in wrong:
        with pytest.raises(DatabaseError), transaction.atomic():
            Referral.objects.filter(pk=referral.pk).update(**change)


def test_nobody_writes_to_a_person_who_died(helped):
    all_work()
    mail.outbox.clear()
    answering.complete(works_for(people.anouk()), helped, "debt_deceased", "")
    all_work()
    assert {letter.to[0] for letter in mail.outbox} == {people.fatima().email}


def test_a_colleague_without_that_work_gives_no_phase(helped):
    coach = people._person("Coach bij de Stadsbank", people.debt_help(), Role.COACH)
    with pytest.raises(Refused):
        answering.note_debt_phase(works_for(coach), helped, "plan")
    answering.stop(works_for(people.anouk()), helped, "verhuisd")
    with pytest.raises(Refused, match="zolang de hulp loopt"):
        answering.note_debt_phase(works_for(people.anouk()), helped, "plan")


def test_every_result_has_the_reason_municipalities_report_and_every_word_fits():
    assert set(DDAS_REASONS) == set(DebtExit)
    assert max(len(value) for value in [*DebtExit.values, *DebtPhase.values]) <= 20
