"""The second part of the questions: which there are, what stands in the work profile, and how an answer gets there.

The work profile itself is where the answers are kept, so the person, a colleague and matching always look at the same.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake import profile_answers as answers
from intake import profile_questions as questions
from intake.models import WorkProfile
from intake.questions import BirthDateQuestion, Question
from intake.work_questions import HoursAndTravelQuestion, SectorQuestion

Values = dict[str, Any]
Read = Callable[[WorkProfile, int | None], Values]
Write = Callable[[WorkProfile, Values, str, int | None], None]
Applies = Callable[[WorkProfile], bool]


def _always(_profile: WorkProfile) -> bool:
    return True


@dataclass(frozen=True)
class Part:
    """A question of the second part. ``is_follow_up``: asked only after an answer that needs it, not in the list.

    ``read`` returns the stored answer in the shape of the form, ``write`` puts a valid one in the profile. Both get
    the job a page is about, or None. ``is_sensitive``: for the person and the own coach only.
    """

    slug: str
    name: str | Promise
    form: type[Question]
    read: Read
    write: Write
    applies: Applies = _always
    is_follow_up: bool = False
    is_sensitive: bool = False


PARTS = (
    Part(
        "geboortedatum", _("Geboortedatum"), BirthDateQuestion,
        answers.birth_date, answers.set_birth_date, answers.birth_date_is_open,
    ),
    Part("werk", _("Eerder werk"), questions.MoreWorkQuestion, answers.jobs, answers.keep),
    Part("baan", _("Een baan"), questions.JobQuestion, answers.job, answers.set_job, is_follow_up=True),
    Part(
        "baan-kiezen", _("Beroep dat het meest lijkt"), questions.ClosestJobQuestion,
        answers.job_occupation, answers.set_job_occupation, is_follow_up=True,
    ),
    Part(
        "sector", _("Bedrijf"), SectorQuestion, answers.sector, answers.set_sector, answers.has_worked,
    ),
    Part("vaardigheden", _("Wat je kunt"), questions.SkillsQuestion, answers.skills, answers.set_skills),
    Part(
        "vaardigheden-kiezen", _("Wat je bedoelt"), questions.ClosestSkillsQuestion,
        answers.own_words, answers.set_found_skills, answers.has_unfound_skills, is_follow_up=True,
    ),
    Part(
        "kan-niet", _("Wat je niet kunt"), questions.NeverDoneQuestion,
        answers.denied, answers.set_denied, answers.has_unconfirmed_skills,
    ),
    Part("opleiding", _("Opleiding"), questions.EducationQuestion, answers.education, answers.set_education),
    Part("bewijzen", _("Rijbewijzen en bewijzen"), questions.PapersQuestion, answers.papers, answers.set_papers),
    Part("talen", _("Talen"), questions.LanguagesQuestion, answers.languages, answers.set_languages),
    Part("uren", _("Uren en reizen"), HoursAndTravelQuestion, answers.hours, answers.set_hours),
    Part("tijden", _("Tijden"), questions.ShiftsQuestion, answers.shifts, answers.set_shifts),
    Part("wensen", _("Wensen"), questions.WishesQuestion, answers.wishes, answers.set_wishes),
    Part(
        "wensen-kiezen", _("Beroep dat je bedoelt"), questions.ClosestWishesQuestion,
        answers.wishes, answers.set_found_wishes, answers.has_unfound_wishes, is_follow_up=True,
    ),
    Part(
        "kan", _("Werk dat wordt aangepast"), questions.AbilityQuestion, answers.ability, answers.set_ability,
        is_sensitive=True,
    ),
)  # fmt: skip
BY_SLUG = {part.slug: part for part in PARTS}


def applicable(profile: WorkProfile, *, sensitive: bool = True) -> list[Part]:
    """Return the questions for this person in order, without follow-ups; the sensitive ones when those are open."""
    asked = [part for part in PARTS if not part.is_follow_up and part.applies(profile)]
    return [part for part in asked if sensitive or not part.is_sensitive]


def next_after(part: Part, profile: WorkProfile, *, sensitive: bool = True) -> Part | None:
    """Return the question that comes after one, follow-ups that apply included; None after the last."""
    later = PARTS[PARTS.index(part) + 1 :]
    return next(
        (
            other
            for other in later
            if other.slug not in ("baan", "baan-kiezen") and other.applies(profile)
            and (sensitive or not other.is_sensitive)
        ),
        None,
    )  # fmt: skip


def first_untold(profile: WorkProfile, *, sensitive: bool = True) -> Part | None:
    """Return the first question nobody answered or skipped yet."""
    return next((part for part in applicable(profile, sensitive=sensitive) if part.slug not in profile.told), None)


def mark(part: Part, profile: WorkProfile, item: int | None = None) -> str:
    """Return a sign of the stored answer to one question, by which a page knows whether it changed meanwhile.

    One question and not the whole profile, so that two people can answer different questions at once.
    """
    text = json.dumps(part.read(profile, item), sort_keys=True, default=str)
    return hashlib.sha256(f"{part.slug}:{item}:{text}".encode()).hexdigest()[:16]
