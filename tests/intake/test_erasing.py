"""After erasure nothing of a person is left anywhere, and what money was spent on can still be counted."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser

from intake import consents, corrections, erasing, erasures, forgetting, retention, signing_in
from intake.models import (
    CASE_LIFECYCLE,
    Case,
    CaseState,
    Client,
    Consent,
    ContactMoment,
    DataCategory,
    Erasure,
    ErasureState,
    ProfileSkill,
    RegistrationDraft,
    RetentionRule,
    WorkExperience,
)
from partners import access
from partners.models import AccessGrant, EmergencyAccess
from rmt_portal import clock
from rmt_portal.audit.models import AuditLine
from rmt_portal.client_data import AtErasure
from rmt_portal.emptying import rows_of, tables
from rmt_portal.lifecycle import SYSTEM, Actor, advance
from rmt_portal.outbox import queue
from rmt_portal.reference.models import LabourRegion
from services.models import Referral, ReferralMessage
from tests.intake.factories import DraftFactory
from tests.partners.factories import MembershipFactory, OrganisationFactory, fatima, fnv, municipality, pieter
from tests.rig.work import all_work
from tests.services.factories import sent
from tests.services.plans import in_state
from tests.workplace.factories import guided_by
from tests.workplace.signing_in import client_enters

CANARY = "kanarie"


def full_of_canaries(**fields: Any) -> Case:
    """Somebody of whom every kind of thing is known, each with the canary in it."""
    coach = fatima()
    case = guided_by(
        coach,
        client__first_name=f"{CANARY}voor",
        client__last_name=f"{CANARY}achter",
        client__email=f"{CANARY}@voorbeeld.nl",
        client__contact_moment=f"{CANARY} na vieren",
        next_action=f"{CANARY} bellen",
        reference="KANARIE-1",
        **fields,
    )
    client = case.client
    WorkExperience.objects.create(profile=client.work_profile, position=0, own_words=f"{CANARY}-werk")
    ContactMoment.objects.create(case=case, way="phone", note=f"{CANARY} vertelde veel", author=coach)
    referral = sent(case, fnv(), why=f"{CANARY} waarom", done_before=f"{CANARY} gedaan")
    ReferralMessage.objects.create(
        referral=referral, kind="question", text=f"{CANARY} vraag?", author=coach, organisation=municipality()
    )
    EmergencyAccess.objects.create(
        user=coach, organisation=municipality(), region=case.region, client_id=client.pk, reason="danger",
        explanation=f"{CANARY} in gevaar",
    )  # fmt: skip
    corrections.correct(client.pk, {"email": f"{CANARY}2@voorbeeld.nl"})
    signing_in.ask(f"{CANARY}2@voorbeeld.nl")
    with transaction.atomic():
        queue.put("match.client", f"match.client:{client.pk}:7", {"client": client.pk})
    return case


def where_it_is_found(word: str) -> list[str]:
    """Search every column of every table for a word, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" AS row WHERE row::text ILIKE %s', [f"%{word}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return sorted(found)


def decided(case: Case) -> Erasure:
    """Fatima's client asked, and two colleagues agreed."""
    erasure = erasures.ask(case.client)
    second = OrganisationFactory(name="Gemeente Doetinchem")
    officer = pieter()
    erasures.agree(erasure, Actor(officer, second.pk))
    other = MembershipFactory(user__name="Petra Post", organisation=second, role="privacy_officer").user
    return erasures.agree(erasure, Actor(other, second.pk))


def where_valkey_holds(word: str) -> list[str]:
    """Search every value of the broker for a word."""
    with Celery(broker=settings.CELERY_BROKER_URL).connection_for_read() as broker:
        valkey = broker.default_channel.client
        return [str(key) for key in valkey.scan_iter() if word.encode() in (valkey.dump(key) or b"").lower()]


@pytest.mark.django_db(transaction=True)
def test_nothing_of_an_erased_person_is_left_anywhere(tmp_path):
    case = full_of_canaries()
    all_work()
    tables_before = where_it_is_found(CANARY)
    assert {"intake_client", "intake_case", "intake_contactmoment", "services_referral"} <= set(tables_before)
    mail.outbox.clear()
    decided(case)
    all_work()
    assert where_it_is_found(CANARY) == []
    assert where_it_is_found("samira") == []
    assert where_valkey_holds(CANARY) == []
    files = [p for p in Path(settings.MEDIA_ROOT or tmp_path).rglob("*") if p.is_file()]
    assert not [p for p in files if CANARY.encode() in p.read_bytes().lower() or CANARY in p.name.lower()]
    assert mail.outbox, "who helped hears that it ended"
    assert not [letter for letter in mail.outbox if CANARY in letter.body + letter.subject], "and reads no name"
    assert Erasure.objects.get().state == ErasureState.DONE


@pytest.mark.django_db(transaction=True)
def test_counts_and_outcomes_stay_without_the_person_to_the_month():
    case = full_of_canaries()
    client = case.client
    month = clock.today().replace(day=1)
    erasing.erase(client.pk)
    case.refresh_from_db()
    assert case.state == CaseState.WITHDRAWN
    assert case.reference == f"gewist-{case.pk}"
    assert case.opened_at.day == 1
    assert case.contact_due_on.day == 1
    client.refresh_from_db()
    assert (client.full_name, client.email, client.phone, client.birth_date) == ("", "", "", None)
    assert client.erased_on == month
    referral = Referral.objects.get(client=client)
    assert referral.receiver_organisation == fnv()
    assert referral.why == ""
    assert referral.sent_at is not None
    assert referral.sent_at.day == 1
    assert not AccessGrant.objects.active().filter(client_id=client.pk).exists()
    for table in tables():
        if table.at_erasure is AtErasure.GOES and table.model not in {"intake.SignInAsk"}:
            assert not rows_of(table, client.pk).exists(), table.model
    assert not ProfileSkill.objects.exists()
    assert erasing.erase(client.pk) is None, "a second time changes nothing"


@pytest.mark.django_db
def test_one_pair_of_eyes_is_not_enough():
    case = guided_by(fatima())
    erasure = erasures.ask(case.client)
    assert erasures.ask(case.client) == erasure, "a second click asks nothing new"
    officer = Actor(pieter(), municipality().pk)
    erasures.agree(erasure, officer)
    with pytest.raises(erasures.SameEyes):
        erasures.agree(erasure, officer)
    with pytest.raises(access.Refused):
        erasures.agree(erasure, Actor(fatima(), municipality().pk))
    with pytest.raises(IntegrityError), transaction.atomic():
        Erasure.objects.filter(pk=erasure.pk).update(state="confirmed", confirmed_by=officer.user)
    with pytest.raises(CommandError, match="twee mensen"):
        call_command("erase_client", case.reference, do=True)


@pytest.mark.django_db
def test_taking_the_question_back_keeps_everything():
    case = guided_by(fatima())
    erasure = decided(case)
    assert erasures.take_back(case.client)
    all_work()
    case.client.refresh_from_db()
    assert case.client.erased_on is None
    erasure.refresh_from_db()
    assert erasure.state == ErasureState.WITHDRAWN


def ended(event: str, months_ago: int, **fields: Any) -> Case:
    """Somebody whose case ended some months ago."""
    with clock.pretend(clock.now() - timedelta(days=months_ago * 31)):
        case = guided_by(fatima(), **fields)
        if event == "inform":
            Case.objects.filter(pk=case.pk).update(version=case.version)
            with transaction.atomic():
                case.events.create(event="reopen", from_state=case.state, to_state="submitted")
                Case.objects.filter(pk=case.pk).update(state="submitted")
            case.refresh_from_db()
        advance(case, CASE_LIFECYCLE, event, SYSTEM)
    return case


@pytest.mark.django_db
def test_terms_warn_first_and_erase_only_what_two_people_decided():
    old, young = ended("withdraw", 14), ended("withdraw", 3)
    info = ended("inform", 3)
    DraftFactory(expires_at=clock.now() - timedelta(days=1))
    counted = retention.apply(dry_run=True)
    assert (counted.drafts, counted.information, counted.warned, counted.erased) == (1, 1, 1, 0)
    assert Client.objects.filter(erased_on__isnull=True).count() == 3, "a dry run changes nothing"
    assert RegistrationDraft.objects.exists()
    done = retention.apply(dry_run=False)
    assert (done.drafts, done.information, done.warned) == (1, 1, 1)
    info.client.refresh_from_db()
    assert info.client.last_name == ""
    erasure = Erasure.objects.get()
    assert (erasure.client, erasure.why) == (old.client, Erasure.Why.TERM)
    assert erasure.due_on == clock.today() + timedelta(days=30)
    assert retention.apply(dry_run=False).warned == 0, "nobody is warned about twice"
    with clock.pretend(clock.now() + timedelta(days=31)):
        late = retention.apply(dry_run=False)
        assert (late.erased, late.waiting_for_people) == (0, 1), "nobody decided, so nobody is erased"
        officer = Actor(pieter(), municipality().pk)
        erasures.agree(erasure, officer)
        other = MembershipFactory(user__name="Petra Post", organisation=municipality(), role="privacy_officer").user
        erasures.agree(erasure, Actor(other, municipality().pk))
        assert retention.apply(dry_run=False).erased == 1
    old.client.refresh_from_db()
    young.client.refresh_from_db()
    assert old.client.last_name == ""
    assert young.client.last_name != ""


@pytest.mark.django_db
def test_a_region_has_its_own_terms_from_a_day_on():
    case = ended("withdraw", 3)
    RetentionRule.objects.create(kind="turned_away", months=1, from_on=clock.today() + timedelta(days=1))
    assert retention.apply().warned == 0, "the rule does not hold yet"
    RetentionRule.objects.create(kind="turned_away", months=2, from_on=clock.today(), region=case.region)
    assert retention.apply().warned == 1


@pytest.mark.django_db
def test_an_erased_person_is_no_longer_signed_in():
    case = guided_by(fatima())
    browser = Browser()
    client_enters(browser, case.client)
    assert browser.get("/mijn/").status_code == 200
    erasing.erase(case.client_id)
    assert browser.get("/mijn/").status_code == 302


@pytest.mark.django_db
def test_proof_is_kept_as_long_as_the_own_region_says():
    here, there = guided_by(fatima()), ended("withdraw", 3)
    region, _new = LabourRegion.objects.get_or_create(code="AM05", defaults={"name": "Twente"})
    Client.objects.filter(pk=there.client_id).update(region=region)
    for case in (here, there):
        given = {"text_version": "t", "how": "web", "actor": SYSTEM}
        consents.give(case.client, fnv(), [DataCategory.CONTACT], **given)
        erasing.erase(case.client_id)
    long_ago = clock.now() - timedelta(days=100)
    Consent.objects.update(given_at=long_ago, withdrawn_at=long_ago)
    RetentionRule.objects.create(kind="proof", months=2, from_on=clock.today(), region=region)
    assert retention.apply(dry_run=False).proof == 1
    assert Consent.objects.get().client_id == here.client_id


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_what_stayed_for_the_money_goes_when_no_account_has_to_be_given_any_more():
    case = full_of_canaries()
    in_state("agreed", case)
    all_work()
    erasing.erase(case.client_id)
    left = {table.model for table in tables() if rows_of(table, case.client_id).exists()}
    assert {"intake.Client", "intake.Case", "services.Referral", "services.ActionPlan"} <= left
    assert retention.apply().accountability == 0, "seven years without any rule"
    RetentionRule.objects.create(kind="accountability", months=24, from_on=clock.today(), region=case.region)
    with clock.pretend(clock.now() + timedelta(days=26 * 31)):
        assert retention.apply().accountability == 1
        assert retention.apply(dry_run=False).accountability == 0, "proof still has to stand"
        RetentionRule.objects.create(kind="proof", months=12, from_on=clock.today(), region=case.region)
        done = retention.apply(dry_run=False)
    assert done.proof and done.accountability == 1
    assert not [t.model for t in tables() if t.model != "audit.AuditLine" and rows_of(t, case.client_id).exists()]
    assert AuditLine.objects.about_client(case.client_id).exists(), "the log has a term of its own"
    with pytest.raises(ValueError, match="erased person"):
        forgetting.forget(guided_by(fatima()).client_id)
