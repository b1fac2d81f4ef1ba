"""Questions to the log: by client, person, organisation, action, result and period, within regions, newest first.

Pages go by key and not by number: "older than line 812" is as fast on the thousandth page as on the first.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from rmt_portal.audit import words
from rmt_portal.audit.models import AuditLine, AuditLineQuerySet

PER_PAGE = 50


@dataclass(frozen=True)
class Search:
    """What is looked for. ``region_ids`` are the asker's own: nothing outside them is ever found.

    Lines from before the log wrote down regions are found by client only, when the asker says (with
    ``client_is_own``) that this client belongs to the regions.
    """

    region_ids: tuple[int, ...]
    client_id: int | None = None
    client_is_own: bool = False
    actor_id: int | None = None
    organisation_id: int | None = None
    action: str = ""
    kind: str = ""
    result: str = ""
    first_day: date | None = None
    last_day: date | None = None

    def lines(self) -> AuditLineQuerySet:
        """Return the lines that are found, newest first."""
        found = AuditLine.objects.order_by("-pk")
        if self.client_id is not None:
            found = found.about_client(self.client_id)
        if not (self.client_id is not None and self.client_is_own):
            found = found.filter(region_ids__overlap=list(self.region_ids))
        if self.actor_id is not None:
            found = found.by_actor(self.actor_id)
        if self.organisation_id is not None:
            found = found.filter(organisation_id=self.organisation_id)
        if self.action:
            found = found.filter(action=self.action)
        elif self.kind:
            found = found.filter(words.of_kind(self.kind))
        if self.result:
            found = found.filter(result=self.result)
        return found.filter(self._period())

    def _period(self) -> Q:
        """Whole days as people in the Netherlands count them, the last one included."""
        rule = Q()
        if self.first_day:
            rule &= Q(at__gte=_midnight(self.first_day))
        if self.last_day:
            rule &= Q(at__lt=_midnight(self.last_day + timedelta(days=1)))
        return rule


@dataclass(frozen=True)
class Page:
    """A screenful of lines, with the keys of the pages beside it (None: there is none)."""

    lines: list[AuditLine] = field(default_factory=list)
    older_than: int | None = None
    newer_than: int | None = None


def page(search: Search, *, older_than: int | None = None, newer_than: int | None = None) -> Page:
    """Return the page that begins after one key, or ends before the other; one query."""
    found = search.lines()
    if newer_than is not None:
        upwards = list(found.filter(pk__gt=newer_than).order_by("pk")[: PER_PAGE + 1])
        lines = upwards[:PER_PAGE][::-1]
        more = len(upwards) > PER_PAGE
        return Page(lines, lines[-1].pk if lines else None, lines[0].pk if lines and more else None)
    if older_than is not None:
        found = found.filter(pk__lt=older_than)
    downwards = list(found[: PER_PAGE + 1])
    lines = downwards[:PER_PAGE]
    more = len(downwards) > PER_PAGE
    return Page(lines, lines[-1].pk if more else None, lines[0].pk if lines and older_than is not None else None)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
