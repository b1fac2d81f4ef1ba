"""The work profile that follows from a registration: what matching starts with."""

from intake import sectors
from intake.drafts import Answers
from intake.models import Client, ProfileSkill, Wish, WorkExperience, WorkProfile
from intake.questions import NONE
from rmt_portal.reference.models import Occupation, OccupationSkill

FROM_OCCUPATION = "occupation"


def create(client: Client, answers: Answers) -> WorkProfile:
    """Make the profile of a new client from the answers; the essential skills of the last occupation come with it."""
    work, limits = answers["beroep"], answers["uren"]
    hours_min, hours_max = hours_of(limits["hours"])
    minutes = limits["max_minutes"]
    profile = WorkProfile.objects.create(
        client=client,
        wishes=[wish for wish in answers["zoeken"]["wishes"] if wish != Wish.MONEY],
        last_sector=sectors.find(answers.get("sector", {}).get("sector", sectors.NO_SECTOR)),
        hours_min=hours_min,
        hours_max=hours_max,
        transport=limits["transport"],
        max_minutes=int(minutes) if minutes and minutes != NONE else None,
    )
    if not work["never_worked"]:
        occupation = _occupation(answers)
        WorkExperience.objects.create(
            profile=profile, position=0, occupation=occupation, own_words=work["occupation"], years=work["years"]
        )
        if occupation is not None:
            add_skills_of(profile, occupation)
    return profile


def add_skills_of(profile: WorkProfile, occupation: Occupation) -> None:
    """Add the essential skills of an occupation to a profile, as "follows from the occupation, nobody asked yet"."""
    needed = OccupationSkill.objects.filter(occupation=occupation, is_essential=True).order_by("skill")
    ProfileSkill.objects.bulk_create(
        [
            ProfileSkill(profile=profile, skill_id=skill, source=FROM_OCCUPATION)
            for skill in needed.values_list("skill", flat=True)
        ],
        ignore_conflicts=True,
    )


def _occupation(answers: Answers) -> Occupation | None:
    chosen = answers["beroep"]["exact"] or answers.get("beroep-kiezen", {}).get("closest", NONE)
    return Occupation.objects.filter(pk=chosen).first() if chosen != NONE else None


def hours_of(bands: list[str]) -> tuple[int | None, int | None]:
    """Return the widest reading of the bands that were ticked: from the least to the most hours."""
    edges = [int(edge) for band in bands for edge in band.split("-")]
    return (max(min(edges), 1), max(edges)) if edges else (None, None)
