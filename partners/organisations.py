"""What happens to an organisation: proposed by a partner, approved by the coordinator of its region, ended.

Only an approved organisation has members, receives referrals and can be found: ``Organisation.is_active`` follows from
the state in the database itself.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from partners import access, handover, invitations
from partners.models import Membership, Organisation, OrganisationContact, Role, User
from partners.organisation_states import LIFECYCLE
from rmt_portal import clean_text
from rmt_portal.audit import log
from rmt_portal.lifecycle import SYSTEM, Actor, advance, begin
from rmt_portal.reference.models import LabourRegion, Municipality

PROPOSE, DECIDE = "organisation.propose", "organisation.decide"
access.allow(PROPOSE, [Role.COORDINATOR, Role.ADMINISTRATOR])
access.allow(DECIDE, [Role.COORDINATOR])


class NotPossible(Exception):
    """The rules do not allow this now; the text says why, for who asked."""


@dataclass(frozen=True)
class Proposal:
    """What is filled in to propose an organisation; the contact is invited as first administrator on approval."""

    name: str
    kind: str
    region: LabourRegion
    municipalities: tuple[Municipality, ...]
    website: str
    phone: str
    contact_name: str
    contact_email: str


@transaction.atomic
def found(organisation: Organisation, regions: Iterable[LabourRegion] = (), actor: Actor = SYSTEM) -> Organisation:
    """Save an organisation that takes part at once: by the administrator of the system, the catalogue or the demo."""
    begin(organisation, LIFECYCLE, "found", actor)
    organisation.regions.add(*regions)
    _log("organisation.found", organisation, actor)
    return organisation


@transaction.atomic
def propose(proposal: Proposal, actor: Actor, *, request: Any = None) -> Organisation:
    """Ask the coordinator of a region to let a new partner take part.

    Raises:
        Refused: the actor is no coordinator or administrator in that region.
    """
    access.insist(access.may(actor.user, PROPOSE, region_id=proposal.region.pk))
    organisation = Organisation(name=proposal.name, kind=proposal.kind, website=proposal.website, phone=proposal.phone)
    begin(organisation, LIFECYCLE, "propose", actor)
    organisation.regions.add(proposal.region)
    organisation.municipalities.add(*proposal.municipalities)
    OrganisationContact.objects.create(
        organisation=organisation, name=proposal.contact_name, email=proposal.contact_email, phone=proposal.phone
    )
    _log("organisation.propose", organisation, actor, request)
    return organisation


@transaction.atomic
def approve(organisation: Organisation, first_administrator: str, actor: Actor, *, request: Any = None) -> None:
    """Let a proposed organisation take part and invite its first administrator.

    Raises:
        Refused: the actor is not the coordinator of its region.
        NotPossible: the actor proposed it: a second pair of eyes looks.
        StateConflict: a colleague decided first.
    """
    region = _decides(organisation, actor)
    advance(organisation, LIFECYCLE, "approve", actor)
    organisation.refresh_from_db()
    _log("organisation.approve", organisation, actor, request)
    invite_first(organisation, region, first_administrator, actor, request=request)


@transaction.atomic
def refuse(organisation: Organisation, reason: str, actor: Actor, *, request: Any = None) -> None:
    """Say no to a proposal, with the reason the proposer reads.

    Raises:
        Refused: the actor is not the coordinator of its region.
        NotPossible: no reason was given, or the actor proposed it.
        StateConflict: a colleague decided first.
    """
    _decides(organisation, actor)
    if not reason.strip():
        raise NotPossible(_("Schrijf waarom niet. Wie het voorstelde leest het."))
    advance(organisation, LIFECYCLE, "refuse", actor, reason=reason)
    _log("organisation.refuse", organisation, actor, request)


@transaction.atomic
def propose_again(organisation: Organisation, actor: Actor, *, request: Any = None) -> None:
    """Ask once more after a no.

    Raises:
        Refused: the actor is no coordinator or administrator in its region.
        StateConflict: it was not refused (any more).
    """
    access.insist(_in_a_region(organisation, actor, PROPOSE)[0])
    advance(organisation, LIFECYCLE, "propose_again", actor)
    _log("organisation.propose_again", organisation, actor, request)


@transaction.atomic
def end(organisation: Organisation, reason: str, actor: Actor, *, request: Any = None) -> None:
    """Let an organisation stop: its people can do nothing for it any more, its invitations die.

    Raises:
        Refused: the actor is not the coordinator of its region.
        NotPossible: no reason was given, it is the actor's own, or somebody there still has work in hand.
        StateConflict: it had stopped already.
    """
    access.insist(_in_a_region(organisation, actor, DECIDE)[0])
    if not reason.strip():
        raise NotPossible(_("Schrijf waarom deze organisatie stopt."))
    if actor.organisation_id == organisation.pk:
        raise NotPossible(_("Je eigen organisatie kun je niet laten stoppen."))
    if busy := _with_work(organisation):
        names = ", ".join(str(user) for user in busy[:3])
        raise NotPossible(_("Eerst werk overdragen. In handen bij: %(names)s.") % {"names": names})
    advance(organisation, LIFECYCLE, "end", actor, reason=reason)
    for invitation in organisation.invitations.open():
        invitations.withdraw_for_house(invitation, actor, request)
    _log("organisation.end", organisation, actor, request)


@transaction.atomic
def reopen(organisation: Organisation, actor: Actor, *, request: Any = None) -> None:
    """Let an organisation that stopped take part again.

    Raises:
        Refused: the actor is not the coordinator of its region.
        StateConflict: it takes part already.
    """
    access.insist(_in_a_region(organisation, actor, DECIDE)[0])
    advance(organisation, LIFECYCLE, "reopen", actor)
    _log("organisation.reopen", organisation, actor, request)


def invite_first(
    organisation: Organisation, region: LabourRegion, address: str, actor: Actor, *, request: Any = None
) -> None:
    """Invite the first administrator of an organisation nobody ever worked for; again when the first link died.

    Raises:
        Refused: somebody worked there already, or the actor is not the coordinator of that region.
    """
    invitations.invite(address, organisation, region.pk, [Role.ADMINISTRATOR], actor, request=request)


def may_decide(user: User, organisation: Organisation) -> bool:
    """Say whether somebody may say yes or no to a proposal: the coordinator of its region, and not who proposed it."""
    return _in_a_region(organisation, Actor(user), DECIDE)[0].allowed and _proposer_of(organisation) != user.pk


def lookalikes(name: str, website: str, apart_from: int | None = None) -> list[Organisation]:
    """Return organisations with the same name or web domain, however it is written."""
    folded, domain = normal_name(name), web_domain(website)
    others = Organisation.objects.exclude(pk=apart_from or 0).order_by("name")
    return [o for o in others if normal_name(o.name) == folded or (domain and web_domain(o.website) == domain)]


def normal_name(name: str) -> str:
    """Return a name without capitals, accents, signs and legal form: what two spellings of one name share."""
    words = re.sub(r"[^a-z0-9 ]+", "", re.sub(r"[-/]", " ", clean_text.fold(name).replace("&", " en "))).split()
    return " ".join(word for word in words if word not in {"bv", "nv", "vof", "stichting", "vereniging", "cooperatie"})


def web_domain(website: str) -> str:
    """Return the domain of a web site without ``www``."""
    return (urlsplit(website).hostname or "").removeprefix("www.") if website else ""


def _decides(organisation: Organisation, actor: Actor) -> LabourRegion:
    decision, region = _in_a_region(organisation, actor, DECIDE)
    access.insist(decision)
    if _proposer_of(organisation) == actor.user.pk:
        raise NotPossible(_("Jij stelde deze organisatie voor. Een andere coördinator beslist."))
    assert region is not None  # allowed means: in one of its regions
    return region


def _in_a_region(organisation: Organisation, actor: Actor, action: str) -> tuple[access.Decision, LabourRegion | None]:
    """Ask for each region of the organisation; the first yes counts."""
    decision = access.Decision(False, (access.Reason.OTHER_REGION,))
    for region in organisation.regions.order_by("pk"):
        decision = access.may(actor.user, action, region_id=region.pk)
        if decision.allowed:
            return decision, region
    return decision, None


def _proposer_of(organisation: Organisation) -> int | None:
    asked = organisation.events.filter(event__in=("propose", "propose_again")).order_by("-pk")
    return asked.values_list("actor_id", flat=True).first()


def _with_work(organisation: Organisation) -> list[User]:
    people = User.objects.filter(pk__in=Membership.objects.active().filter(organisation=organisation).values("user"))
    return [user for user in people.order_by("name", "pk") if handover.in_hand(user, organisation)]


def _log(action: str, organisation: Organisation, actor: Actor, request: Any = None) -> None:
    log.record(
        action,
        object_kind="partners.organisation",
        object_ids=[organisation.pk],
        fields=["state"],
        organisation_id=actor.organisation_id,
        actor=actor,
        request=request,
    )
