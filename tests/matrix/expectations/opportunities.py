"""Deciding about opportunities: who guides and may write in the dossier; nobody else, not even the coordinator.

Only the client of the home team has something decided; without it a page leads back to the list.
"""

from tests.matrix.asking import METHOD, MISSING, MOVED, OK
from tests.matrix.cast import (
    COACH,
    COACH_OTHER_ORG,
    COACH_OTHER_REGION,
    COORDINATOR,
    ELSEWHERE,
    HOME,
    INTAKE,
    MEMBERS,
    NEIGHBOUR,
)
from tests.matrix.expectations.outcomes import Outcomes, Row, workplace

_WRITES = {HOME: (COACH, INTAKE), NEIGHBOUR: (COACH_OTHER_ORG,), ELSEWHERE: (COACH_OTHER_REGION,)}
_NOBODY = workplace(no=MISSING)
_NO_METHOD = workplace(*MEMBERS, get=METHOD, superuser=METHOD)


def _at(home: str, others: str) -> dict[str, Outcomes]:
    return {where: workplace(*roles, get=home if where == HOME else others) for where, roles in _WRITES.items()}


OPPORTUNITIES: dict[str, Row] = {
    "admin:opportunity_dismiss": Row(_NOBODY, _NOBODY, _at(OK, OK), _at(OK, OK)),
    "admin:opportunity_answer": Row(_NOBODY, _NOBODY, _at(OK, MOVED), _at(OK, MOVED)),
    "admin:opportunity_profile": Row(_NOBODY, _NOBODY, _at(OK, MOVED), _at(MOVED, MOVED)),
    "admin:opportunity_explanation": Row(_NOBODY, _NO_METHOD, _at(OK, MOVED)),
    "admin:opportunity_step": Row(_NO_METHOD, _NOBODY, post_at=_at(MOVED, MOVED)),
    "admin:why_not": Row(_NOBODY, _NOBODY, _at(OK, OK), _at(OK, OK)),
    "admin:why_not_answer": Row(_NOBODY, _NO_METHOD, _at(OK, MISSING)),
    "admin:vacancy_flags": Row(workplace(COORDINATOR, INTAKE), workplace(COORDINATOR, INTAKE, get=MOVED)),
}
