"""Tags for pages: each draws one part of the house's look (see docs/look.md)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.utils import formats, timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rmt_portal import clock
from rmt_portal.nlds.dutch_fields import readable_phone
from rmt_portal.nlds.parts import Answer, Chip, MatchCard, Person, Step, Task, Text, TimelineEntry, Tone

register = template.Library()


@register.inclusion_tag("nlds/error_summary.html")
def error_summary(form: Any) -> dict[str, Any]:
    """Draw what is wrong with ``form``, with links to the fields; nothing when all is well. Above the ``<h1>``."""
    return {"form": form}


@register.inclusion_tag("nlds/parts/back_link.html")
def back_link(url: str, text: Text = "") -> dict[str, Any]:
    """Draw the link to the page before, in its own ``<nav>``."""
    return {"url": url, "text": text or _("Vorige stap")}


@register.inclusion_tag("nlds/parts/step_line.html")
def step_line(current: int, total: int) -> dict[str, Any]:
    """Draw "Stap 2 van 8" above the ``<h1>``, as text."""
    return {"current": current, "total": total}


@register.inclusion_tag("nlds/parts/alert.html")
def alert(tone: str, text: Text, heading: Text = "", live: bool = False) -> dict[str, Any]:
    """Draw a message; ``live`` has it read aloud when it appears after something the person did."""
    return {"tone": Tone(tone).value, "text": text, "heading": heading, "live": live}


@register.inclusion_tag("nlds/parts/badge.html")
def badge(text: Text, tone: str = "plain") -> dict[str, Any]:
    """Draw a short word in a box: a phase or a status."""
    return {"text": text, "tone": Tone(tone).value}


@register.inclusion_tag("nlds/parts/summary_list.html")
def summary_list(answers: Sequence[Answer], heading: Text = "", change_url: str = "", level: int = 2) -> dict[str, Any]:
    """Draw questions with their answers; with ``change_url`` a link "Aanpassen" that also names the heading."""
    rows = [
        (a.question, [a.answer] if isinstance(a.answer, str) or not isinstance(a.answer, Sequence) else a.answer)
        for a in answers
    ]
    rows = [(question, [line for line in lines if str(line)]) for question, lines in rows]
    return {"rows": rows, "heading": heading, "change_url": change_url, "level": level}


@register.inclusion_tag("nlds/parts/task_list.html")
def task_list(tasks: Sequence[Task]) -> dict[str, Any]:
    """Draw what a person can do now."""
    return {"tasks": tasks}


@register.inclusion_tag("nlds/parts/status_line.html")
def status_line(steps: Sequence[Step]) -> dict[str, Any]:
    """Draw how far something is."""
    return {"steps": steps}


@register.inclusion_tag("nlds/parts/timeline.html")
def timeline(entries: Sequence[TimelineEntry]) -> dict[str, Any]:
    """Draw what happened, newest first as given."""
    return {"entries": entries}


@register.inclusion_tag("nlds/parts/chips.html")
def chips(items: Sequence[Chip], label: Text = "") -> dict[str, Any]:
    """Draw links to filtered lists."""
    return {"items": items, "label": label or _("Snel kiezen")}


@register.inclusion_tag("nlds/parts/person_card.html")
def person_card(person: Person) -> dict[str, Any]:
    """Draw who helps."""
    return {"person": person}


@register.inclusion_tag("nlds/parts/match_card.html")
def match_card(card: MatchCard, level: int = 2) -> dict[str, Any]:
    """Draw work with its reasons."""
    return {"card": card, "level": level}


@register.inclusion_tag("nlds/parts/empty_state.html")
def empty_state(title: Text, text: Text = "", url: str = "", link: Text = "") -> dict[str, Any]:
    """Draw why there is nothing here, and the next step."""
    return {"title": title, "text": text, "url": url, "link": link}


@register.inclusion_tag("nlds/parts/pagination.html", takes_context=True)
def pagination(context: dict[str, Any], page: Page) -> dict[str, Any]:
    """Draw links to the other pages; filter and sort in the address stay as they are."""
    query = context["request"].GET.copy()
    links = []
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
        query["page"] = str(number)
        links.append((number, query.urlencode() if isinstance(number, int) else ""))
    return {
        "page": page,
        "links": links,
        "before": _with_page(query, page.number - 1),
        "after": _with_page(query, page.number + 1),
    }


def _with_page(query: Any, number: int) -> str:
    query["page"] = str(number)
    return query.urlencode()


@register.inclusion_tag("nlds/parts/consent_row.html")
def consent_row(field: Any, sees: Text = "", sees_not: Text = "") -> dict[str, Any]:
    """Draw a yes/no question about one organisation (a ``RadioSelect`` field) with what it would see and not see."""
    lines = [(_("Ziet wel:"), sees), (_("Ziet niet:"), sees_not)]
    field.help_text = (
        format_html_join(
            "", '<span class="rmt-consent__line"><strong>{}</strong> {}</span>', (line for line in lines if line[1])
        )
        or field.help_text
    )
    return {"field": field}


@register.inclusion_tag("nlds/parts/when.html")
def when(moment: datetime | date) -> dict[str, Any]:
    """Write a day as people say it ("vandaag", "6 dagen geleden"), with the full date for machines and on hover."""
    day = timezone.localdate(moment) if isinstance(moment, datetime) else moment
    return {"day": day, "words": day_in_words(day)}


def day_in_words(day: date) -> str:
    """Say how long ago or how soon ``day`` is; from two weeks away it is a date."""
    distance = (day - clock.today()).days
    near = {0: _("vandaag"), -1: _("gisteren"), 1: _("morgen"), -2: _("eergisteren"), 2: _("overmorgen")}
    if distance in near:
        return near[distance]
    if -14 < distance < 0:
        return ngettext("%(days)d dag geleden", "%(days)d dagen geleden", -distance) % {"days": -distance}
    this_year = day.year == clock.today().year
    return formats.date_format(day, "l j F" if 0 < distance < 14 else "j F" if this_year else "j F Y")


@register.filter
def phone_text(number: str) -> str:
    """Write a stored phone number as people in the Netherlands read it; what is not international stays as typed."""
    return readable_phone(number)


@register.filter
def phone_link(number: str) -> str:
    """Turn a phone number as people write it into what ``tel:`` wants."""
    digits = "".join(c for c in number if c.isdecimal() or c == "+")
    return (
        "+31" + digits[1:] if digits.startswith("0") and not digits.startswith("00") and len(digits) == 10 else digits
    )
