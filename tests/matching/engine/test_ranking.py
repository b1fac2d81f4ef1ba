"""What a coach and a client may count on, whatever people, jobs and weights come in."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.fit import prepare
from matching.engine.gates import Gate, Reason
from matching.engine.inputs import Bridges, Jobs, People, SparseRows, Taxonomy
from matching.engine.rank import explain_pairs, rank, rank_people, score_all
from matching.engine.weights import NAMES, SIZE, BadWeights, Weights, default_weights, recombine
from tests.matching.engine import oracle
from tests.matching.engine.worlds import make_jobs, make_people, make_taxonomy, make_world

quick = settings(max_examples=25, deadline=None)
seeds = st.integers(0, 10_000)


def some_weights(random: np.random.Generator) -> Weights:
    values = dict(zip(NAMES, map(float, random.integers(0, 20, SIZE)), strict=True))
    return Weights.from_mapping("some", values | {"education": 1.0})


def region(seed: int, n: int = 12, m: int = 20):
    random = np.random.default_rng(seed)
    world = make_world(random, with_moves=seed % 2 == 0)
    return world, make_people(random, world, n), make_jobs(random, world, m), some_weights(random)


def every_pair(people: People, jobs: Jobs, world, weights: Weights):
    person, job = np.indices((people.size, jobs.size), dtype=np.int32)
    return explain_pairs(people, jobs, world, weights, person, job)


@given(seeds)
@settings(max_examples=8, deadline=None)
def test_every_pair_is_as_the_rules_written_out_in_plain_python_say(seed):
    world, people, jobs, weights = region(seed, n=5, m=8)
    found = every_pair(people, jobs, world, weights)
    for n in range(people.size):
        for j in range(jobs.size):
            values = oracle.components(world, people, jobs, n, j)
            why = oracle.reasons(world, people, jobs, n, j)
            np.testing.assert_allclose(found.components[n, j], [values[name] for name in NAMES], atol=2e-6)
            np.testing.assert_allclose(found.score[n, j], oracle.score(values, weights), atol=2e-6)
            assert Reason(int(found.reasons[n, j])) == why
            assert found.gate[n, j] == oracle.gate(why)


@given(seeds, st.integers(1, 6), st.one_of(st.none(), st.integers(1, 4)))
@quick
def test_the_lists_hold_exactly_the_best_pairs_that_no_gate_closes(seed, k, k_back):
    world, people, jobs, weights = region(seed)
    pairs = every_pair(people, jobs, world, weights)
    ranking = rank(people, jobs, world, weights, k, k_back)
    reachable = (pairs.gate != Gate.NOT_NOW) & ~np.isnan(pairs.score)
    for n in range(people.size):

        def best(among, room, n=n):
            rows = np.flatnonzero(among)
            rows = rows[np.lexsort((jobs.ids[rows], -pairs.score[n, rows]))][:room]
            return [*rows, *[-1] * (room - len(rows))]

        if k_back is None:
            expected = best(reachable[n], k)
        else:
            back = pairs.is_return[n]
            expected = best(reachable[n] & ~back, k) + best(reachable[n] & back, k_back)
        assert ranking.job[n].tolist() == expected


@pytest.mark.full
@given(seeds, st.integers(1, 6), st.one_of(st.none(), st.integers(1, 4)))
@quick
def test_what_stands_in_a_list_is_what_is_said_of_that_pair_anywhere_else_to_the_bit(seed, k, k_back):
    world, people, jobs, weights = region(seed)
    ranking = rank(people, jobs, world, weights, k, k_back)
    person = np.broadcast_to(np.arange(people.size, dtype=np.int32)[:, None], ranking.job.shape)
    pairs = explain_pairs(people, jobs, world, weights, person, ranking.job)
    for name in ("score", "gate", "reasons", "components", "confidence", "is_return"):
        assert getattr(ranking, name).tobytes() == getattr(pairs, name).tobytes(), name


@given(seeds, st.integers(1, 5))
@quick
def test_the_best_people_for_a_vacancy_are_those_for_whom_it_scores_best_and_who_did_not_put_it_aside(seed, k):
    world, people, jobs, weights = region(seed)
    pairs = every_pair(people, jobs, world, weights)
    random = np.random.default_rng(seed)
    aside = random.random((people.size, jobs.size)) < 0.2
    hidden = SparseRows.of([[(int(j), 1.0) for j in np.flatnonzero(row)] for row in aside])
    ranking = rank_people(people, jobs, world, weights, k, hidden=hidden)
    for j in range(jobs.size):
        reachable = (pairs.gate[:, j] != Gate.NOT_NOW) & ~np.isnan(pairs.score[:, j])
        rows = np.flatnonzero(reachable & ~aside[:, j])
        rows = rows[np.lexsort((people.ids[rows], -pairs.score[rows, j]))][:k]
        assert ranking.person[j].tolist() == [*rows, *[-1] * (k - len(rows))]


@given(seeds, st.integers(1, 11), st.integers(1, 3))
@quick
def test_chunks_and_threads_change_no_bit(seed, chunk, threads):
    world, people, jobs, weights = region(seed)
    whole = rank(people, jobs, world, weights, 5, 3)
    order = np.random.default_rng(seed).permutation(people.size)
    for start in range(0, people.size, chunk):
        rows = order[start : start + chunk]
        part = rank(people.take(rows), jobs, world, weights, 5, 3, threads=threads)
        for name in ("job", "score", "gate", "reasons", "components", "confidence", "is_return"):
            assert getattr(part, name).tobytes() == getattr(whole, name)[rows].tobytes(), name


@given(seeds)
@quick
def test_the_order_in_which_vacancies_come_in_changes_nothing(seed):
    world, people, jobs, weights = region(seed)
    order = np.random.default_rng(seed).permutation(jobs.size)
    one, other = rank(people, jobs, world, weights, 6), rank(people, jobs.take(order), world, weights, 6)
    listed = one.job >= 0
    assert (listed == (other.job >= 0)).all()
    assert jobs.ids[one.job][listed].tolist() == jobs.take(order).ids[other.job][listed].tolist()
    assert one.score.tobytes() == other.score.tobytes()


@given(seeds)
@quick
def test_a_new_vacancy_never_changes_the_order_of_the_others(seed):
    world, people, jobs, weights = region(seed)
    with_it = rank(people, jobs, world, weights, jobs.size)
    without = rank(people, jobs.take(np.arange(jobs.size - 1)), world, weights, jobs.size - 1)
    for n in range(people.size):
        others = with_it.job[n] != jobs.size - 1
        kept = with_it.job[n][others & (with_it.job[n] >= 0)]
        assert kept.tolist() == without.job[n][without.job[n] >= 0].tolist()
        scores = with_it.score[n][others & (with_it.job[n] >= 0)]
        assert scores.tobytes() == without.score[n][without.job[n] >= 0].tobytes()


@given(seeds)
@quick
def test_the_skills_that_matter_in_one_vacancy_change_no_bit_of_another(seed):
    world, people, jobs, weights = region(seed)
    random = np.random.default_rng(seed + 4)
    plain = replace(jobs, own_skills=SparseRows.empty(jobs.size))
    ticked = random.random(jobs.size) < 0.5
    skills = world.taxonomy.skill_groups.rows
    own = SparseRows.of([[(int(random.integers(skills)), 1.0)] if one else [] for one in ticked])
    before = every_pair(people, plain, world, weights)
    after = every_pair(people, replace(jobs, own_skills=own), world, weights)
    for name in ("score", "gate", "reasons", "components", "confidence", "is_return"):
        assert getattr(after, name)[:, ~ticked].tobytes() == getattr(before, name)[:, ~ticked].tobytes(), name
    others = [name for name in NAMES if not name.startswith("skills") and name not in {"demand", "hires", "wishes"}]
    for name in others:
        column = NAMES.index(name)
        assert after.components[..., column].tobytes() == before.components[..., column].tobytes(), name


def test_who_has_what_matters_most_in_a_vacancy_goes_before_who_has_the_rest_of_the_work():
    taxonomy = Taxonomy(
        skills=SparseRows.of([[(0, 1.0), (1, 1.0)], [(0, 1.0), (2, 1.0)], [(1, 1.0), (3, 1.0)], [(4, 1.0)]]),
        skill_groups=SparseRows.of([[(group, 1.0)] for group in range(5)]),
        n_groups=5,
        isco=np.array([1, 2, 3, 4], np.int32),
        **{name: np.full(4, np.nan, np.float32) for name in ("education", "jobs_thousands", "group_share")},
        **{name: np.full(4, np.nan, np.float32) for name in ("tightness", "wage")},
    )
    world = prepare(taxonomy, Bridges.none(5))
    did_one_and_other = People.unknown(SparseRows.of([[(1, np.nan)], [(2, np.nan)]]))

    def order_when(ticked: int) -> list[int]:
        job = replace(Jobs.unknown(np.zeros(1, np.int32)), own_skills=SparseRows.of([[(ticked, 1.0)]]))
        found = rank_people(did_one_and_other, job, world, default_weights(), 2)
        missing = found.reasons[0] & (Reason.SKILLS_MISSING | Reason.SKILLS_TRAINABLE) != 0
        assert missing.tolist() == [False, True]
        return found.person[0].tolist()

    assert order_when(0) == [0, 1]
    assert order_when(1) == [1, 0]


@given(seeds)
@quick
def test_the_components_that_are_stored_recombine_to_the_score_to_the_bit(seed):
    world, people, jobs, weights = region(seed)
    ranking = rank(people, jobs, world, weights, 5, 3)
    assert recombine(ranking.components, weights.as_array()).tobytes() == ranking.score.tobytes()
    assert score_all(people, jobs, world, weights).tobytes() == every_pair(people, jobs, world, weights).score.tobytes()
    inside = ranking.components[~np.isnan(ranking.components)]
    assert ((inside >= 0) & (inside <= 1)).all()


@given(seeds)
@quick
def test_more_skills_never_lower_a_skill_component_or_what_depends_on_it(seed):
    world, people, jobs, weights = region(seed)
    random = np.random.default_rng(seed + 1)
    skills = world.taxonomy.skill_groups.rows
    more = SparseRows.of(
        [
            sorted({int(s): 1.0 for s in [*people.has_skills.row(n)[0], *random.choice(skills, 5)]}.items())
            for n in range(people.size)
        ]
    )
    before = every_pair(people, jobs, world, weights).components
    after = every_pair(replace(people, has_skills=more), jobs, world, weights).components
    for name in ("skills_last", "skills_history", "demand", "hires"):
        old, new = before[..., NAMES.index(name)], after[..., NAMES.index(name)]
        assert not (np.isnan(new) & ~np.isnan(old)).any()
        assert (new >= old)[~np.isnan(old)].all()


def test_the_engine_can_not_know_who_somebody_is():
    known = {field.name for kind in (People, Jobs) for field in fields(kind)}
    barred = ("name", "birth", "age", "gender", "sex", "national", "origin", "benefit", "target", "health", "debt")
    assert not [name for name in known for word in barred if word in name.split("_")]


@given(seeds)
@quick
def test_what_somebody_can_not_do_only_marks_work_that_must_be_adapted(seed):
    world, people, jobs, weights = region(seed)
    with_limits = replace(people, limits=np.full(people.size, 0xFF, np.uint32))
    one, other = every_pair(people, jobs, world, weights), every_pair(with_limits, jobs, world, weights)
    assert one.score.tobytes() == other.score.tobytes()
    assert one.gate.tobytes() == other.gate.tobytes()
    assert ((other.reasons & Reason.ADAPT != 0) == (jobs.demands != 0)[None, :]).all()


@given(seeds)
@quick
def test_what_is_unknown_is_dropped_and_makes_the_ranking_less_sure(seed):
    world, people, jobs, _weights = region(seed)
    weights = default_weights()
    unknown = replace(people, wage=np.full(people.size, np.nan, np.float32))
    known, less = every_pair(people, jobs, world, weights), every_pair(unknown, jobs, world, weights)
    had = ~np.isnan(known.components[..., NAMES.index("wage")])
    assert np.isnan(less.components[..., NAMES.index("wage")]).all()
    assert (less.confidence[had] < known.confidence[had]).all()
    assert less.score[~had].tobytes() == known.score[~had].tobytes()


def test_demand_can_not_lift_work_without_skill_fit():
    random = np.random.default_rng(5)
    world = make_world(random, occupations=60, skills=200)
    people = make_people(random, world, 20)
    jobs = Jobs.unknown(np.arange(60, dtype=np.int32))
    found = every_pair(people, jobs, world, default_weights()).components
    without_fit = found[..., NAMES.index("skills_history")] <= 0.015
    assert without_fit.any()
    assert np.nan_to_num(found[..., NAMES.index("demand")][without_fit]).max() == 0
    assert np.nan_to_num(found[..., NAMES.index("hires")][without_fit]).max() == 0


def test_directions_need_no_vacancy():
    random = np.random.default_rng(2)
    world = make_world(random)
    person = People.unknown(SparseRows.of([[(3, np.nan)]]), education=np.array([4], np.float32))
    directions = rank(person, Jobs.unknown(np.arange(12, dtype=np.int32)), world, default_weights(), 4, 2)
    assert (directions.job[0, :4] >= 0).any()
    same = world.unit[directions.job[0][directions.is_return[0]]]
    assert (same == world.unit[3]).all()


def test_nobody_and_nothing_give_empty_lists():
    world, people, jobs, weights = region(1)
    none = jobs.take(np.zeros(0, np.int64))
    assert (rank(people, none, world, weights, 3).job == -1).all()
    assert rank(people.take(np.zeros(0, np.int64)), jobs, world, weights, 3).job.shape == (0, 3)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"age": 1.0}, "unknown component: age"),
        ({"demand": -1.0}, "a weight is a number of at least 0: demand"),
        ({"demand": float("nan")}, "a weight is a number of at least 0: demand"),
        ({"demand": 0.0}, "at least one weight must be above 0"),
    ],
)
def test_weights_that_can_not_be_used_are_refused_with_what_to_mend(values, message):
    with pytest.raises(BadWeights, match=message):
        Weights.from_mapping("new", values)


def test_an_occupation_outside_the_taxonomy_is_refused():
    world, people, jobs, weights = region(4)
    outside = replace(jobs, occupation=np.full(jobs.size, 99, np.int32))
    with pytest.raises(ValueError, match=r"Jobs\.occupation points outside"):
        rank(people, outside, world, weights, 3)
    with pytest.raises(ValueError, match="at least 1"):
        rank(people, jobs, world, weights, 0)


def test_a_catalogue_that_teaches_nothing_bridges_nothing():
    random = np.random.default_rng(9)
    taxonomy = make_taxonomy(random)
    bridges = Bridges.none(taxonomy.n_groups)
    assert not (bridges.group_months <= bridges.horizon_months).any()


@given(seeds, st.integers(1, 6), st.integers(1, 3))
@quick
def test_vacancies_nobody_can_have_change_no_bit_of_a_list(seed, k, k_back):
    world, people, jobs, weights = region(seed)
    random = np.random.default_rng(seed + 2)
    ids = int(jobs.ids.max()) + 1 + np.arange(30)
    shut = replace(make_jobs(random, world, 30), ids=ids, is_open=np.zeros(30, np.bool_))
    mixed = random.permutation(jobs.size + 30)
    with_them = together(jobs, shut).take(mixed)
    one, other = rank(people, jobs, world, weights, k, k_back), rank(people, with_them, world, weights, k, k_back)
    listed = one.job >= 0
    assert (listed == (other.job >= 0)).all()
    assert jobs.ids[one.job][listed].tolist() == with_them.ids[other.job][listed].tolist()
    for name in ("score", "gate", "reasons", "components", "confidence", "is_return"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes(), name


def together(one: Jobs, other: Jobs) -> Jobs:
    names = [f.name for f in fields(Jobs) if f.name != "own_skills"]
    both = {name: np.concatenate([getattr(one, name), getattr(other, name)]) for name in names}
    return Jobs(**both, own_skills=SparseRows.joined(one.own_skills, other.own_skills))


@given(seeds)
@quick
def test_taking_back_that_a_skill_is_missing_never_lowers_a_skill_component(seed):
    world, people, jobs, weights = region(seed)
    fewer = SparseRows.of([[(int(s), 1.0) for s in people.lacks_skills.row(n)[0][1:]] for n in range(people.size)])
    before = every_pair(people, jobs, world, weights).components
    after = every_pair(replace(people, lacks_skills=fewer), jobs, world, weights).components
    for name in ("skills_last", "skills_history", "demand", "hires"):
        old, new = before[..., NAMES.index(name)], after[..., NAMES.index(name)]
        both = ~np.isnan(old) & ~np.isnan(new)
        assert (new >= old)[both].all()


@given(seeds)
@quick
def test_another_job_long_ago_never_lowers_the_fit_of_the_history(seed):
    world, people, jobs, weights = region(seed)
    random = np.random.default_rng(seed + 3)
    longer = SparseRows.of(
        [
            [*((int(o), np.nan) for o in people.history.row(n)[0]), (int(random.integers(world.taxonomy.size)), np.nan)]
            for n in range(people.size)
        ]
    )
    plain = replace(people, has_skills=SparseRows.empty(people.size), lacks_skills=SparseRows.empty(people.size))
    before = every_pair(plain, jobs, world, weights).components[..., NAMES.index("skills_history")]
    after = every_pair(replace(plain, history=longer), jobs, world, weights).components[
        ..., NAMES.index("skills_history")
    ]
    assert not (np.isnan(after) & ~np.isnan(before)).any()
    assert (after >= before)[~np.isnan(before)].all()
