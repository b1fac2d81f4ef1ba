"""What still runs when a case ends: named beforehand by the floors that know of it, and settled as the coach chose.

A higher floor registers a source (:func:`register`); :func:`intake.endings.close` lets no case end before each of its
things has an answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake.models import Case, OutcomeKind
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import Actor

GOES_ON = "goes_on"
"""The way in which something outlives the case; the other ways are the source's own."""
STOPS = "stops"
LASTS = gettext_lazy("Loopt door na het afsluiten")


@dataclass(frozen=True)
class Ending:
    """How and when the case ends: what a source needs to settle its things."""

    kind: OutcomeKind
    on: date
    actor: Actor
    request: Any = None


@dataclass(frozen=True)
class Running:
    """One thing that is not over: what it is and until when, how it stands, and where it can be ended by itself.

    ``ways`` are the answers a coach can choose from; without any it stays with somebody else and is only told.
    ``settle(way, ending)`` does what was chosen, inside the transaction that ends the case.
    """

    key: str
    title: str
    stands: str | Promise
    url: str = ""
    ways: Mapping[str, str | Promise] = field(default_factory=dict)
    settle: Callable[[str, Ending], None] = lambda way, ending: None


Source = Callable[[Case, Any], list[Running]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Add what a floor knows of; ``source(case, user)`` returns it as this user may know it."""
    _sources.append(source)


def of(case: Case, user: Any) -> list[Running]:
    """Return everything that still runs in a case, as far as this user may know of it."""
    return [running for source in _sources for running in source(case, user)]


def settle(case: Case, chosen: Mapping[str, str], ending: Ending) -> None:
    """Do with everything that runs what was chosen, by its key.

    Raises:
        Refused: something has no (possible) answer, or should go on for a person who died.
    """
    found = [running for running in of(case, ending.actor.user) if running.ways]
    unsaid = [running.title for running in found if chosen.get(running.key) not in running.ways]
    if unsaid:
        words = _("Kies eerst wat er gebeurt met wat nog loopt: %(what)s.")
        raise Refused(words % {"what": "; ".join(unsaid)})
    if ending.kind == OutcomeKind.DIED and any(chosen[running.key] == GOES_ON for running in found):
        raise Refused(_("Na een overlijden loopt er niets door. Kies bij alles dat het stopt."))
    for running in found:
        if chosen[running.key] != GOES_ON:
            running.settle(chosen[running.key], ending)
