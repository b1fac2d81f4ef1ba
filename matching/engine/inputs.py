"""What the engine reads: people, jobs and the taxonomy, as arrays.

No type here has a field for name, birth date, gender, nationality, origin, benefit, target group or health, so no
rule of the engine can use one (DECISIONS 15). Unknown numbers are NaN, unknown indices are -1, and neither counts as
zero: the component that needs them is dropped.

Rows of ragged lists are stored as ``SparseRows``: row i is ``indices[indptr[i]:indptr[i + 1]]``.
Bit sets are ``uint64``: bit b of a requirement set stands for row b of ``Bridges.requirement_months``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Bits = NDArray[np.uint64]
Flags = NDArray[np.bool_]


class ContractCode:
    """Kinds of contract as the engine counts them (``Jobs.contract``)."""

    UNKNOWN, PERMANENT, FIXED, AGENCY, LEARNING = range(5)


class ShiftBit:
    """Bits of ``Jobs.shifts`` and ``People.shifts_refused``."""

    EVENING, NIGHT, WEEKEND, EARLY, ON_CALL = (1 << b for b in range(5))


class DemandBit:
    """Bits of ``Jobs.demands`` and ``People.limits``: what work asks of a body, and what a person can not do now.

    They only ever mark a pair "kan met aanpassing"; they change no score and no gate (DECISIONS 15).
    """

    LIFTING, STANDING, SITTING, WALKING, CLIMBING, REACHING, NOISE, DUST, SCREEN, STRESS = (1 << b for b in range(10))


@dataclass(frozen=True)
class SparseRows:
    """Ragged rows of indices with a value each (compressed sparse rows).

    ``indptr`` int64 [rows + 1], ``indices`` int32 [n], ascending and once per row where order has no meaning,
    ``values`` float32 [n].
    """

    indptr: Longs
    indices: Ints
    values: Floats

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.indptr) - 1

    @classmethod
    def of(cls, rows: Sequence[Sequence[tuple[int, float]]]) -> SparseRows:
        """Return the rows given as lists of (index, value)."""
        indptr = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum([len(row) for row in rows], out=indptr[1:])
        flat = [pair for row in rows for pair in row]
        return cls(
            indptr,
            np.array([index for index, _ in flat], dtype=np.int32),
            np.array([value for _, value in flat], dtype=np.float32),
        )

    @classmethod
    def joined(cls, one: SparseRows, other: SparseRows) -> SparseRows:
        """Return the rows of one, then those of the other."""
        return cls(
            np.concatenate([one.indptr, one.indptr[-1] + other.indptr[1:]]),
            np.concatenate([one.indices, other.indices]),
            np.concatenate([one.values, other.values]),
        )

    @classmethod
    def empty(cls, rows: int) -> SparseRows:
        """Return ``rows`` rows with nothing in them."""
        return cls(np.zeros(rows + 1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32))

    def row(self, number: int) -> tuple[Ints, Floats]:
        """Return indices and values of one row."""
        part = slice(self.indptr[number], self.indptr[number + 1])
        return self.indices[part], self.values[part]

    def take(self, numbers: NDArray[np.integer]) -> SparseRows:
        """Return these rows, in this order."""
        lengths = self.indptr[numbers + 1] - self.indptr[numbers]
        indptr = np.zeros(len(numbers) + 1, np.int64)
        np.cumsum(lengths, out=indptr[1:])
        where = np.repeat(self.indptr[numbers] - indptr[:-1], lengths) + np.arange(indptr[-1])
        return SparseRows(indptr, self.indices[where], self.values[where])


@dataclass(frozen=True)
class Taxonomy:
    """Kinds of work and what they need. One row per occupation (O); the same for every region and person.

    Skills are S, skill groups G.
    """

    skills: SparseRows
    """[O] skill indices; value 1.0 essential, 0.5 optional."""
    skill_groups: SparseRows
    """[S] skill group indices of each skill; values are not read."""
    n_groups: int
    isco: Ints
    """[O] ISCO-08 unit group as a number (5223), -1 unknown. Labels a pair, never scores it (MATCHING 1)."""
    education: Floats
    """[O] usual level on the Dutch ladder: 1 none, 3 mbo 2, 4 mbo 3-4, 5 hbo, 6 wo; fractions allowed, NaN unknown."""
    jobs_thousands: Floats
    """[O] jobs in the Netherlands x 1000 of the occupation's BRC group, NaN unknown."""
    group_share: Floats
    """[O] share of those jobs that falls to this occupation's unit group, (0, 1]; NaN unknown."""
    tightness: Floats
    """[O] open vacancies per person less than six months in WW, of the region if known; NaN unknown."""
    wage: Floats
    """[O] median hourly wage in euro, NaN unknown."""
    hires: Floats | None = None
    """[O] hires of people in search of work per job, against the average (1.0); NaN unknown; None: no table loaded."""

    @property
    def size(self) -> int:
        """Number of occupations."""
        return len(self.isco)


@dataclass(frozen=True)
class Moves:
    """Observed job changes between ISCO unit groups: an optional table of a region, off by default."""

    origin: Ints
    destination: Ints
    """[rows] ISCO-08 unit groups as numbers."""
    count: Floats
    """[rows] people who made the change."""


@dataclass(frozen=True)
class Bridges:
    """What the region's catalogue can teach, and how far ahead it looks."""

    requirement_months: Floats
    """[at most 64] months until a requirement is obtained by a course of the catalogue; NaN: no course."""
    requirement_is_legal: Flags
    """[same] asked by law: missing and not obtainable within the horizon means "nu niet"."""
    group_months: Floats
    """[G] months of the shortest training that teaches the skill group; NaN: none."""
    horizon_months: float = 12.0

    @classmethod
    def none(cls, n_groups: int) -> Bridges:
        """Return a catalogue that teaches nothing and knows no requirements."""
        return cls(np.zeros(0, np.float32), np.zeros(0, np.bool_), np.full(n_groups, np.nan, np.float32))


@dataclass(frozen=True)
class People:
    """People looking for work. One row per person (N)."""

    ids: Longs
    """[N] the caller's key; the engine only carries it along."""
    history: SparseRows
    """[N] occupation indices, newest first, repeats allowed; value years in that job, NaN unknown."""
    has_skills: SparseRows
    """[N] skills the person confirmed to have, whatever the history says; values are not read."""
    lacks_skills: SparseRows
    """[N] skills the person said not to have; values are not read."""
    wanted: SparseRows
    """[N] occupations named as a goal; value in (0, 1], 1 the first choice."""
    education: Floats
    """[N] highest level finished, 1..6 as ``Taxonomy.education``; NaN unknown."""
    latitude: Floats
    longitude: Floats
    """[N] degrees (WGS 84); NaN unknown."""
    max_km: Floats
    """[N] own limit as the crow flies, km; NaN no limit given."""
    hours_min: Floats
    hours_max: Floats
    """[N] hours per week; NaN unknown."""
    wage: Floats
    """[N] last hourly wage in euro; NaN unknown."""
    requirements: Bits
    """[N] requirements that are met."""
    shifts_refused: NDArray[np.uint8]
    """[N] ``ShiftBit`` the person will not do."""
    limits: NDArray[np.uint32]
    """[N] ``DemandBit`` for which work must be adapted."""

    @property
    def size(self) -> int:
        """Number of people."""
        return len(self.ids)

    def take(self, numbers: NDArray[np.integer]) -> People:
        """Return these rows, in this order."""
        return People(**_rows_of(self, numbers))

    @classmethod
    def unknown(cls, history: SparseRows, **known: Any) -> People:
        """Return people of whom only the history is known, and what is given by name."""
        n = history.rows
        nothing: dict[str, Any] = {
            "ids": np.arange(n, dtype=np.int64),
            "history": history,
            **{name: SparseRows.empty(n) for name in ("has_skills", "lacks_skills", "wanted")},
            **{name: _nan(n) for name in ("education", "latitude", "longitude", "max_km")},
            **{name: _nan(n) for name in ("hours_min", "hours_max", "wage")},
            "requirements": np.zeros(n, np.uint64),
            "shifts_refused": np.zeros(n, np.uint8),
            "limits": np.zeros(n, np.uint32),
        }
        return cls(**(nothing | known))


@dataclass(frozen=True)
class Jobs:
    """Vacancies, or occupations taken as directions (see ``directions``). One row per job (M)."""

    ids: Longs
    """[M] the caller's key; ties in score go to the lower id, so they must differ."""
    occupation: Ints
    """[M] occupation index, -1 unknown."""
    education: Floats
    """[M] level asked by the vacancy itself; NaN: the occupation's usual level is used, which never closes a gate."""
    latitude: Floats
    longitude: Floats
    """[M] degrees (WGS 84); NaN unknown."""
    hours_min: Floats
    hours_max: Floats
    """[M] hours per week; NaN unknown."""
    wage_min: Floats
    wage_max: Floats
    """[M] euro per hour; NaN unknown."""
    contract: NDArray[np.uint8]
    """[M] ``ContractCode``."""
    outlook: Floats
    """[M] of the sector: -1 shrinking, 0 stable, 1 short of people; NaN unknown."""
    requires: Bits
    """[M] requirements asked."""
    shifts: NDArray[np.uint8]
    """[M] ``ShiftBit`` of the work."""
    demands: NDArray[np.uint32]
    """[M] ``DemandBit`` of the work."""
    teaches: Flags
    """[M] the employer trains: bridges missing skills and education."""
    is_open: Flags
    """[M] can be filled (open, not past its date, pays at least the legal minimum)."""
    own_skills: SparseRows
    """[M] skills that matter most in this very job, ascending; they are essential here and the rest of what the
    occupation needs is optional. None: the occupation's own. Not read where the occupation is unknown."""

    @property
    def size(self) -> int:
        """Number of jobs."""
        return len(self.ids)

    def take(self, numbers: NDArray[np.integer]) -> Jobs:
        """Return these rows, in this order."""
        return Jobs(**_rows_of(self, numbers))

    @classmethod
    def unknown(cls, occupation: Ints, **known: Any) -> Jobs:
        """Return open jobs of which only the occupation is known, and what is given by name."""
        m = len(occupation)
        nothing: dict[str, Any] = {
            "ids": np.arange(m, dtype=np.int64),
            "occupation": np.asarray(occupation, np.int32),
            **{name: _nan(m) for name in ("education", "latitude", "longitude", "hours_min", "hours_max")},
            **{name: _nan(m) for name in ("wage_min", "wage_max", "outlook")},
            "contract": np.zeros(m, np.uint8),
            "requires": np.zeros(m, np.uint64),
            "shifts": np.zeros(m, np.uint8),
            "demands": np.zeros(m, np.uint32),
            "teaches": np.zeros(m, np.bool_),
            "is_open": np.ones(m, np.bool_),
            "own_skills": SparseRows.empty(m),
        }
        return cls(**(nothing | known))


def _nan(n: int) -> Floats:
    return np.full(n, np.nan, np.float32)


def _rows_of(table: People | Jobs, numbers: NDArray[np.integer]) -> dict[str, Any]:
    columns = {field.name: getattr(table, field.name) for field in fields(table)}
    return {
        name: column.take(numbers) if isinstance(column, SparseRows) else column[numbers]
        for name, column in columns.items()
    }
