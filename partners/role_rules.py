"""Which roles an organisation may have, and who may give them (docs/decisions/0009-who-gives-roles.md).

An administrator gives roles for the own organisation in a region where he is administrator, and only roles that fit
what the organisation is for. The three roles that reach a whole region are given only where the region's coordinator
works, so that no other partner can make itself manager of everybody.
"""

from typing import Any

from django.db.models import QuerySet

from partners.models import Membership, Organisation, PartnerKind, Role, User
from partners.reach import reach_of

EVERYWHERE = frozenset({Role.REFERRER, Role.RECEIVER, Role.ADMINISTRATOR})
"""Every partner sends and receives referrals and looks after its own people."""

REGIONAL_ROLES = frozenset({Role.COORDINATOR, Role.REGIONAL_MANAGER, Role.PRIVACY_OFFICER})
"""These see something of every client of a region."""

_GUIDES = frozenset({Role.COACH, Role.INTAKE_WORKER})
_PUBLIC_BODY = _GUIDES | REGIONAL_ROLES | {Role.BUDGET_HOLDER}

ROLES_OF_KIND: dict[str, frozenset[Role]] = {
    PartnerKind.UWV: EVERYWHERE | _PUBLIC_BODY,  # guides by law, pays, may lead the region
    PartnerKind.MUNICIPALITY: EVERYWHERE | _PUBLIC_BODY | {Role.DEBT_WORKER},  # the same, and helps with debts by law
    PartnerKind.UNION: EVERYWHERE | {Role.COACH},  # guides members; takes no registrations of the public task
    PartnerKind.SBB: EVERYWHERE | {Role.SBB_ADVISER},  # advises on learning at work
    PartnerKind.SCHOOL: EVERYWHERE | {Role.SCHOOL_MENTOR},  # guides its own pupils
    PartnerKind.EMPLOYERS: EVERYWHERE,  # speaks for employers; guides nobody
    PartnerKind.EMPLOYER_DESK: EVERYWHERE | _GUIDES,  # UWV and municipalities together
    PartnerKind.LEARN_WORK_DESK: EVERYWHERE | _GUIDES,  # the same, for learning
    PartnerKind.DEBT_HELP: EVERYWHERE | {Role.DEBT_WORKER},  # helps with debts only
    PartnerKind.PROVIDER: EVERYWHERE,  # gives what it was asked for
}
"""What an organisation of each kind may do here, with the reason."""

WORKPLACE_ROLES = frozenset({*_PUBLIC_BODY, Role.ADMINISTRATOR, Role.SBB_ADVISER, Role.SCHOOL_MENTOR})
"""Who has one of these enters the workplace; the others have the pages for partners."""


def fits(role: str, organisation: Organisation) -> bool:
    """Say whether an organisation of this kind may have this role."""
    return role in ROLES_OF_KIND[organisation.kind]


def givable(giver: Any, organisation: Organisation, region_id: int) -> list[Role]:
    """Return the roles this person may give at an organisation in a region, in the order of the list of roles.

    The region's coordinator gives one: the first administrator of an approved organisation nobody ever worked for.
    Where somebody did, there may be access to clients, and only its own administrator lets people in.
    """
    if not organisation.is_active:
        return []
    if not reach_of(giver).has_role(Role.ADMINISTRATOR, region_id, organisation.pk):
        first = reach_of(giver).has_role(Role.COORDINATOR, region_id) and _is_new(organisation, region_id)
        return [Role.ADMINISTRATOR] if first else []
    roles = ROLES_OF_KIND[organisation.kind]
    if not _has_coordinator(organisation, region_id):
        roles -= REGIONAL_ROLES
    return [role for role in Role if role in roles]


def _is_new(organisation: Organisation, region_id: int) -> bool:
    in_region = organisation.regions.filter(pk=region_id).exists()
    return in_region and not Membership.objects.filter(organisation=organisation).exists()


def _has_coordinator(organisation: Organisation, region_id: int) -> bool:
    here = Membership.objects.active().filter(organisation=organisation, region_id=region_id)
    return here.filter(role=Role.COORDINATOR).exists()


def leaves_no_administrator(organisation_id: int | None, membership_id: int | None, becomes: dict[str, Any]) -> bool:
    """Say whether this membership is the last administrator's of its organisation and would stop being one.

    Also when it would go to another organisation, or to somebody whose account is closed. The database refuses it too;
    this is for saying so in words beforehand.
    """
    if organisation_id is None or membership_id is None:
        return False
    organisation, user = becomes.get("organisation"), becomes.get("user")
    here = organisation is None or organisation.pk == organisation_id
    works = user is None or user.is_active
    stays = here and works and becomes.get("role") == Role.ADMINISTRATOR and becomes.get("active_until") is None
    lasting = _lasting_administrators().filter(organisation_id=organisation_id)
    was_one = lasting.filter(pk=membership_id).exists()
    return was_one and not stays and not lasting.exclude(pk=membership_id).exists()


def left_without_administrator(user: User) -> QuerySet[Organisation]:
    """Return the organisations that have nobody else as administrator, when the account of this person closes."""
    lasting = _lasting_administrators()
    others = lasting.exclude(user=user).values("organisation")
    mine = lasting.filter(user=user).values("organisation")
    return Organisation.objects.filter(pk__in=mine).exclude(pk__in=others).order_by("name")


def _lasting_administrators() -> QuerySet[Membership]:
    return Membership.objects.filter(role=Role.ADMINISTRATOR, active_until__isnull=True, user__is_active=True)
