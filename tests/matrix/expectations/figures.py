"""The figures of a month: for the coordinator and the manager of the region. Here no month was counted yet."""

from tests.matrix.asking import METHOD, MISSING, MOVED
from tests.matrix.cast import COORDINATOR, MANAGER, MEMBERS
from tests.matrix.expectations.outcomes import Row, workplace

_NO_METHOD = workplace(*MEMBERS, get=METHOD, superuser=METHOD)

FIGURES: dict[str, Row] = {
    "admin:figures": Row(workplace(COORDINATOR, MANAGER), _NO_METHOD),
    "admin:figures_draw": Row(_NO_METHOD, workplace(COORDINATOR, MANAGER, get=MOVED)),
    "admin:figures_export": Row(workplace(COORDINATOR, MANAGER, get=MISSING), _NO_METHOD),
    "admin:figures_cases": Row(workplace(COORDINATOR, MANAGER, get=MISSING), _NO_METHOD),
}
