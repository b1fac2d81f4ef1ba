"""The kinds of work of the demo vacancies, from ``kinds.csv``: what an advertisement says, asks and pays.

Pay is per hour in euro, above the legal minimum wage. ``asks`` holds sentences as employers write them; the import
recognises the requirements in them. Several hours, contracts and sentences stand behind each other with a ``|``.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("kinds.csv")


@dataclass(frozen=True)
class Kind:
    """One kind of work: how many vacancies, and what they have in common."""

    count: int
    title: str
    industry: str
    pay: tuple[float, float]
    hours: tuple[str, ...]
    education: str
    tasks: str
    asks: tuple[str, ...]
    contracts: tuple[str, ...]
    trains: float


def read_kinds() -> list[Kind]:
    """Return the kinds of work in the order of the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return [
            Kind(
                count=int(row["count"]),
                title=row["title"],
                industry=row["industry"],
                pay=(float(row["pay_from"]), float(row["pay_to"])),
                hours=tuple(row["hours"].split("|")),
                education=row["education"],
                tasks=row["tasks"],
                asks=tuple(sentence for sentence in row["asks"].split("|") if sentence),
                contracts=tuple(row["contracts"].split("|")),
                trains=float(row["trains"]),
            )
            for row in csv.DictReader(file)
        ]
