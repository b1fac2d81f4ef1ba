"""A handful of referrals in several states for the demo region, made through the same actions as the site."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction

from intake.models import Case
from partners.models import LegalBasis, Membership, Organisation, PartnerKind, Role
from partners.reach import forget
from rmt_portal import clock
from rmt_portal.lifecycle import Actor
from rmt_portal.outbox.models import OutboxItem
from rmt_portal.reference.models import LabourRegion
from services import demo_mailbox
from services.models import Referral, Service, ServiceKind
from services.referrals import answering, sending
from services.referrals.roles import DEBT_ROLES, MAY_RECEIVE, MAY_SEND

NOTE = "We keken samen naar dit scherm"
Play = Callable[[Referral, Actor, Actor], None]


def _accepted(referral: Referral, sender: Actor, receiver: Actor) -> None:
    answering.accept(receiver, referral)


def _started(referral: Referral, sender: Actor, receiver: Actor) -> None:
    answering.accept(receiver, referral)
    answering.start(receiver, referral, clock.now())


def _asked(referral: Referral, sender: Actor, receiver: Actor) -> None:
    answering.request_info(receiver, referral, "Op welke dagen heeft deze persoon tijd?")


def _full(referral: Referral, sender: Actor, receiver: Actor) -> None:
    answering.decline(
        receiver, referral, "full", explanation="In januari begint een nieuwe groep.",
        possible_from=clock.today() + timedelta(days=45),
    )  # fmt: skip


def _done(referral: Referral, sender: Actor, receiver: Actor) -> None:
    _started(referral, sender, receiver)
    answering.complete(receiver, referral, "advice_given", "Weet nu welk werk past: magazijn of groen.")


def _nothing(referral: Referral, sender: Actor, receiver: Actor) -> None:
    """Nobody answered yet."""


OFFERS: tuple[tuple[PartnerKind, str, ServiceKind, str, str, int], ...] = (
    (PartnerKind.UNION, "loopbaangesprek", ServiceKind.CAREER_ADVICE, "Loopbaangesprek",
     "Drie gesprekken over wat je kunt en wilt.", 1),
    (PartnerKind.SCHOOL, "leren-op-het-werk", ServiceKind.PRACTICE_LEARNING, "Leren op het werk",
     "Leren in een bedrijf, met een praktijkverklaring.", 3),
    (PartnerKind.LEARN_WORK_DESK, "leeradvies", ServiceKind.CAREER_ADVICE, "Advies over leren en werk",
     "Welke opleiding past, en wie betaalt die?", 0),
    (PartnerKind.DEBT_HELP, "schuldhulp-gesprek", ServiceKind.DEBT_HELP, "Hulp bij schulden",
     "Een gesprek over geldzorgen, binnen 4 weken.", 2),
)  # fmt: skip
"""What the demo organisations with staff offer, by kind of organisation."""

PLAYS: tuple[tuple[str, Play], ...] = (
    ("Wil weten welk werk past na twaalf jaar horeca.", _nothing),
    ("Zoekt een korte cursus om snel weer te werken.", _asked),
    ("Wil oefenen met gesprekken.", _accepted),
    ("Wil leren in de praktijk.", _started),
    ("Zoekt een plek in een groep.", _full),
    ("Wil weten wat mogelijk is in de techniek.", _done),
)


@transaction.atomic
def seed(region: LabourRegion) -> int:
    """Make the demo referrals, unless the region has any; returns how many were made."""
    if Referral.objects.filter(region=region).exists():
        return 0
    made = 0
    _offer(region)
    pairs = _pairs(region)
    if not pairs:
        return 0
    open_cases = Case.objects.dossiers_of(pairs[0][0].user).filter(region=region).open()
    cases = list(open_cases.select_related("client", "region").order_by("pk")[: len(PLAYS) + 2])
    for number, (why, play) in enumerate(PLAYS):
        if number >= len(cases):
            break
        sender, receiver, service, organisation = pairs[number % len(pairs)]
        made += _make(cases[number], sender, receiver, sending.Request(organisation, service, why=why), play)
    debt = _receiver(region, DEBT_ROLES)
    if debt and len(cases) > len(PLAYS):
        offered = Service.objects.offered().filter(region=region, kind=ServiceKind.DEBT_HELP)
        service = offered.filter(provider=debt[0].organisation_id).first()
        asked = sending.Request(debt[0].organisation, service, urgency="threat")
        made += _make(cases[len(PLAYS)], pairs[0][0], debt[1], asked, _nothing)
    OutboxItem.objects.filter(kind="mail.referral", done_at__isnull=True).delete()  # nobody is there to be mailed
    if len(cases) > len(PLAYS) + 1:
        made += demo_mailbox.seed(region, cases[len(PLAYS) + 1], pairs[0][0])
    return made


def _make(case: Case, sender: Actor, receiver: Actor, request: sending.Request, play: Play) -> int:
    referral = sending.draft(sender, case, request)
    sending.send(sender, referral, LegalBasis.CONSENT, NOTE)
    play(referral, sender, receiver)
    return 1


def _offer(region: LabourRegion) -> None:
    """Put what the organisations with staff offer on the menu, looked at today by one of them."""
    for kind, code, service_kind, name, summary, weeks in OFFERS:
        is_debt_help = service_kind == ServiceKind.DEBT_HELP
        who = _receiver(region, DEBT_ROLES) if is_debt_help else _receiver(region, MAY_RECEIVE, kind=kind)
        if who is not None:
            Service.objects.get_or_create(
                region=region,
                code=code,
                defaults={
                    "name": name, "kind": service_kind, "provider": who[0].organisation, "summary": summary,
                    "waiting_weeks": weeks, "capacity": 6, "checked_on": clock.today(), "checked_by": who[0].user,
                },
            )  # fmt: skip


def _pairs(region: LabourRegion) -> list[tuple[Actor, Actor, Service | None, Organisation]]:
    """Return who can refer to whom for what: the first coach, and each other organisation that can receive."""
    sender = _receiver(region, MAY_SEND, handles_registrations=True)
    if sender is None:
        return []
    pairs = []
    for organisation in Organisation.objects.filter(regions=region, is_active=True).exclude(
        pk=sender[0].organisation_id
    ):
        receiver = _receiver(region, MAY_RECEIVE, pk=organisation.pk)
        if receiver is None or receiver[0].role == Role.DEBT_WORKER:
            continue
        offered = Service.objects.offered().filter(region=region, provider=organisation)
        services = offered.exclude(kind=ServiceKind.DEBT_HELP).order_by("name", "pk")
        pairs.append((sender[1], receiver[1], services.first(), organisation))
    return sorted(pairs, key=lambda pair: pair[2] is None)  # those with a service first


def _receiver(region: LabourRegion, roles: tuple[Role, ...], **organisation: object) -> tuple[Membership, Actor] | None:
    rule = {f"organisation__{name}": value for name, value in organisation.items()}
    found = Membership.objects.active().filter(region=region, role__in=roles, **rule)
    membership = found.select_related("user", "organisation").order_by("pk").first()
    if membership is None:
        return None
    forget(membership.user)
    return membership, Actor(membership.user, membership.organisation_id)
