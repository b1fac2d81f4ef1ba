"""A region made up at full size: ESCO's numbers of occupations and skills, postcodes of one region, made-up people."""

import numpy as np

from matching.engine.fit import World, prepare
from matching.engine.inputs import Bridges, Jobs, People, SparseRows, Taxonomy

OCCUPATIONS, SKILLS, GROUPS, PLACES = 3_007, 13_900, 642, 180
NEEDS = 41


def rows(lengths: np.ndarray, indices: np.ndarray, values: np.ndarray) -> SparseRows:
    indptr = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=indptr[1:])
    return SparseRows(indptr, indices.astype(np.int32), values.astype(np.float32))


def make_world(random: np.random.Generator) -> World:
    """Occupations of 600 families: half of the skills are the family's, the rest follow how common a skill is."""
    common = 1.0 / np.arange(1, SKILLS + 1) ** 0.6
    common /= common.sum()
    family = [random.choice(SKILLS, NEEDS, replace=False) for _ in range(600)]
    needs = []
    for _ in range(OCCUPATIONS):
        own = random.choice(SKILLS, NEEDS // 2, p=common)
        shared = random.choice(family[random.integers(600)], NEEDS // 2, replace=False)
        needs.append(np.unique(np.concatenate([own, shared])))
    lengths = np.array([len(need) for need in needs])
    skills = rows(lengths, np.concatenate(needs), random.choice([1.0, 0.5], lengths.sum()))
    groups = rows(np.ones(SKILLS, np.int64), random.integers(0, GROUPS, SKILLS), np.ones(SKILLS))
    taxonomy = Taxonomy(
        skills=skills,
        skill_groups=groups,
        n_groups=GROUPS,
        isco=random.integers(1000, 1436, OCCUPATIONS).astype(np.int32),
        education=random.uniform(1, 6, OCCUPATIONS).astype(np.float32),
        jobs_thousands=random.lognormal(3.5, 1.2, OCCUPATIONS).astype(np.float32),
        group_share=np.full(OCCUPATIONS, 0.25, np.float32),
        tightness=random.uniform(0.3, 6, OCCUPATIONS).astype(np.float32),
        wage=random.uniform(13, 40, OCCUPATIONS).astype(np.float32),
        hires=random.lognormal(0, 0.5, OCCUPATIONS).astype(np.float32),
    )
    months = np.where(random.random(GROUPS) < 0.3, random.uniform(1, 12, GROUPS), np.nan).astype(np.float32)
    return prepare(taxonomy, Bridges(np.array([2, 9, np.nan], np.float32), np.array([True, False, True]), months))


def make_places(random: np.random.Generator) -> np.ndarray:
    """Return points of a region about 60 km wide, [PLACES, 2] degrees."""
    return np.stack([random.uniform(51.8, 52.3, PLACES), random.uniform(6.0, 6.85, PLACES)], 1).astype(np.float32)


def occupations_by_size(random: np.random.Generator, n: int) -> np.ndarray:
    """Return n occupations; some are far more common than others."""
    common = 1.0 / np.arange(1, OCCUPATIONS + 1) ** 0.7
    return np.random.default_rng(1).permutation(OCCUPATIONS)[random.choice(OCCUPATIONS, n, p=common / common.sum())]


def make_people(random: np.random.Generator, places: np.ndarray, n: int) -> People:
    jobs = random.integers(1, 6, n)
    home = places[random.integers(0, PLACES, n)]
    hours = random.choice([16, 24, 32, 36], n)
    return People.unknown(
        rows(jobs, occupations_by_size(random, int(jobs.sum())), np.full(jobs.sum(), np.nan)),
        education=random.choice([np.nan, 1, 2, 3, 4, 4, 5, 6], n).astype(np.float32),
        latitude=home[:, 0],
        longitude=home[:, 1],
        max_km=random.choice([np.nan, 10, 15, 20, 30, 40], n).astype(np.float32),
        hours_min=(hours - 8).astype(np.float32),
        hours_max=(hours + 4).astype(np.float32),
        wage=random.choice([np.nan, 14, 16, 19, 24, 30], n).astype(np.float32),
        requirements=random.integers(0, 8, n).astype(np.uint64),
    )


def make_jobs(random: np.random.Generator, places: np.ndarray, m: int) -> Jobs:
    there = places[random.integers(0, PLACES, m)]
    hours = random.choice([np.nan, 8, 16, 24, 32, 36], m)
    pay = np.where(random.random(m) < 0.3, np.nan, random.uniform(14, 32, m))
    return Jobs.unknown(
        occupations_by_size(random, m),
        latitude=there[:, 0],
        longitude=there[:, 1],
        hours_min=hours.astype(np.float32),
        hours_max=(hours + random.choice([0, 4, 8], m)).astype(np.float32),
        wage_min=pay.astype(np.float32),
        wage_max=(pay * 1.2).astype(np.float32),
        contract=random.integers(0, 5, m).astype(np.uint8),
        outlook=random.choice([np.nan, -1, 0, 1], m).astype(np.float32),
        requires=random.choice([0, 0, 0, 0, 1, 2, 4], m).astype(np.uint64),
    )
