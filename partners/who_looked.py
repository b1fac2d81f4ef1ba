"""Who may see a person's data and who looked, in words the person understands (AVG art. 15).

From the log and the grants, per day and organisation: when, what and why. Names of colleagues only where their
organisation chose so (``Organisation.shows_names``): a client has a right to know which organisation looked and why,
and a colleague to work without being looked up at home; the privacy officer can tell who it was. Whoever opens a
dossier in nood is named always, and knows that before.

Two functions are meant for the own page of a client: :func:`looks` and :func:`access_of`, drawn by the templates
``partners/_who_looked.html`` and ``partners/_who_has_access.html``.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.contact_requests import SHOW, ContactReason
from partners.models import AccessGrant, DataCategory, EmergencyAccess, EmergencyReason, Organisation, Purpose, User
from rmt_portal import clock
from rmt_portal.audit import words
from rmt_portal.audit.models import AuditLine, Result

SHOWN_DAYS = 365
LINES_READ = 2000
"""The newest lines that are read; who wants more gets the whole list from the privacy officer."""

PURPOSES: dict[str, words.Text] = {
    Purpose.GUIDANCE.value: gettext_lazy("om je te helpen naar werk"),
    Purpose.REFERRAL.value: gettext_lazy("om je te helpen na een verwijzing"),
    Purpose.DEBT_HELP.value: gettext_lazy("om je te helpen met geldzorgen"),
}
SOURCES: dict[str, words.Text] = {
    "registration": gettext_lazy("je meldde je aan in deze regio"),
    "assignment": gettext_lazy("dit is je coach, of wie de coach vervangt"),
    "consent": gettext_lazy("je gaf toestemming"),
    "referral": gettext_lazy("je bent doorverwezen"),
    "absence": gettext_lazy("vervangt een collega die weg is"),
    "break_glass": gettext_lazy("opende je dossier, omdat het niet kon wachten"),
}
CONTACT_REASONS: dict[str, words.Text] = {
    ContactReason.REGISTRATION.value: gettext_lazy("om te bellen over je aanmelding"),
    ContactReason.AWAY.value: gettext_lazy("omdat je coach er niet was"),
    ContactReason.ASKED.value: gettext_lazy("omdat jij om contact vroeg"),
    ContactReason.ARRANGE.value: gettext_lazy("om te regelen wie jou helpt"),
}
LAYERS: dict[int, words.Text] = {
    0: gettext_lazy("je nummer en je voorletters"),
    1: gettext_lazy("genoeg om te beslissen wie jou helpt"),
    2: gettext_lazy("wat nodig is om je te helpen"),
    3: gettext_lazy("alles wat je vertelde"),
}
_BY_SOMEBODY = Q(actor_id__isnull=False) | Q(organisation_id__isnull=False, reasons__contains=["mailbox"])
"""A colleague, or an organisation without accounts that answers by its mailbox."""
_CHECKS = ("log.", "access.list", "emergency.list", "emergency.review")


@dataclass
class Look:
    """What one organisation did with somebody's data on one day."""

    organisation: str
    what: list[str] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    last_at: datetime | None = None
    times: int = 0
    was_refused: bool = False


@dataclass(frozen=True)
class Day:
    """A day on which somebody looked."""

    day: date
    looks: list[Look]


@dataclass(frozen=True)
class Access:
    """Who may see (or could see) the data: what, why and from when until when."""

    organisation: str
    name: str
    what: str
    why: str
    purpose: str
    since: datetime
    until: datetime | None
    is_over: bool


def looks(client_id: int, days: int = SHOWN_DAYS, earlier: Collection[int] = ()) -> list[Day]:
    """Return who looked at the data of a client, newest day first, one entry per organisation; five queries.

    ``earlier`` are the numbers of records that were merged into this one.

    Trying without being allowed to is told as well. What the portal does by itself, and what the person does, is not.
    """
    since = clock.now() - timedelta(days=days)
    lines = AuditLine.objects.about_client(client_id, *earlier).filter(_BY_SOMEBODY, at__gte=since)
    told = [line for line in lines.order_by("-pk")[:LINES_READ] if words.of(line.action).for_client]
    known = _Known.of(client_id, told)
    found: dict[tuple[date, int | None, bool], Look] = {}
    for line in told:
        refused = line.result == Result.REFUSED
        day = timezone.localdate(line.at)
        look = found.setdefault(
            (day, line.organisation_id, refused), Look(known.organisation(line), was_refused=refused, last_at=line.at)
        )
        look.times += 1
        _add(look.what, str(words.of(line.action).for_client))
        _add(look.why, known.why(line))
        for name in known.names(line):
            _add(look.names, name)
    return list(_by_day(found))


def access_of(client_id: int, hidden: Iterable[int] = ()) -> list[Access]:
    """Return who has access to a client, then who had it, newest first; without some organisations; one query."""
    now = clock.now()
    grants = AccessGrant.objects.filter(client_id=client_id).exclude(organisation_id__in=list(hidden))
    rows = [
        Access(
            organisation=grant.organisation.name,
            name=str(grant.member) if grant.member and _is_named(grant) else "",
            what=_shared(grant) or str(LAYERS[grant.layer]),
            why=str(SOURCES.get(grant.source_kind, grant.get_legal_basis_display())),
            purpose=str(PURPOSES[grant.purpose]),
            since=grant.granted_at,
            until=grant.ends_at,
            is_over=bool(grant.ends_at and grant.ends_at <= now),
        )
        for grant in grants.select_related("organisation", "member").order_by("-granted_at", "-pk")
    ]
    return sorted(rows, key=lambda row: row.is_over)


def _shared(grant: AccessGrant) -> str:
    return ", ".join(str(category.label) for category in DataCategory if category.value in grant.categories)


def _is_named(grant: AccessGrant) -> bool:
    """Name who guides, stands in or came in nood: no strangers; the others as their organisation wants."""
    return grant.source_kind in ("assignment", "absence", "break_glass") or grant.organisation.shows_names


@dataclass(frozen=True)
class _Known:
    """What the lines refer to, each kind read once."""

    organisations: dict[int, Organisation]
    people: dict[int, User]
    grants: list[AccessGrant]
    emergencies: dict[int, EmergencyAccess]

    @classmethod
    def of(cls, client_id: int, lines: list[AuditLine]) -> "_Known":
        return cls(
            Organisation.objects.in_bulk({line.organisation_id for line in lines if line.organisation_id}),
            User.objects.in_bulk({line.actor_id for line in lines if line.actor_id}),
            list(AccessGrant.objects.filter(client_id=client_id).order_by("pk")),
            EmergencyAccess.objects.filter(client_id=client_id).in_bulk(),
        )

    def organisation(self, line: AuditLine) -> str:
        found = self.organisations.get(line.organisation_id or 0)
        return found.name if found else _("Het team")

    def names(self, line: AuditLine) -> Iterator[str]:
        organisation = self.organisations.get(line.organisation_id or 0)
        is_named = line.action == "dossier.emergency" or (organisation is not None and organisation.shows_names)
        if is_named and line.actor_id in self.people:
            yield self.people[line.actor_id].name

    def why(self, line: AuditLine) -> str:
        if line.result == Result.REFUSED:
            return _("dit mocht niet, er is niets getoond")
        if line.action == "dossier.emergency":
            return self._emergency(line)
        if line.action == SHOW and line.reasons:
            return str(CONTACT_REASONS.get(line.reasons[0], ""))
        if line.action.startswith(_CHECKS):
            return _("om na te kijken of iedereen zich aan de regels houdt")
        held = [g.purpose for g in self.grants if g.organisation_id == line.organisation_id and _held(g, line.at)]
        purpose = next((p for p in PURPOSES if p in held), line.purpose)
        return str(PURPOSES.get(purpose, _("om te regelen wie jou helpt")))

    def _emergency(self, line: AuditLine) -> str:
        opened = next((self.emergencies[pk] for pk in line.object_ids if pk in self.emergencies), None)
        if opened is None:
            return _("omdat het niet kon wachten")
        reason = str(EmergencyReason(opened.reason).label)
        return f"{reason}. {opened.explanation}".strip() if opened.explanation else reason


def _held(grant: AccessGrant, at: datetime) -> bool:
    """Whether a grant was there at a moment; the minute before counts, as giving and looking share a request."""
    return grant.granted_at <= at + timedelta(minutes=1) and (grant.ends_at is None or grant.ends_at > at)


def _add(words_so_far: list[str], word: str) -> None:
    if word and word not in words_so_far:
        words_so_far.append(word)


def _by_day(found: dict[tuple[date, Any, bool], Look]) -> Iterator[Day]:
    days: dict[date, list[Look]] = {}
    for (day, _organisation, _refused), look in found.items():
        days.setdefault(day, []).append(look)
    yield from (Day(day, entries) for day, entries in days.items())
