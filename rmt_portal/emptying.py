"""Empty everything about one person, as the declarations of :mod:`rmt_portal.client_data` decide per table.

What GOES is deleted. What is DETACHED stays as a row without a person: names, contact, sensitive answers, free text and
secrets are emptied, and every day and moment becomes the first of its month, so that counts and sums still add up. What
is KEPT stays as proof with no more than a number.
"""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Cast, Concat, TruncMonth

from rmt_portal.client_data import AtErasure, DataClass, PersonalTable, Subject, declared

EMPTIED = (DataClass.IDENTITY, DataClass.CONTACT, DataClass.SENSITIVE, DataClass.FREE_TEXT, DataClass.SECRET)
NOBODYS = {"intake.CaseloadLine", "intake.RegistrationDraft", "intake.ResumeLink", "intake.SignInAsk"}
"""Tables whose rows belong to nobody yet; they have a short term of their own."""


@dataclass
class Emptied:
    """How many rows went and how many stayed without a person, by table."""

    deleted: dict[str, int] = field(default_factory=dict)
    detached: dict[str, int] = field(default_factory=dict)


def tables() -> list[PersonalTable]:
    """Return the tables about clients, those that hang on another one first."""
    about_clients = [t for t in declared().values() if t.subject is Subject.CLIENT and t.model not in NOBODYS]
    return sorted(about_clients, key=lambda t: (-t.path.count("__"), t.path == "pk", t.model))


def empty(client_id: int) -> Emptied:
    """Empty all tables of one person; called inside the transaction of the action that erases."""
    emptied = Emptied()
    for table in tables():
        if table.at_erasure is AtErasure.DETACHED:
            emptied.detached[table.model] = rows_of(table, client_id).update(**_nothing(table))
    for table in tables():
        if table.at_erasure is AtErasure.GOES:
            emptied.deleted[table.model] = _delete(table, client_id)
    return emptied


def rows_of(table: PersonalTable, client_id: int) -> models.QuerySet[Any]:
    """Return the rows of a table that are about one person."""
    rows = table.model_class._base_manager.all()
    kind = table.model_class._meta.get_field(table.path) if "__" not in table.path and table.path != "pk" else None
    if isinstance(kind, ArrayField):
        return rows.filter(**{f"{table.path}__contains": [client_id]})
    if isinstance(kind, models.JSONField):
        return rows.filter(**{f"{table.path}__client": client_id})
    return rows.filter(**{table.path: client_id})


def _delete(table: PersonalTable, client_id: int) -> int:
    """Delete the rows; a row about many people only loses this one."""
    rows, model = rows_of(table, client_id), table.model_class
    if table.path != "pk" and "__" not in table.path:
        kind = model._meta.get_field(table.path)
        if isinstance(kind, ArrayField):
            without = Func(F(table.path), Value(client_id), function="array_remove", output_field=kind)
            return rows.update(**{table.path: without})
    return rows.delete()[1].get(model._meta.label, 0)


def _nothing(table: PersonalTable) -> dict[str, Any]:
    """Return what the fields of a row become."""
    new: dict[str, Any] = {}
    for column in table.model_class._meta.concrete_fields:
        if isinstance(column, models.DateField):  # a moment is one too
            new[column.name] = TruncMonth(column.name, output_field=type(column)())
        if table.class_of(column.name) in EMPTIED:
            new[column.name] = _empty_value(column)
    return new


def _empty_value(column: "models.Field[Any, Any]") -> Any:
    """Return what an emptied field holds; what must be unique stays so without saying anything."""
    if column.null:
        return None
    if isinstance(column, models.UUIDField):
        return RandomUUID()
    if column.unique:
        return Concat(Value("gewist-"), Cast("pk", models.CharField()), output_field=models.CharField())
    if column.choices and column.has_default():
        return column.get_default()
    plain: tuple[tuple[type[Any], Any], ...] = (
        (ArrayField, []),
        (models.JSONField, {}),
        (models.BooleanField, False),
    )
    return next((value for kind, value in plain if isinstance(column, kind)), "")
