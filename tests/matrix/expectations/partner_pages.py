"""The pages of partner staff: referring, receiving, the own offer and team, and the answers by mailbox."""

from tests.matrix.asking import CONFLICT, GONE, METHOD, MISSING, MOVED, OK, REFUSED
from tests.matrix.cast import (
    ADMINISTRATOR,
    COACH,
    COACH_OTHER_ORG,
    COACH_OTHER_REGION,
    COORDINATOR,
    DEBT,
    ELSEWHERE,
    EXPIRED,
    HOME,
    INTAKE,
    MEMBERS,
    MENTOR,
    NEIGHBOUR,
    RECEIVER,
    SBB,
    SUPERUSER,
)
from tests.matrix.expectations.outcomes import RECEIVERS, SENDERS, Outcomes, Row, everyone, partner, public

_REFERS = {HOME: (COACH, INTAKE), NEIGHBOUR: (COACH_OTHER_ORG,), ELSEWHERE: (COACH_OTHER_REGION,)}
_PARTIES = {
    "union": (COACH, INTAKE, RECEIVER, COORDINATOR),
    "debt": (COACH, INTAKE, DEBT, COORDINATOR),
    "team": (COACH, INTAKE, COORDINATOR),
}
"""Who reads a referral; nobody at the team has an account: it answers by mailbox."""
_BY_MAILBOX_ONLY = Row(everyone(REFUSED), everyone(METHOD))
"""A page by mail: an account opens none of them, only a code does."""
_NO_POST = partner(*MEMBERS, get=METHOD) | {SUPERUSER: METHOD, EXPIRED: METHOD}
_ONLY_ITS_WRITER_MOVES = partner(COACH, get=MOVED, no=MISSING)


def _our_offer(done: str) -> dict[str, Outcomes]:
    return {HOME: partner(RECEIVER, get=done), ELSEWHERE: partner(COACH_OTHER_REGION, get=done)}


_IN_THE_CATALOGUE = {
    HOME: partner(*(role for role in MEMBERS if role != COACH_OTHER_REGION), no=MISSING),
    ELSEWHERE: partner(COACH_OTHER_REGION, no=MISSING),
}
"""A service is read in the regions somebody works in."""

PARTNER_PAGES: dict[str, Row] = {
    # --- the pages of partner staff -----------------------------------------------------------------------------------
    "referrals": Row(partner(*MEMBERS, get=MOVED), _NO_POST),
    "referrals_sent": Row(partner(*SENDERS), _NO_POST),
    "referrals_received": Row(partner(*RECEIVERS), _NO_POST),
    "referrals_escalated": Row(partner(COORDINATOR), _NO_POST),
    "learning": Row(partner(MENTOR, SBB), _NO_POST),
    "refer": Row(partner(*SENDERS), partner(*SENDERS)),
    "refer_from": Row(
        _NO_POST,
        partner(),
        post_at={where: partner(*roles, get=MOVED) for where, roles in _REFERS.items()},
    ),
    "refer_concept": Row(_ONLY_ITS_WRITER_MOVES, _NO_POST),
    "refer_sent": Row(_ONLY_ITS_WRITER_MOVES, _NO_POST),
    "refer_throw_away": Row(_NO_POST, _ONLY_ITS_WRITER_MOVES),
    "refer_step": Row(_ONLY_ITS_WRITER_MOVES, _ONLY_ITS_WRITER_MOVES),  # the first question comes first
    "catalogue": Row(partner(*MEMBERS), _NO_POST),
    "catalogue_service": Row(partner(no=MISSING), partner(no=MISSING), _IN_THE_CATALOGUE, _IN_THE_CATALOGUE),
    "our_offer": Row(partner(*RECEIVERS, ADMINISTRATOR), _NO_POST),
    "our_offer_change": Row(partner(), partner(), _our_offer(OK), _our_offer(OK)),
    "our_offer_stop": Row(_NO_POST, partner(), post_at=_our_offer(MOVED)),
    "our_team": Row(partner(*MEMBERS), partner(*MEMBERS)),
    "our_absence": Row(partner(*MEMBERS), partner(*MEMBERS)),
    "our_back": Row(_NO_POST, partner(*MEMBERS, get=MOVED)),
    "referral": Row(partner(), _NO_POST, {w: partner(*r) for w, r in _PARTIES.items()}),
    "referral_called": Row(_NO_POST, partner(), post_at={w: partner(COORDINATOR, get=MOVED) for w in _PARTIES}),
    "referral_known": Row(
        _NO_POST, partner(), post_at={"union": partner(RECEIVER, get=MOVED), "debt": partner(DEBT, get=MOVED)}
    ),
    "mailbox_home": _BY_MAILBOX_ONLY,
    "mailbox_referral": _BY_MAILBOX_ONLY,
    "mailbox_step": Row(everyone(REFUSED), everyone(REFUSED)),
    "mailbox_known": Row(everyone(METHOD), everyone(REFUSED)),
    "mailbox_code": Row(everyone(REFUSED), everyone(REFUSED)),
    "mailbox_link": Row(everyone(GONE), everyone(GONE), {"own": everyone()}, {"own": everyone(MOVED)}),
    "mailbox_confirm": Row(everyone(GONE), everyone(GONE)),
    "mailbox_leave": Row(everyone(METHOD), everyone(MOVED)),
    "mailbox_left": public(),
    "referral_step": Row(
        partner(),
        partner(),
        {"union": partner(RECEIVER), "debt": partner(DEBT)},
        {"union": partner(RECEIVER, get=CONFLICT), "debt": partner(DEBT, get=CONFLICT)},  # without a version
    ),
}
