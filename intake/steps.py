"""The order of the questions: which ones apply, what comes next and what is still missing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake import questions, work_questions
from intake.agreement_questions import AgreementQuestion, HeardQuestion
from intake.cohort_questions import LastDayQuestion
from intake.cohorts import GROUP
from intake.drafts import Answers
from intake.models import AgreedHow, Wish
from intake.questions import Context, Question
from intake.sharing_questions import ShareQuestion
from rmt_portal.nlds.fields import DatePartsField

Applies = Callable[[Answers], bool]
ON_BEHALF = questions.ON_BEHALF


def _always(_answers: Answers) -> bool:
    return True


def _has_no_address(answers: Answers) -> bool:
    return bool(answers.get("postcode", {}).get("no_address"))


def _has_worked(answers: Answers) -> bool:
    return not answers.get("beroep", {}).get("never_worked")


def _words_are_unclear(answers: Answers) -> bool:
    work = answers.get("beroep", {})
    return bool(_has_worked(answers) and work.get("options") and not work.get("exact"))


def _on_behalf(answers: Answers) -> bool:
    return ON_BEHALF in answers


def _came_with_a_code(answers: Answers) -> bool:
    return GROUP in answers


def _agreed_orally(answers: Answers) -> bool:
    return _on_behalf(answers) and answers.get("akkoord", {}).get("agreed_how") == AgreedHow.ORAL


@dataclass(frozen=True)
class Step:
    """A question with its own address. ``is_follow_up``: shares the number of the step before it."""

    slug: str
    name: str | Promise
    form: type[Question]
    applies: Applies = _always
    is_follow_up: bool = False
    is_for_staff: bool = False


STEPS = (
    Step("naam", _("Naam"), questions.NameQuestion),
    Step("bereiken", _("Contact"), questions.ReachQuestion),
    Step("postcode", _("Postcode"), questions.PostcodeQuestion),
    Step("gemeente", _("Gemeente"), questions.MunicipalityQuestion, _has_no_address, is_follow_up=True),
    Step("situatie", _("Situatie"), questions.SituationQuestion),
    Step("laatste-dag", _("Einde van je werk"), LastDayQuestion, _came_with_a_code, is_follow_up=True),
    Step("extra", _("Wat nog meer geldt"), questions.AlsoTrueQuestion),
    Step("geboortedatum", _("Geboortedatum"), questions.BirthDateQuestion),
    Step("beroep", _("Werk"), work_questions.OccupationQuestion),
    Step(
        "beroep-kiezen",
        _("Beroep dat het meest lijkt"),
        work_questions.ClosestQuestion,
        _words_are_unclear,
        is_follow_up=True,
    ),
    Step("sector", _("Bedrijf"), work_questions.SectorQuestion, _has_worked),
    Step("zoeken", _("Hulp"), work_questions.WishQuestion),
    Step("uren", _("Uren en reizen"), work_questions.HoursAndTravelQuestion),
    Step("delen", _("Gegevens delen"), ShareQuestion),
    Step("akkoord", _("Akkoord"), AgreementQuestion, _on_behalf, is_for_staff=True),
    Step("gehoord", _("Mondeling akkoord"), HeardQuestion, _agreed_orally, True, True),
)
ELSEWHERE = "andere-regio"
"""Where a postcode waits that no team of this site serves."""
BY_SLUG = {step.slug: step for step in STEPS}


def applicable(answers: Answers) -> list[Step]:
    """Return the steps somebody with these answers goes through."""
    return [step for step in STEPS if step.applies(answers)]


def next_after(step: Step, answers: Answers) -> Step | None:
    """Return the step that follows, or None when the answers can be checked."""
    return next((other for other in STEPS[STEPS.index(step) + 1 :] if other.applies(answers)), None)


def before(step: Step, answers: Answers) -> Step | None:
    """Return the step that comes before, or None at the first question."""
    earlier = [other for other in STEPS[: STEPS.index(step)] if other.applies(answers)]
    return earlier[-1] if earlier else None


def position(step: Step, answers: Answers) -> tuple[int, int]:
    """Return the number of this step and the number of steps, follow-up questions not counted."""
    counted = [other for other in applicable(answers) if not other.is_follow_up]
    here = STEPS.index(step)
    return sum(STEPS.index(other) <= here for other in counted), len(counted)


def forgotten_by(step: Step, old: dict[str, Any] | None, new: dict[str, Any]) -> list[str]:
    """Return the steps whose answers mean nothing any more after this change."""
    if step.slug == "beroep" and old is not None and old.get("occupation") != new.get("occupation"):
        return ["beroep-kiezen"]
    if step.slug == "akkoord" and new.get("agreed_how") != AgreedHow.ORAL:
        return ["gehoord"]
    if step.slug == "postcode" and not new.get("no_address"):
        return ["gemeente"]
    return []


def bound(step: Step, context: Context) -> Question:
    """Return the form of a step filled with its stored answers, to check them again."""
    stored = context.answers.get(step.slug)
    form = step.form(context=context)
    return step.form(as_posted(form, stored), context=context) if stored is not None else form


def missing(context: Context) -> list[Step]:
    """Return the steps without an answer, or whose answer is no longer good, in order."""
    return [step for step in applicable(context.answers) if not bound(step, context).is_valid()]


def first_unanswered(answers: Answers) -> Step | None:
    """Return the first step nobody answered yet."""
    return next((step for step in applicable(answers) if step.slug not in answers), None)


def wants_money_help(answers: Answers) -> bool:
    """Say whether the person asked for help with money worries."""
    return Wish.MONEY in answers.get("zoeken", {}).get("wishes", [])


def as_posted(form: Question, stored: dict[str, Any]) -> dict[str, Any]:
    """Return stored answers in the shape in which a browser posts them."""
    data = dict(stored)
    for name, field in form.fields.items():
        widget: Any = field.widget
        if isinstance(widget, forms.MultiWidget) and name in stored:
            parts: Any = widget.decompress(as_initial(form, stored)[name])
            suffixes: list[str] = widget.widgets_names  # type: ignore[attr-defined]
            data |= {f"{name}{suffix}": part for suffix, part in zip(suffixes, parts, strict=True)}
    return data


def as_initial(form: Question, stored: dict[str, Any]) -> dict[str, Any]:
    """Return stored answers as first values of a form: a day is stored as text."""
    days = {name for name, field in form.fields.items() if isinstance(field, DatePartsField)}
    return {name: _day(value) if name in days else value for name, value in stored.items()}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
