"""What can be done for several candidates at once, and by whom; the list shows these as buttons."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.models import Role
from rmt_portal.workplace.member import GUIDING_ROLES, Member

COACH, ACTION, INVITE, FILE = "coach", "actie", "uitnodigen", "bestand"
_OVERSEE = frozenset({Role.COORDINATOR.value})


@dataclass(frozen=True)
class Together:
    """One thing to do; ``slug`` stands in the address."""

    slug: str
    title: str | Promise
    roles: frozenset[str]


ACTIONS = (
    Together(COACH, _("Geef aan een coach"), GUIDING_ROLES | _OVERSEE),
    Together(ACTION, _("Zet volgende actie"), GUIDING_ROLES),
    Together(INVITE, _("Nodig uit"), GUIDING_ROLES),
    Together(FILE, _("Bestand zonder namen"), GUIDING_ROLES | _OVERSEE | {Role.REGIONAL_MANAGER.value}),
)
"""Never a decision about a person: who is admitted, referred, proposed or closed is looked at one by one."""


def open_to(member: Member) -> list[Together]:
    """Return what this person can do for several at once."""
    return [action for action in ACTIONS if member.roles & action.roles]
