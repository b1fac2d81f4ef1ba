"""What staff ticked as what matters in a vacancy weighs most there, is said, and changes nothing elsewhere."""

import pytest

from matching import opportunities
from matching.client_matches import rank_client
from matching.models import MatchList, Vacancy
from matching.vacancies import editing
from rmt_portal.lifecycle import Actor
from rmt_portal.reference.models import OccupationSkill, Skill
from tests.matching.employer_stories import desk
from tests.matching.factories import ProfileFactory, VacancyFactory, occupation
from tests.matching.test_decisions import acting

pytestmark = pytest.mark.django_db


def told_of(client, vacancy: Vacancy):
    found = opportunities.of_client(client.pk, 50, 50)
    return next(told for told in (*found.back, *found.new, *found.farther) if told.vacancy == vacancy)


def score_of(client, vacancy: Vacancy) -> float:
    listed = MatchList.objects.current_for(client.pk)
    return listed.scores[listed.vacancy_ids.index(vacancy.pk)]


def common_and_other(had: str, asked: str) -> tuple[Skill, Skill]:
    """A skill of the asked work that somebody's work has too, and one that it does not have."""
    own = set(OccupationSkill.objects.filter(occupation=occupation(had)).values_list("skill_id", flat=True))
    needs = OccupationSkill.objects.filter(occupation=occupation(asked)).order_by("skill_id").select_related("skill")
    skills = [row.skill for row in needs if row.skill.groups.exists()]
    return next(s for s in skills if s.pk in own), next(s for s in skills if s.pk not in own)


def tick(vacancy: Vacancy, skill: Skill, actor: Actor) -> None:
    Vacancy.objects.filter(pk=vacancy.pk).update(source="portaal")
    vacancy.refresh_from_db()
    editing.choose_skills(vacancy, [skill], actor)


def test_who_has_what_was_ticked_fits_better_and_reads_that_it_weighs_most_here():
    vacancies = {
        name: VacancyFactory(work="barman", title=name) for name in ("gewoon", "wat hij kan", "wat hij niet kan")
    }
    waiter = ProfileFactory(did=["ober"]).client
    has, lacks = common_and_other("ober", "barman")
    actor = acting(desk())
    tick(vacancies["wat hij kan"], has, actor)
    tick(vacancies["wat hij niet kan"], lacks, actor)
    rank_client(waiter.pk)
    plain, better, worse = (score_of(waiter, vacancies[name]) for name in vacancies)
    assert better > plain > worse
    said = told_of(waiter, vacancies["wat hij kan"])
    name = str(has)[:1].lower() + str(has)[1:]
    assert f"hier telt vooral: {name}" in said.facts
    assert not [fact for fact in told_of(waiter, vacancies["gewoon"]).facts if "hier telt" in fact]


def test_ticking_skills_in_one_vacancy_changes_no_bit_of_the_others():
    others = VacancyFactory.create_batch(3, work="barman")
    ticked = VacancyFactory(work="barman")
    waiter = ProfileFactory(did=["ober"]).client
    rank_client(waiter.pk)
    before = {vacancy.pk: score_of(waiter, vacancy) for vacancy in others}
    tick(ticked, common_and_other("ober", "barman")[1], acting(desk()))
    rank_client(waiter.pk)
    assert {vacancy.pk: score_of(waiter, vacancy) for vacancy in others} == before
