"""Partners without an account: everything a receiver can do, by mail."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partners import who_looked
from partners.models import LegalBasis, Organisation, Role
from rmt_portal import clock
from rmt_portal.audit.models import AuditLine
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import Actor
from rmt_portal.outbox.models import OutboxItem
from services import demo_mailbox
from services.mailboxes import links
from services.models import Mailbox, Referral, ServiceKind
from services.referrals import answering, for_client, known_here, sending
from services.referrals.events import check_party
from services.referrals.lifecycle import BY_EVENT, Party, ReferralState
from services.referrals.parties import by_mailbox, events_of, parties_by
from services.seeding import seed_contracts
from tests.partners import factories as people
from tests.rig.halves import first_now, some_now
from tests.rig.work import all_work
from tests.services.factories import ServiceFactory, case_of_sami, concept, in_state, works_for
from tests.services.mailboxes import MailboxFactory, Reader, buurtteam, letters, proven_mailbox, sent_to_team
from tests.services.pages import at_work, day_parts, text
from tests.services.test_referral_canaries import CANARIES, marked_case

pytestmark = pytest.mark.django_db


# --- the whole road --------------------------------------------------------------------------------------------------


def test_receiver_without_an_account_declines_with_a_better_offer():
    proven_mailbox()
    referral = sent_to_team(why="Wil weten wat past.")
    people.OrganisationFactory(name="CNV", kind="union")
    reader = Reader().comes_in()
    page = text(reader.opens(referral))
    assert "Wil weten wat past." in page
    assert "Doetinchem" in page
    assert "06 12345678" not in page and "Sami van" not in page
    mail.outbox.clear()
    answer = reader.takes(
        referral, "niet-aannemen", reason_code="other_help_fits",
        better_offer=Organisation.objects.get(name="CNV").pk, explanation="Zij hebben een groep.",
    )  # fmt: skip
    assert "niet aangenomen. De verwijzer weet het" in text(answer)
    referral.refresh_from_db()
    event = referral.events.last()
    assert (referral.state, referral.better_offer.name) == ("declined", "CNV")
    assert (event.actor_id, event.organisation_id) == (None, buurtteam().pk)
    assert "Wil weten wat past." not in text(reader.opens(referral))
    seen_by_sender = text(at_work(people.fatima()).get(reverse("referral", args=[referral.reference])))
    assert "Zij hebben een groep." in seen_by_sender and "Buurtteam De Brug" in seen_by_sender
    all_work()
    assert {m.to[0] for m in mail.outbox} == {"fatima@voorbeeld.nl", "sami@voorbeeld.nl"}


def test_the_whole_road_by_mailbox_from_question_to_report():
    proven_mailbox()
    referral = sent_to_team()
    reader = Reader().comes_in()
    assert referral.reference in text(reader.http.get(reverse("mailbox_home")))
    reader.takes(referral, "vraag", text="Op welke dagen?")
    sending.answer_info(works_for(people.fatima()), Referral.objects.get(), "Maandag.")
    all_work()
    inside = reader.http.get(reader.newest_link(), follow=True)
    assert "Maandag." in text(inside), "who is inside needs no second code"
    assert "Vul in wie contact opneemt" in text(reader.takes(referral, "aannemen", name=" "))
    answer = reader.takes(referral, "aannemen", name="Petra van het buurtteam")
    assert "06 12345678" in text(answer)
    all_work()
    assert "Nieuwe link" in letters()[-1].subject, "the link that came in is dead; a new one leads back"
    Reader().comes_in()
    reader.takes(referral, "start", **day_parts("day", clock.today()))
    reader.takes(referral, "klaar", outcome="helped", report="Weet wat hij wil.")
    referral.refresh_from_db()
    assert (referral.state, referral.receiver, referral.receiver_name) == (
        "completed", None, "Petra van het buurtteam",
    )  # fmt: skip
    assert "Petra van het buurtteam" in text(
        at_work(people.fatima()).get(reverse("referral", args=[referral.reference]))
    )
    looked = [look for day in who_looked.looks(referral.client_id) for look in day.looks]
    assert "Buurtteam De Brug" in [look.organisation for look in looked], "the client sees who looked"
    lines = AuditLine.objects.filter(organisation_id=buurtteam().pk, actor_id=None).values_list("action", flat=True)
    assert {"mailbox.code", "mailbox.enter", "referral.read", "referrals.list", "referral.accept",
            "referral.complete"} <= set(lines)  # fmt: skip


def test_a_municipality_confirms_the_first_talk_by_mailbox_and_can_not_decline():
    proven_mailbox(for_debt_help=True)
    service = ServiceFactory(kind=ServiceKind.DEBT_HELP, provider=buurtteam())
    referral = sent_to_team(service=service, urgency="threat")
    reader = Reader().comes_in()
    assert "Neem de verwijzing niet aan" not in text(reader.opens(referral))
    reader.takes(referral, "datum", **day_parts("day", clock.today() + timedelta(days=1)))
    referral.refresh_from_db()
    assert referral.first_talk_on == clock.today() + timedelta(days=1)
    assert all("schuld" not in (m.subject + m.body).lower() for m in mail.outbox)


def test_a_second_click_is_no_news_and_a_colleague_who_was_first_is_named():
    proven_mailbox()
    referral = sent_to_team()
    reader, at_the_desk = Reader().comes_in(), Reader().comes_in()
    seen = referral.version
    form = {"version": seen, "name": "Petra"}
    for _click in range(2):
        assert reader.http.post(reader.page(referral, "aannemen"), form).status_code == 302
    assert referral.events.filter(event="accept").count() == 1
    late = at_the_desk.http.post(
        at_the_desk.page(referral, "niet-aannemen"), {"version": seen, "reason_code": "full", "explanation": "Vol."}
    )
    assert late.status_code == 409
    assert "Aangenomen, door Buurtteam De Brug" in text(late) and "Vol." in text(late)


def test_a_mailbox_opens_only_its_own_referrals():
    proven_mailbox()
    other = people.OrganisationFactory(name="Wijkteam Zuid", kind="provider")
    proven_mailbox(other, "zuid@voorbeeld.nl")
    mine, theirs = sent_to_team(), sent_to_team(other, case=case_of_sami())
    reader = Reader().comes_in()
    assert theirs.reference not in text(reader.http.get(reverse("mailbox_home")))
    unknown = theirs.reference[:-4] + "9999"
    pages = [text(reader.http.get(reverse("mailbox_referral", args=[n]))) for n in (theirs.reference, unknown)]
    assert pages[0] == pages[1] and mine.reference not in pages[0]
    assert (
        reader.http.post(reader.page(theirs, "aannemen"), {"version": theirs.version, "name": "x"}).status_code == 403
    )
    assert reader.http.post(reverse("mailbox_known", args=[theirs.reference])).status_code == 403


def test_thirty_days_after_the_help_a_mailbox_reads_the_number_and_the_outcome():
    mailbox = proven_mailbox()
    referral, team = sent_to_team(), by_mailbox(mailbox)
    answering.accept(team, referral, name="Petra")
    answering.start(team, referral, clock.now())
    answering.complete(team, referral, "helped", "")
    with time_machine.travel(clock.now() + timedelta(days=31)):
        reader = Reader()
        reader.http.post(links.make(mailbox, referral))
        all_work()
        reader.types(reader.newest_code())
        page = text(reader.opens(referral))
        assert "geholpen" in page
        assert referral.client.initials not in page and "06 12345678" not in page


# --- do we know this person ------------------------------------------------------------------------------------------


def test_do_we_know_this_person_is_answered_with_yes_or_no_for_the_receiver_only():
    proven_mailbox()
    case = case_of_sami()
    referral = sent_to_team(case=case)
    mailbox = by_mailbox(Mailbox.objects.proven().get())
    assert known_here.ask(mailbox, referral) is False
    other = concept(case, buurtteam(), service=ServiceFactory())
    sending.send(works_for(people.fatima()), other, LegalBasis.CONSENT, "samen")
    assert known_here.ask(mailbox, referral) is True
    reader = Reader().comes_in()
    with CaptureQueriesContext(connection) as asked:
        listed = text(reader.http.get(reverse("mailbox_home")))
    assert referral.reference in listed and other.reference in listed
    assert len(asked) <= 12
    with pytest.raises(Refused):
        known_here.ask(works_for(people.fatima()), referral)
    assert AuditLine.objects.filter(action="referral.known_here", client_ids=[case.client_id]).count() == 2
    page = text(at_work(people.fatima()).get(reverse("referral", args=[referral.reference])))
    assert "Kennen" not in page
    reader.takes(referral, "aannemen", name="Petra")
    with pytest.raises(Refused, match="voordat je beslist"):
        known_here.ask(mailbox, Referral.objects.get(pk=referral.pk))


def test_a_receiver_with_an_account_asks_it_on_the_page_and_colleagues_debt_help_is_not_told():
    case = case_of_sami()
    people.karin()
    people.MembershipFactory(organisation=people.fnv(), role=Role.DEBT_WORKER)
    referral = concept(case, people.fnv())
    sending.send(works_for(people.fatima()), referral, LegalBasis.CONSENT, "samen")
    service = ServiceFactory(kind=ServiceKind.DEBT_HELP, provider=people.fnv())
    secret = concept(case, people.fnv(), service=service)
    sending.send(works_for(people.fatima()), secret, LegalBasis.CONSENT, "samen")
    karin = at_work(people.karin())
    assert "Kennen wij deze persoon?" in text(karin.get(reverse("referral", args=[referral.reference])))
    answer = karin.post(reverse("referral_known", args=[referral.reference]), follow=True)
    assert "Nee, in dit portaal" in text(answer)
    assert at_work(people.fatima()).post(reverse("referral_known", args=[referral.reference])).status_code == 403


# --- canaries and the client -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("accepted", first_now([True, False], 1), ids=["to-help", "to-decide"])
def test_pages_and_mails_of_a_mailbox_hold_only_what_is_open_in_this_step(accepted):
    seed_contracts()
    proven_mailbox()
    referral = sent_to_team(case=marked_case(), why="Wil weten wat past.")
    reader = Reader().comes_in()
    if accepted:
        reader.takes(referral, "aannemen", name="Petra")
        all_work()
    seen = "".join(
        reader.http.get(page).content.decode()
        for page in (
            reverse("mailbox_home"), reader.page(referral), reader.newest_link(), reverse("mailbox_left"),
            *(reader.page(referral, step) for step in ("aannemen", "vraag", "niet-aannemen", "start", "stop", "datum")),
        )
    )  # fmt: skip
    open_now = {"last_work"} | ({"first_name", "last_name", "email", "phone", "contact_way"} if accepted else set())
    assert {field for field, canary in CANARIES.items() if canary in seen} == open_now
    told = " ".join(f"{m.subject} {m.body}" for m in letters()) + str(list(OutboxItem.objects.values("key", "payload")))
    told += str(list(AuditLine.objects.filter(organisation_id=buurtteam().pk).values()))
    assert not [canary for field, canary in CANARIES.items() if field != "birth_date" and canary in told]


def test_the_client_reads_in_kind_words_how_far_each_referral_is():
    proven_mailbox()
    case = case_of_sami()
    referral = sent_to_team(case=case, service=ServiceFactory(name="Budgetcoach", provider=buurtteam()))
    concept(case, people.fnv())
    shown = for_client.referrals_of(case.client)
    assert [(r.organisation, r.help, r.status) for r in shown] == [
        ("Buurtteam De Brug", "Budgetcoach", "De organisatie bekijkt je vraag.")
    ]
    answering.accept(by_mailbox(Mailbox.objects.proven().get()), referral, name="Petra")
    (now,) = for_client.referrals_of(case.client)
    assert now.status == "De organisatie helpt je. Zij nemen contact met je op."
    assert now.is_open and now.since == clock.today()


@pytest.mark.parametrize(
    "state", some_now([s for s in ReferralState.values if s != "entered_in_error"], ["sent", "accepted"])
)
def test_a_mailbox_may_do_what_the_table_says_of_a_receiver_and_nothing_else(state):
    referral = in_state(state)
    actor = by_mailbox(MailboxFactory(organisation=people.fnv()))
    mine = {event for event, row in BY_EVENT.items() if Party.RECEIVER in row.by and state in row.sources}
    parties = parties_by(actor, referral)
    assert set(events_of(parties, referral)) == (mine if state != "draft" else set())
    for event, row in BY_EVENT.items():
        if parties & set(row.by):
            check_party(actor, referral, event)
        else:
            with pytest.raises(Refused):
                check_party(actor, referral, event)


def test_the_team_of_the_demo_finds_its_link_in_the_mail():
    buurtteam(), people.mehmet()
    case = case_of_sami()
    assert demo_mailbox.seed(case.region, case, works_for(people.fatima())) == 1
    all_work()
    reader = Reader(demo_mailbox.ADDRESS).comes_in()
    assert "Wil eerst rust thuis" in text(reader.opens(Referral.objects.get()))


def test_an_actor_without_a_mailbox_is_no_party():
    proven_mailbox()
    referral = sent_to_team()
    assert not parties_by(Actor(organisation_id=buurtteam().pk), referral)
