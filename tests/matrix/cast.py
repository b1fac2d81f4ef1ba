"""The world of the matrix: one person per role, and clients and things that are somebody's own or somebody else's."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Model
from django.test import Client as Browser
from django.utils import timezone

from intake import confirmations, drafts, erasures, signing_in
from intake.caseload import files
from intake.models import (
    AgreedHow,
    Case,
    Confirmation,
    ConfirmationKey,
    ContactMoment,
    Erasure,
    RegistrationDraft,
    ResumeLink,
    SignInAsk,
    WorkExperience,
)
from matching.models import Vacancy
from partners.models import Layer, Organisation, Role, User
from rmt_portal import clock
from services.mailboxes import links
from services.models import Referral, ReferralConcept, Scheme, ServiceKind
from services.referrals.parties import parties_of
from tests.intake.factories import DraftFactory, achterhoek
from tests.matching.factories import agreed_on
from tests.matrix.canaries import Canary, canaries_of, forms_of, readable_by
from tests.matrix.grants import GRANT, granted, schemes
from tests.matrix.plans import planned
from tests.matrix.results import booked
from tests.matrix.rows import own_and_foreign
from tests.partners import factories as people
from tests.services import factories as services
from tests.services import mailboxes
from tests.workplace.factories import guided_by, registered
from tests.workplace.signing_in import client_enters, sign_in

ANONYMOUS, REGISTERING, CLIENT = "anonymous", "registering", "client"
COACH, COACH_OTHER_ORG, COACH_OTHER_REGION = "coach", "coach_other_org", "coach_other_region"
INTAKE, REFERRER, RECEIVER, DEBT = "intake_worker", "referrer", "receiver", "debt_worker"
MENTOR, SBB, BUDGET = "school_mentor", "sbb_adviser", "budget_holder"
COORDINATOR, MANAGER, PRIVACY, ADMINISTRATOR = "coordinator", "manager", "privacy_officer", "administrator"
SUPERUSER, NO_FACTOR, DEACTIVATED, EXPIRED = "superuser", "no_second_factor", "deactivated", "expired"

MEMBERS = (
    COACH, COACH_OTHER_ORG, COACH_OTHER_REGION, INTAKE, REFERRER, RECEIVER, DEBT, MENTOR, SBB, BUDGET,
    COORDINATOR, MANAGER, PRIVACY, ADMINISTRATOR,
)  # fmt: skip
ROLES = (ANONYMOUS, REGISTERING, CLIENT, *MEMBERS, SUPERUSER, NO_FACTOR, DEACTIVATED, EXPIRED)

HOME, NEIGHBOUR, ELSEWHERE = "home", "neighbour", "elsewhere"


@dataclass
class World:
    """Everything the matrix walks through."""

    users: dict[str, User | None] = field(default_factory=dict)
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    objects: dict[str, dict[str, Model]] = field(default_factory=dict)
    referrals: dict[str, Referral] = field(default_factory=dict)
    concept: Any = None
    draft: RegistrationDraft | None = None
    link: str = ""
    assisted: dict[str, Any] = field(default_factory=dict)
    mailbox: Any = None
    mailbox_link: str = ""
    own_link: str = ""
    caseload: Any = None
    decision: Any = None
    question: Any = None
    plan: Any = None
    appointment: Any = None
    grant: Any = None
    erasures: dict[str, Erasure] = field(default_factory=dict)
    canaries: list[Canary] = field(default_factory=list)
    layers: dict[str, dict[str, int]] = field(default_factory=dict)

    def browser(self, role: str, **options: Any) -> Browser:
        """Return a fresh browser of somebody in this role, signed in as far as that role can be."""
        browser = Browser(raise_request_exception=False, **options)
        for name, value in self.cookies[role].items():
            browser.cookies[name] = value
        return browser

    def own(self, model: type[Model]) -> Model | None:
        """Return a row of a table that belongs to the region and organisation of the home team."""
        return self.objects.get(model._meta.label, {}).get(HOME)

    def foreign(self, model: type[Model]) -> Model | None:
        """Return a row of a table that belongs to another region or organisation."""
        return self.objects.get(model._meta.label, {}).get(ELSEWHERE)


def build() -> World:
    """Make the world through the same actions as the site; the caller rolls it back."""
    world = World()
    achterhoek()
    _people(world)
    _clients(world)
    _things(world)
    world.decision, world.question = agreed_on(world.cases[HOME], world.users[COACH], world.own(Vacancy))
    world.appointment, words = booked(HOME, world.cases[HOME], world.users[COACH])
    world.canaries += words
    world.plan, words = planned(HOME, world.cases[HOME], world.users[COACH])
    world.canaries += words
    world.grant, words = granted(Case.objects.get(pk=world.cases[HOME].pk), world.users[BUDGET])
    world.canaries += words
    own, foreign = schemes(world.cases[HOME], world.cases[ELSEWHERE])
    world.objects[Scheme._meta.label] = {HOME: own, ELSEWHERE: foreign}
    _mailbox(world)
    _registration(world)
    _sign_in(world)
    known = {who: case.client for who, case in world.cases.items()}
    world.layers = {role: readable_by(user, known) for role, user in world.users.items()}
    _who_reads_the_log(world)
    _who_reads_the_referral(world)
    return world


def _member(name: str, organisation: Organisation, role: Role, **user: Any) -> User:
    person: User = people.UserFactory(name=name, email=f"{name.lower().replace(' ', '.')}@voorbeeld.nl", **user)
    people.MembershipFactory(user=person, organisation=organisation, role=role)
    return person


def _people(world: World) -> None:
    town, union = people.municipality(), people.fnv()
    school = people.OrganisationFactory(name="Graafschap College", kind="school")
    sbb = people.OrganisationFactory(name="SBB", kind="sbb")
    world.users = {
        ANONYMOUS: None,
        REGISTERING: None,
        CLIENT: None,
        COACH: people.fatima(),
        COACH_OTHER_ORG: people.jan(),
        COACH_OTHER_REGION: people.sofie(),
        INTAKE: people.ingrid(),
        REFERRER: _member("Ruud Prins", town, Role.REFERRER),
        RECEIVER: _member("Ria Kuipers", union, Role.RECEIVER),
        DEBT: people.anouk(),
        MENTOR: _member("Mo Idrissi", school, Role.SCHOOL_MENTOR),
        SBB: _member("Sjoerd Postma", sbb, Role.SBB_ADVISER),
        BUDGET: _member("Bea Hol", town, Role.BUDGET_HOLDER),
        COORDINATOR: people.mehmet(),
        MANAGER: people.els(),
        PRIVACY: people.pieter(),
        ADMINISTRATOR: people.bram(),
        SUPERUSER: people.UserFactory(name="Tess Beheer", email="tess@voorbeeld.nl", is_superuser=True),
        NO_FACTOR: _member("Nina Zonder", town, Role.COACH, second_factor=False),
        DEACTIVATED: _member("Dirk Weg", town, Role.COACH),
        EXPIRED: _member("Eva Oud", town, Role.COACH),
    }
    world.users[EXPIRED].memberships.update(  # type: ignore[union-attr]
        active_from=timezone.localdate() - timedelta(days=30), active_until=timezone.localdate() - timedelta(days=1)
    )


def _clients(world: World) -> None:
    fatima, sofie = world.users[COACH], world.users[COACH_OTHER_REGION]
    assert fatima and sofie
    made: dict[str, Callable[..., Case]] = {
        HOME: lambda **fields: guided_by(fatima, **fields),
        NEIGHBOUR: lambda **fields: registered(people.uwv(), **fields),
        ELSEWHERE: lambda **fields: guided_by(sofie, client__region=sofie.memberships.get().region, **fields),
    }
    for number, (who, make) in enumerate(made.items(), 11):
        values = canaries_of(who, number)
        case = make(
            **{f"client__{name}": value for name, value in values.items()},
            reference=f"RA-2{number}-{number}77",
            next_action=f"canary-{who}-action",
        )
        world.cases[who] = case
        case.registrations.update(wants_money_help=True)
        WorkExperience.objects.create(profile=case.client.work_profile, position=0, own_words=f"canary-{who}-work")
        coach = sofie if who == ELSEWHERE else fatima if who == HOME else world.users[COACH_OTHER_ORG]
        ContactMoment.objects.create(case=case, way="phone", note=f"canary-{who}-note", author=coach)
        told = values | {"next_action": case.next_action, "reference": case.reference}
        told |= {"work": f"canary-{who}-work", "note": f"canary-{who}-note"}
        at_layer = {"reference": Layer.REFERENCE, "next_action": Layer.TRIAGE, "work": Layer.TRIAGE}
        world.canaries += [
            Canary(who, name, at_layer.get(name, Layer.WORK), forms_of(value)) for name, value in told.items()
        ]


def _things(world: World) -> None:
    """Something own and something foreign of every table that has such a difference."""
    case, fatima, sofie = world.cases[HOME], world.users[COACH], world.users[COACH_OTHER_REGION]
    assert fatima and sofie
    debts = services.ServiceFactory(name="Schuldhulp", kind=ServiceKind.DEBT_HELP, provider=people.debt_help())
    for name, receiver, service in (("union", people.fnv(), None), ("debt", people.debt_help(), debts)):
        words = {"why": f"canary-{name}-why", "done_before": f"canary-{name}-done"}
        world.referrals[name] = services.sent(case, receiver, service=service, **words)
        world.canaries += [Canary(name, word, Layer.TRIAGE, (text,)) for word, text in words.items()]
    world.concept = ReferralConcept.objects.create(
        case=case, owner=fatima, organisation=people.municipality(), answers={"waarom": {"why": "canary-concept-why"}}
    )
    world.canaries.append(Canary("concept", "why", Layer.TRIAGE, ("canary-concept-why",)))
    pairs = own_and_foreign(case, world.cases[ELSEWHERE], fatima, sofie)
    pairs[Referral] = (world.referrals["union"], None)
    for model, (own, foreign) in pairs.items():
        world.objects[model._meta.label] = {
            where: row for where, row in ((HOME, own), (ELSEWHERE, foreign)) if row is not None
        }


def _mailbox(world: World) -> None:
    """A team without accounts, its mailbox, and the link that was mailed to it about a referral."""
    team = mailboxes.buurtteam()
    world.mailbox = mailboxes.MailboxFactory(organisation=team, asked_by=world.users[COORDINATOR])
    words = {"why": "canary-team-why", "done_before": "canary-team-done"}
    world.referrals["team"] = services.sent(world.cases[HOME], team, **words)
    world.canaries += [Canary("team", word, Layer.TRIAGE, (text,)) for word, text in words.items()]
    world.mailbox_link = links.make(world.mailbox, world.referrals["team"]).rstrip("/").rpartition("/")[2]


def _registration(world: World) -> None:
    world.draft = DraftFactory(last_name="canary-draft-last", email="canary-draft@voorbeeld.nl")
    world.canaries += [
        Canary("draft", "last_name", Layer.WORK, ("canary-draft-last",)),
        Canary("draft", "email", Layer.WORK, ("canary-draft@",)),
    ]
    link = ResumeLink.objects.create(draft=world.draft, email="canary-draft@voorbeeld.nl")
    world.link = drafts.link_token(link)
    _assisted(world)


def _assisted(world: World) -> None:
    """The coach of the home team began for somebody, and filled in for a client who did not answer yet."""
    fatima = world.users[COACH]
    waiting = DraftFactory(last_name="canary-assisted-last", recorded_by=fatima)
    world.canaries.append(Canary("assisted", "last_name", Layer.WORK, ("canary-assisted-last",)))
    registration = world.cases[HOME].registrations.get()
    confirmation = Confirmation.objects.create(
        client=registration.client, registration=registration, asked_by=fatima, way=AgreedHow.LINK
    )
    key = ConfirmationKey.objects.create(confirmation=confirmation)
    world.assisted = {
        "draft": waiting.pk,
        "confirmation": confirmation.public_id,
        "token": confirmations.token_of(key),
    }
    assert fatima
    mine, data = fatima.memberships.get(), b"naam;postcode\ncanary-caseload-last;7001 AB"
    world.caseload = files.bring_in(fatima, mine, "lijst.csv", data)
    files.choose_columns(world.caseload, ["last_name", "postcode"])
    world.canaries.append(Canary("caseload", "last_name", Layer.WORK, ("canary-caseload-last",)))
    client = world.cases[HOME].client
    asked = SignInAsk.objects.create(looked_up_at=clock.now())
    world.erasures = {where: erasures.ask(world.cases[where].client) for where in (HOME, ELSEWHERE)}
    world.own_link = signing_in.link_token(signing_in.new_key(asked, client))


def _sign_in(world: World) -> None:
    assert world.draft
    for role, user in world.users.items():
        browser = Browser()
        if role == REGISTERING:
            session = browser.session
            session[drafts.TOKEN] = "matrix"
            session.save()
            world.draft.key = drafts.key_of(session)
            world.draft.save(update_fields=["key"])
            browser.cookies["sessionid"] = session.session_key
        elif role == CLIENT:
            client_enters(browser, world.cases[HOME].client)
        elif role == NO_FACTOR:
            browser.force_login(user)  # type: ignore[arg-type]
        elif user is not None:
            sign_in(browser, user)
        world.cookies[role] = {name: morsel.value for name, morsel in browser.cookies.items()}
    User.objects.filter(pk=world.users[DEACTIVATED].pk).update(is_active=False)  # type: ignore[union-attr]
    world.users[DEACTIVATED].is_active = False  # type: ignore[union-attr]


def _who_reads_the_log(world: World) -> None:
    """A line of the log, and what hangs on it, names a dossier by its number, to the officer of its region."""
    for who in (HOME, NEIGHBOUR):
        world.layers[PRIVACY][who] = max(world.layers[PRIVACY][who], Layer.REFERENCE)


def _who_reads_the_referral(world: World) -> None:
    """The words of a referral are for its parties, a concept for its writer, a draft for who is registering."""
    for role, user in world.users.items():
        for name, referral in world.referrals.items():
            is_party = user is not None and bool(parties_of(user, referral))
            world.layers[role][name] = Layer.TRIAGE if is_party else -1
        world.layers[role]["concept"] = Layer.TRIAGE if role == COACH else -1
        world.layers[role]["caseload"] = Layer.WORK if role == COACH else -1
        world.layers[role]["assisted"] = Layer.WORK if role == COACH else -1
        world.layers[role]["draft"] = Layer.WORK if role == REGISTERING else -1
        world.layers[role][GRANT] = Layer.WORK if role in (COACH, INTAKE, BUDGET, CLIENT) else -1
    world.layers[CLIENT] |= {HOME: Layer.SENSITIVE, **dict.fromkeys(world.referrals, Layer.TRIAGE)}
