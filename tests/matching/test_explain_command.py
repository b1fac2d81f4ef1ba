"""The command says again what was said: from what was frozen, from a run, or worked out now; and the sum is right."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from matching.client_matches import rank_client
from matching.decisions import deciding, freezing
from matching.engine.weights import NAMES
from matching.models import MatchList, Vacancy
from rmt_portal.lifecycle import Actor
from tests.matching.factories import VacancyFactory, occupation
from tests.partners.factories import fatima
from tests.workplace.factories import guided_by

some = st.floats(0, 1, allow_nan=False)


@pytest.fixture
def sami(db):
    """A waiter with a list, and a coach."""
    VacancyFactory.create_batch(2, work="ober")
    VacancyFactory(work="heftruckchauffeur")
    case = guided_by(fatima())
    case.client.work_profile.experiences.create(position=0, occupation=occupation("ober"), years=3)
    rank_client(case.client_id)
    return case


def explain(*args, **options) -> str:
    out = StringIO()
    call_command("explain", *map(str, args), stdout=out, **options)
    return out.getvalue()


@given(st.dictionaries(st.sampled_from(NAMES), some), st.lists(st.integers(1, 30), min_size=11, max_size=11))
def test_contributions_add_up_to_the_weighted_mean_of_what_is_known(components, numbers):
    weights = dict(zip(NAMES, map(float, numbers), strict=True))
    parts = freezing.contributions(components, weights)
    known = sum(weights[name] for name in components)
    mean = sum(weights[name] * value for name, value in components.items()) / known if known else 0.0
    assert sum(part.contribution for part in parts) == pytest.approx(mean, abs=1e-12)
    assert {part.name for part in parts} == set(NAMES)
    assert all(part.contribution == 0 for part in parts if part.value is None)


def test_every_pair_of_a_list_recombines_to_its_stored_score(sami):
    ranked = MatchList.objects.current_for(sami.client_id)
    weights = ranked.run.weight_set.weights
    for pair in freezing.stored_pairs(ranked):
        total = sum(part.contribution for part in freezing.contributions(pair.components, weights))
        assert total == pytest.approx(pair.score, abs=1e-9)


def test_what_was_frozen_is_said_again_when_the_run_is_gone_and_everything_changed(sami):
    vacancy = Vacancy.objects.filter(title="Ober").first()
    coach = sami.assignments.get().coach
    actor = Actor(coach, coach.memberships.get().organisation_id)
    before = explain(sami.reference, vacancy.pk)
    run = MatchList.objects.current_for(sami.client_id).run_id
    deciding.release(sami.client, vacancy, actor)
    MatchList.objects.all().delete()
    Vacancy.objects.filter(pk=vacancy.pk).update(title="Anders", place="Elders")
    sami.client.work_profile.experiences.all().delete()
    assert explain(sami.reference, vacancy.pk) == before
    assert explain(sami.client_id, vacancy.pk, run=run) == before
    full = explain(sami.reference, vacancy.external_id, full=True)
    assert before in full and "skills_history" in full and f"berekening {run}, plaats" in full
    numbers = [line.split() for line in full.splitlines()]
    total = next(float(words[-1]) for words in numbers if words[:1] == ["som"])
    score = next(float(words[1].rstrip(",")) for words in numbers if words[:1] == ["score"])
    assert total == pytest.approx(score, abs=1e-4)


def test_the_sentences_for_a_person_hold_no_number_of_the_score(sami):
    told = explain(sami.reference, Vacancy.objects.filter(title="Ober").first().pk)
    assert "Waarom:" in told and "Je deed dit soort werk al eerder." in told
    assert "score" not in told and "%" not in told and "gewicht" not in told


def test_a_pair_that_is_in_no_list_is_worked_out_now(sami):
    vacancy = VacancyFactory(work="verzorgende", state="closed")
    full = explain(sami.reference, vacancy.pk, full=True)
    assert "nu uitgerekend" in full and "nu niet" in full and "Deze vacature is dicht." in full


def test_it_says_what_can_not_be_told(sami):
    vacancy = Vacancy.objects.filter(title="Ober").first()
    run = MatchList.objects.current_for(sami.client_id).run_id
    with pytest.raises(CommandError, match="no client"):
        explain("RA-0", vacancy.pk)
    with pytest.raises(CommandError, match="no vacancy"):
        explain(sami.reference, "x")
    with pytest.raises(CommandError, match="no run"):
        explain(sami.reference, vacancy.pk, run=999_999)
    with pytest.raises(CommandError, match="did not list"):
        explain(sami.reference, VacancyFactory().pk, run=run)
    MatchList.objects.all().delete()
    with pytest.raises(CommandError, match="pruned"):
        explain(sami.reference, vacancy.pk, run=run)
