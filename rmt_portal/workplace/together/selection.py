"""Which candidates somebody chose in the list, and what came of it; kept in the session, by number only."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import reverse

from rmt_portal.typed_numbers import number_of, version_of
from rmt_portal.workplace.candidates import LAST_LIST

MOST = 50
"""People at once: two pages of the list, as many as somebody can still look through."""
_SESSION_KEY = "chosen_together"
_KEPT = 5


@dataclass(frozen=True)
class Outcome:
    """What happened for one person: whether it was done, and what or why not in words."""

    case: int
    done: bool
    text: str


@dataclass(frozen=True)
class Selection:
    """The chosen cases with the version of each that stood in the list, and the list to go back to."""

    key: str
    versions: Mapping[int, int]
    back: str
    outcomes: list[Outcome] = field(default_factory=list)


class NobodyChosen(Exception):
    """Nothing that can be read was chosen."""


class TooManyChosen(Exception):
    """More people than can be done at once."""


def keep(request: HttpRequest) -> Selection:
    """Keep what was chosen ("alles": every row of that page) under a new key.

    Raises:
        NobodyChosen, TooManyChosen: there is nothing to go on with.
    """
    named = request.POST.getlist("rij" if request.POST.get("alles") else "kies")
    versions = dict(found for text in named if (found := _read(text)) is not None)
    if not versions:
        raise NobodyChosen
    if len(versions) > MOST:
        raise TooManyChosen
    back = request.session.get(LAST_LIST) or reverse("admin:candidates")
    selection = Selection(secrets.token_hex(8), versions, back)
    _store(request, selection)
    return selection


def read(request: HttpRequest, key: str) -> Selection | None:
    """Return what was kept under a key; None when this session does not know it (any more)."""
    kept = request.session.get(_SESSION_KEY, {}).get(key)
    if kept is None:
        return None
    outcomes = [Outcome(*row) for row in kept["outcomes"]]
    return Selection(key, dict(kept["rows"]), kept["back"], outcomes)


def finish(request: HttpRequest, selection: Selection, outcomes: list[Outcome]) -> None:
    """Keep what came of it, so that a second press or a reload does nothing again."""
    _store(request, Selection(selection.key, selection.versions, selection.back, outcomes))


def _store(request: HttpRequest, selection: Selection) -> None:
    kept = dict(request.session.get(_SESSION_KEY, {}))
    kept.pop(selection.key, None)
    kept[selection.key] = {
        "rows": [list(row) for row in selection.versions.items()],
        "back": selection.back,
        "outcomes": [[o.case, o.done, o.text] for o in selection.outcomes],
    }
    request.session[_SESSION_KEY] = dict(list(kept.items())[-_KEPT:])


def _read(text: str) -> tuple[int, int] | None:
    number, _colon, version = text.partition(":")
    pk, seen = number_of(number), version_of(version)
    return None if pk is None or seen is None else (pk, seen)
