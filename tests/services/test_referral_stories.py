"""Referrals as the people of the region live them."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import DatabaseError, transaction
from django.utils import timezone

from intake.models import ContactTask
from partners import access
from partners.models import Layer, LegalBasis
from rmt_portal import clock
from rmt_portal.audit.models import AuditLine
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import StateConflict
from rmt_portal.outbox.models import OutboxItem
from services import disclosure
from services.models import DeadlineRule, DisclosureStep, Referral, ServiceKind
from services.referrals import answering, sending
from tests.partners import factories as people
from tests.rig.work import all_work
from tests.services.factories import ServiceFactory, case_of_sami, concept, in_state, sent, works_for

pytestmark = pytest.mark.django_db


def test_a_union_hears_enough_to_decide_and_after_accepting_what_it_needs_to_help():
    referral = sent()
    karin = people.karin()
    assert not access.may_see_client(karin, referral.client_id, Layer.WORK).allowed
    seen = dict(disclosure.shown(referral, disclosure.open_steps(referral)))
    assert "Doetinchem" in seen.values()
    assert "06 12345678" not in seen.values()
    assert referral.client.last_name not in str(seen)

    answering.accept(works_for(karin), referral)

    assert access.may_see_client(people.karin(), referral.client_id, Layer.WORK).allowed
    assert "06 12345678" in dict(disclosure.shown(referral, disclosure.open_steps(referral))).values()


def test_the_preview_is_exactly_what_the_receiver_reads():
    referral = concept()
    promised = sending.preview(referral)
    people.karin()
    sending.send(works_for(people.fatima()), referral, LegalBasis.CONSENT, "mondeling op 20 november")
    answering.accept(works_for(people.karin()), referral)
    assert disclosure.shown(referral, disclosure.open_steps(referral)) == promised["decide"] + promised["help"]


def test_the_sender_sees_the_answer_and_the_client_is_told_in_kind_words():
    referral = sent()
    all_work()
    mail.outbox.clear()
    answering.decline(
        works_for(people.karin()), referral, "full", explanation="In januari.", possible_from=clock.today()
    )
    assert not access.may_see_client(people.karin(), referral.client_id, Layer.TRIAGE).allowed
    all_work()
    to_whom = {m.to[0]: m for m in mail.outbox}
    assert set(to_whom) == {"fatima@voorbeeld.nl", "sami@voorbeeld.nl"}
    assert "niet aan jou" in to_whom["sami@voorbeeld.nl"].body
    for letter in mail.outbox:
        assert "van 't Hof" not in letter.subject + letter.body
        assert "FNV" not in letter.subject + letter.body


def test_without_a_recorded_basis_nothing_is_sent():
    referral = concept()
    people.karin()
    with pytest.raises(Refused, match="waarom je deze gegevens mag delen"):
        sending.send(works_for(people.fatima()), referral, "", "")
    referral.refresh_from_db()
    assert referral.state == "draft"
    assert not AuditLine.objects.filter(action="access.grant", object_kind="referral").exists()


def test_an_organisation_where_nobody_can_receive_gets_nothing():
    with pytest.raises(Refused, match="niemand een verwijzing ontvangen"):
        sending.send(works_for(people.fatima()), concept(), LegalBasis.CONSENT, "samen")


def test_the_same_help_is_asked_once():
    service = ServiceFactory()
    case = case_of_sami()
    sent(case, service=service)
    again = concept(case, service=service)
    with pytest.raises(Refused, match="loopt deze hulp al"):
        sending.send(works_for(people.fatima()), again, LegalBasis.CONSENT, "samen")
    assert Referral.objects.open().count() == 1


def test_a_coach_of_another_organisation_can_not_refer_somebody_else_s_client():
    case = case_of_sami()
    with pytest.raises(Refused):
        sending.draft(works_for(people.karin()), case, sending.Request(people.municipality()))


def test_a_question_stops_the_clock_of_the_receiver():
    with time_machine.travel("2026-11-23 09:00+01:00", tick=False):  # Monday
        referral = sent()
        assert str(referral.answer_due_on) == "2026-11-30"
    with time_machine.travel("2026-11-24 09:00+01:00", tick=False):
        answering.request_info(works_for(people.karin()), referral, "Heeft Sami een rijbewijs?")
    with time_machine.travel("2026-11-27 09:00+01:00", tick=False):
        sending.answer_info(works_for(people.fatima()), referral, "Ja, rijbewijs B.")
        assert str(referral.answer_due_on) == "2026-12-03"
        assert [m.text for m in referral.messages.all()] == ["Heeft Sami een rijbewijs?", "Ja, rijbewijs B."]


def test_a_third_question_is_one_too_many():
    referral = sent()
    for number in range(2):
        answering.request_info(works_for(people.karin()), referral, f"Vraag {number}?")
        sending.answer_info(works_for(people.fatima()), referral, "Antwoord.")
    with pytest.raises(Refused, match="Bel de verwijzer"):
        answering.request_info(works_for(people.karin()), referral, "Nog een vraag?")


def test_nobody_answers_so_receiver_coordinator_and_client_hear_of_it_and_then_it_expires():
    with time_machine.travel("2026-11-23 09:00+01:00", tick=False) as now:
        people.mehmet()
        referral = sent()
        all_work()
        mail.outbox.clear()

        now.move_to("2026-11-25 09:00+01:00")
        all_work()
        assert [m.to[0] for m in mail.outbox] == ["karin@voorbeeld.nl"]
        mail.outbox.clear()

        now.move_to("2026-11-30 09:00+01:00")
        all_work()
        assert {m.to[0] for m in mail.outbox} == {"karin@voorbeeld.nl", "mehmet@voorbeeld.nl", "sami@voorbeeld.nl"}
        mail.outbox.clear()

        now.move_to("2026-12-07 09:00+01:00")
        all_work()
        referral.refresh_from_db()
        assert referral.state == "expired"
        assert not access.may_see_client(people.karin(), referral.client_id, Layer.TRIAGE).allowed


def test_an_answer_in_time_ends_the_chasing():
    with time_machine.travel("2026-11-23 09:00+01:00", tick=False) as now:
        referral = sent()
        answering.accept(works_for(people.karin()), referral)
        answering.start(works_for(people.karin()), referral, clock.now())
        all_work()
        mail.outbox.clear()
        now.move_to("2026-12-07 09:00+01:00")
        all_work()
        referral.refresh_from_db()
        assert referral.state == "in_progress"
        assert mail.outbox == []


def test_a_region_has_its_own_terms_for_a_kind_of_service():
    service = ServiceFactory()
    DeadlineRule.objects.create(urgency="normal", remind_after=4, escalate_after=8, expire_after=12)
    DeadlineRule.objects.create(
        region=service.region, service_kind=service.kind, urgency="normal",
        remind_after=1, escalate_after=3, expire_after=6,
    )  # fmt: skip
    with time_machine.travel("2026-11-23 09:00+01:00", tick=False):
        referral = sent(service=service)
        assert [str(d) for d in (referral.remind_on, referral.escalate_on, referral.expires_on)] == [
            "2026-11-24", "2026-11-26", "2026-12-01",
        ]  # fmt: skip


class TestDebtHelp:
    """A request of the resident: the municipality confirms a date, nobody declines, nothing expires."""

    @pytest.fixture
    def request_for_help(self):
        with time_machine.travel("2026-01-05 09:00+01:00", tick=False):
            people.mehmet(), people.anouk(), people.fatima()  # who works here on every day of the story, and today
        with time_machine.travel("2026-11-23 09:00+01:00", tick=False):
            service = ServiceFactory(kind=ServiceKind.DEBT_HELP, provider=people.debt_help())
            return sent(to=people.debt_help(), service=service, urgency="threat")

    def test_three_working_days_when_eviction_threatens(self, request_for_help):
        assert str(request_for_help.answer_due_on) == "2026-11-26"
        assert request_for_help.expires_on is None

    def test_four_weeks_otherwise(self):
        service = ServiceFactory(kind=ServiceKind.DEBT_HELP, provider=people.debt_help())
        with time_machine.travel("2026-11-23 09:00+01:00", tick=False):
            assert str(sent(to=people.debt_help(), service=service).answer_due_on) == "2026-12-21"

    def test_the_debt_worker_can_not_decline(self, request_for_help):
        with pytest.raises(Refused, match="Bevestig een datum"):
            answering.decline(works_for(people.anouk()), request_for_help, "full")

    def test_somebody_phones_every_working_day_until_a_date_is_confirmed(self, request_for_help):
        with time_machine.travel("2026-11-24 09:00+01:00", tick=False) as now:
            all_work()
            assert ContactTask.objects.filter(title__startswith="Bel Stadsbank", due_on="2026-11-24").count() == 1
            now.move_to("2026-11-25 09:00+01:00")
            all_work()
            assert ContactTask.objects.filter(title__startswith="Bel Stadsbank").count() == 1
            ContactTask.objects.filter(title__startswith="Bel Stadsbank").update(done_at=clock.now())
            now.move_to("2026-11-26 09:00+01:00")
            all_work()
            assert ContactTask.objects.filter(title__startswith="Bel Stadsbank", done_at=None).count() == 1

            ContactTask.objects.filter(title__startswith="Bel Stadsbank").update(done_at=clock.now())
            day = clock.today() + timedelta(days=1)
            answering.confirm_first_talk(works_for(people.anouk()), request_for_help, day)
            now.move_to("2026-12-01 09:00+01:00")
            all_work()
            assert not ContactTask.objects.filter(title__startswith="Bel Stadsbank", done_at=None).exists()

    def test_a_coach_of_the_same_organisation_does_not_read_it(self, request_for_help):
        colleague = people.UserFactory(name="Coach bij de Stadsbank")
        people.MembershipFactory(user=colleague, organisation=people.debt_help(), role="coach")
        assert not access.may_see_client(colleague, request_for_help.client_id, Layer.TRIAGE).allowed


def test_withdrawn_consent_ends_the_referral_and_the_access_at_once():
    referral = sent()
    answering.accept(works_for(people.karin()), referral)
    assert sending.consent_was_withdrawn(referral.client_id, referral.receiver_organisation_id) == 1
    assert not access.may_see_client(people.karin(), referral.client_id, Layer.REFERENCE).allowed
    referral.refresh_from_db()
    assert disclosure.open_steps(referral) == []


def test_an_acceptance_can_be_undone_once_within_a_day():
    karin = works_for(people.karin())
    referral = sent()
    answering.accept(karin, referral)
    answering.undo_accept(karin, referral, "verkeerde knop")
    assert referral.state == "sent"
    assert not access.may_see_client(people.karin(), referral.client_id, Layer.WORK).allowed
    assert access.may_see_client(people.karin(), referral.client_id, Layer.TRIAGE).allowed
    answering.accept(karin, referral)
    with pytest.raises(Refused, match="één keer"):
        answering.undo_accept(karin, referral, "weer de verkeerde knop")


def test_too_late_to_undo_after_a_day():
    with time_machine.travel("2026-11-23 09:00+01:00", tick=False) as now:
        referral = in_state("accepted")
        now.move_to("2026-11-24 09:01+01:00")
        with pytest.raises(Refused, match="24 uur"):
            answering.undo_accept(works_for(people.karin()), referral, "toch niet")


def test_not_our_area_suggests_the_partner_who_does_serve_it():
    service = ServiceFactory()
    referral = sent(service=service)
    cnv = people.OrganisationFactory(name="CNV", kind="union")
    cnv.municipalities.add(referral.client.municipality)
    ServiceFactory(code="elders", kind=service.kind, provider=cnv)
    answering.decline(works_for(people.karin()), referral, "not_our_area")
    assert referral.better_offer == cnv


def test_passing_on_makes_a_new_referral_and_leaves_a_trail():
    referral = in_state("declined")
    people.jan()
    onward = sending.forward(works_for(people.fatima()), referral, sending.Request(people.uwv()))
    assert onward.parent == referral
    assert onward.state == "draft"
    assert referral.receiver_organisation.name == "FNV"


def test_of_two_colleagues_the_second_is_told_what_the_state_is_now():
    referral = sent()
    seen_by_colleague = Referral.objects.get(pk=referral.pk)
    answering.accept(works_for(people.karin()), referral)
    with pytest.raises(StateConflict) as conflict:
        answering.decline(works_for(people.karin()), seen_by_colleague, "other_help_fits")
    assert conflict.value.state == "accepted"


@pytest.mark.django_db(transaction=True)
def test_a_state_without_an_event_is_refused_by_the_database():
    referral = sent()
    with pytest.raises(DatabaseError, match="has no event"), transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(state="accepted", accepted_at=clock.now())


def test_every_step_leaves_an_event_and_one_line_in_the_log():
    referral = in_state("completed")
    events = list(referral.events.order_by("pk").values_list("event", flat=True))
    assert events == ["create", "send", "accept", "start", "complete"]
    lines = AuditLine.objects.filter(object_kind="referral", action__startswith="referral.").order_by("pk")
    assert [line.action.removeprefix("referral.") for line in lines] == events
    assert all(line.trace_id is not None and line.actor_id for line in lines)


def test_queued_work_holds_no_personal_data():
    referral = in_state("accepted")
    queued = str(list(OutboxItem.objects.values_list("key", "payload")))
    for secret in (referral.client.last_name, referral.client.phone, referral.client.email):
        assert secret not in queued


def test_data_contract_of_a_region_wins_over_the_general_one():
    from services.models import DataContract

    region = people.RegionFactory()
    DataContract.objects.create(service_kind="career_advice", step="help", fields=["name"])
    DataContract.objects.create(service_kind="career_advice", region=region, step="help", fields=["name", "phone"])
    contract = disclosure.contract_for("career_advice", region)
    assert contract[DisclosureStep.HELP] == ["name", "phone"]
    assert timezone.is_aware(clock.now())
