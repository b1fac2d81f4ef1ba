"""The taxonomy as arrays: occupations with what they need, how much of that work there is, what it pays."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection

from matching.engine.inputs import Floats, SparseRows, Taxonomy
from matching.reading import work_facts

ESSENTIAL, OPTIONAL = 1.0, 0.5


@dataclass(frozen=True)
class Numbering:
    """Which row of the arrays a row of the database is."""

    occupations: dict[int, int]
    skills: dict[int, int]
    groups: dict[int, int]


def read_taxonomy(region_id: int | None = None) -> tuple[Taxonomy, Numbering]:
    """Return every occupation with its needs; tightness is of the region where known, else of the Netherlands."""
    rows = _rows(
        """SELECT o.id, i.code, o.job_zone, b.id, b.jobs_thousands, b.median_hourly_wage
           FROM reference_occupation o JOIN reference_iscogroup i ON i.id = o.isco_id
           LEFT JOIN reference_brcgroup b ON b.id = i.brc_id ORDER BY o.id"""
    )
    shares = work_facts.unit_shares(
        _rows(
            """SELECT i.code, i.label_nl, b.id, b.name FROM reference_iscogroup i
               JOIN reference_brcgroup b ON b.id = i.brc_id WHERE length(i.code) = 4"""
        )
    )
    hires = work_facts.hires_per_job()
    tightness = _tightness(region_id)
    numbering = Numbering(
        {row[0]: number for number, row in enumerate(rows)},
        _numbered("SELECT id FROM reference_skill ORDER BY id"),
        _numbered("SELECT id FROM reference_skillgroup ORDER BY id"),
    )
    codes = [row[1] for row in rows]
    taxonomy = Taxonomy(
        skills=_needs(numbering),
        skill_groups=_groups(numbering),
        n_groups=len(numbering.groups),
        isco=np.array([int(code) if code.isdigit() else -1 for code in codes], np.int32),
        education=work_facts.education_levels(codes, [row[2] for row in rows]),
        jobs_thousands=_floats(row[4] for row in rows),
        group_share=_floats(shares.get(code) for code in codes),
        tightness=_floats(tightness.get(row[3]) for row in rows),
        wage=_floats(row[5] for row in rows),
        hires=_floats(hires.get(code, 1.0) for code in codes),
    )
    return taxonomy, numbering


def _tightness(region_id: int | None) -> dict[int, float]:
    """Return the newest ratio of each BRC group, of the region before the Netherlands.

    A made-up demo value never ranks people, also not in a demo region.
    """
    rows = _rows(
        """SELECT DISTINCT ON (brc_id) brc_id, ratio FROM reference_tightness
           WHERE brc_id IS NOT NULL AND NOT is_demo AND (region_id IS NULL OR region_id = %s)
           ORDER BY brc_id, (region_id IS NULL), quarter DESC""",
        [region_id],
    )
    return dict(rows)


def _needs(numbering: Numbering) -> SparseRows:
    rows = _table("SELECT occupation_id, skill_id, is_essential::int FROM reference_occupationskill", 3)
    occupations, skills = _renumber(rows[:, 0], numbering.occupations), _renumber(rows[:, 1], numbering.skills)
    values = np.where(rows[:, 2] > 0, ESSENTIAL, OPTIONAL).astype(np.float32)
    return sparse(occupations, skills, values, len(numbering.occupations))


def _groups(numbering: Numbering) -> SparseRows:
    rows = _table("SELECT skill_id, skillgroup_id FROM reference_skill_groups", 2)
    skills, groups = _renumber(rows[:, 0], numbering.skills), _renumber(rows[:, 1], numbering.groups)
    return sparse(skills, groups, np.ones(len(rows), np.float32), len(numbering.skills))


def sparse(row_numbers: Any, indices: Any, values: Floats, rows: int) -> SparseRows:
    """Return (row, index, value) triples as sparse rows, ascending in each row."""
    order = np.lexsort((indices, row_numbers))
    indptr = np.zeros(rows + 1, np.int64)
    np.cumsum(np.bincount(row_numbers, minlength=rows), out=indptr[1:])
    return SparseRows(indptr, indices[order].astype(np.int32), values[order])


def _renumber(keys: Any, numbers: dict[int, int]) -> Any:
    known = np.fromiter(numbers, np.int64, len(numbers))
    return np.searchsorted(known, keys)


def _numbered(sql: str) -> dict[int, int]:
    return {row[0]: number for number, row in enumerate(_rows(sql))}


def _floats(values: Iterable[Any]) -> Floats:
    return np.array([np.nan if value is None else float(value) for value in values], np.float32)


def _table(sql: str, columns: int) -> Any:
    return np.array(_rows(sql), np.int64).reshape(-1, columns)


def _rows(sql: str, params: list[Any] | None = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
