"""Each answer of the second part: how it stands in the work profile, and how a new one is put there.

The functions come in pairs. A reader returns the answer as its form remembers it; a writer gets a valid answer, with
``source`` (who told it) and the job a page is about. What the profile itself holds is saved by the caller.
"""

from datetime import date
from typing import Any

from intake import occupations, profile_skills, sectors
from intake import skills as words_for_skills
from intake.models import (
    MOST_WANTED,
    SpokenLanguage,
    WantedWork,
    WorkAbility,
    WorkExperience,
    WorkProfile,
)
from intake.questions import NONE
from intake.work_questions import HOURS, TRAVEL_MINUTES
from intake.working_profile import add_skills_of, hours_of
from rmt_portal.reference.models import Occupation, Requirement

Values = dict[str, Any]
MOST_JOBS = 20


class TooManyJobs(Exception):
    """Nobody needs more jobs than :data:`MOST_JOBS` to be known."""


def keep(_profile: WorkProfile, _values: Values, _source: str, _item: int | None) -> None:
    """Change nothing: the page only asks where to go."""


def birth_date_is_open(profile: WorkProfile) -> bool:
    """Say whether the birth date may be asked: it is unknown, or was told on this page."""
    return profile.client.birth_date is None or "geboortedatum" in profile.told


def birth_date(profile: WorkProfile, _item: int | None) -> Values:
    """Return the birth date as text."""
    day = profile.client.birth_date
    return {"birth_date": day.isoformat() if day else ""}


def set_birth_date(profile: WorkProfile, values: Values, _source: str, _item: int | None) -> None:
    """Keep the birth date with the person."""
    told = values["birth_date"]
    profile.client.birth_date = date.fromisoformat(told) if told else None
    profile.client.save(update_fields=["birth_date"])


def has_worked(profile: WorkProfile) -> bool:
    """Say whether there is any job."""
    return profile.experiences.exists()


def jobs(profile: WorkProfile, _item: int | None) -> Values:
    """Return the jobs, for the mark of the page; its one question has no stored answer."""
    return {"jobs": list(profile.experiences.values_list("pk", "own_words", "occupation", "years"))}


def job(profile: WorkProfile, item: int | None) -> Values:
    """Return one job, or nothing for a new one."""
    found = profile.experiences.filter(pk=item).select_related("occupation").first() if item else None
    return {"occupation": found.own_words or str(found.occupation), "years": found.years} if found else {}


def set_job(profile: WorkProfile, values: Values, _source: str, item: int | None) -> None:
    """Change a job or add one behind the others.

    Raises:
        TooManyJobs: there are enough.
    """
    words = values["occupation"]
    named, _close = occupations.recognise(words)
    told = profile.experiences.filter(pk=item) if item else profile.experiences.filter(own_words=words)
    found = told.first()  # a second tap on the button finds the job the first one made
    if found is None:
        last = profile.experiences.order_by("-position").values_list("position", flat=True).first()
        if profile.experiences.count() >= MOST_JOBS:
            raise TooManyJobs
        found = WorkExperience(profile=profile, position=0 if last is None else last + 1)
    if found.own_words != words:
        found.occupation = Occupation.objects.filter(pk=named).first() if named else None
    found.own_words, found.years = words, values["years"]
    found.save()
    if found.occupation is not None:
        add_skills_of(profile, found.occupation)


def remove_job(profile: WorkProfile, item: int) -> bool:
    """Take a job out, with the skills that only followed from it; say whether it was there."""
    deleted, _per_model = profile.experiences.filter(pk=item).delete()
    if deleted:
        kept = [skill.pk for skill in profile_skills.from_work(profile)]
        profile.skills.filter(source="occupation", is_confirmed=None).exclude(skill__in=kept).delete()
    return bool(deleted)


def unclear_job(profile: WorkProfile, words: str) -> int | None:
    """Return the job with these words when they may mean several occupations and none was chosen."""
    found = profile.experiences.filter(own_words=words, occupation=None).order_by("-position").first()
    return found.pk if found and occupations.recognise(words)[1] else None


def job_occupation(profile: WorkProfile, item: int | None) -> Values:
    """Return which occupation was chosen for a job."""
    found = profile.experiences.filter(pk=item).first() if item else None
    return {"closest": str(found.occupation_id)} if found and found.occupation_id else {}


def set_job_occupation(profile: WorkProfile, values: Values, _source: str, item: int | None) -> None:
    """Keep which occupation comes closest to a job."""
    chosen = None if values["closest"] == NONE else Occupation.objects.filter(pk=values["closest"]).first()
    profile.experiences.filter(pk=item or 0).update(occupation=chosen)
    if chosen is not None:
        add_skills_of(profile, chosen)


def sector(profile: WorkProfile, _item: int | None) -> Values:
    """Return the letter of the last sector."""
    found = profile.last_sector
    return {"sector": (found.section or found).code} if found else {}


def set_sector(profile: WorkProfile, values: Values, _source: str, _item: int | None) -> None:
    """Keep the last sector."""
    profile.last_sector = sectors.find(values["sector"])


def skills(profile: WorkProfile, _item: int | None) -> Values:
    """Return what the person can: skills of the work, and own words."""
    can = profile_skills.said(profile, answer=True)
    offered = [skill.pk for skill in profile_skills.from_work(profile)]
    return {"skills": [str(pk) for pk in offered if pk in can], "own": ", ".join(profile.own_skills)}


def set_skills(profile: WorkProfile, values: Values, source: str, _item: int | None) -> None:
    """Keep what the person can."""
    offered = [skill.pk for skill in profile_skills.from_work(profile)]
    profile_skills.say_in_own_words(profile, values["own"])
    profile_skills.say(profile, map(int, values["skills"]), offered, answer=True, source=source)


def has_unfound_skills(profile: WorkProfile) -> bool:
    """Say whether some own words may mean a known skill."""
    return any(words_for_skills.recognise(word)[1] for word in profile_skills.unfound(profile))


def own_words(profile: WorkProfile, _item: int | None) -> Values:
    """Return nothing to fill in; the words make the mark."""
    return {"words": profile_skills.unfound(profile)}


def set_found_skills(profile: WorkProfile, values: Values, _source: str, _item: int | None) -> None:
    """Keep which skills were meant."""
    words = enumerate(profile_skills.unfound(profile))
    chosen = {values.get(f"word_{number}"): word for number, word in words}
    meant = {int(skill): word for skill, word in chosen.items() if skill and skill != NONE}
    profile_skills.find(profile, meant)


def has_unconfirmed_skills(profile: WorkProfile) -> bool:
    """Say whether some skills of the work were not ticked."""
    can = profile_skills.said(profile, answer=True)
    return any(skill.pk not in can for skill in profile_skills.from_work(profile))


def denied(profile: WorkProfile, _item: int | None) -> Values:
    """Return what the person can not."""
    return {"skills": [str(pk) for pk in sorted(profile_skills.said(profile, answer=False))]}


def set_denied(profile: WorkProfile, values: Values, source: str, _item: int | None) -> None:
    """Keep what the person can not."""
    can = profile_skills.said(profile, answer=True)
    offered = [skill.pk for skill in profile_skills.from_work(profile) if skill.pk not in can]
    profile_skills.say(profile, map(int, values["skills"]), offered, answer=False, source=source)


def education(profile: WorkProfile, _item: int | None) -> Values:
    """Return level and direction."""
    return {"level": str(profile.education or ""), "direction": profile.education_direction}


def set_education(profile: WorkProfile, values: Values, _source: str, _item: int | None) -> None:
    """Keep level and direction."""
    profile.education = int(values["level"]) if values["level"] else None
    profile.education_direction = values["direction"]


def papers(profile: WorkProfile, _item: int | None) -> Values:
    """Return the codes of licences, certificates and other papers."""
    kinds = Requirement.Kind
    found = list(profile.has.order_by("kind", "pk").values_list("kind", "code"))
    others = (kinds.DIPLOMA, kinds.REGISTRATION)
    return {
        "licences": [code for kind, code in found if kind == kinds.LICENCE],
        "certificates": [code for kind, code in found if kind == kinds.CERTIFICATE],
        "others": [code for kind, code in found if kind in others],
    }


def set_papers(profile: WorkProfile, values: Values, _source: str, _item: int | None) -> None:
    """Keep the papers that were on the page; what the page does not show stays as it was."""
    kinds = Requirement.Kind
    shown = {"licences": [kinds.LICENCE], "certificates": [kinds.CERTIFICATE]}
    shown["others"] = [kinds.DIPLOMA, kinds.REGISTRATION]
    told = [name for name in shown if name in values]
    codes = [code for name in told for code in values[name]]
    asked = [kind for name in told for kind in shown[name]]
    elsewhere = profile.has.exclude(kind__in=asked)
    profile.has.set([*elsewhere, *Requirement.objects.filter(code__in=codes)])


def languages(profile: WorkProfile, _item: int | None) -> Values:
    """Return the level of each language that was told."""
    known = {row.language: str(row.level) for row in profile.languages.all()}
    return {"nl": "", "de": "", "en": ""} | known | {"other": profile.other_languages}


def set_languages(profile: WorkProfile, values: Values, _source: str, _item: int | None) -> None:
    """Keep the levels; a language that was left open is not known."""
    profile.languages.all().delete()
    SpokenLanguage.objects.bulk_create(
        SpokenLanguage(profile=profile, language=code, level=int(values[code]))
        for code in ("nl", "de", "en")
        if values[code]
    )
    profile.other_languages = values["other"]


def hours(profile: WorkProfile, _item: int | None) -> Values:
    """Return the bands of hours that lie within least and most, and how the person travels."""
    least, most = profile.hours_min, profile.hours_max
    inside = [
        band
        for band in HOURS
        if least is not None and most is not None and int(band.split("-")[1]) > least and int(band.split("-")[0]) < most
    ]
    minutes = str(profile.max_minutes or NONE)
    return {
        "hours": inside,
        "transport": list(profile.transport),
        "max_minutes": minutes if minutes in TRAVEL_MINUTES else "",
    }


def set_hours(profile: WorkProfile, values: Values, _source: str, _item: int | None) -> None:
    """Keep hours and travel; finer hours that a coach wrote down stay when the bands did not change."""
    if values["hours"] != hours(profile, None)["hours"]:
        profile.hours_min, profile.hours_max = hours_of(values["hours"])
    profile.transport = values["transport"]
    minutes = values["max_minutes"]
    profile.max_minutes = int(minutes) if minutes and minutes != NONE else None


def shifts(profile: WorkProfile, _item: int | None) -> Values:
    """Return the times the person will not work."""
    return {"shifts": list(profile.shifts_refused)}


def set_shifts(profile: WorkProfile, values: Values, _source: str, _item: int | None) -> None:
    """Keep the times the person will not work."""
    profile.shifts_refused = values["shifts"]


def wishes(profile: WorkProfile, _item: int | None) -> Values:
    """Return the wishes in order, also as the fields of the form, and what the person would rather not."""
    wanted = [wish.own_words for wish in profile.wanted.all()]
    fields = {f"wanted_{number}": words for number, words in enumerate(wanted, start=1)}
    return {"wanted": wanted, "not_wanted": profile.not_wanted} | fields


def set_wishes(profile: WorkProfile, values: Values, _source: str, _item: int | None) -> None:
    """Keep the wishes; what was chosen for words that stay, stays."""
    known = {wish.own_words: wish.occupation_id for wish in profile.wanted.all()}
    profile.wanted.all().delete()
    WantedWork.objects.bulk_create(
        WantedWork(
            profile=profile,
            position=position,
            own_words=words,
            occupation_id=known[words] if words in known else occupations.recognise(words)[0],
        )
        for position, words in enumerate(values["wanted"][:MOST_WANTED])
    )
    profile.not_wanted = values["not_wanted"]


def has_unfound_wishes(profile: WorkProfile) -> bool:
    """Say whether a wish may mean several occupations."""
    return any(occupations.recognise(wish.own_words)[1] for wish in profile.wanted.filter(occupation=None))


def set_found_wishes(profile: WorkProfile, values: Values, _source: str, _item: int | None) -> None:
    """Keep which occupations were meant."""
    unclear = list(profile.wanted.filter(occupation=None))
    for wish in unclear:
        chosen = values.get(f"wish_{wish.position}")
        wish.occupation_id = int(chosen) if chosen and chosen != NONE else None
    WantedWork.objects.bulk_update(unclear, ["occupation"])


def ability(profile: WorkProfile, _item: int | None) -> Values:
    """Return what the person can when work is adapted."""
    found = WorkAbility.objects.filter(profile=profile).first()
    return {"adapted": list(found.adapted), "what_helps": found.what_helps} if found else {}


def set_ability(profile: WorkProfile, values: Values, _source: str, _item: int | None) -> None:
    """Keep what the person can when work is adapted; nothing told leaves no row."""
    if values["adapted"] or values["what_helps"]:
        told = {"adapted": values["adapted"], "what_helps": values["what_helps"]}
        WorkAbility.objects.update_or_create(profile=profile, defaults=told)
    else:
        WorkAbility.objects.filter(profile=profile).delete()
