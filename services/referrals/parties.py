"""Which side of a referral a person is on, and so which events that person may let happen."""

from dataclasses import dataclass

from partners import access
from partners.models import Layer, Membership, Role, User
from partners.reach import reach_of
from partners.second_factor import COUNTS
from rmt_portal.lifecycle import Actor
from services.models import Mailbox, Referral
from services.referrals.lifecycle import BY_EVENT, NOT_FOR_DEBT_HELP, Party, ReferralState
from services.referrals.roles import DEBT_ROLES, MAY_RECEIVE, MAY_SEND


@dataclass(frozen=True)
class MailboxActor(Actor):
    """A proven mailbox that answers for its organisation: there is no user, so an event has none either."""

    mailbox: Mailbox | None = None


def by_mailbox(mailbox: Mailbox, trace_id: str = "") -> MailboxActor:
    """Return the actor for what is done by a mailbox."""
    return MailboxActor(None, mailbox.organisation_id, trace_id, mailbox)


def parties_by(actor: Actor, referral: Referral) -> frozenset[Party]:
    """Return every side an actor is on: a person by memberships, a mailbox as receiver for its organisation."""
    if not isinstance(actor, MailboxActor):
        return parties_of(actor.user, referral)
    mailbox = Mailbox.objects.proven().filter(pk=actor.mailbox.pk).first() if actor.mailbox else None
    if mailbox is None or not Referral.objects.received_by_mailbox(mailbox).filter(pk=referral.pk).exists():
        return frozenset()
    return frozenset({Party.RECEIVER})


def with_account(referral: Referral) -> bool:
    """Say whether somebody at the receiving organisation can log in, with a second factor, and receive this."""
    return (
        Membership.objects.active()
        .filter(
            organisation=referral.receiver_organisation_id,
            region=referral.region_id,
            role__in=receiving_roles(referral),
            user__authenticator__type__in=COUNTS,
        )
        .exists()
    )


def roles_in(region_id: int) -> dict[int, set[str]]:
    """Return for which roles each organisation in a region has somebody who can receive.

    A proven mailbox counts as a receiver, and as a debt worker when debt workers alone read it.
    """
    found: dict[int, set[str]] = {}
    members = Membership.objects.active().filter(region=region_id, user__authenticator__type__in=COUNTS)
    for organisation_id, role in members.order_by().values_list("organisation_id", "role").distinct():
        found.setdefault(organisation_id, set()).add(role)
    for mailbox in Mailbox.objects.proven().filter(region=region_id).order_by():
        roles = {Role.RECEIVER.value} | ({Role.DEBT_WORKER.value} if mailbox.for_debt_help else set())
        found.setdefault(mailbox.organisation_id, set()).update(roles)
    return found


def mailbox_for(referral: Referral) -> Mailbox | None:
    """Return the proven mailbox that may receive this referral, if there is one."""
    proven = Mailbox.objects.proven().filter(organisation=referral.receiver_organisation_id, region=referral.region_id)
    if referral.is_debt_help:
        proven = proven.filter(for_debt_help=True)
    return proven.exclude(address__iexact=referral.sender.email).first()


def receiving_roles(referral: Referral) -> tuple[Role, ...]:
    """Return the roles that may receive: a request for debt help is read by debt workers only."""
    return DEBT_ROLES if referral.is_debt_help else MAY_RECEIVE


def parties_of(user: User, referral: Referral) -> frozenset[Party]:
    """Return every side this person is on; empty for somebody who has nothing to do with the referral.

    Only memberships in the region of the referral count. A colleague of the sender stands on the sender's side when
    the client is open to that colleague too; the receiver knows nothing of a draft.
    """
    parties = set()
    for membership in reach_of(user).memberships:
        if membership.region_id != referral.region_id:
            continue
        if membership.organisation_id == referral.sender_organisation_id and membership.role in MAY_SEND:
            parties.add(Party.SENDER)
        if membership.organisation_id == referral.receiver_organisation_id and membership.role in receiving_roles(
            referral
        ):
            parties.add(Party.RECEIVER)
        if membership.role == Role.COORDINATOR:
            parties.add(Party.COORDINATOR)
    if Party.SENDER in parties and referral.sender_id != user.pk and not _open_to_colleague(user, referral):
        parties.discard(Party.SENDER)
    if referral.state == ReferralState.DRAFT:
        parties.discard(Party.RECEIVER)
    return frozenset(parties)


def _open_to_colleague(user: User, referral: Referral) -> bool:
    seen = access.may_see_client(user, referral.client_id, Layer.WORK, region_id=referral.region_id)
    return seen.allowed


def events_for(user: User, referral: Referral) -> list[str]:
    """List the events this person may let happen now, in the order of the table."""
    return events_of(parties_of(user, referral), referral)


def events_of(parties: frozenset[Party], referral: Referral) -> list[str]:
    """List the events these sides may let happen now, in the order of the table."""
    return [
        event
        for event, row in BY_EVENT.items()
        if referral.state in row.sources
        and parties & set(row.by)
        and not (referral.is_debt_help and event in NOT_FOR_DEBT_HELP)
    ]
