"""Employers: the page for everybody, the register, the vacancies of staff and what employers left."""

from tests.matrix.asking import METHOD, MISSING, MOVED, OK, REFUSED
from tests.matrix.cast import (
    ADMINISTRATOR,
    COACH,
    COACH_OTHER_ORG,
    COACH_OTHER_REGION,
    COORDINATOR,
    ELSEWHERE,
    HOME,
    INTAKE,
    MANAGER,
    MEMBERS,
)
from tests.matrix.expectations.outcomes import Outcomes, Row, everyone, public, workplace

_KEEPERS = (INTAKE, COORDINATOR)
"""Who looks after employers; in this cast nobody works at an employers' service point."""
_READERS = (COACH, COACH_OTHER_ORG, MANAGER, ADMINISTRATOR)
_NO_METHOD = workplace(*MEMBERS, get=METHOD, superuser=METHOD)
_KEPT_ELSEWHERE = {ELSEWHERE: workplace(*_KEEPERS, get=MISSING)}


def _vacancy(reads: str, edits: str) -> dict[str, Outcomes]:
    """A vacancy: of the own region for who reads there; elsewhere it is not there."""
    here = dict.fromkeys(_READERS, reads) | dict.fromkeys(_KEEPERS, edits)
    return {HOME: workplace(no=MISSING) | here, ELSEWHERE: workplace(no=MISSING) | {COACH_OTHER_REGION: reads}}


_CHANGE = _vacancy(REFUSED, MOVED)  # the vacancies of this cast came from a file, which the page says

EMPLOYERS: dict[str, Row] = {
    "employer": public(),
    "employer_received": public(),
    "employer_vacancy": Row(everyone(), everyone()),
    "employer_surplus": Row(everyone(), everyone()),
    "admin:employer_notices": Row(workplace(*_KEEPERS), _NO_METHOD),
    "admin:employer_notice": Row(workplace(*_KEEPERS), _NO_METHOD, _KEPT_ELSEWHERE),
    "admin:employer_notice_step": Row(_NO_METHOD, workplace(*_KEEPERS, get=MOVED), post_at=_KEPT_ELSEWHERE),
    "admin:vacancy": Row(workplace(no=MISSING), _NO_METHOD, _vacancy(OK, OK)),
    "admin:vacancy_people": Row(workplace(no=MISSING), workplace(no=MISSING), _vacancy(OK, OK), _vacancy(MOVED, MOVED)),
    "admin:vacancy_add": Row(workplace(*_KEEPERS), workplace(*_KEEPERS)),
    "admin:vacancy_change": Row(workplace(no=MISSING), workplace(no=MISSING), _CHANGE, _CHANGE),
    "admin:vacancy_skills": Row(workplace(no=MISSING), workplace(no=MISSING), _CHANGE, _CHANGE),
    "admin:vacancy_step": Row(_NO_METHOD, workplace(no=MISSING), post_at=_CHANGE),
}
