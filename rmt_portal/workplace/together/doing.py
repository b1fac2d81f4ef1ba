"""What can be done for several candidates at once: what it will come to, and doing it person by person.

One person is one transaction of its own: who can not be done is named with the reason, and the others go on.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from intake import appointments, assigning, contacts
from intake.assigning import CannotGive, Way
from intake.coaching import AlreadyCoached
from intake.contacts import ChangedMeanwhile
from intake.models import ENDED_STATES, Case
from partners.access import Refused
from partners.models import Layer, User
from rmt_portal.changing import Refused as CannotDo
from rmt_portal.lifecycle import Actor, StateConflict
from rmt_portal.workplace import words
from rmt_portal.workplace.member import Member
from rmt_portal.workplace.rows import CaseRow, row_of
from rmt_portal.workplace.together.selection import Outcome, Selection

Act = Callable[[Case, int], str]
Say = Callable[[CaseRow], tuple[bool, str]]


@dataclass(frozen=True)
class Expected:
    """What will happen to whom: one line of the page in between."""

    will_happen: bool
    text: str
    names: list[str]


def rows(member: Member, selection: Selection) -> dict[int, CaseRow]:
    """Return the chosen people as rows, as far as this member may see what stands in them; one query."""
    seen = Case.objects.dossiers_of(member.user, Layer.TRIAGE).filter(pk__in=selection.versions)
    return {case.pk: row_of(case) for case in seen.with_list_columns()}


def expect(selection: Selection, shown: dict[int, CaseRow], say: Say) -> list[Expected]:
    """Group the chosen people by what will happen; first what will, then what will not and why."""
    groups: dict[tuple[bool, str], list[str]] = {}
    for pk, version in selection.versions.items():
        row = shown.get(pk)
        if row is None:
            groups.setdefault((False, _gone()), []).append(_("een dossier"))
            continue
        told = (False, _changed()) if row.case.version != version else say(row)
        groups.setdefault(told, []).append(row.name)
    return [Expected(will, text, names) for (will, text), names in sorted(groups.items(), key=lambda g: not g[0][0])]


def do(selection: Selection, cases: dict[int, CaseRow], act: Act) -> list[Outcome]:
    """Do it for each person in turn; return a line per person."""
    return [_one(pk, version, cases.get(pk), act) for pk, version in selection.versions.items()]


def _one(pk: int, version: int, row: CaseRow | None, act: Act) -> Outcome:
    if row is None:
        return Outcome(pk, False, _gone())
    try:
        with transaction.atomic():
            return Outcome(pk, True, act(row.case, version))
    except (ChangedMeanwhile, AlreadyCoached, StateConflict, CannotDo, Refused) as error:
        return Outcome(pk, False, _why(error))


def _why(error: Exception) -> str:
    """Say why it was not done for somebody."""
    if isinstance(error, ChangedMeanwhile):
        return _changed()
    if isinstance(error, AlreadyCoached):
        return _("%(coach)s was eerder.") % {"coach": error.coach}
    if isinstance(error, StateConflict):
        return _("De fase van dit dossier laat dit niet toe.")
    return error.decision.explanation if isinstance(error, Refused) else str(error)


# --- give to a coach --------------------------------------------------------------------------------------------------
def expect_given(to: User, actor: Actor) -> Say:
    """Say what giving each person to this coach comes to."""

    def say(row: CaseRow) -> tuple[bool, str]:
        try:
            way = assigning.way_of(row.case, getattr(row.case, "coach_id", None), to, actor)
        except CannotGive as why:
            return False, str(why)
        return True, _WAYS[way]() % {"coach": to}

    return say


def give(to: User, actor: Actor, request: Any) -> Act:
    """Give each person to this coach."""
    done = {
        Way.TAKE_OVER: _("Jij bent nu de coach."),
        Way.ASK: _("Gevraagd: %(coach)s zegt ja of geeft de vraag door.") % {"coach": to},
        Way.HAND_OVER: _("%(coach)s is nu de coach.") % {"coach": to},
    }
    return lambda case, version: done[assigning.give(case, to, actor, version=version, request=request)]


_WAYS: dict[Way, Callable[[], str]] = {
    Way.TAKE_OVER: lambda: _("Jij wordt de coach."),
    Way.ASK: lambda: _("%(coach)s krijgt de vraag, en zegt ja of geeft die door."),
    Way.HAND_OVER: lambda: _("%(coach)s wordt meteen de coach. De oude coach ziet niet meer wat gevoelig is."),
}


# --- set the next action ----------------------------------------------------------------------------------------------
def expect_planned(row: CaseRow) -> tuple[bool, str]:
    """Say whether a next action that stands there is replaced."""
    case = row.case
    if case.state in ENDED_STATES:
        return False, _("Dit dossier is afgesloten.")
    if row.case.layer < Layer.WORK:
        return False, _("Je mag in dit dossier niet schrijven.")
    if case.next_action:
        return True, _("Wat er nu als volgende actie staat, wordt vervangen.")
    return True, _("Dit wordt de volgende actie.")


def plan(text: str, on: date, actor: Actor, request: Any) -> Act:
    """Set the next action of each person."""

    def act(case: Case, version: int) -> str:
        contacts.plan_next(case, actor, next_action=text, next_action_on=on, version=version, request=request)
        return _("Volgende actie op %(day)s.") % {"day": words.long_day(on)}

    return act


# --- invite for a talk or a meeting -----------------------------------------------------------------------------------
def expect_invited(row: CaseRow) -> tuple[bool, str]:
    """Say whether somebody can be invited."""
    may, why = expect_planned(row)
    return (True, _("De afspraak komt in het dossier en op de eigen pagina.")) if may else (False, why)


def invite(what: dict[str, Any], actor: Actor, request: Any) -> Act:
    """Make the same appointment with each person."""

    def act(case: Case, version: int) -> str:
        contacts.lock(case, version)
        appointments.book(case, actor, **what, request=request)
        return _("De afspraak staat. De kandidaat ziet hem op de eigen pagina.")

    return act


def told(outcomes: Iterable[Outcome], shown: dict[int, CaseRow]) -> list[dict[str, Any]]:
    """Return a line per person for the page with the result; what was not done first."""
    lines = [
        {"name": row.name if (row := shown.get(o.case)) else _("een dossier"), "url": row.url if row else "", "o": o}
        for o in outcomes
    ]
    return sorted(lines, key=lambda line: line["o"].done)


def _changed() -> str:
    return _("Een collega veranderde dit dossier nadat jij de lijst opende. Er is niets gedaan; kijk het eerst na.")


def _gone() -> str:
    return _("Dit dossier is niet meer voor je open. Er is niets gedaan.")
