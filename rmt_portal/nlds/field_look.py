"""What the form templates need to know about a field: its kind, its ids and its widget with the right classes."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms.boundfield import BoundField, BoundWidget
from django.forms.widgets import Input
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from rmt_portal.nlds.fields import DatePartsWidget

# Django's CheckboxSelectMultiple is a RadioSelect, so it must come before it.
_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "utrecht-checkbox utrecht-custom-checkbox utrecht-custom-checkbox--html-input"),
    (forms.RadioSelect, "utrecht-radio-button utrecht-radio-button--html-input"),
    (forms.CheckboxInput, "utrecht-checkbox utrecht-custom-checkbox utrecht-custom-checkbox--html-input"),
    (forms.Select, "utrecht-select utrecht-select--html-select"),
    (forms.Textarea, "utrecht-textarea utrecht-textarea--html-textarea"),
    (forms.FileInput, "rmt-file"),
    (forms.MultiWidget, ""),
    (Input, "utrecht-textbox utrecht-textbox--html-input"),
)


@dataclass(frozen=True)
class Option:
    """One radio button or checkbox, with its label beside it."""

    control: SafeString
    label: str
    id: str
    hint: str = ""
    hint_id: str = ""


@dataclass(frozen=True)
class FieldLook:
    """How one field is drawn: ``kind`` is hidden, options, checkbox, group or single."""

    kind: str
    control: SafeString
    is_radio: bool
    show_optional: bool
    as_heading: bool
    described_by: str
    hint_id: str
    error_id: str
    label_for: str
    options: list[Option] = field(default_factory=list)


def look_at(bound: BoundField) -> FieldLook:
    """Work out how to draw ``bound``: one place for classes, ids and aria attributes (UX section 8, points 3-5).

    The widget gets ``aria-required`` instead of ``required``, because Utrecht's style would show an untouched form in
    red, and because browsers' own messages are not in our words.
    """
    widget = bound.field.widget
    bound.form.use_required_attribute = False
    _add_classes(widget)
    kind = _kind(bound)
    attrs: dict[str, Any] = {}
    if bound.field.required and kind in ("single", "checkbox"):
        attrs["aria-required"] = "true"
    return FieldLook(
        kind=kind,
        control=SafeString("") if kind == "options" else bound.as_widget(attrs=attrs),
        is_radio=isinstance(widget, forms.RadioSelect) and not isinstance(widget, forms.CheckboxSelectMultiple),
        show_optional=_is_plainly_optional(bound) and kind != "checkbox",
        as_heading=getattr(bound.form, "heading_field", None) == bound.name,
        described_by=bound.aria_describedby or "",
        hint_id=f"{bound.auto_id}_helptext",
        error_id=f"{bound.auto_id}_error",
        label_for=bound.id_for_label,
        options=_options(bound) if kind == "options" else [],
    )


def _is_plainly_optional(bound: BoundField) -> bool:
    """Say whether "(niet verplicht)" belongs behind the label; a field of "this or that" sets ``show_optional``."""
    if bound.field.required or not getattr(bound.form, "show_optional", True):
        return False
    return bool(getattr(bound.field, "show_optional", True))


def focus_id(bound: BoundField) -> str:
    """Return the id a link in the error summary goes to: the first control of a group, otherwise the field."""
    return f"{bound.auto_id}_0" if bound.use_fieldset else bound.id_for_label or bound.auto_id


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if bound.is_hidden:
        return "hidden"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "options"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    return "group" if isinstance(widget, DatePartsWidget) or bound.use_fieldset else "single"


def _add_classes(widget: forms.Widget) -> None:
    wanted = next((names for kind, names in _CLASSES if isinstance(widget, kind)), "")
    given = str(widget.attrs.get("class", "")).split()
    missing = [name for name in wanted.split() if name not in given]
    if missing:
        widget.attrs["class"] = " ".join([*missing, *given])


def _options(bound: BoundField) -> list[Option]:
    """Draw every choice; a field may carry ``option_hints``, a mapping from value to a line of explanation."""
    hints = getattr(bound.field, "option_hints", {})
    options = []
    for part in bound.subwidgets:
        identifier, value = part.id_for_label, str(part.data["value"])
        hint = str(hints.get(value, ""))
        hint_id = f"{identifier}_hint" if hint else ""
        if hint_id:
            part.data["attrs"]["aria-describedby"] = hint_id
        options.append(Option(_control(part), part.choice_label, identifier, hint, hint_id))
    return options


_PLAIN_OPTIONS = {"django/forms/widgets/radio_option.html", "django/forms/widgets/checkbox_option.html"}


def _control(part: BoundWidget) -> SafeString:
    """Draw the button or box of one choice, the same as Django's template does.

    A page may have twenty choices, and three templates for each was a quarter of the time of such a page.
    """
    data = part.data
    if part.template_name not in _PLAIN_OPTIONS:
        return part.tag()
    attrs = format_html_join(
        "",
        "{}{}",
        (
            (f" {name}", "" if value is True else format_html('="{}"', str(value)))
            for name, value in data["attrs"].items()
            if value is not False
        ),
    )
    value = "" if data["value"] is None else format_html(' value="{}"', str(data["value"]))
    return format_html('<input type="{}" name="{}"{}{}>', data["type"], data["name"], value, attrs)
