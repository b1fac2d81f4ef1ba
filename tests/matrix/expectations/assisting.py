"""Staff registers somebody, alone or from a list; the person answers by a link."""

from tests.matrix.asking import GONE, METHOD, MISSING, MOVED, OK
from tests.matrix.cast import COACH, COORDINATOR, HOME
from tests.matrix.expectations.outcomes import ASSISTING, Row, everyone, partner


def _written_down(get: str, post: str) -> Row:
    """What one member of staff wrote down for somebody: that person's alone, also not for the nearest colleague."""
    nobody = partner(*ASSISTING, get=MISSING)
    return Row(nobody, nobody, {"own": nobody | {COACH: get}}, {"own": nobody | {COACH: post}})


ASSISTING_PAGES: dict[str, Row] = {
    # --- staff registers somebody; the person answers by a link -----------------------------------------------------
    "assist": Row(partner(*ASSISTING), partner(*ASSISTING)),
    "registration_code": Row(everyone(), everyone()),
    "cohorts": Row(partner(COORDINATOR), partner(COORDINATOR)),
    "cohort": Row(
        partner(COORDINATOR, get=MISSING),
        partner(COORDINATOR, get=MISSING),
        {HOME: partner(COORDINATOR)},
        {HOME: partner(COORDINATOR, get=MOVED)},
    ),
    "assist_known": Row(everyone(MOVED), everyone(METHOD)),
    "caseload": Row(partner(*ASSISTING), partner(*ASSISTING)),
    **{
        name: Row(
            partner(*ASSISTING, get=MISSING),
            partner(*ASSISTING, get=MISSING),
            {"own": partner(*ASSISTING, get=MISSING) | {COACH: got}},
            {"own": partner(*ASSISTING, get=MISSING) | {COACH: posted}},
        )
        for name, got, posted in (
            ("caseload_file", OK, MOVED),
            ("caseload_columns", OK, OK),  # an empty choice of columns is shown again
            ("caseload_wipe", OK, MOVED),
        )
    },
    "assist_go_on": _written_down(MOVED, MOVED),
    "assisted": _written_down(OK, MOVED),
    "assisted_screen": _written_down(OK, OK),
    "assisted_correct": _written_down(OK, OK),
    "confirm": Row(everyone(GONE), everyone(GONE), {"own": everyone()}, {"own": everyone()}),
    "confirm_correct": Row(everyone(GONE), everyone(GONE), {"own": everyone(MOVED)}, {"own": everyone(MOVED)}),
}
