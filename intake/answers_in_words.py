"""The answers of a draft as people read them, for the page on which they check everything."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from intake import steps
from intake.questions import Context, Question
from intake.sharing_questions import ShareQuestion
from rmt_portal.nlds.dutch_fields import PhoneField, readable_phone
from rmt_portal.nlds.parts import Answer


@dataclass(frozen=True)
class Section:
    """One question page with its answers; ``is_missing`` when it still needs an answer."""

    heading: str
    change_url: str
    answers: list[Answer]
    is_missing: bool


def sections(context: Context) -> list[Section]:
    """Return every question that applies, in order."""
    return [_section(step, context) for step in steps.applicable(context.answers)]


def _section(step: steps.Step, context: Context) -> Section:
    form = steps.bound(step, context)
    answers = of_form(form)
    url = reverse("registration_question", args=[step.slug]) + "?terug=controle"
    return Section(str(step.name), url, answers or [], answers is None)


def of_form(form: Question) -> list[Answer] | None:
    """Return the answers of a filled-in form, or None when it is not filled in well."""
    if not form.is_valid():
        return None
    if isinstance(form, ShareQuestion):
        return form.answers()
    shown = [field for field in form.visible_fields() if _is_worth_showing(field, form)]
    return [Answer(field.label or "", _words(field, form.cleaned_data.get(field.name))) for field in shown]


def _is_worth_showing(bound: BoundField, form: Question) -> bool:
    """Leave out a box nobody ticked, and a question that another answer made needless."""
    if isinstance(bound.field, forms.BooleanField):
        return bool(getattr(form, "cleaned_data", {}).get(bound.name)) and bound.name != form.NOT_A_BSN
    needless = bound.name in form.this_or_that and len(form.this_or_that) == 1
    return not needless or bool(getattr(form, "cleaned_data", {}).get(bound.name))


def _words(bound: BoundField, value: Any) -> str | list[str]:
    field: Any = bound.field
    if value in (None, "", [], False):
        return ""
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        labels = {str(code): str(label) for code, label in choices}
        chosen = value if isinstance(value, list) else [value]
        return [labels[str(code)] for code in chosen]
    if isinstance(value, list):
        return [str(part) for part in value]
    return _plain(field, value)


def _plain(field: Any, value: Any) -> str:
    if isinstance(field, PhoneField):
        return readable_phone(value)
    if isinstance(value, date):
        return formats.date_format(value, "j F Y")
    return _("Ja") if value is True else str(value)
