"""An appointment with a client: made, moved and called off; the person gets a letter about each."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from intake import appointment_letters
from intake.models import ENDED_STATES, Appointment, AppointmentWay, Case
from partners import access
from partners.models import Layer, Role
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import Actor

BOOK = "appointment.book"
MOVE = "appointment.move"
CANCEL = "appointment.cancel"
FARTHEST = timedelta(days=366)

for _action in (BOOK, MOVE, CANCEL):
    access.allow(_action, [Role.COACH, Role.INTAKE_WORKER], Layer.WORK)


@transaction.atomic
def book(
    case: Case, actor: Actor, *, at: datetime, way: str, place: str = "", minutes: int = 60, request: Any = None
) -> Appointment:
    """Make an appointment.

    Raises:
        access.Refused: the actor may not do this with this client.
        Refused: the moment or the place can not be right, the person is elsewhere then, or the case ended.
    """
    _require(case, actor, BOOK)
    _require_possible(case, at, way, place)
    appointment = Appointment.objects.create(
        case=case, at=at, way=way, place=place, minutes=minutes, booked_by=actor.user
    )
    appointment_letters.tell(appointment)
    _log(BOOK, appointment, actor, request)
    return appointment


@transaction.atomic
def move(
    appointment: Appointment,
    actor: Actor,
    *,
    at: datetime,
    way: str,
    place: str = "",
    minutes: int = 60,
    request: Any = None,
) -> Appointment:
    """Give an appointment another time or place; a diary that has it moves it along.

    Raises:
        access.Refused: the actor may not do this with this client.
        Refused: it was called off or has passed, or the moment or the place can not be right.
    """
    appointment = _locked(appointment, actor, MOVE)
    new = {"at": at, "way": way, "place": place, "minutes": minutes}
    if all(getattr(appointment, name) == value for name, value in new.items()):  # the second press
        return appointment
    _require_possible(appointment.case, at, way, place, besides=appointment)
    for name, value in new.items():
        setattr(appointment, name, value)
    appointment.changes += 1
    appointment.save(update_fields=[*new, "changes"])
    appointment_letters.tell(appointment)
    _log(MOVE, appointment, actor, request)
    return appointment


@transaction.atomic
def cancel(appointment: Appointment, actor: Actor, *, request: Any = None) -> None:
    """Call an appointment off.

    Raises:
        access.Refused: the actor may not do this with this client.
        Refused: it was called off already, or has passed.
    """
    appointment = _locked(appointment, actor, CANCEL)
    _take_out(appointment)
    _log(CANCEL, appointment, actor, request)


def call_off_all(case: Case) -> None:
    """Call off whatever is still to come, because the case ends; inside the transaction that ends it."""
    for appointment in Appointment.objects.coming().filter(case=case).select_for_update(of=("self",)):
        _take_out(appointment)


def _take_out(appointment: Appointment) -> None:
    appointment.cancelled_at = clock.now()
    appointment.changes += 1
    appointment.save(update_fields=["cancelled_at", "changes"])
    appointment_letters.tell(appointment)


def _require(case: Case, actor: Actor, action: str) -> None:
    access.insist(access.may(actor.user, action, client_id=case.client_id, region_id=case.region_id))


def _locked(appointment: Appointment, actor: Actor, action: str) -> Appointment:
    _require(appointment.case, actor, action)
    found = Appointment.objects.select_for_update(of=("self",)).select_related("case__client").get(pk=appointment.pk)
    if found.cancelled_at is not None or found.at < clock.now():
        raise Refused(_("Deze afspraak is al geweest of afgezegd. Maak een nieuwe."))
    return found


def _require_possible(case: Case, at: datetime, way: str, place: str, besides: Appointment | None = None) -> None:
    if case.state in ENDED_STATES:
        raise Refused(_("Dit dossier is afgesloten. Open het eerst weer."))
    if not clock.now() < at <= clock.now() + FARTHEST:
        raise Refused(_("Kies een moment vanaf nu, en hooguit een jaar vooruit."))
    if way == AppointmentWay.DESK and not place:
        raise Refused(_("Vul in waar jullie elkaar zien."))
    others = Appointment.objects.coming().filter(case=case, at=at)
    others = others.exclude(pk=besides.pk) if besides else others
    if others.exists():
        raise Refused(_("De kandidaat heeft op dit moment al een afspraak."))


def _log(action: str, appointment: Appointment, actor: Actor, request: Any) -> None:
    log.record(
        action,
        object_kind="intake.appointment",
        object_ids=[appointment.pk],
        client_ids=[appointment.case.client_id],
        actor=actor,
        request=request,
    )
