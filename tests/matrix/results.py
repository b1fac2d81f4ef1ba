"""An appointment with the client of the home team, and what the addresses about work and endings stand for."""

from datetime import timedelta
from typing import Any

from intake import appointments
from intake.models import Appointment, AppointmentWay, Case
from partners.models import Layer, User
from rmt_portal import clock
from tests.matrix.canaries import Canary
from tests.services.factories import works_for

PLAIN = ("work_found", "work_changed", "work_stopped", "case_close", "case_reopen", "appointment_book")
OF_APPOINTMENT = ("appointment_move", "appointment_cancel", "appointment_diary")
PLACE = "canary-appointment-place"


def booked(who: str, case: Case, coach: User) -> tuple[Appointment, list[Canary]]:
    """Return an appointment, and where it is: for who guides and for the client."""
    at = clock.now() + timedelta(days=3)
    appointment = appointments.book(case, works_for(coach), at=at, way=AppointmentWay.DESK, place=PLACE)
    return appointment, [Canary(who, "place", Layer.WORK, (PLACE,))]


def parameters(appointment: Appointment, dossiers: dict[str, Any], nobody: Any) -> dict[str, dict[str, dict[str, Any]]]:
    """Say what the parameters of the routes stand for."""
    its = {"appointment": appointment.public_id}
    return {
        **{f"admin:{page}": dossiers for page in PLAIN},
        **{f"admin:{page}": {where: row | its for where, row in dossiers.items()} for page in OF_APPOINTMENT},
        "admin:aftercare": {where: row | {"slug": "week"} for where, row in dossiers.items()},
        "own_page_appointment": {"own": {"public_id": appointment.public_id}, "nobody": {"public_id": nobody}},
    }
