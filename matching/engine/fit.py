"""How much one kind of work prepares for another: a table of occupation x occupation, made once per taxonomy.

Two looks, in fixed parts:

- *coverage*: the share of what the other work needs that this work needs too. A skill weighs its rarity (idf) times
  1 (essential) or .5 (optional).
- *likeness of kinds*: the cosine of the two mixes of skill groups (log of the importance per group, times idf).

Both lie in [0, 1] and know nothing of other vacancies, so no vacancy can change the fit of another. A vacancy that says
which skills matter most gets a row of its own (``with_own_rows``), weighed by the rarity that the occupations give.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import numpy as np
from numba import njit, prange

from matching.engine import curves
from matching.engine.inputs import Bridges, Floats, Ints, Moves, SparseRows, Taxonomy

KINDS_PART = 0.6
"""Share of the fit that is likeness of kinds; the rest is coverage."""
ESSENTIAL, OPTIONAL = 0.75, 0.5
"""Importance from which a skill counts as essential (1.0), and that of optional skills."""
UNKNOWN = np.float32(-1.0)
"""Fit to or from an occupation of which no skill is known."""
MOVES_PRIOR = 20.0
"""Moves added to both sides of the ratio of observed to expected, so that a few moves say little."""


@dataclass(frozen=True)
class World:
    """Taxonomy and catalogue, prepared once for any number of rankings. O occupations, S skills, G groups, I units.

    Behind the rows of the taxonomy may come rows of vacancies with skills of their own; O counts both, except as what
    was held: only occupations were.
    """

    taxonomy: Taxonomy
    bridges: Bridges
    fit: Floats
    """[occupations, O] from held to asked; ``UNKNOWN`` where a side has no skills."""
    skill_share: SparseRows
    """[O] each skill's share of what the occupation needs; a row adds up to 1."""
    by_skill: SparseRows
    """[S] the same by skill."""
    essential: SparseRows
    """[O] groups of the essential skills with their share; what the gate looks at."""
    groups: SparseRows
    """[O] all groups the occupation's skills fall in."""
    demand: Floats
    hires: Floats
    """[O] in [0, 1], NaN unknown."""
    unit: Ints
    """[O] number of the unit group; an occupation without one is a unit of its own."""
    moves: Floats
    """[I, I] how often people went from unit to unit, .5 as expected; NaN throughout when no table is loaded."""


def prepare(taxonomy: Taxonomy, bridges: Bridges, moves: Moves | None = None) -> World:
    """Return what every ranking against this taxonomy and catalogue needs (half a second on full ESCO)."""
    n_skills, n_groups = taxonomy.skill_groups.rows, taxonomy.n_groups
    groups = _to_groups(taxonomy.skills, taxonomy, 0.0)
    essential = _to_groups(taxonomy.skills, taxonomy, ESSENTIAL)
    skill_share = _shares(taxonomy.skills, _idf(taxonomy.skills, n_skills))
    by_skill = transpose(skill_share, n_skills)
    no_hires = np.full(taxonomy.size, np.nan, np.float32)
    codes, unit = _units(taxonomy.isco)
    return World(
        taxonomy=taxonomy,
        bridges=bridges,
        fit=_fit(taxonomy, skill_share, by_skill, groups),
        skill_share=skill_share,
        by_skill=by_skill,
        essential=_shares(essential, _idf(essential, n_groups)),
        groups=groups,
        demand=curves.demand(taxonomy.jobs_thousands, taxonomy.group_share, taxonomy.tightness),
        hires=no_hires if taxonomy.hires is None else curves.hires(taxonomy.hires),
        unit=unit,
        moves=_affinity(codes, moves),
    )


def with_moves(world: World, moves: Moves) -> World:
    """Return the world with a table of observed moves."""
    return replace(world, moves=_affinity(_units(world.taxonomy.isco)[0], moves))


def with_own_rows(world: World, occupation: Ints, own_skills: SparseRows) -> World:
    """Return the world with a row behind the others for each pair of occupation and skills that matter most.

    Those skills are essential, the rest of what the occupation needs is optional; level, demand, hires and unit group
    are the occupation's. How rare a skill is counts over the occupations only, so a row changes no other row.
    """
    taxonomy = world.taxonomy
    n_skills, n_groups = taxonomy.skill_groups.rows, taxonomy.n_groups
    rows = []
    for number, work in enumerate(occupation):
        needs = dict.fromkeys(map(int, taxonomy.skills.row(int(work))[0]), OPTIONAL)
        needs |= dict.fromkeys(map(int, own_skills.row(number)[0]), 1.0)
        rows.append(sorted(needs.items()))
    skills = SparseRows.of(rows)
    share = _shares(skills, _idf(world.skill_share, n_skills))
    groups = _to_groups(skills, taxonomy, 0.0)
    essential = _shares(_to_groups(skills, taxonomy, ESSENTIAL), _idf(world.essential, n_groups))
    by_skill, idf = transpose(share, n_skills), _idf(world.groups, n_groups)
    fit = _table(world.skill_share, world.groups, (share, by_skill), groups, idf)
    every_share = SparseRows.joined(world.skill_share, share)
    return replace(
        world,
        fit=np.concatenate([world.fit, fit], axis=1),
        skill_share=every_share,
        by_skill=transpose(every_share, n_skills),
        essential=SparseRows.joined(world.essential, essential),
        groups=SparseRows.joined(world.groups, groups),
        demand=np.concatenate([world.demand, world.demand[occupation]]),
        hires=np.concatenate([world.hires, world.hires[occupation]]),
        unit=np.concatenate([world.unit, world.unit[occupation]]),
    )


def transpose(rows: SparseRows, n_columns: int) -> SparseRows:
    """Return the same entries by column, each column's rows ascending."""
    order = np.argsort(rows.indices, kind="stable")
    indptr = np.zeros(n_columns + 1, np.int64)
    np.cumsum(np.bincount(rows.indices, minlength=n_columns), out=indptr[1:])
    return SparseRows(indptr, _row_numbers(rows)[order], rows.values[order])


def _row_numbers(rows: SparseRows) -> Ints:
    return np.repeat(np.arange(rows.rows, dtype=np.int32), np.diff(rows.indptr))


def _idf(rows: SparseRows, n_columns: int) -> np.ndarray:
    """Return log(rows / rows that have it) by column; an entry that all rows have keeps a trace."""
    return np.log(rows.rows / np.maximum(np.bincount(rows.indices, minlength=n_columns), 1)) + 1e-3


def _shares(rows: SparseRows, idf: np.ndarray) -> SparseRows:
    """Return value x idf as a share of its row."""
    weight = rows.values * idf[rows.indices]
    numbers = _row_numbers(rows)
    total = np.bincount(numbers, weights=weight, minlength=rows.rows)
    return SparseRows(rows.indptr, rows.indices, (weight / np.maximum(total[numbers], 1e-9)).astype(np.float32))


def _unit_length(rows: SparseRows, idf: np.ndarray) -> SparseRows:
    """Return log(1 + value) x idf, each row of length 1."""
    weight = np.log1p(rows.values.astype(np.float64)) * idf[rows.indices]
    numbers = _row_numbers(rows)
    length = np.sqrt(np.bincount(numbers, weights=weight * weight, minlength=rows.rows))
    return SparseRows(rows.indptr, rows.indices, (weight / np.maximum(length[numbers], 1e-9)).astype(np.float32))


def _to_groups(skills: SparseRows, taxonomy: Taxonomy, at_least: float) -> SparseRows:
    """Return kind of work x skill group, value = the importance of its skills there added up."""
    of_skill = taxonomy.skill_groups
    keep = skills.values >= at_least
    occupation, skill, value = _row_numbers(skills)[keep], skills.indices[keep], skills.values[keep]
    many = np.diff(of_skill.indptr)[skill]
    first = np.repeat(of_skill.indptr[skill], many)
    within = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    cell = np.repeat(occupation.astype(np.int64), many) * taxonomy.n_groups + of_skill.indices[first + within]
    cells, place = np.unique(cell, return_inverse=True)
    total = np.bincount(place, weights=np.repeat(value, many), minlength=len(cells)).astype(np.float32)
    indptr = np.searchsorted(cells, np.arange(skills.rows + 1) * taxonomy.n_groups).astype(np.int64)
    return SparseRows(indptr, (cells % max(taxonomy.n_groups, 1)).astype(np.int32), total)


_last_fit: dict[str, Floats] = {}


def _fit(taxonomy: Taxonomy, share: SparseRows, by_skill: SparseRows, groups: SparseRows) -> Floats:
    """Return the table of occupation x occupation; regions with the same taxonomy in a process share one."""
    digest = hashlib.blake2b(digest_size=16)
    for rows in (share, groups):
        for part in (rows.indptr, rows.indices, rows.values):
            digest.update(part.tobytes())
    key = digest.hexdigest()
    if key not in _last_fit:
        table = _table(share, groups, (share, by_skill), groups, _idf(groups, taxonomy.n_groups))
        _last_fit.clear()
        _last_fit[key] = table
    return _last_fit[key]


def _table(
    held: SparseRows, held_groups: SparseRows, asked: tuple[SparseRows, SparseRows], groups: SparseRows, idf: np.ndarray
) -> Floats:
    """Return the fit of each row that is held to each that is asked; ``asked`` are the shares by row and by skill."""
    share, by_skill = asked
    kinds, asked_kinds = _unit_length(held_groups, idf), _unit_length(groups, idf)
    by_group = transpose(asked_kinds, len(idf))
    table = np.empty((held.rows, share.rows), np.float32)
    _fill_fit(
        (held.indptr, held.indices),
        (share.indptr, by_skill.indptr, by_skill.indices, by_skill.values),
        (kinds.indptr, kinds.indices, kinds.values),
        (by_group.indptr, by_group.indices, by_group.values),
        table,
    )
    return table


@njit(cache=True, parallel=True, nogil=True)
def _fill_fit(held, asked, kinds, by_group, table):
    ptr, skill = held
    asked_ptr, s_ptr, s_row, s_value = asked
    k_ptr, k_group, k_value = kinds
    g_ptr, g_row, g_value = by_group
    rows, columns = table.shape
    for row in prange(rows):
        covered = np.zeros(columns, np.float32)
        alike = np.zeros(columns, np.float32)
        for at in range(ptr[row], ptr[row + 1]):
            for hit in range(s_ptr[skill[at]], s_ptr[skill[at] + 1]):
                covered[s_row[hit]] += s_value[hit]
        for at in range(k_ptr[row], k_ptr[row + 1]):
            for hit in range(g_ptr[k_group[at]], g_ptr[k_group[at] + 1]):
                alike[g_row[hit]] += k_value[at] * g_value[hit]
        nothing = ptr[row] == ptr[row + 1]
        for column in range(columns):
            if nothing or asked_ptr[column] == asked_ptr[column + 1]:
                table[row, column] = UNKNOWN
            else:
                both = (1.0 - KINDS_PART) * min(1.0, covered[column]) + KINDS_PART * min(1.0, alike[column])
                table[row, column] = min(1.0, both)


def _units(isco: Ints) -> tuple[Ints, Ints]:
    """Return the unit groups' codes and each occupation's number among them; codes below 0 stand alone."""
    alone = np.where(isco >= 0, isco, -1 - np.arange(len(isco), dtype=np.int32))
    codes, unit = np.unique(alone, return_inverse=True)
    return codes.astype(np.int32), unit.astype(np.int32)


def _affinity(codes: Ints, moves: Moves | None) -> Floats:
    """Return observed against expected moves on a log scale, .5 as expected, 0 and 1 at a ninth and nine times."""
    if moves is None or not len(moves.count):
        return np.full((1, 1), np.nan, np.float32)
    place = {int(code): number for number, code in enumerate(codes)}
    table = np.zeros((len(codes), len(codes)))
    for origin, destination, count in zip(moves.origin, moves.destination, moves.count, strict=True):
        if int(origin) in place and int(destination) in place:
            table[place[int(origin)], place[int(destination)]] += float(count)
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True) / max(table.sum(), 1.0)
    ratio = (table + MOVES_PRIOR) / (expected + MOVES_PRIOR)
    return np.clip(0.5 + 0.5 * np.log(ratio) / np.log(9.0), 0.0, 1.0).astype(np.float32)
