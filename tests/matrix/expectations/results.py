"""Writing down work, aftercare, the end of a case and appointments: who guides and may write in the dossier.

Nobody of this world has work yet, and no case has ended: pages about those lead back to the dossier.
"""

from tests.matrix.asking import METHOD, MISSING, MOVED, OK
from tests.matrix.cast import COACH, COACH_OTHER_ORG, COACH_OTHER_REGION, ELSEWHERE, HOME, INTAKE, MEMBERS, NEIGHBOUR
from tests.matrix.expectations.outcomes import Outcomes, Row, workplace

_WRITES = {HOME: (COACH, INTAKE), NEIGHBOUR: (COACH_OTHER_ORG,), ELSEWHERE: (COACH_OTHER_REGION,)}
_NOBODY = workplace(no=MISSING)
_NO_METHOD = workplace(*MEMBERS, get=METHOD, superuser=METHOD)


def _at(home: str, elsewhere: str) -> dict[str, Outcomes]:
    outcome = {HOME: home, NEIGHBOUR: elsewhere, ELSEWHERE: elsewhere}
    return {where: workplace(*roles, get=outcome[where]) for where, roles in _WRITES.items()}


def _form(home: str = OK, elsewhere: str = OK) -> Row:
    return Row(_NOBODY, _NOBODY, _at(home, elsewhere), _at(home, elsewhere))


RESULTS: dict[str, Row] = {
    "admin:work_found": _form(),
    "admin:work_changed": _form(MOVED, MOVED),
    "admin:work_stopped": _form(MOVED, MOVED),
    "admin:aftercare": _form(MOVED, MOVED),
    "admin:case_close": _form(),
    "admin:case_reopen": _form(MOVED, MOVED),
    "admin:appointment_book": _form(),
    "admin:appointment_move": _form(OK, MOVED),  # elsewhere: an appointment of somebody else
    "admin:appointment_cancel": Row(_NO_METHOD, _NOBODY, post_at=_at(MOVED, MOVED)),
    "admin:appointment_diary": Row(_NOBODY, _NO_METHOD, _at(OK, MOVED)),
}
