"""Asking after a while whether somebody still works there and how it goes, and writing that down."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from intake import aftercare_moments, contacts, placements
from intake.models import CASE_LIFECYCLE, Aftercare, AftercareResult, Case
from partners import access
from partners.models import Layer, Role
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import Actor, advance

RECORD = "aftercare.record"

access.allow(RECORD, [Role.COACH, Role.INTAKE_WORKER], Layer.WORK)
_R = AftercareResult


@transaction.atomic
def record(
    moment: Aftercare,
    actor: Actor,
    *,
    result: str,
    way: str,
    version: int,
    going: str = "",
    note: str = "",
    ended_on: date | None = None,
    request: Any = None,
) -> Aftercare:
    """Write down a moment of aftercare; it is a contact with the client too, and the note stands there.

    The first one moves the case on to aftercare. When the work stopped (``ended_on`` is the last working day) the case
    goes back to looking for work. ``version`` is that of the case, as the writer read it.

    Raises:
        access.Refused: the actor may not do this with this client.
        ChangedMeanwhile: the case changed meanwhile; nothing was saved.
        Refused: somebody did this one already, or something is missing; the message says what to do.
    """
    case = moment.placement.case
    access.insist(access.may(actor.user, RECORD, client_id=case.client_id, region_id=case.region_id))
    moment = Aftercare.objects.select_for_update(of=("self",)).select_related("placement__case").get(pk=moment.pk)
    if moment.held_on is not None or moment.dropped_at is not None:
        raise Refused(_("Een collega deed deze nazorg al, of het werk is gestopt. Kijk hoe het nu staat."))
    if result == _R.STOPPED and ended_on is None:
        raise Refused(_("Vul de laatste werkdag in."))
    moment.held_on, moment.result, moment.recorded_by = clock.today(), result, actor.user
    moment.going = going if result in (_R.STILL_THERE, _R.OTHER_WORK) else ""
    moment.save(update_fields=["held_on", "result", "going", "recorded_by"])
    follows = {} if result == _R.STOPPED else _follows(moment, case)
    reached = result != _R.NOT_REACHED
    contacts.record(case, actor, way=way, reached=reached, note=note, version=version, request=request, **follows)
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if CASE_LIFECYCLE.allows("start_aftercare", case.state):
        advance(case, CASE_LIFECYCLE, "start_aftercare", actor)
    if result == _R.STOPPED and ended_on is not None:
        placements.stop(moment.placement, actor, ended_on, version=case.version, request=request)
    log.record(
        RECORD,
        object_kind="intake.aftercare",
        object_ids=[moment.pk],
        client_ids=[case.client_id],
        fields=["result", *(["going"] if moment.going else [])],
        actor=actor,
        request=request,
    )
    return moment


def _follows(moment: Aftercare, case: Case) -> dict[str, Any]:
    """Return the next moment as the next action of the case, unless something else comes first."""
    return placements.next_action(case, aftercare_moments.next_of(moment.placement))
