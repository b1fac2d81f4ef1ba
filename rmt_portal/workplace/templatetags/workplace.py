"""Words and icons for the templates of the workplace."""

from datetime import date, datetime
from typing import Any

import phonenumbers
from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from rmt_portal.workplace import words

register = template.Library()

DUTCH = 31


@register.filter
def ago(moment: date | datetime) -> str:
    """Say how long ago a moment was."""
    return words.ago(moment)


@register.filter
def days_ago(moment: date | datetime) -> int:
    """Count the days since a moment."""
    return words.days_ago(moment)


@register.filter
def until(day: date) -> str:
    """Say when a day is, or how late it has become."""
    return words.until(day)


@register.filter
def long_day(moment: date | datetime) -> str:
    """Say a day in full."""
    return words.long_day(moment)


@register.filter
def phone(number: str) -> str:
    """Write a stored number as people in the Netherlands read it: "06 12345678"; a foreign one keeps its country."""
    try:
        parsed = phonenumbers.parse(number, "NL")
    except phonenumbers.NumberParseException:
        return number
    is_dutch = parsed.country_code == DUTCH
    style = phonenumbers.PhoneNumberFormat.NATIONAL if is_dutch else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(parsed, style))


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw one of the workplace's icons; it never stands alone: a word follows."""
    sprite = static("img/workplace.svg")
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', sprite, name)


@register.inclusion_tag("workplace/parts/phase.html")
def phase(case: Any) -> dict[str, Any]:
    """Draw the phase of a case as a tag; its colour only repeats what the word says."""
    return {"label": case.get_state_display(), "kind": PHASE_KINDS.get(case.state, "")}


PHASE_KINDS = {
    **dict.fromkeys(("intake", "diagnosed", "plan_agreed", "active", "mediation", "placed", "aftercare"), "is-going"),
    **dict.fromkeys(("closed", "regular_referred", "informed", "on_hold", "no_contact", "withdrawn"), "is-still"),
}


@register.simple_tag
def whole_list_url(filters: Any) -> str:
    """Return where the whole list, as it is filtered now, is made into a file."""
    page = "admin:my_candidates_file" if filters.mine else "admin:candidates_file"
    return str(filters.url()).replace(filters.path, reverse(page), 1)
