"""Load a table of observed job changes for a region, or take it away (docs/matching.md).

Loading alone changes nobody's list: the table counts when an administrator gives it weight, after seeing what it does.
"""

import csv
from pathlib import Path

from django.db import transaction

from matching.models import MoveTable
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.lifecycle import SYSTEM
from rmt_portal.reference.models import IscoGroup, LabourRegion

COLUMNS = ("origin_isco", "destination_isco", "count")
WOMEN = "women"
MOST_TOLD = 20
MOST_COUNT = 10_000_000


class UnusableTable(Exception):
    """The file can not be used; the message names the lines and what to mend."""


@transaction.atomic
def load(path: Path, region: LabourRegion, source: str) -> MoveTable:
    """Keep the table in place of the one before, whole or not at all.

    The file is CSV with a header: origin_isco, destination_isco (unit groups of four digits), count, and if known
    women: how many of them. The same pair on two lines is added up.

    Raises:
        UnusableTable: a column is missing, or lines can not be read.
    """
    rows, has_women = _read(path)
    pairs = sorted(rows)
    table, _made = MoveTable.objects.update_or_create(
        region=region,
        defaults={
            "source": source,
            "origins": [origin for origin, _destination in pairs],
            "destinations": [destination for _origin, destination in pairs],
            "counts": [rows[pair][0] for pair in pairs],
            "women": [rows[pair][1] for pair in pairs] if has_women else None,
            "loaded_at": clock.now(),
        },
    )
    log.record("moves.load", object_kind="matching.movetable", object_ids=[table.pk], actor=SYSTEM)
    return table


def remove(region: LabourRegion) -> bool:
    """Take the table of a region away; False when there was none."""
    return bool(MoveTable.objects.filter(region=region).delete()[0])


def _read(path: Path) -> tuple[dict[tuple[int, int], tuple[int, int]], bool]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            names = reader.fieldnames or []
            given = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnusableTable(f"{path.name} kan niet gelezen worden: {error}") from error
    missing = [name for name in COLUMNS if name not in names]
    if missing or not given:
        raise UnusableTable(f"{path.name}: kolom {', '.join(missing)} ontbreekt" if missing else f"{path.name} is leeg")
    known = {
        int(code) for code in IscoGroup.objects.values_list("code", flat=True) if code.isdigit() and len(code) == 4
    }
    has_women = WOMEN in names
    faults, found = list[str](), dict[tuple[int, int], tuple[int, int]]()
    for number, row in enumerate(given, start=2):
        values = [(row[name] or "").strip() for name in (*COLUMNS, *([WOMEN] if has_women else []))]
        if not all(value.isdecimal() and len(value) < 9 for value in values):
            faults.append(f"regel {number}: hier horen hele getallen: {', '.join(values)}")
            continue
        origin, destination, count, *women = map(int, values)
        if {origin, destination} - known:
            faults.append(f"regel {number}: geen ISCO-groep van vier cijfers: {origin} of {destination}")
        elif sum(women) > count or count > MOST_COUNT:
            faults.append(f"regel {number}: {sum(women)} vrouwen van {count} kan niet")
        else:
            before = found.get((origin, destination), (0, 0))
            found[origin, destination] = before[0] + count, before[1] + sum(women)
    if faults:
        more = f"\nen nog {len(faults) - MOST_TOLD}" if len(faults) > MOST_TOLD else ""
        raise UnusableTable("\n".join(faults[:MOST_TOLD]) + more)
    return found, has_women
