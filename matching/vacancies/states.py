"""How a vacancy opens and closes: one function per step, each leaving an event and a line in the log.

A vacancy that staff types begins as a draft. One from a file begins open, without an event of its own (a file of 20,000
says that it came from a file); what its file closes or opens again later leaves an event without an actor.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from matching import rematches
from matching.employers import access as employer_access
from matching.models import Vacancy, VacancyState
from matching.vacancies import candidates, wording
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.lifecycle import Actor, Lifecycle, Transition, advance

_S = VacancyState
LIFECYCLE = Lifecycle(
    {"type": _S.DRAFT, "copy": _S.DRAFT, "from_notice": _S.DRAFT},
    [
        Transition("publish", (_S.DRAFT,), _S.OPEN),
        Transition("close", (_S.OPEN, _S.DRAFT), _S.CLOSED),
        Transition("reopen", (_S.CLOSED,), _S.OPEN),
    ],
)


class NotYet(Exception):
    """The vacancy lacks something without which it can not be open; the text says what."""


def publish(vacancy: Vacancy, actor: Actor, *, request: Any = None) -> None:
    """Open a draft: from now on it is ranked for people.

    Raises:
        Refused: the actor does not look after employers in this region.
        NotYet: something is missing, or its last day is over.
        StateConflict: a colleague was first.
    """
    _open(vacancy, "publish", actor, request)


def reopen(vacancy: Vacancy, actor: Actor, *, request: Any = None) -> None:
    """Open a closed vacancy again; a file may close it again.

    Raises:
        Refused: the actor does not look after employers in this region.
        NotYet: its last day is over.
        StateConflict: a colleague was first.
    """
    _open(vacancy, "reopen", actor, request)


@transaction.atomic
def close(vacancy: Vacancy, reason: str, actor: Actor, *, request: Any = None) -> None:
    """Close a vacancy. It stays closed, also when a file still has it, until somebody opens it again.

    Raises:
        Refused: the actor does not look after employers in this region.
        StateConflict: a colleague was first.
    """
    employer_access.require(actor.user, vacancy.region_id)
    was_open = vacancy.state == _S.OPEN
    advance(vacancy, LIFECYCLE, "close", actor, reason=reason, changed_at=clock.now(), stays_closed=True)
    _log("close", vacancy, actor, request)
    if was_open:
        rematches.ask_for_region(vacancy.region_id)


@transaction.atomic
def _open(vacancy: Vacancy, event: str, actor: Actor, request: Any) -> None:
    employer_access.require(actor.user, vacancy.region_id)
    missing = vacancy.missing_to_open()
    if vacancy.is_typed and _has_unread_words(vacancy):
        missing.append(_("Kijk eerst naar de woorden die mensen kunnen uitsluiten: pas de vacature aan."))
    if missing:
        raise NotYet(" ".join(str(sentence) for sentence in missing))
    posted = vacancy.posted_on or clock.today()
    advance(vacancy, LIFECYCLE, event, actor, changed_at=clock.now(), stays_closed=False, posted_on=posted)
    _log(event, vacancy, actor, request)
    rematches.ask_for_region(vacancy.region_id)  # first: more people wait for this
    candidates.ask(vacancy)


def _has_unread_words(vacancy: Vacancy) -> bool:
    found = wording.findings(vacancy.title, vacancy.description)
    return bool(wording.unanswered(found, vacancy.wording_kept))


def _log(what: str, vacancy: Vacancy, actor: Actor, request: Any) -> None:
    log.record(f"vacancy.{what}", object_kind="matching.vacancy", object_ids=[vacancy.pk], actor=actor, request=request)
