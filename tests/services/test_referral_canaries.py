"""A unique word in every personal field: nobody who may not see it finds it, on any page, in mail, work or log."""

import datetime
import json
import logging

import pytest
from django.core import mail
from django.test import Client as Http
from django.urls import reverse

from intake import coaching
from intake.models import Case, ContactMoment
from rmt_portal.audit.models import AuditLine
from rmt_portal.outbox.models import OutboxItem
from services.models import Referral, ServiceKind
from services.referrals import answering
from services.referrals.lifecycle import ReferralState
from services.seeding import seed_contracts
from tests.partners import factories as people
from tests.rig.halves import first_now, some_now
from tests.rig.work import all_work
from tests.services.factories import ServiceFactory, case_of_sami, in_state, sent, works_for
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db

CANARIES = {
    "first_name": "Zqvoornaam",
    "last_name": "Zqachternaam",
    "email": "zqadres@voorbeeld.nl",
    "phone": "06 12340987",
    "contact_way": "zqochtend",
    "birth_date": "1971",
    "postcode": "7001 ZQ",
    "last_work": "zqberoep",
    "note": "zqnotitie",
}
NAME = {"first_name", "last_name"}
TRIAGE = {"last_work"}
HELP = {*NAME, "phone", "email", "contact_way"}
OPEN_TO_RECEIVER = {
    "sent": TRIAGE, "info_requested": TRIAGE,
    **dict.fromkeys(("accepted", "in_progress", "on_hold", "completed", "stopped"), TRIAGE | HELP),
}  # fmt: skip


def marked_case() -> Case:
    """Sami, with a word of its own in every field."""
    case = case_of_sami()
    client = case.client
    client.first_name, client.last_name = CANARIES["first_name"], CANARIES["last_name"]
    client.email, client.phone, client.contact_moment = CANARIES["email"], "+31612340987", CANARIES["contact_way"]
    client.birth_date, client.postcode = datetime.date(1971, 2, 3), CANARIES["postcode"]
    client.save()
    client.work_profile.experiences.update(own_words=CANARIES["last_work"], occupation=None)
    ContactMoment.objects.create(
        case=case, way="phone", author=people.fatima(), organisation=people.municipality(), note=CANARIES["note"]
    )
    return case


def pages_about(referral: Referral) -> list[str]:
    """Every address at which something of this person could stand."""
    case, number = referral.case, referral.reference
    dossier = f"/admin/dossier/{case.client.public_id}/"
    steps = ("aannemen", "vraag", "niet-aannemen", "antwoord", "start", "klaar", "verder", "pauze", "stop",
             "terugdraaien", "intrekken", "toestemming-ingetrokken", "vergissing", "datum")  # fmt: skip
    return [
        *(f"/verwijzingen/{number}/{step}/" for step in steps),
        f"/verwijzingen/{number}/",
        *(f"/verwijzingen/{name}/" for name in ("wacht-te-lang", "nieuw", "aanbod", "team")),
        *(f"/verwijzingen/ontvangen/?stand={s}" for s in ("beoordelen", "vraag", "contact", "loopt", "afgelopen")),
        *(f"/verwijzingen/verstuurd/?wie=iedereen&stand={s}" for s in ("open", "afgelopen")),
        dossier,
        *(f"{dossier}?deel={part}" for part in ("intake", "verwijzingen", "kansen", "tijdlijn", "toegang")),
        "/admin/", "/admin/aanmeldingen/", "/admin/kandidaten/", f"/admin/kandidaten/?q={CANARIES['last_name']}",
    ]  # fmt: skip


def found_by(person, referral: Referral) -> set[str]:
    """Return which fields this person finds, on any page."""
    http, seen = Http(), set()
    sign_in(http, person)
    for address in pages_about(referral):
        typed = CANARIES["last_name"] if "q=" in address else ""
        body = http.get(address).content.decode().replace(f'value="{typed}"', "")
        seen |= {field for field, canary in CANARIES.items() if canary in body}
    body = http.post(reverse("refer"), {"number": referral.case.reference}).content.decode()
    return seen | {field for field, canary in CANARIES.items() if canary in body}


def test_the_coach_finds_every_one_of_them():
    """The positive control: the words are there to be found."""
    case = marked_case()
    coaching.take_over(case, works_for(people.fatima()))
    assert found_by(people.fatima(), sent(case)) == set(CANARIES)


QUICK = ("accepted", "consent_withdrawn")
"""Much is open to a receiver, and nothing any more; ``make test-full`` walks the other states too."""
STATES = some_now([state for state in ReferralState.values if state != "draft"], QUICK)


@pytest.mark.full
@pytest.mark.parametrize("state", STATES)
def test_a_receiver_finds_only_what_is_open_in_this_state(state):
    referral = in_state(state, marked_case(), why="Wil weten wat past.")
    assert found_by(people.karin(), referral) == OPEN_TO_RECEIVER.get(state, set())


OUTSIDERS = (people.anouk, people.jan, people.sofie, people.els, people.pieter, people.bram)


@pytest.mark.parametrize("person", first_now(OUTSIDERS, 2), ids=lambda person: person.__name__)
def test_somebody_outside_finds_nothing_of_the_referral(person):
    referral = in_state("accepted", marked_case())
    people.uwv()
    allowed = set(CANARIES) if person is people.jan else set()  # UWV takes registrations: the dossier is open to Jan
    http = Http()
    sign_in(http, person())
    assert http.get(f"/verwijzingen/{referral.reference}/").status_code == 403
    if not allowed:
        assert found_by(person(), referral) == set()


def test_a_debt_worker_finds_how_to_reach_the_resident_and_nothing_else():
    seed_contracts()
    case = marked_case()
    service = ServiceFactory(kind=ServiceKind.DEBT_HELP, provider=people.debt_help())
    referral = sent(case, to=people.debt_help(), service=service, urgency="threat")
    assert found_by(people.anouk(), referral) == {*NAME, "phone", "contact_way"}
    answering.accept(works_for(people.anouk()), referral)
    assert found_by(people.anouk(), referral) == {*NAME, "phone", "contact_way", "email"}


@pytest.mark.full
def test_a_coordinator_finds_the_work_but_not_the_person():
    referral = sent(marked_case())
    assert not found_by(people.mehmet(), referral) & {*HELP, "birth_date", "postcode", "note"}


def test_mail_work_and_logs_hold_none_of_it(caplog):
    caplog.set_level(logging.DEBUG)
    mail.outbox.clear()
    referral = in_state("completed", marked_case())
    all_work()
    found_by(people.karin(), referral)
    assert mail.outbox
    told = {"mail": " ".join(f"{m.subject} {m.body}" for m in mail.outbox)}
    told["work"] = json.dumps(list(OutboxItem.objects.values_list("key", "payload")))
    told["log"] = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("rmt"))
    told["audit"] = json.dumps(list(AuditLine.objects.values()), default=str)
    for where, text in told.items():
        for field, canary in CANARIES.items():
            if field == "birth_date":
                continue  # a year alone may be part of any number
            assert canary not in text, (where, field)
