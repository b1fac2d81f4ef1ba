"""The questions a coach can fill in for a person, as links in the dossier's intake tab."""

from typing import Any

from django import template

from intake.models import Case
from rmt_portal.workplace import profile_pages
from rmt_portal.workplace.rows import layer_of

register = template.Library()


@register.inclusion_tag("workplace/parts/profile_links.html", takes_context=True)
def profile_links(context: dict[str, Any], case: Case) -> dict[str, Any]:
    """Draw the links for who may write in this dossier, and nothing for who reads only."""
    opened = context["request"].dossier
    can_write = opened.may_write and not opened.has_ended
    return {"links": profile_pages.links(case, layer_of(case)) if can_write else []}
