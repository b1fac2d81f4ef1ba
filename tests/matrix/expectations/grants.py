"""Asking for services: who guides and may write in the dossier. The budget: who holds or oversees it, without names.

The coach of the home team asked for a course; nobody checked it yet. A grant is found in its own dossier only.
"""

from tests.matrix.asking import METHOD, MISSING, MOVED, OK
from tests.matrix.cast import (
    BUDGET,
    COACH,
    COACH_OTHER_ORG,
    COACH_OTHER_REGION,
    ELSEWHERE,
    HOME,
    INTAKE,
    MANAGER,
    MEMBERS,
    NEIGHBOUR,
)
from tests.matrix.expectations.outcomes import Outcomes, Row, workplace

_WRITES = {HOME: (COACH, INTAKE), NEIGHBOUR: (COACH_OTHER_ORG,), ELSEWHERE: (COACH_OTHER_REGION,)}
_NOBODY = workplace(no=MISSING)
_NO_METHOD = workplace(*MEMBERS, get=METHOD, superuser=METHOD)


def _at(home: str, elsewhere: str = MISSING) -> dict[str, Outcomes]:
    outcome = {HOME: home, NEIGHBOUR: elsewhere, ELSEWHERE: elsewhere}
    return {where: workplace(*roles, get=outcome[where]) for where, roles in _WRITES.items()}


def _page(home: str) -> Row:
    return Row(_NOBODY, _NOBODY, _at(home), _at(home))


def _of_holder(own: str, *readers: str) -> Row:
    """A page of the budget: for its holder (and who oversees it), of the own region."""
    mine = {"own": workplace(BUDGET, *readers, get=own), "nobody": workplace(BUDGET, *readers, get=MISSING)}
    return Row(_NO_METHOD, _NO_METHOD, mine, mine)


GRANTS: dict[str, Row] = {
    "admin:grant_ask": Row(_NOBODY, _NOBODY, _at(OK, MOVED), _at(OK, MOVED)),  # the others have no plan
    "admin:grant": Row(_NOBODY, _NO_METHOD, _at(OK)),
    "admin:grant_change": _page(OK),
    "admin:grant_check": _page(OK),
    "admin:grant_partner_agrees": _page(OK),
    "admin:grant_practice": _page(MOVED),
    "admin:grant_start": _page(MOVED),
    "admin:grant_end": _page(MOVED),
    "admin:grant_withdraw": _page(OK),
    "admin:budget": Row(workplace(BUDGET, MANAGER), _NO_METHOD),
    "admin:budget_put_in": Row(workplace(BUDGET), workplace(BUDGET)),
    "admin:budget_pot": Row(_NO_METHOD, _NO_METHOD, _of_holder(OK, MANAGER).get_at),
    "admin:budget_correct": _of_holder(OK),
    "admin:budget_grant": _of_holder(OK),
    "admin:budget_pay": _of_holder(MOVED),
    "admin:budget_settle": Row(_NO_METHOD, _NO_METHOD, post_at=_of_holder(MOVED).post_at),
}
