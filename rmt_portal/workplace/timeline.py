"""What happened in a case, from registrations, changes of phase, contacts and coaches, newest first.

Each source has its rows, what is read of each and how that is said; all that is wanted is asked in one query.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake import registrations, rhythm
from intake.models import (
    Case,
    CaseAssignment,
    CaseState,
    Client,
    ContactMoment,
    Erasure,
    ErasureState,
    SignalKind,
    SnoozeReason,
)
from rmt_portal.nlds.dutch_fields import readable_phone
from rmt_portal.workplace.words import long_day

KINDS: dict[str, str | Promise] = {
    "contact": gettext_lazy("Contact"),
    "fase": gettext_lazy("Fase"),
    "coach": gettext_lazy("Coach"),
    "aanmelding": gettext_lazy("Aanmelding"),
    "signalen": gettext_lazy("Signalen"),
    "gegevens": gettext_lazy("Gegevens"),
}


@dataclass(frozen=True)
class Entry:
    """One thing that happened."""

    at: datetime
    kind: str
    title: str
    who: str = ""
    text: str = ""


Told = Mapping[str, Any]


@dataclass(frozen=True)
class Source:
    """Where entries of one kind come from: rows of a case, the column with the moment, what is told of each row, and
    the title, who and text of that."""

    kind: str
    rows: Callable[[Case], QuerySet[Any]]
    told: Mapping[str, Any]
    said: Callable[[Told], tuple[str, str, str]]
    at: str = "at"


def entries(case: Case, kind: str = "", limit: int = 200) -> list[Entry]:
    """Return what happened, newest first, at most ``limit`` entries, of one kind or of all."""
    return _newest(case, [kind] if kind else list(KINDS), limit)


def recent(case: Case, limit: int) -> list[Entry]:
    """Return what the team did last, for the overview; what the person changed stands on the timeline itself."""
    return _newest(case, BY_TEAM, limit)


def _newest(case: Case, kinds: Collection[str], limit: int) -> list[Entry]:
    """Ask all sources at once; at the same moment the source that stands first, and of one source the newest row."""
    sources = [source for source in SOURCES if source.kind in kinds]
    found: list[tuple[datetime, float, int, Entry]] = []
    for at, place, row, told in _rows(case, sources, limit):
        title, who, text = sources[place].said(told)
        found.append((at, -place, row, Entry(at, sources[place].kind, title, who, text)))
    if REGISTERED in kinds:
        found += [(e.at, -AFTER_COACHES, -n, e) for n, e in enumerate(_registrations(case, limit))]
    return [entry for *_order, entry in sorted(found, key=lambda one: one[:3], reverse=True)[:limit]]


def _rows(case: Case, sources: list[Source], limit: int) -> list[tuple[datetime, int, int, Told]]:
    """Return moment, source, key and what is told, of the newest rows of each source."""
    asked = [
        source.rows(case)
        .order_by(f"-{source.at}", "-pk")
        .values_list(F(source.at), Value(place), F("pk"), JSONObject(**source.told))[:limit]
        for place, source in enumerate(sources)
    ]
    if not asked:
        return []
    return list(asked[0].union(*asked[1:], all=True)) if len(asked) > 1 else list(asked[0])


def _name(person: str) -> Any:
    """Say what ``str(user)`` says, in the database."""
    return Coalesce(NullIf(f"{person}__name", Value("")), f"{person}__email")


def _contact(told: Told) -> tuple[str, str, str]:
    way = str(ContactMoment.Way(told["way"]).label).capitalize()
    return way if told["reached"] else _("Niet bereikt"), told["who"], told["text"]


def _phase(told: Told) -> tuple[str, str, str]:
    title = _("Fase: %(phase)s") % {"phase": CaseState(told["to"]).label}
    return title, told["who"] or _("het systeem"), told["text"]


def _coach(told: Told) -> tuple[str, str, str]:
    kind = CaseAssignment.Kind(told["kind"]).label
    about = {"name": told["name"], "organisation": told["organisation"], "kind": kind}
    return _("%(name)s (%(organisation)s) werd %(kind)s") % about, "", ""


def _agreed(told: Told) -> tuple[str, str, str]:
    words = rhythm.in_words(told["days"]) if told["days"] else _("zoals gewoon in de fase")
    return _("Contact %(words)s") % {"words": words}, told["who"], ""


def _put_off(told: Told) -> tuple[str, str, str]:
    about = {"day": long_day(date.fromisoformat(told["until"])), "what": SignalKind(told["signal"]).label}
    why = ": ".join(filter(None, (str(SnoozeReason(told["reason"]).label), told["note"])))
    return _("Uitgesteld tot %(day)s: %(what)s") % about, told["who"], why


def _corrected(told: Told) -> tuple[str, str, str]:
    names, before, after = told["fields"], told["before"], told["after"]
    changes = "; ".join(f"{_value(name, before)} → {_value(name, after)}" for name in names)
    return _("Kandidaat paste aan: %(what)s") % {"what": ", ".join(map(_name_of, names))}, _("de kandidaat"), changes


def _erase(told: Told) -> tuple[str, str, str]:
    return _("Kandidaat vroeg om alles te wissen"), _("de kandidaat"), str(ErasureState(told["state"]).label)


def _registrations(case: Case, limit: int) -> list[Entry]:
    return [
        Entry(
            at=row.submitted_at,
            kind=REGISTERED,
            title=_("Aangemeld via %(door)s") % {"door": row.entry_organisation or row.get_channel_display()},
        )
        for row in registrations.of_case(case)[:limit]
    ]


def filter_links(case: Case, kind: str, address: str) -> list[dict[str, Any]]:
    """Return the chips above the time line: everything, or one kind."""
    chips: list[tuple[str, str | Promise]] = [("", gettext_lazy("Alles")), *KINDS.items()]
    return [
        {"title": title, "url": f"{address}&soort={slug}" if slug else address, "current": slug == kind}
        for slug, title in chips
    ]


def _value(field: str, told: Mapping[str, Any]) -> str:
    value = str(told.get(field) or "–")
    return readable_phone(value) if field == "phone" else value


def _name_of(field: str) -> str:
    return str(getattr(Client._meta.get_field(field), "verbose_name", field))


REGISTERED = "aanmelding"
BY_TEAM = ("contact", "fase", "coach", REGISTERED)
AFTER_COACHES = 2.5
"""Where a registration stands among the sources; it is asked for once for the whole dossier."""
SOURCES = (
    Source(
        "contact",
        lambda case: case.contacts.all(),
        {"way": "way", "reached": "reached", "who": _name("author"), "text": "note"},
        _contact,
    ),
    Source(  # getting a coach stands among the coaches already
        "fase",
        lambda case: case.events.exclude(from_state="").exclude(event="assign"),
        {"to": "to_state", "who": _name("actor"), "text": "reason"},
        _phase,
    ),
    Source(
        "coach",
        lambda case: case.assignments.all(),
        {"name": _name("coach"), "organisation": "organisation__name", "kind": "kind"},
        _coach,
        "from_at",
    ),
    # how often contact was agreed, and which signals were put off by whom and why
    Source(
        "signalen",
        lambda case: case.rhythm_changes.all(),
        {"days": "every_days", "who": _name("agreed_by")},
        _agreed,
    ),
    Source(
        "signalen",
        lambda case: case.snoozes.all(),
        {"until": "until_on", "signal": "signal", "reason": "reason", "note": "note", "who": _name("made_by")},
        _put_off,
        "made_at",
    ),
    # what the person did on the own page: data put right, and the question to erase everything
    Source(
        "gegevens",
        lambda case: case.client.corrections.all(),
        {"fields": "fields", "before": "before", "after": "after"},
        _corrected,
    ),
    Source(
        "gegevens",
        lambda case: case.client.erasures.filter(why=Erasure.Why.ASKED),
        {"state": "state"},
        _erase,
        "opened_at",
    ),
)
