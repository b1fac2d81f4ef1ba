"""Doing what a page asks for: what was done is said, a refusal stands where it helps, and who was first is told."""

from collections.abc import Callable
from enum import Enum
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise

from rmt_portal.changing import Conflict, Refused

Words = str | Promise
Done = Words | Callable[[Any], Words]
"""What is said when it was done; it may be made from what the action returned."""


class Ended(Enum):
    """How an attempt ended."""

    DONE = "done"
    TOO_LATE = "too late"
    REFUSED = "refused"

    @property
    def stays(self) -> bool:
        """Whether the form is to be shown again: it says what to do."""
        return self is Ended.REFUSED


def attempt(
    request: HttpRequest,
    act: Callable[[], Any],
    done: Done,
    *,
    who_was_first: Callable[[Any], str],
    form: Form | None = None,
) -> Ended:
    """Do something and say so.

    A refusal stands in the form, or above the next page where there is none. ``who_was_first`` says of a row, as it
    stands now, who changed it.
    """
    try:
        made = act()
    except Conflict as conflict:
        messages.warning(request, who_was_first(conflict.row))
        return Ended.TOO_LATE
    except Refused as refused:
        if form is None:
            messages.error(request, str(refused))
        else:
            form.add_error(None, str(refused))
        return Ended.REFUSED
    messages.success(request, str(done(made) if callable(done) else done))
    return Ended.DONE


def filled_in(request: HttpRequest) -> QueryDict | None:
    """Return what was filled in, for a form that is empty until then."""
    return request.POST if request.method == "POST" else None
