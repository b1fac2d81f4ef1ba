"""Everything the portal keeps of one person, in words, for that person to take along (GDPR articles 15 and 20).

Which tables and fields follows from the declarations of :mod:`rmt_portal.client_data`; secrets and numbers of other
people are left out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import formats, timezone

from rmt_portal.client_data import DataClass, PersonalTable
from rmt_portal.emptying import rows_of, tables
from rmt_portal.nlds.dutch_fields import readable_phone

LEFT_OUT = {"id", "version", "trace_id", "client_id", "client_ids", "object_ids", "source_id", "region_ids"}
"""Numbers of rows and of requests: they say nothing to a reader, and a list may hold numbers of other people."""
MOST_ROWS = 5_000
_E164 = re.compile(r"^\+[1-9][0-9]{6,14}$")
"""How a telephone number is stored; people read it as they write it."""


@dataclass(frozen=True)
class Part:
    """The rows of one table, each as field name and value, with the words to show."""

    table: PersonalTable
    rows: list[dict[str, Any]]
    labels: Mapping[str, str]

    @property
    def title(self) -> str:
        """What this is, with a capital."""
        return self.table.what[:1].upper() + self.table.what[1:]

    @property
    def shown(self) -> list[list[tuple[str, str]]]:
        """The rows as words; what was not filled in is left out."""
        return [
            [(self.labels[name], words) for name, value in row.items() if (words := in_words(value))]
            for row in self.rows
        ]


def everything_of(client_id: int) -> list[Part]:
    """Return every table that goes into the download, also when it holds nothing of this person."""
    return [_part(table, client_id) for table in sorted(tables(), key=lambda t: t.model) if table.in_download]


def as_plain(parts: list[Part]) -> dict[str, Any]:
    """Return the parts as what JSON can hold, by the name of the table."""
    return {
        part.table.model: {
            "what": part.table.what,
            "rows": [{name: _plain(value) for name, value in row.items()} for row in part.rows],
        }
        for part in parts
    }


def in_words(value: Any) -> str:
    """Write a value as people read it; "" for nothing."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "j F Y H:i")
    if isinstance(value, date):
        return formats.date_format(value, "j F Y")
    if isinstance(value, dict):
        return "; ".join(f"{name}: {in_words(item)}" for name, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(in_words(item) for item in value)
    text = "" if value is None else str(value)
    return readable_phone(text) if _E164.match(text) else text


def _part(table: PersonalTable, client_id: int) -> Part:
    shown = [f for f in table.model_class._meta.concrete_fields if _is_shown(table, f)]
    related = [f.name for f in shown if f.is_relation]
    found = rows_of(table, client_id).select_related(*related).order_by("pk")[:MOST_ROWS]
    rows = [{f.name: _value(row, f) for f in shown} for row in found]
    return Part(table, rows, {f.name: str(f.verbose_name) for f in shown})


def _is_shown(table: PersonalTable, column: "models.Field[Any, Any]") -> bool:
    to_itself = column.is_relation and column.name in {"client", "case", "profile", "referral", "confirmation"}
    return column.name not in LEFT_OUT and not to_itself and table.class_of(column.name) is not DataClass.SECRET


def _value(row: models.Model, column: "models.Field[Any, Any]") -> Any:
    if column.is_relation:
        found = getattr(row, column.name)
        return None if found is None else str(found)
    value = getattr(row, column.attname)
    if column.choices and isinstance(value, str | int):
        return str(dict(column.flatchoices).get(value, value))
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
