"""Tags the form pack itself uses."""

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField

from rmt_portal.nlds.field_look import FieldLook, focus_id, look_at

register = template.Library()


@register.simple_tag
def field_look(field: BoundField) -> FieldLook:
    """Return how ``field`` is drawn."""
    return look_at(field)


@register.simple_tag
def needs_summary(form: BaseForm) -> bool:
    """Say whether the error summary must still be drawn for this form, and note that it now is."""
    if not form.errors or getattr(form, "summary_is_drawn", False):
        return False
    form.summary_is_drawn = True  # type: ignore[attr-defined]
    return True


@register.simple_tag
def summary_lines(form: BaseForm) -> list[tuple[str, str]]:
    """Return (message, id to go to) for each error, in the order of the fields; form-wide errors go nowhere."""
    lines = [(str(message), "") for message in form.non_field_errors()]
    for field in form:
        lines += [(str(message), "" if field.is_hidden else focus_id(field)) for message in field.errors]
    return lines
