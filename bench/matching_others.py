"""The same ranking as a user would otherwise build it: numpy and scipy, dense cosine, one SQL statement."""

from io import StringIO
from typing import Any

import numpy as np
import scipy.sparse
from django.db import connection

from matching.engine.curves import FIT_FROM, FIT_FULL, durable, middle_wage
from matching.engine.fit import World
from matching.engine.inputs import Jobs, People
from matching.engine.weights import Weights

CHUNK = 50
DEEPEST = 5


def _history(people: People) -> np.ndarray:
    """Return occupations newest first, padded with -1, [N, DEEPEST]."""
    out = np.full((people.size, DEEPEST), -1)
    for n in range(people.size):
        row = people.history.row(n)[0][:DEEPEST]
        out[n, : len(row)] = row
    return out


def _level(jobs: Jobs, world: World) -> np.ndarray:
    usual = world.taxonomy.education[np.maximum(jobs.occupation, 0)]
    return np.where(np.isnan(jobs.education), np.where(jobs.occupation >= 0, usual, np.nan), jobs.education)


def in_numpy(people: People, jobs: Jobs, world: World, weights: Weights, k: int) -> np.ndarray:
    """Return the scores of the best k, [N, k]: every component as a whole array, some people at a time."""
    w, history, level = weights.values, _history(people), _level(jobs, world)
    work = np.maximum(jobs.occupation, 0)
    pays, lasting = middle_wage(jobs.wage_min, jobs.wage_max), durable(jobs.contract, jobs.outlook)
    j_lat, j_lon = np.radians(jobs.latitude), np.radians(jobs.longitude)
    out = np.full((people.size, k), np.nan)
    for start in range(0, people.size, CHUNK):
        part = slice(start, min(start + CHUNK, people.size))
        fits = [
            np.where(history[part, at, None] >= 0, world.fit[np.maximum(history[part, at], 0)][:, work], -1) * 0.9**at
            for at in range(DEEPEST)
        ]
        held = np.max(np.stack(fits), axis=0)
        upper = np.clip((held - FIT_FROM) / (FIT_FULL - FIT_FROM), 0, 1)
        step = level[None, :] - people.education[part, None]
        lat, lon = np.radians(people.latitude[part, None]), np.radians(people.longitude[part, None])
        a = np.sin((j_lat - lat) / 2) ** 2 + np.cos(lat) * np.cos(j_lat) * np.sin((j_lon - lon) / 2) ** 2
        km = 2 * 6371.0 * np.arcsin(np.sqrt(a))
        wish = (people.hours_min[part, None] + people.hours_max[part, None]) / 2
        nearest = np.minimum(np.maximum(wish, jobs.hours_min), jobs.hours_max)
        values = {
            "skills_last": np.where(fits[0] >= 0, fits[0], np.nan),
            "skills_history": np.where(held >= 0, held, np.nan),
            "demand": np.where(held >= 0, world.demand[work] * upper, np.nan),
            "hires": np.where(held >= 0, world.hires[work] * upper, np.nan),
            "education": np.maximum(0, 1 - np.where(step > 0, 0.5 * step, -0.1 * step)),
            "travel": np.clip(1 - np.log(np.maximum(km, 3) / 3) / np.log(40 / 3), 0, 1),
            "hours": np.minimum(nearest, wish) / np.maximum(nearest, wish),
            "durable": np.broadcast_to(lasting, km.shape),
            "wage": np.clip((pays / people.wage[part, None] - 0.7) / 0.3, 0, 1),
        }
        top, bottom = np.zeros(km.shape), np.zeros(km.shape)
        for name, value in values.items():
            known = ~np.isnan(value)
            top += np.where(known, w[name] * value, 0)
            bottom += np.where(known, w[name], 0)
        missing = jobs.requires & ~people.requirements[part, None]
        closed = (km > people.max_km[part, None]) | (jobs.hours_max < people.hours_min[part, None])
        closed |= (jobs.hours_min > people.hours_max[part, None]) | (missing & _never(world) != 0) | ~jobs.is_open
        closed |= (step >= 1.5) & ~np.isnan(jobs.education) & ~jobs.teaches
        score = np.where(closed | (bottom == 0), -np.inf, top / np.where(bottom == 0, 1, bottom))
        best = -np.sort(np.partition(-score, k, axis=1)[:, :k], axis=1)
        out[part] = np.where(np.isinf(best), np.nan, best)
    return out


def _never(world: World) -> np.uint64:
    """Return the requirements asked by law that no course gives within the horizon."""
    bridges = world.bridges
    bits = (
        1 << bit
        for bit, months in enumerate(bridges.requirement_months)
        if bridges.requirement_is_legal[bit] and not months <= bridges.horizon_months
    )
    return np.uint64(sum(bits))


def dense_cosine(people: People, jobs: Jobs, world: World, _weights: Weights, k: int) -> np.ndarray:
    """Return the best k by cosine over skill groups only: no gates, no other component."""
    groups = world.groups
    shape = (groups.rows, world.taxonomy.n_groups)
    kinds = scipy.sparse.csr_matrix((groups.values, groups.indices, groups.indptr), shape).toarray().astype(np.float32)
    kinds /= np.maximum(np.linalg.norm(kinds, axis=1, keepdims=True), 1e-9)
    there = kinds[np.maximum(jobs.occupation, 0)].T.copy()
    first = np.maximum(_history(people)[:, 0], 0)
    out = np.empty((people.size, k), np.float32)
    for start in range(0, people.size, 256):
        score = kinds[first[start : start + 256]] @ there
        out[start : start + 256] = -np.partition(-score, k, axis=1)[:, :k]
    return out


SQL = """
WITH kept AS (
  SELECT h.person, f.asked, max(f.value * power(0.9, h.back)) AS held, max(f.value) FILTER (WHERE h.back = 0) AS last
  FROM b_history h JOIN b_fit f ON f.held = h.occupation GROUP BY h.person, f.asked
), pair AS (
  SELECT p.id AS person, j.id AS job, k.last, k.held, j.demand, j.hires, j.level - p.education AS step, j.stated,
    j.teaches, p.max_km, j.durable, j.middle_wage / p.wage AS pays, p.hours_min, p.hours_max, j.hours_min AS j_min,
    j.hours_max AS j_max, (p.hours_min + p.hours_max) / 2 AS wish,
    least(greatest((p.hours_min + p.hours_max) / 2, j.hours_min), j.hours_max) AS nearest,
    least(1, greatest(0, (k.held - %(from)s) / (%(full)s - %(from)s))) AS upper,
    2 * 6371.0 * asin(sqrt(power(sin((j.lat - p.lat) / 2), 2)
      + cos(p.lat) * cos(j.lat) * power(sin((j.lon - p.lon) / 2), 2))) AS km
  FROM b_people p CROSS JOIN b_jobs j LEFT JOIN kept k ON k.person = p.id AND k.asked = j.occupation
  WHERE (j.requires & ~p.has & %(never)s) = 0
), value AS (
  SELECT person, job, last AS c0, held AS c1, demand * upper AS c2, hires * upper AS c3,
    greatest(0, 1 - CASE WHEN step > 0 THEN 0.5 * step ELSE -0.1 * step END) + 0 * step AS c5,
    least(1, greatest(0, 1 - ln(greatest(km, 3) / 3) / ln(40.0 / 3))) AS c7,
    CASE WHEN nearest IS NULL OR j_min IS NULL THEN NULL
      ELSE least(nearest, wish) / greatest(nearest, wish) END AS c8,
    durable AS c9, CASE WHEN pays IS NULL THEN NULL ELSE least(1, greatest(0, (pays - 0.7) / 0.3)) END AS c10
  FROM pair
  WHERE (km <= max_km OR max_km IS NULL) AND (j_max >= hours_min OR j_max IS NULL)
    AND (j_min <= hours_max OR j_min IS NULL) AND NOT coalesce(step >= 1.5 AND stated AND NOT teaches, false)
), scored AS (
  SELECT person, job, (coalesce(%(w0)s * c0, 0) + coalesce(%(w1)s * c1, 0) + coalesce(%(w2)s * c2, 0)
    + coalesce(%(w3)s * c3, 0) + coalesce(%(w5)s * c5, 0) + coalesce(%(w7)s * c7, 0) + coalesce(%(w8)s * c8, 0)
    + coalesce(%(w9)s * c9, 0) + coalesce(%(w10)s * c10, 0)) / nullif(
      (c0 IS NOT NULL)::int * %(w0)s + (c1 IS NOT NULL)::int * %(w1)s + (c2 IS NOT NULL)::int * %(w2)s
      + (c3 IS NOT NULL)::int * %(w3)s + (c5 IS NOT NULL)::int * %(w5)s + (c7 IS NOT NULL)::int * %(w7)s
      + (c8 IS NOT NULL)::int * %(w8)s + (c9 IS NOT NULL)::int * %(w9)s + (c10 IS NOT NULL)::int * %(w10)s, 0) AS score
  FROM value
), ranked AS (
  SELECT person, job, score, row_number() OVER (PARTITION BY person ORDER BY score DESC, job) AS place
  FROM scored WHERE score IS NOT NULL
)
SELECT person, place, score FROM ranked WHERE place <= %(k)s
"""


def in_sql(people: People, jobs: Jobs, world: World, weights: Weights, k: int) -> np.ndarray:
    """Return the scores of the best k by one SQL statement; filling the tables is part of the time, as for arrays."""
    given = dict(zip((f"w{i}" for i in range(11)), map(float, weights.as_array()), strict=True))
    given |= {"from": FIT_FROM, "full": FIT_FULL, "never": int(_never(world)), "k": k}
    out = np.full((people.size, k), np.nan)
    with connection.cursor() as cursor:
        _fill(cursor, people, jobs, world)
        cursor.execute(SQL, given)
        for person, place, score in cursor.fetchall():
            out[person, place - 1] = score
        cursor.execute("DROP TABLE b_people, b_history, b_jobs, b_fit")
    return out


def _fill(cursor: Any, people: People, jobs: Jobs, world: World) -> None:
    history, work = _history(people), np.maximum(jobs.occupation, 0)
    lived = [(n, at, int(o)) for n, row in enumerate(history) for at, o in enumerate(row) if o >= 0]
    held = sorted({o for _n, _at, o in lived})
    columns = (
        np.arange(jobs.size), jobs.occupation, world.demand[work], world.hires[work], _level(jobs, world),
        (~np.isnan(jobs.education)).astype(int), jobs.teaches.astype(int), durable(jobs.contract, jobs.outlook),
        middle_wage(jobs.wage_min, jobs.wage_max), jobs.hours_min, jobs.hours_max, np.radians(jobs.latitude),
        np.radians(jobs.longitude), jobs.requires,
    )  # fmt: skip
    _table(
        cursor, "b_jobs",
        "id int, occupation int, demand float8, hires float8, level float8, stated bool, teaches bool, durable float8,"
        " middle_wage float8, hours_min float8, hours_max float8, lat float8, lon float8, requires bigint", columns,
    )  # fmt: skip
    of_people = (
        np.arange(people.size), people.education, people.max_km, people.wage, people.hours_min, people.hours_max,
        np.radians(people.latitude), np.radians(people.longitude), people.requirements,
    )  # fmt: skip
    _table(
        cursor, "b_people",
        "id int, education float8, max_km float8, wage float8, hours_min float8, hours_max float8, lat float8,"
        " lon float8, has bigint", of_people,
    )  # fmt: skip
    _table(cursor, "b_history", "person int, back int, occupation int", tuple(np.array(lived).T))
    size = world.taxonomy.size
    asked = (np.repeat(held, size), np.tile(np.arange(size), len(held)), world.fit[held].reshape(-1))
    _table(cursor, "b_fit", "held int, asked int, value float8", asked)
    cursor.execute("ANALYZE b_jobs, b_people, b_history, b_fit")


def _table(cursor: Any, name: str, columns: str, values: tuple[Any, ...]) -> None:
    def text(value: object) -> str:
        return "" if isinstance(value, float) and np.isnan(value) else str(value)

    cursor.execute(f"CREATE TEMP TABLE {name} ({columns})")
    lines = StringIO("\n".join(",".join(map(text, row)) for row in zip(*(v.tolist() for v in values), strict=True)))
    cursor.copy_expert(f"COPY {name} FROM STDIN WITH (FORMAT csv)", lines)
