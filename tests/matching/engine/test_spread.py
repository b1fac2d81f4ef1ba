"""Spreading vacancies: nobody loses more than the region chose, the same lists give the same plan, fewer crowd."""

import numpy as np
import pytest

from matching.engine import spread
from matching.engine.rank import rank
from matching.engine.weights import default_weights
from tests.matching.engine.worlds import make_jobs, make_people, make_world

PLACES = 5


def even_room(people: int, vacancies: int) -> np.ndarray:
    """Every vacancy has one position."""
    return np.full(vacancies, float(spread.room_for(people, PLACES, vacancies)))


def lists(seed: int, people: int = 200, vacancies: int = 60, k: int = 12):
    """Everybody likes the same vacancies best, a little more or less."""
    random = np.random.default_rng(seed)
    score = np.clip(np.linspace(0.8, 0.4, vacancies) + random.normal(0, 0.04, (people, vacancies)), 0, 1)
    best = np.argsort(-score, axis=1, kind="stable")[:, :k]
    return best.astype(np.int32), np.take_along_axis(score, best, 1), vacancies


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("most", [0.02, 0.1])
def test_no_place_of_any_list_loses_more_than_the_spread(seed, most):
    vacancy, score, n = lists(seed)
    g = spread.gives_way(vacancy, score, even_room(len(vacancy), n), most, PLACES)
    assert g.min() >= 0 and g.max() <= most
    order = np.argsort(-(score - g[vacancy]), axis=1, kind="stable")
    assert (score - np.take_along_axis(score, order, 1)).max() <= most + 1e-12


def test_the_crowd_before_one_vacancy_shrinks_and_more_vacancies_are_seen():
    vacancy, score, n = lists(1)
    nothing = np.zeros(n)
    g = spread.gives_way(vacancy, score, even_room(200, n), 0.1, PLACES)
    before, after = (spread.exposure(spread.seen(vacancy, score, p, PLACES), n) for p in (nothing, g))
    assert after.max() < before.max()
    assert (after > 0).sum() > (before > 0).sum()
    assert spread.gini(after) < spread.gini(before)
    assert after.sum() == before.sum()


def test_the_order_of_people_does_not_change_the_plan():
    vacancy, score, n = lists(2)
    mixed = np.random.default_rng(9).permutation(len(vacancy))
    room = even_room(200, n)
    assert np.array_equal(
        spread.gives_way(vacancy, score, room, 0.05, PLACES),
        spread.gives_way(vacancy[mixed], score[mixed], room, 0.05, PLACES),
    )


def test_without_spread_nothing_gives_way_and_an_empty_region_is_fine():
    vacancy, score, n = lists(3)
    assert not spread.gives_way(vacancy, score, even_room(200, n), 0.0, PLACES).any()
    assert not len(spread.gives_way(np.zeros((0, 0), np.int32), np.zeros((0, 0)), np.zeros(0), 0.1, PLACES))


def test_a_vacancy_with_many_positions_keeps_more_of_the_people_who_like_it_best():
    vacancy, score, n = lists(4)
    positions = np.ones(n)
    positions[0] = 10
    room = float(spread.room_for(200, PLACES, int(positions.sum())))
    plans = [spread.gives_way(vacancy, score, room * p, 0.1, PLACES) for p in (np.ones(n), positions)]
    one, many = (spread.exposure(spread.seen(vacancy, score, g, PLACES), n)[0] for g in plans)
    assert plans[1][0] < plans[0][0]
    assert many > one


def test_gini_is_what_it_is_by_definition():
    values = np.array([0.0, 1.0, 4.0, 5.0])
    pairs = np.abs(values[:, None] - values[None, :]).sum() / (2 * len(values) ** 2 * values.mean())
    assert spread.gini(values) == pytest.approx(pairs)
    assert spread.gini(np.full(7, 3.0)) == pytest.approx(0.0)
    assert spread.gini(np.zeros(4)) == 0.0


def test_a_ranking_is_put_in_order_with_everything_that_belongs_to_a_pair():
    random = np.random.default_rng(4)
    world = make_world(random)
    people, jobs = make_people(random, world, 8), make_jobs(random, world, 30)
    ranking = rank(people, jobs, world, default_weights(), 6, 3)
    price = random.uniform(0, 0.1, jobs.size)
    moved = spread.reorder(ranking, price)
    for n in range(people.size):
        for part in (slice(0, 6), slice(6, 9)):
            before = {int(j): (s, g, tuple(c)) for j, s, g, c in
                      zip(ranking.job[n, part], ranking.score[n, part], ranking.gate[n, part],
                          ranking.components[n, part].tolist(), strict=True) if j >= 0}  # fmt: skip
            listed = [int(j) for j in moved.job[n, part] if j >= 0]
            assert sorted(listed) == sorted(before)
            worth = [before[j][0] - price[j] for j in listed]
            assert worth == sorted(worth, reverse=True)
            for place, j in enumerate(listed):
                at = part.start + place
                assert (moved.score[n, at], moved.gate[n, at]) == before[j][:2]
                assert str(moved.components[n, at].tolist()) == str(list(before[j][2]))
