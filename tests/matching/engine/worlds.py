"""Small random worlds for the engine's tests: taxonomy, catalogue, people and jobs with every kind of unknown."""

import numpy as np

from matching.engine.fit import World, prepare
from matching.engine.inputs import Bridges, Jobs, Moves, People, SparseRows, Taxonomy


def some(random: np.random.Generator, values: np.ndarray, unknown: float = 0.2) -> np.ndarray:
    """Return the values with some of them unknown."""
    return np.where(random.random(len(values)) < unknown, np.nan, values).astype(np.float32)


def make_taxonomy(random: np.random.Generator, occupations: int = 12, skills: int = 30, groups: int = 8) -> Taxonomy:
    needs = []
    for _ in range(occupations):
        many = int(random.integers(0, 9))
        needs.append(sorted((int(s), float(random.choice([1.0, 0.5]))) for s in random.choice(skills, many, False)))
    in_groups = [
        sorted((int(g), 1.0) for g in random.choice(groups, int(random.integers(0, 3)), False)) for _ in range(skills)
    ]
    return Taxonomy(
        skills=SparseRows.of(needs),
        skill_groups=SparseRows.of(in_groups),
        n_groups=groups,
        isco=random.integers(1000, 1000 + occupations // 2, occupations).astype(np.int32),
        education=some(random, random.uniform(1, 6, occupations)),
        jobs_thousands=some(random, random.uniform(1, 300, occupations)),
        group_share=np.full(occupations, 0.5, np.float32),
        tightness=some(random, random.uniform(0, 9, occupations)),
        wage=some(random, random.uniform(12, 40, occupations)),
        hires=some(random, random.uniform(0.2, 5, occupations)),
    )


def make_world(random: np.random.Generator, with_moves: bool = False, **sizes: int) -> World:
    taxonomy = make_taxonomy(random, **sizes)
    bridges = Bridges(
        requirement_months=np.array([2, 18, np.nan, np.nan], np.float32),
        requirement_is_legal=np.array([True, True, True, False]),
        group_months=some(random, random.uniform(1, 20, taxonomy.n_groups), 0.5),
    )
    moves = None
    if with_moves:
        codes = np.unique(taxonomy.isco)
        moves = Moves(random.choice(codes, 40), random.choice(codes, 40), random.integers(1, 60, 40).astype(np.float32))
    return prepare(taxonomy, bridges, moves)


def make_people(random: np.random.Generator, world: World, n: int) -> People:
    size, skills = world.taxonomy.size, world.taxonomy.skill_groups.rows

    def rows(limit: int, most: int, value: float | None = None) -> SparseRows:
        return SparseRows.of(
            [
                [
                    (int(i), float(random.uniform(0.2, 1.0)) if value is None else value)
                    for i in np.sort(random.choice(limit, int(random.integers(0, most + 1)), False))
                ]
                for _ in range(n)
            ]
        )

    history = SparseRows.of(
        [[(int(o), np.nan) for o in random.integers(0, size, int(random.integers(0, 5)))] for _ in range(n)]
    )
    low = random.choice([8, 16, 24, 32], n)
    return People(
        ids=random.permutation(n * 3)[:n].astype(np.int64),
        history=history,
        has_skills=rows(skills, 4, 1.0),
        lacks_skills=rows(skills, 3, 1.0),
        wanted=rows(size, 2),
        education=some(random, random.integers(1, 7, n)),
        latitude=some(random, random.choice([51.9, 52.0, 52.1], n), 0.1),
        longitude=some(random, random.choice([6.1, 6.3, 6.6], n), 0.1),
        max_km=some(random, random.choice([5, 15, 30], n)),
        hours_min=some(random, low),
        hours_max=some(random, low + random.choice([0, 8, 16], n)),
        wage=some(random, random.uniform(11, 40, n)),
        requirements=random.integers(0, 16, n).astype(np.uint64),
        shifts_refused=random.choice([0, 0, 0, 2, 6], n).astype(np.uint8),
        limits=random.choice([0, 0, 1, 5], n).astype(np.uint32),
    )


def make_jobs(random: np.random.Generator, world: World, m: int) -> Jobs:
    low, pay = random.choice([8, 16, 24, 32], m), random.uniform(12, 30, m)
    skills = world.taxonomy.skill_groups.rows
    ticked = [np.sort(random.choice(skills, many, False)) for many in random.choice([0, 0, 1, 3], m)]
    return Jobs(
        ids=random.permutation(m * 3)[:m].astype(np.int64),
        occupation=random.integers(-1, world.taxonomy.size, m).astype(np.int32),
        education=some(random, random.integers(1, 7, m), 0.7),
        latitude=some(random, random.choice([51.9, 52.0, 52.1], m), 0.1),
        longitude=some(random, random.choice([6.1, 6.3, 6.6], m), 0.1),
        hours_min=some(random, low),
        hours_max=some(random, low + random.choice([0, 8], m)),
        wage_min=some(random, pay),
        wage_max=some(random, pay + random.uniform(0, 5, m)),
        contract=random.integers(0, 5, m).astype(np.uint8),
        outlook=some(random, random.choice([-1, 0, 1], m)),
        requires=random.choice([0, 0, 0, 1, 2, 4, 8, 9], m).astype(np.uint64),
        shifts=random.choice([0, 0, 2, 4], m).astype(np.uint8),
        demands=random.choice([0, 0, 1, 4], m).astype(np.uint32),
        teaches=random.random(m) < 0.2,
        is_open=random.random(m) < 0.9,
        own_skills=SparseRows.of([[(int(skill), 1.0) for skill in row] for row in ticked]),
    )
