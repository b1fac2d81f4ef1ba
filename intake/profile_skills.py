"""The skills of a profile: what follows from the work somebody did, and what they said of it."""

from collections.abc import Iterable, Mapping

from django.db.models import Case, IntegerField, Min, Q, When

from intake import skills
from intake.models import ProfileSkill, WorkProfile
from rmt_portal.reference.models import Skill

MAX_OFFERED = 30
"""Skills on the page; what several jobs need comes first."""
OWN_WORDS = "own_words"


def from_work(profile: WorkProfile) -> list[Skill]:
    """Return what the jobs of a profile need most (essential skills), newest job first, as far as it has a Dutch name.

    The order does not depend on what was answered, so that a page looks the same the second time.
    """
    worked = [job.occupation_id for job in profile.experiences.all() if job.occupation_id]
    needed = Skill.objects.filter(occupation_skills__occupation__in=worked, occupation_skills__is_essential=True)
    newest = Case(
        *(When(occupation_skills__occupation=pk, then=place) for place, pk in enumerate(dict.fromkeys(worked))),
        output_field=IntegerField(),
    )
    named = needed.exclude(label_nl="").annotate(job=Min(newest)).order_by("job", "label_nl", "pk")
    return list(named[:MAX_OFFERED]) if worked else []


def said(profile: WorkProfile, answer: bool) -> set[int]:
    """Return the skills of which the person said yes, or no."""
    return {row.skill_id for row in profile.skills.all() if row.is_confirmed is answer}


def say(profile: WorkProfile, chosen: Iterable[int], offered: Iterable[int], *, answer: bool, source: str) -> None:
    """Record an answer to the skills that were offered: ``answer`` to the chosen ones, none to the others.

    What another page recorded of the others (yes against no) stays as it was.
    """
    picked = set(chosen)
    asked = set(offered) - set(profile.skills.exclude(told_as="").values_list("skill_id", flat=True))
    profile.skills.filter(skill__in=asked - picked, is_confirmed=answer).update(is_confirmed=None)
    others = profile.skills.filter(skill__in=picked).filter(Q(is_confirmed=None) | Q(is_confirmed=not answer))
    others.update(is_confirmed=answer, source=source)
    had = set(profile.skills.filter(skill__in=picked).values_list("skill_id", flat=True))
    ProfileSkill.objects.bulk_create(
        ProfileSkill(profile=profile, skill_id=skill, is_confirmed=answer, source=source)
        for skill in sorted(picked - had)
    )


def say_in_own_words(profile: WorkProfile, words: list[str]) -> None:
    """Keep what somebody can in their own words; words that name a known skill become that skill too.

    Words that are left out now are taken back, with the skill that was found for them.
    """
    profile.skills.exclude(told_as="").exclude(told_as__in=words).delete()
    named = {skills.recognise(word)[0]: word for word in words if word not in profile.own_skills}
    find(profile, {skill: word for skill, word in named.items() if skill is not None})
    profile.own_skills = words


def find(profile: WorkProfile, meant: Mapping[int, str]) -> None:
    """Record which skills the person means with own words, by skill."""
    rows = {row.skill_id: row for row in profile.skills.filter(skill__in=meant)}
    for skill, word in meant.items():
        row = rows.setdefault(skill, ProfileSkill(profile=profile, skill_id=skill))
        row.is_confirmed, row.source, row.told_as = True, OWN_WORDS, word
    known = [row for row in rows.values() if row.pk]
    ProfileSkill.objects.bulk_update(known, ["is_confirmed", "source", "told_as"])
    ProfileSkill.objects.bulk_create(row for row in rows.values() if not row.pk)


def unfound(profile: WorkProfile) -> list[str]:
    """Return the own words for which no skill was found yet."""
    found = set(profile.skills.exclude(told_as="").values_list("told_as", flat=True))
    return [word for word in profile.own_skills if word not in found]
