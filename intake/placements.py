"""Somebody found work: writing that down, putting it right, and noting that it stopped.

This is the only way into the state "placed". The database refuses that state without work that runs.
"""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from intake import aftercare_moments, contacts
from intake.models import CASE_LIFECYCLE, ENDED_STATES, Aftercare, Case, Placement, WorkToWork
from partners import access
from partners.models import Layer, Role
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import Actor, advance

PLACE = "placement.place"
CORRECT = "placement.correct"
STOP = "placement.stop"
FARTHEST = timedelta(days=366)
"""How long before or after today somebody's first working day may lie when it is written down."""

for _action in (PLACE, CORRECT, STOP):
    access.allow(_action, [Role.COACH, Role.INTAKE_WORKER], Layer.WORK)


@dataclass(frozen=True)
class Work:
    """Work as it was told. ``hours`` are per week; ``employer_id`` is that of the register, when it is in there."""

    employer_name: str
    function: str
    contract: str
    hours: int
    wage_band: str
    starts_on: date
    employer_id: int | None = None
    sector_id: int | None = None
    occupation_id: int | None = None


@transaction.atomic
def place(
    case: Case,
    actor: Actor,
    work: Work,
    *,
    version: int,
    old_work_ends_on: date | None = None,
    request: Any = None,
) -> Placement:
    """Write down the work somebody found: the case is placed, and the moments of aftercare get their days.

    Work that ran ends the day before. ``old_work_ends_on`` is the last day of the work somebody had to leave; left out,
    what is known of it stays.

    Raises:
        access.Refused: the actor may not do this with this client.
        ChangedMeanwhile: the writer read an older version; nothing was saved.
        Refused: the case is in no state for this, or the day can not be right; the message says what to do.
    """
    case = _open(case, actor, PLACE, version)
    if not CASE_LIFECYCLE.allows("place", case.state):
        raise Refused(_("Deze kandidaat heeft nog geen coach. Neem de kandidaat eerst over."))
    _require_day(work.starts_on)
    for before in case.placements.filter(ended_on__isnull=True):
        _end(before, max(before.starts_on, work.starts_on - timedelta(days=1)))
    placement = Placement.objects.create(
        case=case, placed_by=actor.user, organisation_id=actor.organisation_id, **asdict(work)
    )
    _note_days(placement, actor, old_work_ends_on)
    aftercare_moments.plan(placement)
    advance(case, CASE_LIFECYCLE, "place", actor, **next_action(case, aftercare_moments.next_of(placement)))
    fields = [name for name, value in asdict(work).items() if value is not None]
    _log(PLACE, placement, actor, fields, request)
    return placement


@transaction.atomic
def correct(
    placement: Placement,
    actor: Actor,
    work: Work,
    *,
    version: int,
    old_work_ends_on: date | None = None,
    request: Any = None,
) -> Placement:
    """Put right what was written down about work; another first day moves the aftercare that is still open.

    Raises:
        access.Refused: the actor may not do this with this client.
        ChangedMeanwhile: the case changed after ``version`` was read.
        Refused: the work stopped meanwhile, or the day can not be right.
    """
    case = _open(placement.case, actor, CORRECT, version)
    placement = Placement.objects.select_for_update(of=("self",)).get(pk=placement.pk)
    _require_running(placement)
    said = asdict(work)
    changed = [name for name, value in said.items() if getattr(placement, name) != value]
    if "starts_on" in changed:
        _require_day(work.starts_on)
    for name in changed:
        setattr(placement, name, said[name])
    placement.save(update_fields=changed)
    _note_days(placement, actor, old_work_ends_on)
    if "starts_on" in changed:
        aftercare_moments.move(placement)
    _touch(case)
    _log(CORRECT, placement, actor, changed, request)
    return placement


@transaction.atomic
def stop(placement: Placement, actor: Actor, ended_on: date, *, version: int, request: Any = None) -> None:
    """Write down that the work stopped: the case goes back to looking for work.

    Raises:
        access.Refused: the actor may not do this with this client.
        ChangedMeanwhile: the case changed after ``version`` was read.
        Refused: it stopped already, or the day can not be right.
    """
    case = _open(placement.case, actor, STOP, version)
    placement = Placement.objects.select_for_update(of=("self",)).get(pk=placement.pk)
    _require_running(placement)
    if not placement.starts_on <= ended_on <= clock.today():
        raise Refused(_("Kies als laatste werkdag een dag vanaf de eerste werkdag, en niet later dan vandaag."))
    if not CASE_LIFECYCLE.allows("seek_again", case.state):
        raise Refused(_("Dit dossier is al verder. Kijk hoe het nu staat."))
    _end(placement, ended_on)
    advance(case, CASE_LIFECYCLE, "seek_again", actor)
    _log(STOP, placement, actor, ["ended_on"], request)


def end_before_reopening(placement: Placement, ended_on: date) -> None:
    """Note the last day of work somebody no longer has, when the case is opened again."""
    if not placement.starts_on <= ended_on <= clock.today():
        raise Refused(_("Kies als laatste werkdag een dag vanaf de eerste werkdag, en niet later dan vandaag."))
    _end(placement, ended_on)


def follow_days(noted: WorkToWork) -> None:
    """Let work that runs follow what was noted about the last day of the old work."""
    for placement in Placement.objects.running().filter(case=noted.case_id):
        placement.is_work_to_work = _is_direct(noted, placement.starts_on)
        placement.save(update_fields=["is_work_to_work"])


def next_action(case: Case, moment: Aftercare | None) -> dict[str, Any]:
    """Return the next action of a case that a moment of aftercare brings, unless something else comes first."""
    if moment is None:
        return {}
    planned = case.next_action_on
    if planned is not None and clock.today() < planned <= moment.due_on:
        return {}
    return {"next_action": aftercare_moments.in_words(moment), "next_action_on": moment.due_on}


def _open(case: Case, actor: Actor, action: str, version: int) -> Case:
    access.insist(access.may(actor.user, action, client_id=case.client_id, region_id=case.region_id))
    case = contacts.lock(case, version)
    if case.state in ENDED_STATES:
        raise Refused(_("Dit dossier is afgesloten. Open het eerst weer."))
    return case


def _require_day(starts_on: date) -> None:
    if abs(starts_on - clock.today()) > FARTHEST:
        raise Refused(_("Kies een eerste werkdag van hooguit een jaar geleden, of hooguit een jaar vooruit."))


def _require_running(placement: Placement) -> None:
    if placement.ended_on is not None:
        raise Refused(_("Dit werk is al gestopt. Schrijf nieuw werk op als er nieuw werk is."))


def _end(placement: Placement, ended_on: date) -> None:
    Placement.objects.filter(pk=placement.pk).update(ended_on=ended_on)
    aftercare_moments.drop(placement)


def _note_days(placement: Placement, actor: Actor, old_work_ends_on: date | None) -> None:
    """Keep the days of the old and the new work in the one place for that, and what follows with the work."""
    days: dict[str, Any] = {"new_work_starts_on": placement.starts_on}
    if old_work_ends_on is not None:
        days["old_work_ends_on"] = old_work_ends_on
    days |= {"noted_by": actor.user, "noted_at": clock.now()}
    noted, _new = WorkToWork.objects.update_or_create(case=placement.case, defaults=days)
    follow_days(noted)
    placement.refresh_from_db(fields=["is_work_to_work"])


def _is_direct(noted: WorkToWork, starts_on: date) -> bool | None:
    if noted.old_work_ends_on is None:
        return None
    return WorkToWork(old_work_ends_on=noted.old_work_ends_on, new_work_starts_on=starts_on).is_direct


def _touch(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(version=F("version") + 1)


def _log(action: str, placement: Placement, actor: Actor, fields: list[str], request: Any) -> None:
    log.record(
        action,
        object_kind="intake.placement",
        object_ids=[placement.pk],
        client_ids=[placement.case.client_id],
        fields=sorted(fields),
        actor=actor,
        request=request,
    )
