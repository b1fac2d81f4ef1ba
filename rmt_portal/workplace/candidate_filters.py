"""The filters of the candidate list: read from the address, applied to the cases, written back as links."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import escape
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import Count
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from intake.models import CaseState, DataCategory, Situation
from intake.models.case import CaseQuerySet
from partners import access
from partners.models import Layer, Membership, Purpose, Role
from rmt_portal.postgres import judged_once
from rmt_portal.reference.models import Municipality
from rmt_portal.workplace import kept_search
from rmt_portal.workplace.member import Member
from rmt_portal.workplace.rows import SHORT_SITUATION
from rmt_portal.workplace.signals import NO_COACH, SIGNALS, Signal

ALL = ""
ORDERS = {
    "laat": _("Wat te laat is eerst"),
    "naam": _("Naam"),
    "contact": _("Langst geen contact"),
    "nieuw": _("Nieuwste eerst"),
}
_NUMBER = re.compile(r"^[A-Za-z]{1,4}-\d{4}-\d+$")
_POSTCODE = re.compile(r"^([1-9]\d{3})\s?([A-Za-z]{2})$")
_DATE = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$")


@dataclass(frozen=True)
class CandidateFilters:
    """What the address of the list asks for; anything unknown in it is left out."""

    member: Member
    path: str
    mine: bool
    chosen: Mapping[str, str]
    text: str = ""
    search_key: str = ""
    signal: str = ALL
    order: str = "laat"

    @classmethod
    def read(cls, request: HttpRequest, member: Member, mine: bool) -> "CandidateFilters":
        """Read the address."""
        given = request.GET
        chosen = {
            "fase": given.get("fase", "") if given.get("fase") in CaseState.values else "",
            "situatie": given.get("situatie", "") if given.get("situatie") in Situation.values else "",
            "gemeente": given.get("gemeente", "") if re.fullmatch(r"\w{2,6}", given.get("gemeente", "")) else "",
            "coach": given.get("coach", "") if re.fullmatch(r"\d{1,12}", given.get("coach", "")) and not mine else "",
        }
        text = kept_search.read(request)
        return cls(
            member=member,
            path=request.path,
            mine=mine,
            chosen={name: value for name, value in chosen.items() if value},
            text=text,
            search_key=given.get("zoek", "") if text else "",
            signal=given.get("signaal", ALL) if given.get("signaal") in _signals(mine) else ALL,
            order=given.get("volgorde", "laat") if given.get("volgorde") in ORDERS else "laat",
        )

    def active(self) -> list[str]:
        """Name the filters in use."""
        return [*self.chosen, *(["zoek"] if self.text else []), *(["signaal"] if self.signal else [])]

    @property
    def layer(self) -> Layer:
        """How far a case must be open to be in this list.

        Who may only know that there is a dossier sees it as a number; but a search finds what is open, otherwise a
        name that is typed would tell who is known here. A whole number of a dossier may be looked up. Likewise a filter
        on where somebody lives, or on what happened, finds only whose answer is open.
        """
        if self.text and not _NUMBER.match(self.text):
            return Layer.WORK
        return Layer.TRIAGE if {"gemeente", "situatie"} & set(self.chosen) else Layer.REFERENCE

    @property
    def category(self) -> str:
        """What people must share by consent to be found as well: what this search or filter is about.

        About two categories at once nobody is found by consent; their coach's organisation can look with both.
        """
        asks = {DataCategory.CONTACT.value} if self.text or "gemeente" in self.chosen else set()
        asks |= {DataCategory.WORK_PROFILE.value} if "situatie" in self.chosen else set()
        return asks.pop() if len(asks) == 1 else ""

    @cached_property
    def by_consent_only(self) -> models.QuerySet[Any, int] | None:
        """The clients of whom only what they share is open, as a subquery; None when there are none.

        They stand in the list, but no filter, number or order tells how their case goes or who guides it.
        """
        found = access.clients_by_consent_only(self.member.user, Purpose.GUIDANCE)
        return None if self.mine or not found.exists() else found

    @property
    def reads_whole_region(self) -> bool:
        """Whether this list goes over most dossiers of a region: a team that takes up registrations sees them all."""
        narrow = self.mine or bool(self.text) or "coach" in self.chosen
        return not narrow and any(m.organisation.handles_registrations for m in self.member.memberships)

    def kept(self) -> dict[str, str]:
        """Return what can be kept under a name: the filters, never what somebody searched for."""
        kept = {**self.chosen, "signaal": self.signal, "volgorde": self.order if self.order != "laat" else ""}
        return {name: value for name, value in kept.items() if value}

    def in_words(self) -> str:
        """Say the filters in words, those that need no question to the database."""
        said = [str(SIGNALS[self.signal].title)] if self.signal else []
        said += [str(CaseState(self.chosen["fase"]).label)] if "fase" in self.chosen else []
        said += [str(SHORT_SITUATION[self.chosen["situatie"]])] if "situatie" in self.chosen else []
        said += [str(_("een gemeente"))] if "gemeente" in self.chosen else []
        said += [str(_("een coach"))] if "coach" in self.chosen else []
        return ", ".join([*said, str(ORDERS[self.order])])

    # --- applied to the cases -----------------------------------------------------------------------------------------
    def apply(self, cases: CaseQuerySet) -> CaseQuerySet:
        """Keep the cases that fit everything but the chip; closed ones only when their phase is asked for."""
        cases = cases.filter(state=self.chosen["fase"]) if "fase" in self.chosen else cases.open()
        if self.mine:
            cases = cases.of_coach(self.member.user)
        if "gemeente" in self.chosen:
            cases = cases.filter(client__municipality__code=self.chosen["gemeente"])
        if "situatie" in self.chosen:
            cases = cases.filter(situations__contains=[self.chosen["situatie"]])
        if "coach" in self.chosen:
            cases = cases.of_coach(self.chosen["coach"])
        if {"fase", "coach"} & set(self.chosen):
            cases = self._told(cases)
        return self._search(cases) if self.text else cases

    def _told(self, cases: CaseQuerySet) -> CaseQuerySet:
        """Leave out who shares something by consent and nothing else."""
        return cases if self.by_consent_only is None else cases.exclude(client__in=self.by_consent_only)

    def _search(self, cases: CaseQuerySet) -> CaseQuerySet:
        """Read a birth date or a whole postcode as such; anything else is words of a name or a number."""
        born, postcode = birth_date(self.text), _POSTCODE.match(self.text)
        if born:
            return cases.filter(client__birth_date=born)
        if postcode:
            return cases.filter(client__postcode=f"{postcode[1]} {postcode[2].upper()}")
        return cases.named(self.text)

    def apply_signal(self, cases: CaseQuerySet) -> CaseQuerySet:
        """Keep the cases of the chosen chip."""
        return self._told(cases.filter(SIGNALS[self.signal].condition())) if self.signal else cases

    def sort(self, cases: CaseQuerySet) -> CaseQuerySet:
        """Put the cases in the chosen order."""
        if self.order == "naam":
            return cases.order_by("client__sort_name" if self.mine else self._shown_name(), "pk")
        if self.order == "contact":
            if self.by_consent_only is None:
                return cases.order_by("last_contact_at", "pk")
            untold = models.When(client__in=self.by_consent_only, then=None)
            return cases.order_by(models.Case(untold, default="last_contact_at").asc(nulls_last=True), "pk")
        return cases.order_by("-opened_at", "-pk") if self.order == "nieuw" else cases.late_first(self.by_consent_only)

    def _shown_name(self) -> models.Case:
        """Where only a number is shown, the number is sorted on: the order must not tell whose name comes first.

        Asked as a list of who is open to that, instead of how far each is open: 0.2 instead of 0.4 s for a region.
        """
        named = access.visible_client_ids(self.member.user, Layer.WORK, Purpose.GUIDANCE)
        return models.Case(models.When(client__in=named, then="client__sort_name"), default="reference")

    # --- counted and shown --------------------------------------------------------------------------------------------
    def count_chips(self, cases: CaseQuerySet) -> dict[str, int]:
        """Count every chip; the empty slug is all of them."""
        counted = self._by_slug(self._told(cases).aggregate(**self._counted()))
        return counted if self.by_consent_only is None else counted | {ALL: cases.count()}

    def page_with_counts(self, cases: CaseQuerySet, start: int, length: int) -> tuple[dict[str, int], list[int]]:
        """Return the counts of the chips and the ids of a page, in one query; nothing of both when no row stands there.

        Only where nobody stands in the list by consent alone: their case counts nowhere.
        """
        signals = _signals(self.mine)
        marks = {slug: f"n_{i}" for i, slug in enumerate(signals)}
        ordered = self.sort(cases)
        keys, order = _order_columns(ordered)
        rows = ordered.annotate(**{marks[slug]: signal.condition() for slug, signal in signals.items()}, **keys)
        chosen = f"WHERE {marks[self.signal]}" if self.signal else ""
        counts = "".join(f", count(*) FILTER (WHERE {mark})" for mark in marks.values())
        found = judged_once.ask(
            rows,
            ["id", *marks.values(), *keys],
            f"SELECT ARRAY(SELECT id FROM seen {chosen} ORDER BY {order} LIMIT %s OFFSET %s), count(*){counts}"  # noqa: S608 -- our own names
            " FROM seen",
            length,
            start,
        )
        if found is None or not found[0]:
            return {}, []
        return dict(zip([ALL, *marks], found[1:], strict=True)), found[0]

    def _counted(self) -> dict[str, Count]:
        signals = _signals(self.mine).values()
        return {"total": Count("pk")} | {f"n_{i}": Count("pk", filter=s.condition()) for i, s in enumerate(signals)}

    def _by_slug(self, counted: Mapping[str, Any]) -> dict[str, int]:
        return {ALL: counted["total"]} | {slug: counted[f"n_{i}"] for i, slug in enumerate(_signals(self.mine))}

    def chips(self, counts: Mapping[str, int]) -> list[dict[str, Any]]:
        """Return the chips: title, count, address and whether it is the chosen one."""
        titles: dict[str, Any] = {ALL: _("Alles")} | {slug: s.title for slug, s in _signals(self.mine).items()}
        return [
            {"title": title, "count": counts[slug], "url": self.url(signaal=slug), "current": slug == self.signal}
            for slug, title in titles.items()
        ]

    def orders(self) -> list[dict[str, Any]]:
        """Return the orders to choose from."""
        return [{"value": slug, "title": title, "chosen": slug == self.order} for slug, title in ORDERS.items()]

    def url(self, **changes: Any) -> str:
        """Return the address of this list with something changed; another filter starts at page one again."""
        query = {**self.chosen, "signaal": self.signal, "zoek": self.search_key}
        query |= {"volgorde": self.order if self.order != "laat" else "", **changes}
        filled = {name: value for name, value in query.items() if value}
        return f"{self.path}?{urlencode(filled)}" if filled else self.path

    @property
    def clear_url(self) -> str:
        """Return the address without any filter."""
        return self.path

    @property
    def everyone_url(self) -> str:
        """Return the same search over everybody."""
        return self.url().replace(self.path, reverse("admin:candidates"), 1)


def _order_columns(ordered: CaseQuerySet) -> tuple[dict[str, Any], str]:
    """Return what a queryset is put in order by as columns by name, and the order of those columns in SQL."""
    keys, order = {}, []
    for i, item in enumerate(map(_as_order, ordered.query.order_by)):
        keys[f"key_{i}"] = item.expression
        direction = "DESC" if item.descending else "ASC"
        order.append(f"key_{i} {direction}{' NULLS LAST' if item.nulls_last else ''}")
    return keys, ", ".join(order)


def _as_order(item: Any) -> models.OrderBy:
    """Read one part of an order, which Django takes as a name, an expression, or an expression with a direction."""
    if isinstance(item, str):
        return models.OrderBy(models.F(item.removeprefix("-")), descending=item.startswith("-"))
    return item if isinstance(item, models.OrderBy) else models.OrderBy(item)


def _signals(mine: bool) -> dict[str, Signal]:
    """Return the chips: of the own candidates nobody is without a coach."""
    return {slug: s for slug, s in SIGNALS.items() if not (mine and s is NO_COACH)}


def birth_date(text: str) -> date | None:
    """Read a birth date as people type it ("3-4-1988", "3 4 1988"), or None when it is something else."""
    found = _DATE.match(text.strip())
    if not found:
        return None
    day, month, year = map(int, found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def choices_for(member: Member, filters: CandidateFilters) -> list[dict[str, Any]]:
    """Return the drop-downs of the filter panel with their options: phase, situation, municipality, coach."""
    municipalities, coaches = _places_and_people(member, with_coaches=not filters.mine)
    drops: list[tuple[str, Any, list[tuple[str, Any]]]] = [
        ("fase", _("Fase"), [(state.value, state.label) for state in CaseState]),
        ("situatie", _("Situatie"), list(SHORT_SITUATION.items())),
        ("gemeente", _("Gemeente"), municipalities),
    ]
    if not filters.mine:
        drops.append(("coach", _("Coach"), coaches))
    return [
        {"name": name, "title": title, "options": _as_html(options, filters.chosen.get(name))}
        for name, title, options in drops
    ]


def _as_html(options: list[tuple[str, Any]], chosen: str | None) -> SafeString:
    """Write the options of a drop-down: a region has hundreds of coaches, and a template takes ten times as long."""
    written = (
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(str(title))}</option>'
        for value, title in options
    )
    return SafeString("".join(written))


def _places_and_people(member: Member, with_coaches: bool) -> tuple[list[tuple[str, Any]], list[tuple[str, Any]]]:
    """Return the municipalities and, when asked, the coaches of the region by name, in one query."""
    rows = _options(Municipality.objects.filter(region=member.region), "gemeente", "code", "name")
    if with_coaches:
        held = Membership.objects.active().filter(region=member.region, role=Role.COACH)
        rows = rows.union(_options(held, "coach", "user_id", "user__name"))
    found = sorted(rows, key=lambda row: (row[2].lower(), row[1]))
    places, people = ([(value, title) for kind, value, title in found if kind == wanted] for wanted in _KINDS)
    return places, people


_KINDS = ("gemeente", "coach")


def _options(rows: models.QuerySet[Any], kind: str, value: str, title: str) -> models.QuerySet[Any, Any]:
    """Return rows as options of a drop-down, in one form so that two kinds can be asked at once."""
    text = models.TextField()
    asked = rows.order_by().annotate(kind=models.Value(kind, text), value=Cast(value, text), title=Cast(title, text))
    return asked.values_list("kind", "value", "title")
