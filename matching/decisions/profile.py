"""What an employer may see of somebody before a name: work, skills, hours and licences, and nothing that tells who.

No name, age, birth date, address, town, origin, health or benefit; no words that somebody typed; no years that can be
added up to an age; of languages only those that work here asks for.
"""

from django.utils.translation import gettext as _

from intake.models import LanguageLevel, ShiftKind, WorkProfile
from matching.models import MatchDecision
from rmt_portal.reference.models import Requirement

MOST_JOBS, MOST_SKILLS = 5, 12
LONG, SOME = 5, 2
"""Years from which experience is "langer" or "enkele jaren"."""
NEVER_SAID = (Requirement.Kind.AGE, Requirement.Kind.SCREENING, Requirement.Kind.LANGUAGE)


def number_of(decision: MatchDecision) -> str:
    """Return the number by which coach and employer talk about this profile."""
    return f"P-{decision.public_id.hex[:6].upper()}"


def text(decision: MatchDecision) -> str:
    """Return the profile as plain text, to read out, copy or send."""
    found = WorkProfile.objects.filter(client_id=decision.client_id)
    profile = found.prefetch_related("experiences__occupation", "skills__skill", "has", "languages").first()
    head = [
        _("Profiel %(number)s (zonder naam)") % {"number": number_of(decision)},
        _("Voor: %(title)s") % {"title": decision.vacancy.title},
    ]
    parts = [] if profile is None else [_work(profile), _skills(profile), _papers(profile), _when(profile)]
    end = _("Interesse? Bel of mail mij. Met toestemming van de kandidaat maken wij kennis.")
    return "\n\n".join(["\n".join(head), *("\n".join(part) for part in parts if len(part) > 1), end])


def _work(profile: WorkProfile) -> list[str]:
    jobs = [e for e in profile.experiences.all() if e.occupation][:MOST_JOBS]
    return [_("Ervaring"), *(f"- {job.occupation}{_years(job.years)}" for job in jobs)]


def _years(years: float | None) -> str:
    if years is None:
        return ""
    if years >= LONG:
        return _(", langere tijd")
    return _(", enkele jaren") if years >= SOME else _(", korte tijd")


def _skills(profile: WorkProfile) -> list[str]:
    known = [str(item.skill) for item in profile.skills.all() if item.is_confirmed][:MOST_SKILLS]
    return [_("Kan"), *(f"- {name}" for name in known)]


def _papers(profile: WorkProfile) -> list[str]:
    told = [_("Opleiding en bewijzen")]
    if profile.education:
        direction = profile.get_education_direction_display() if profile.education_direction else ""
        level = profile.get_education_display()
        told.append(f"- {level}, {direction.lower()}" if direction else f"- {level}")
    told += [f"- {proof}" for proof in profile.has.all() if proof.kind not in NEVER_SAID]
    told += [
        f"- {spoken.get_language_display()}: {spoken.get_level_display().lower()}"
        for spoken in profile.languages.all()
        if spoken.level > LanguageLevel.NONE
    ]
    return told


def _when(profile: WorkProfile) -> list[str]:
    told = [_("Beschikbaar")]
    hours = sorted({h for h in (profile.hours_min, profile.hours_max) if h})
    if hours:
        told.append(_("- %(hours)s uur per week") % {"hours": _(" tot ").join(map(str, hours))})
    if profile.shifts_refused:
        refused = [str(ShiftKind(shift).label).lower() for shift in profile.shifts_refused]
        told.append(_("- niet: %(times)s") % {"times": "; ".join(refused)})
    return told
