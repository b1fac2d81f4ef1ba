"""What people tell in the second part changes what is found for them: through the outbox, without a worker."""

import pytest

from intake import profile_parts, profile_telling
from intake.models import WorkProfile
from matching.engine.gates import Gate, Reason
from matching.models import MatchList, Vacancy
from rmt_portal import row_security
from rmt_portal.lifecycle import SYSTEM
from rmt_portal.reference.models import Requirement, Skill
from tests.matching.factories import ProfileFactory, VacancyFactory
from tests.rig.work import all_work

pytestmark = pytest.mark.django_db


def tell(profile: WorkProfile, slug: str, **values) -> WorkProfile:
    """Answer one question as the person does, and let the outbox do its work."""
    part = profile_parts.BY_SLUG[slug]
    with row_security.client(profile.client_id):
        mark = profile_parts.mark(part, profile)
        profile_telling.tell(profile.client_id, part, values, mark=mark, actor=SYSTEM)
    all_work()
    return WorkProfile.objects.select_related("client").get(pk=profile.pk)


def found(profile: WorkProfile) -> dict[int, tuple[int, int, int]]:
    """Return place in the list, gate and reasons of each vacancy the person sees now."""
    ranked = MatchList.objects.current_for(profile.client_id)
    rows = zip(ranked.vacancy_ids, ranked.gates, ranked.reasons, strict=True)
    return {pk: (place, gate, reasons) for place, (pk, gate, reasons) in enumerate(rows)}


def score_of(profile: WorkProfile, vacancy: Vacancy) -> float:
    ranked = MatchList.objects.current_for(profile.client_id)
    return ranked.scores[ranked.vacancy_ids.index(vacancy.pk)]


def test_a_licence_opens_work_that_asks_it():
    driving = VacancyFactory(work="ober")
    driving.requires.add(Requirement.objects.get(code="heftruckcertificaat"))
    profile = tell(ProfileFactory(), "tijden", shifts=["early"])
    assert found(profile)[driving.pk][1] == Gate.WITH_TRAINING
    before = found(profile)[driving.pk][2]
    assert before & (Reason.REQUIREMENT_WANTED | Reason.REQUIREMENT_BRIDGEABLE)

    profile = tell(profile, "bewijzen", licences=[], certificates=["heftruckcertificaat"])
    after = found(profile)[driving.pk]
    assert not after[2] & (Reason.REQUIREMENT_WANTED | Reason.REQUIREMENT_BRIDGEABLE)


def test_work_in_the_night_is_gone_for_who_does_not_work_then():
    by_day, by_night = VacancyFactory(work="ober"), VacancyFactory(work="ober", shifts=["night", "weekend"])
    profile = tell(ProfileFactory(), "tijden", shifts=["early"])
    assert set(found(profile)) == {by_day.pk, by_night.pk}
    profile = tell(profile, "tijden", shifts=["night"])
    assert set(found(profile)) == {by_day.pk}


def test_a_skill_told_in_own_words_lifts_the_work_that_needs_it():
    work = VacancyFactory(work="heftruckchauffeur")
    profile = tell(ProfileFactory(), "tijden", shifts=["early"])
    before = score_of(profile, work)
    held = set(profile.experiences.get().occupation.skills.values_list("pk", flat=True))
    needed = work.occupation.occupation_skills.filter(is_essential=True).exclude(skill__in=held)
    names = Skill.objects.filter(pk__in=needed.values("skill")).exclude(label_nl="").values_list("label_nl", flat=True)
    words = [name for name in names if "," not in name and ";" not in name][:5]
    assert words
    profile = tell(profile, "vaardigheden", skills=[], own=words)
    assert score_of(profile, work) > before


def test_a_skill_of_the_own_work_that_is_denied_lowers_the_work_that_needs_it():
    work = VacancyFactory(work="ober")
    profile = tell(ProfileFactory(), "tijden", shifts=["early"])
    before = score_of(profile, work)
    offered = [skill.pk for skill in profile_parts.answers.profile_skills.from_work(profile)]
    profile = tell(profile, "kan-niet", skills=[str(pk) for pk in offered[:5]])
    assert score_of(profile, work) < before


def test_a_wish_lifts_the_work_that_was_wished_for():
    wished = VacancyFactory(work="heftruckchauffeur")
    profile = tell(ProfileFactory(), "tijden", shifts=["early"])
    before = score_of(profile, wished)
    profile = tell(profile, "wensen", wanted=["heftruckchauffeur"], not_wanted="")
    if profile.wanted.get().occupation is None:
        profile.wanted.update(occupation=wished.occupation)
        profile = tell(profile, "tijden", shifts=["on_call"])
    assert score_of(profile, wished) > before


def test_education_that_is_known_counts():
    work = VacancyFactory(work="ober", education=3)
    profile = tell(ProfileFactory(education=None), "tijden", shifts=["early"])
    assert not found(profile)[work.pk][2] & Reason.EDUCATION_STEP
    profile = tell(profile, "opleiding", level="2", direction="care")
    assert found(profile)[work.pk][2] & Reason.EDUCATION_STEP


def test_a_language_is_asked_only_of_who_told_about_it():
    german = VacancyFactory(work="ober")
    german.requires.add(Requirement.objects.get(code="taal-de-2"))
    wanted = Reason.REQUIREMENT_WANTED | Reason.REQUIREMENT_BRIDGEABLE
    profile = tell(ProfileFactory(), "tijden", shifts=["early"])
    assert not found(profile)[german.pk][2] & wanted
    profile = tell(profile, "talen", nl="3", de="1", en="", other="")
    assert found(profile)[german.pk][2] & wanted
    profile = tell(profile, "talen", nl="3", de="2", en="", other="")
    assert not found(profile)[german.pk][2] & wanted


def test_work_that_must_be_adapted_is_marked_and_nothing_else():
    heavy, light = VacancyFactory(work="ober", demands=["lifting"]), VacancyFactory(work="ober")
    profile = tell(ProfileFactory(), "tijden", shifts=["early"])
    before = found(profile)
    scores = {pk: score_of(profile, pk) for pk in (heavy, light)}
    profile = tell(profile, "kan", adapted=["lifting"], what_helps="")
    after = found(profile)
    assert after[heavy.pk] == (before[heavy.pk][0], before[heavy.pk][1], before[heavy.pk][2] | Reason.ADAPT)
    assert after[light.pk] == before[light.pk]
    assert {pk: score_of(profile, pk) for pk in (heavy, light)} == scores
