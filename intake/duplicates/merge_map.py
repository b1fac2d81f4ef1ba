"""What happens with every table that points to a person or a case when two people become one.

Each app maps its own foreign keys at start-up; a test walks all models and fails when one is not mapped, so that a new
table can not lose rows in a merge.
"""

from enum import StrEnum

from django.apps import apps
from django.db.models import Model

from intake.models import Client


class How(StrEnum):
    """What happens with the rows that pointed to the person or case that goes."""

    MOVE = "goes along to the person or case that stays"
    ONE = "there can be one: a human chooses, the other goes into the snapshot"
    DROP = "is made anew or asked anew; goes into the snapshot"
    STAY = "stays with the merged case, as its history"
    OWN = "has rules of its own in the merge"


_map: dict[str, How] = {}


def register(how: How, *fields: str) -> None:
    """Map foreign keys, each as ``app.Model.field``.

    Raises:
        ValueError: a field was mapped before.
    """
    for field in fields:
        if field in _map:
            raise ValueError(f"{field} is mapped twice")
        _map[field] = how


def mapped() -> dict[str, How]:
    """Return the map, in a fixed order."""
    return dict(sorted(_map.items()))


def tables(how: How, target: type[Model]) -> list[tuple[type[Model], str]]:
    """Return the models and fields that point to ``target`` and are treated in this way."""
    found = []
    for name, treated in mapped().items():
        label, _dot, field = name.rpartition(".")
        model = apps.get_model(label)
        if treated is how and points_to(model, field) is target:
            found.append((model, field))
    return found


def points_to(model: type[Model], field: str) -> type[Model]:
    """Return the model a foreign key points to; a plain number here is that of a person."""
    related = model._meta.get_field(field).related_model
    return related if isinstance(related, type) else Client


register(
    How.MOVE,
    "intake.Case.client",
    "intake.Registration.client",
    "intake.Registration.case",
    "intake.Confirmation.client",
    "intake.ClientCorrection.client",
    "intake.ClientMerge.kept",
    "intake.Erasure.client",
    "intake.ContactMoment.case",
    "intake.ContactTask.case",
    "intake.Appointment.case",
    "partners.EmergencyAccess.client_id",
)
register(How.ONE, "intake.WorkProfile.client")
register(
    How.DROP,
    "intake.MatchKey.client",
    "intake.DuplicatePair.first",
    "intake.DuplicatePair.second",
    "intake.SignInKey.client",
    "intake.ProfileLink.client",
)
register(
    How.STAY,
    "intake.CaseEvent.case",
    "intake.CaseAssignment.case",
    "intake.TriageDecision.case",
    "intake.FirstMeeting.case",
    "intake.AllocationProposal.case",
    "intake.WorkToWork.case",
    "intake.Placement.case",
    "intake.CaseOutcome.case",
    "intake.RhythmChange.case",
    "intake.SignalSnooze.case",
)
register(How.OWN, "intake.Consent.client", "intake.UrgentSignal.case", "partners.AccessGrant.client_id")
