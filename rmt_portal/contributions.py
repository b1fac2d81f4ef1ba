"""What each floor contributes to the workplace, so that no floor imports up.

An app registers in its ``AppConfig.ready``; the roof (``rmt_portal.workplace``) only composes.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise


@dataclass(frozen=True)
class DossierTab:
    """A tab of the dossier: ``context(request, case)`` returns what ``template`` needs.

    The template is a part of the page, included below the tabs; it also knows ``case``, ``client``, ``member`` and
    ``layer`` (how much of this client is open to who looks). Who only has what the person shares by consent gets the
    tabs that name one of those categories in ``for_shared``; without it a tab stays shut.
    """

    slug: str
    title: str | Promise
    template: str
    context: Callable[[HttpRequest, Any], dict[str, Any]]
    order: int
    for_shared: frozenset[str] = frozenset()


@dataclass(frozen=True)
class DossierCard:
    """A short piece of the dossier's overview, such as the best three opportunities; drawn like a tab.

    A context of None leaves the card out.
    """

    slug: str
    title: str | Promise
    template: str
    context: Callable[[HttpRequest, Any], dict[str, Any] | None]
    order: int


@dataclass(frozen=True)
class TodayNumber:
    """A number on Vandaag that links to the list it counts. ``count(user)`` asks one query.

    Numbers that share a function are counted by one call of it, which returns the counts by slug. A number is shown,
    and counted, only for whom ``for_whom(user)`` says so.
    """

    slug: str
    title: str | Promise
    count: Callable[[Any], int | Mapping[str, int]]
    url: Callable[[], str]
    order: int
    for_whom: Callable[[Any], bool] = lambda user: True


@dataclass(frozen=True)
class TodayList:
    """A short list on Vandaag ("Vandaag doen", "Nieuw voor jou"); ``rows(user)`` returns at most a screenful."""

    slug: str
    title: str | Promise
    template: str
    rows: Callable[[Any], Iterable[Any]]
    empty: str | Promise
    order: int


@dataclass(frozen=True)
class OwnPageSection:
    """A part of "my page" of a client: ``context(request, client)`` returns what ``template`` needs.

    The template begins with its own ``<h2>`` and also knows ``client``. A context of None leaves the part out. It runs
    as the client (``row_security.client``), so nothing of somebody else exists.
    """

    slug: str
    template: str
    context: Callable[[HttpRequest, Any], dict[str, Any] | None]
    order: int


@dataclass(frozen=True)
class OwnPageTask:
    """Something a client can do now, on "my page": ``task(client)`` returns a ``nlds.parts.Task``, or None."""

    slug: str
    task: Callable[[Any], Any | None]
    order: int


@dataclass
class Contributions:
    """Everything that was registered; one instance, filled once at start-up."""

    tabs: dict[str, DossierTab] = field(default_factory=dict)
    cards: dict[str, DossierCard] = field(default_factory=dict)
    numbers: dict[str, TodayNumber] = field(default_factory=dict)
    lists: dict[str, TodayList] = field(default_factory=dict)
    own_sections: dict[str, OwnPageSection] = field(default_factory=dict)
    own_tasks: dict[str, OwnPageTask] = field(default_factory=dict)

    def add(self, item: DossierTab | DossierCard | TodayNumber | TodayList | OwnPageSection | OwnPageTask) -> None:
        """Register a contribution; the same slug twice is a mistake of a programmer and refused."""
        shelves: dict[type, dict[str, Any]] = {
            DossierTab: self.tabs,
            DossierCard: self.cards,
            TodayNumber: self.numbers,
            TodayList: self.lists,
            OwnPageSection: self.own_sections,
            OwnPageTask: self.own_tasks,
        }
        shelf = shelves[type(item)]
        if item.slug in shelf:
            raise ValueError(f"{type(item).__name__} {item.slug!r} is registered twice")
        shelf[item.slug] = item


workplace = Contributions()
