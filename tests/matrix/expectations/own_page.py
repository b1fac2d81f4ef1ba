"""The own page of a client."""

from tests.matrix.asking import GONE, METHOD, MOVED, OK, REFUSED
from tests.matrix.cast import CLIENT
from tests.matrix.expectations.outcomes import NOT_SIGNED_IN, Outcomes, Row, everyone


def own_page(client: str, visitor: str = MOVED) -> Outcomes:
    """A page of a client: for who entered as one; visitors go to the door, staff is told to use another window."""
    return everyone(REFUSED) | dict.fromkeys(NOT_SIGNED_IN, visitor) | {CLIENT: client}


def _own_page(get: str = OK, post: str = METHOD) -> Row:
    return Row(own_page(get), everyone(METHOD) if post == METHOD else own_page(post))


OWN_PAGE: dict[str, Row] = {
    # --- the own page of a client -----------------------------------------------------------------------------------
    "own_page": _own_page(),
    "own_page_sign_in": Row(own_page(MOVED, OK), own_page(MOVED, OK)),
    "own_page_code": _own_page(MOVED, MOVED),
    "own_page_link": Row(
        own_page(GONE, GONE), own_page(GONE, GONE), {"own": own_page(OK, OK)}, {"own": own_page(MOVED)}
    ),
    "own_page_sign_out": Row(everyone(METHOD), own_page(MOVED)),
    "own_page_appointment": Row(own_page(MOVED), everyone(METHOD), {"own": own_page(OK)}),
    "own_page_opportunity": Row(everyone(METHOD), own_page(MOVED)),
    "own_page_plan": _own_page(),
    "own_page_plan_agree": Row(everyone(METHOD), own_page(MOVED)),
    "own_page_plan_other": Row(everyone(METHOD), own_page(MOVED)),
    "own_page_plan_step": Row(everyone(METHOD), own_page(MOVED)),
    "own_page_asked": Row(own_page(MOVED), own_page(MOVED)),
    "own_page_referral_stop": Row(own_page(MOVED), own_page(MOVED), {"union": own_page(OK)}),
    "own_page_data": _own_page(),
    "own_page_correct": _own_page(OK, OK),
    "own_page_rating": _own_page(MOVED, MOVED),  # the help goes on
    "own_page_tell_more": _own_page(MOVED),
    "own_page_agree": _own_page(OK, OK),  # staff filled something in for this person
    "own_page_agree_correct": _own_page(OK, OK),
    "own_page_share": _own_page(OK, MOVED),
    "own_page_who": _own_page(),
    "own_page_everything": _own_page(),
    "own_page_download": _own_page(),
    "own_page_erase": _own_page(OK, OK),
}
