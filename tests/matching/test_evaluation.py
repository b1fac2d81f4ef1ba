"""The ranking is judged on moves that people really made, by the code that ranks them in the portal."""

import csv
import json
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from matching import evaluation, evaluation_fits
from matching.engine.weights import default_weights
from matching.reading import work_facts
from rmt_portal.reference.models import Occupation
from tests.official_data import OFFICIAL, needs_official_data


def write(folder, rows):
    path = folder / "moves.csv"
    with path.open("w", newline="") as lines:
        writer = csv.DictWriter(lines, evaluation.COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def move(*history, to, education="S"):
    codes = [occupation.code for occupation in history]
    return {
        "education": education,
        "history": " ".join(codes),
        "origin": codes[-1],
        "destination": to.code,
        "destination_isco4": to.isco.code,
    }


@pytest.fixture
def work():
    """Occupations of different unit groups that have skills and an ESCO code."""
    found = {}
    for occupation in (
        Occupation.objects.exclude(code="").filter(skills__isnull=False).distinct().select_related("isco")
    ):
        found.setdefault(occupation.isco.code, occupation)
    return list(found.values())


@pytest.mark.django_db
def test_the_command_ends_with_one_line_of_figures(tmp_path, work):
    first, second, third = work[:3]
    path = write(
        tmp_path, [move(first, to=second), move(first, second, to=third), move(third, to=first, education="N")]
    )
    out = StringIO()
    call_command("evaluate_matching", str(path), json=True, stdout=out)
    told = json.loads(out.getvalue().splitlines()[-1])
    assert told["n"] == 3
    assert set(told) == {"n", "model", "baselines", "use_case"}
    assert set(told["baselines"]) == {"random", "isco", "skill_overlap", "job_volume"}
    for row in (told["model"], *told["baselines"].values()):
        assert set(row) == {"hit@1", "hit@5", "hit@10", "hit@25", "mrr", "ndcg@10"}
    again = StringIO()
    call_command("evaluate_matching", str(path), json=True, stdout=again)
    assert again.getvalue() == out.getvalue()


@pytest.mark.django_db
def test_who_returns_to_earlier_work_is_found_first(work, tmp_path):
    first, second = work[:2]
    ground = evaluation.read_ground()
    moves = evaluation.read_moves(write(tmp_path, [move(first, second, to=first)]), ground)
    scores = evaluation.unit_scores(moves, ground, default_weights())
    assert evaluation.ranks(scores, moves, ground)[0] <= 3


@pytest.mark.django_db
def test_a_file_that_can_not_be_used_says_which_line_and_why(tmp_path, work):
    first, second = work[:2]
    wrong = [
        move(first, to=second) | {"history": "0000.99", "origin": "0000.99"},
        move(first, to=second, education="X"),
        move(first, to=second) | {"origin": second.code},
        move(first, to=second) | {"destination_isco4": "0001"},
    ]
    with pytest.raises(CommandError) as refused:
        call_command("evaluate_matching", str(write(tmp_path, wrong)))
    assert [line.split(":")[0] for line in str(refused.value).splitlines()] == ["line 2", "line 3", "line 4", "line 5"]
    with pytest.raises(CommandError, match="holds no moves"):
        call_command("evaluate_matching", str(write(tmp_path, [])))
    with pytest.raises(CommandError, match="No such file"):
        call_command("evaluate_matching", str(tmp_path / "absent.csv"))


def ground_of(units):
    return evaluation.Ground(None, {}, np.array(units, np.int32), np.arange(len(units), dtype=np.int32))


def moves_of(*rows):
    history = [[origin] for origin, _to in rows]
    to = np.array([to for _origin, to in rows], np.int32)
    return evaluation.Moves(history, np.full(len(rows), np.nan, np.float32), to, np.arange(len(rows), dtype=np.int32))


def test_the_own_unit_group_is_no_candidate_and_ties_fall_alike_every_time():
    ground, moves = ground_of([1111, 2222, 3333, 4444]), moves_of((0, 2222))
    scores = np.array([[0.9, 0.5, 0.7, 0.1]])
    assert evaluation.ranks(scores, moves, ground).tolist() == [2]
    only = np.array([True, True, False, True])
    assert evaluation.ranks(scores, moves, ground, only).tolist() == [1]
    alike = evaluation.ranks(np.zeros((1, 4)), moves, ground)
    assert alike.tolist() == evaluation.ranks(np.zeros((1, 4)), moves, ground).tolist()
    places = [evaluation.ranks(np.zeros((1, 4)), moves_of((0, to)), ground)[0] for to in (2222, 3333, 4444)]
    assert sorted(places) == [1, 2, 3]


def test_the_figures_are_those_of_the_places():
    found = evaluation.metrics(np.array([1, 4, 11, 100]))
    assert found["hit@1"] == 0.25
    assert found["hit@5"] == found["hit@10"] == 0.5
    assert found["hit@25"] == 0.75
    assert found["mrr"] == pytest.approx((1 + 1 / 4 + 1 / 11 + 1 / 100) / 4)
    assert found["ndcg@10"] == pytest.approx((1 + 1 / np.log2(5)) / 4)


def test_a_person_is_never_on_both_sides_of_a_split():
    person = np.array([0, 0, 0, 1, 2, 2, 3, 4, 4, 5])
    for held_out in evaluation.split(person, 3, seed=1):
        assert not set(person[held_out]) & set(person[~held_out])
    assert sum(part.sum() for part in evaluation.split(person, 3, seed=1)) == len(person)


def test_a_brc_group_gives_most_of_its_jobs_to_the_unit_groups_it_is_named_after():
    shares = work_facts.unit_shares(
        [
            ("9331", "Fietskoeriers en fietstaxichauffeurs", 1, "Laders, lossers en vakkenvullers"),
            ("9333", "Laders en lossers", 1, "Laders, lossers en vakkenvullers"),
            ("9334", "Vakkenvullers", 1, "Laders, lossers en vakkenvullers"),
            ("0110", "Officieren", None, ""),
        ]
    )
    assert sum(shares.values()) == pytest.approx(1)
    assert shares["9333"] > shares["9334"] > shares["9331"]
    assert "0110" not in shares


def test_work_without_a_job_zone_takes_the_level_of_its_neighbours():
    levels = work_facts.education_levels(
        ["2221", "2221", "2222", "2310", "9112", "5223"], [4, None, None, None, 1, None]
    )
    assert levels[:2].tolist() == [5.5, 5.5]
    assert levels[2] == 5.5
    assert levels[3] == 5.5
    assert levels[4] == 2.5
    assert levels[5] == pytest.approx(work_facts.LADDER_BY_ISCO_MAJOR[5])


def test_the_table_of_hires_is_readable_and_never_silly():
    table = work_facts.hires_per_job()
    assert all(len(code) == 4 and code.isdigit() for code in table)
    assert all(0.1 <= value <= 10 for value in table.values())
    assert all(value >= 1.3 or value <= 1 / 1.3 for value in table.values())


@pytest.mark.full
@needs_official_data
@pytest.mark.django_db
def test_the_ranking_meets_its_bars_on_people_it_was_not_fitted_on():
    call_command("load_reference", OFFICIAL, stdout=StringIO(), stderr=StringIO())
    ground = evaluation.read_ground()
    moves = evaluation.read_moves(OFFICIAL / "moves" / "observed_moves_dev.csv", ground)
    crossed = evaluation_fits.cross_validated(moves, ground, default_weights())
    assert crossed["model"]["hit@10"] >= 0.34
    assert crossed["model"]["mrr"] >= 0.16
    assert crossed["use_case"]["hit@10"] >= 0.30
    words = evaluation_fits.calibration(moves, ground, default_weights())
    likelier = [words[word]["times_likelier"] for word in ("fits", "with_training", "farther")]
    assert likelier == sorted(likelier, reverse=True)
