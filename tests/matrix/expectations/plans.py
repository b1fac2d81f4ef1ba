"""Making and keeping a plan: who guides and may write in the dossier. Its paper: who reads the dossier's content.

The client of the home team has a plan that holds and a concept; without a plan a page leads back to the tab.
"""

from tests.matrix.asking import METHOD, MISSING, MOVED, OK
from tests.matrix.cast import COACH, COACH_OTHER_ORG, COACH_OTHER_REGION, ELSEWHERE, HOME, INTAKE, MEMBERS, NEIGHBOUR
from tests.matrix.expectations.outcomes import Outcomes, Row, workplace

_WRITES = {HOME: (COACH, INTAKE), NEIGHBOUR: (COACH_OTHER_ORG,), ELSEWHERE: (COACH_OTHER_REGION,)}
_NOBODY = workplace(no=MISSING)
_NO_METHOD = workplace(*MEMBERS, get=METHOD, superuser=METHOD)


def _at(home: str, neighbour: str = MOVED, elsewhere: str = MOVED) -> dict[str, Outcomes]:
    outcome = {HOME: home, NEIGHBOUR: neighbour, ELSEWHERE: elsewhere}
    return {where: workplace(*roles, get=outcome[where]) for where, roles in _WRITES.items()}


def _form(home: str, elsewhere: str = MOVED) -> Row:
    return Row(_NOBODY, _NOBODY, _at(home, elsewhere=elsewhere), _at(home, elsewhere=elsewhere))


_PRESS = Row(_NO_METHOD, _NOBODY, post_at=_at(MOVED))

PLANS: dict[str, Row] = {
    "admin:plan_make": _form(MOVED, elsewhere=OK),  # elsewhere: a client with a coach and no plan yet
    "admin:plan_goal_new": _form(OK),
    "admin:plan_goal": _form(OK),
    "admin:plan_step_new": _form(OK),
    "admin:plan_step": _form(OK),
    "admin:plan_occupation": _form(OK),
    "admin:plan_agreed": _form(MOVED),  # nothing waits for a yes
    "admin:plan_review": Row(_NOBODY, _NOBODY, _at(OK), _at(MOVED)),
    "admin:plan_step_skip": _form(MOVED),  # the step of a concept is not done yet
    "admin:plan_step_done": _PRESS,
    "admin:plan_step_undo": _PRESS,
    "admin:plan_press": _PRESS,
    "admin:plan_paper": Row(_NOBODY, _NO_METHOD, _at(OK, MISSING, MISSING)),
}
