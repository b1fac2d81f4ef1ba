"""The memory of a merge: rows as they were, so that taking it back gives the same rows.

A row is kept as its columns with plain JSON values; putting it back is an insert with the same id.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.db.models.deletion import CASCADE

Row = dict[str, Any]


class Exact(DjangoJSONEncoder):
    """Keeps the microseconds of a moment, which Django's own encoder cuts off."""

    def default(self, o: Any) -> Any:
        """Write a moment in full."""
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


class Snapshot:
    """What a merge changed, in the order in which it did; written to JSON with the merge."""

    def __init__(self) -> None:
        self.moved: list[list[Any]] = []
        self.changed: list[list[Any]] = []
        self.dropped: list[Row] = []

    def move(self, model: type[Model], field: str, old: Model | int, new: Model | int) -> None:
        """Point every row from one person or case to another, and remember which rows those were."""
        column = model._meta.get_field(field).attname  # type: ignore[union-attr]
        old_id, new_id = _id(old), _id(new)
        rows = model._base_manager.filter(**{column: old_id})
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        if ids:
            self.moved.append([model._meta.label, column, old_id, new_id, ids])
            rows.filter(pk__in=ids).update(**{column: new_id})

    def change(self, row: Model, **values: Any) -> None:
        """Set columns of a row and remember what they were and became."""
        before = {name: getattr(row, name) for name in values}
        type(row)._base_manager.filter(pk=row.pk).update(**values)
        for name, value in values.items():
            setattr(row, name, value)
        self.changed.append([row._meta.label, row.pk, plain(before), plain(values)])

    def drop(self, rows: Iterable[Model]) -> None:
        """Take rows out, with everything that goes with them, and remember all of it."""
        for row in rows:
            for found in (*_hanging_on(row), row):
                self.dropped.append(dump(found))
            row.delete()

    def as_json(self) -> dict[str, Any]:
        """Return what is stored."""
        result: dict[str, Any] = plain({"moved": self.moved, "changed": self.changed, "dropped": self.dropped})
        return result


def dump(row: Model) -> Row:
    """Return a row as plain values."""
    values = plain({field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})
    return {"model": row._meta.label, "values": values}


def load(row: Row) -> Model:
    """Return a row that was dumped, not saved yet."""
    model = apps.get_model(row["model"])
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return model(**{name: fields[name].to_python(value) for name, value in row["values"].items() if name in fields})


def put_back(rows: Iterable[Row]) -> None:
    """Insert dumped rows as they were; a row that stands there again stays."""
    for row in rows:
        found = load(row)
        type(found)._base_manager.bulk_create([found], ignore_conflicts=True)


def plain(value: Any) -> Any:
    """Return a value as JSON holds it."""
    return json.loads(json.dumps(value, cls=Exact))


def _hanging_on(row: Model) -> list[Model]:
    """Return every row the database would take along, deepest last removed first."""
    found: list[Model] = []
    for relation in row._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one) and not relation.concrete):
            continue
        if getattr(relation, "on_delete", None) is not CASCADE:
            continue
        field = relation.field  # type: ignore[union-attr]
        for child in relation.related_model._base_manager.filter(**{field.name: row}).order_by("pk"):  # type: ignore[union-attr]
            found += [*_hanging_on(child), child]
    return found


def _id(target: Model | int) -> int:
    return target if isinstance(target, int) else int(target.pk)
