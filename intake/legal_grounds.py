"""Which law lets a kind of partner see a category of data without asking: dated data, one line each.

The lines stand in ``legal_grounds.csv``. They follow the design of the team (docs/privacy/joint-controllers.md) and a
lawyer of the region has to confirm them; a partner or category without a line is never shown without the person's yes.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from intake.models import DataCategory
from partners.models import Organisation, PartnerKind
from rmt_portal import clock

FILE = Path(__file__).with_suffix(".csv")


@dataclass(frozen=True)
class Ground:
    """A law that lets a kind of partner see a category for a task, from a day on."""

    partner_kind: PartnerKind
    category: DataCategory
    law: str
    task: str
    valid_from: date


@cache
def every() -> tuple[Ground, ...]:
    """Return all lines of the file.

    Raises:
        ValueError: a line names a kind of partner or a category that does not exist.
    """
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Ground(
                PartnerKind(row["partner_kind"]),
                DataCategory(row["category"]),
                row["law"],
                row["task"],
                date.fromisoformat(row["valid_from"]),
            )
            for row in csv.DictReader(file)
        )


def of(organisation: Organisation) -> list[Ground]:
    """Return what lets this organisation see something today because of its task; nothing for a private partner."""
    today = clock.today()
    mine = [ground for ground in every() if ground.partner_kind == organisation.kind and ground.valid_from <= today]
    return mine if organisation.handles_registrations else []


def in_words(organisation: Organisation) -> list[tuple[str, list[str]]]:
    """Return the laws of an organisation, each with the categories it opens, as people read them."""
    laws: dict[str, list[str]] = {}
    for ground in of(organisation):
        laws.setdefault(ground.law, []).append(str(ground.category.label))
    return list(laws.items())
