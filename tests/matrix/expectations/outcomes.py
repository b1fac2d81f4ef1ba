"""The words of the table: what a role may come to, who belongs together, and what a row is."""

from dataclasses import dataclass, field

from tests.matrix.asking import FACTOR, LOGIN, METHOD, OK, REFUSED
from tests.matrix.cast import (
    ANONYMOUS,
    CLIENT,
    COACH,
    COACH_OTHER_ORG,
    COACH_OTHER_REGION,
    COORDINATOR,
    DEACTIVATED,
    DEBT,
    EXPIRED,
    INTAKE,
    MANAGER,
    MEMBERS,
    MENTOR,
    NO_FACTOR,
    RECEIVER,
    REFERRER,
    REGISTERING,
    ROLES,
    SBB,
    SUPERUSER,
)

Outcomes = dict[str, str]
NOT_SIGNED_IN = (ANONYMOUS, REGISTERING, CLIENT, DEACTIVATED)
SIGNED_IN = tuple(role for role in ROLES if role not in NOT_SIGNED_IN)
COMPLETE = tuple(role for role in SIGNED_IN if role != NO_FACTOR)


def everyone(outcome: str = OK, **exceptions: str) -> Outcomes:
    """The same for all, signed in or not, but for some."""
    return dict.fromkeys(ROLES, outcome) | exceptions


def signed_in(outcome: str = OK, **exceptions: str) -> Outcomes:
    """The same for all who showed both factors; the others are sent to where they do that."""
    return dict.fromkeys(NOT_SIGNED_IN, LOGIN) | {NO_FACTOR: FACTOR} | dict.fromkeys(COMPLETE, outcome) | exceptions


def workplace(*open_to: str, get: str = OK, no: str = REFUSED, superuser: str = REFUSED) -> Outcomes:
    """A page of the workplace: for these roles; a membership that ended leads to the page that says so."""
    refused = signed_in(no) | {SUPERUSER: superuser, EXPIRED: LOGIN}
    return refused | dict.fromkeys(open_to, get)


def partner(*open_to: str, get: str = OK, no: str = REFUSED) -> Outcomes:
    """A page of partner staff: for these roles; without a membership of today it is refused."""
    return signed_in(REFUSED) | dict.fromkeys(MEMBERS, no) | dict.fromkeys(open_to, get)


@dataclass(frozen=True)
class Row:
    """What a GET and a POST come to, per role; ``at`` has the objects for which it differs."""

    get: Outcomes
    post: Outcomes
    get_at: dict[str, Outcomes] = field(default_factory=dict)
    post_at: dict[str, Outcomes] = field(default_factory=dict)

    def expected(self, method: str, where: str) -> Outcomes:
        """Return the outcome per role of one request."""
        return self.get_at.get(where, self.get) if method == "GET" else self.post_at.get(where, self.post)


def public(outcome: str = OK, **exceptions: str) -> Row:
    """A page for everybody that takes nothing in."""
    return Row(everyone(outcome, **exceptions), everyone(METHOD))


SENDERS = (COACH, COACH_OTHER_ORG, COACH_OTHER_REGION, INTAKE, REFERRER, MENTOR, SBB)
RECEIVERS = (RECEIVER, DEBT, COACH, COACH_OTHER_ORG, COACH_OTHER_REGION, INTAKE, SBB, MENTOR)
AT_WORK = (COACH, COACH_OTHER_ORG, COACH_OTHER_REGION, INTAKE, COORDINATOR, MANAGER)
ASSISTING = (*SENDERS, RECEIVER, DEBT, COORDINATOR)
"""Who meets people at work and may register them (partners.access, ``registration.assist``)."""
