"""Keep nothing longer than the region's rule says: warn, empty to the month, remove what only proved something.

The terms are the archive selection list as data (:class:`intake.models.RetentionRule`); without a rule its proposals in
``docs/privacy/selection-list.md`` hold.

Everything here can be repeated, and done by two processes at once: people are taken with SKIP LOCKED, one transaction
each. A dry run only counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from intake import drafts, erasing, forgetting, signing_in
from intake.models import (
    ENDED_STATES,
    ERASURE_LIFECYCLE,
    LIVING,
    Case,
    CaseState,
    Client,
    Consent,
    Erasure,
    ErasureState,
    RegistrationDraft,
    RetentionRule,
)
from partners.models import AccessGrant, EmergencyAccess
from rmt_portal import clock
from rmt_portal.audit import forgetting as forgetting_log
from rmt_portal.audit import log
from rmt_portal.lifecycle import SYSTEM, begin

logger = structlog.get_logger(__name__)
WARN_DAYS = 30
BATCH = 200
_Kind = RetentionRule.Kind


@dataclass
class Report:
    """What was done, or in a dry run would be done: numbers only."""

    drafts: int = 0
    information: int = 0
    warned: int = 0
    erased: int = 0
    waiting_for_people: int = 0
    proof: int = 0
    accountability: int = 0
    log: int = 0

    def lines(self) -> list[str]:
        """The report as lines to print."""
        return [f"{item.name.replace('_', ' ')}: {getattr(self, item.name)}" for item in fields(self)]


def apply(*, dry_run: bool = True) -> Report:
    """Do, or only count, everything that retention asks for today."""
    report = Report()
    report.drafts = _drafts(dry_run)
    report.information = sum(_erase(pk, dry_run) for pk in _information_only())
    report.warned = sum(_warn(pk, due, dry_run) for pk, due in _soon_over())
    due_now = Erasure.objects.filter(due_on__lte=clock.today())
    report.erased = sum(_carry_out(pk, dry_run) for pk in _ids(due_now.filter(state=ErasureState.CONFIRMED)))
    report.waiting_for_people = due_now.filter(state__in=[ErasureState.OPEN, ErasureState.AGREED]).count()
    report.proof = _old_proof(dry_run)
    report.accountability = sum(_forget(pk, dry_run) for pk in _no_longer_accounted_for())
    report.log = _old_log(dry_run)
    if not dry_run:
        log.record("retention.apply", reasons=[f"{item.name}:{getattr(report, item.name)}" for item in fields(report)])
    return report


def over_on(client: Client, last: datetime) -> date:
    """Return the day on which the term of a person whose last contact was then is over."""
    months = RetentionRule.objects.months(_kind_of(client), client.region_id, clock.today())
    return add_months(timezone.localdate(last), months)


def add_months(day: date, months: int) -> date:
    """Return the first day of the month after ``months`` months: terms end with a month."""
    total = day.year * 12 + day.month - 1 + months + 1
    return date(total // 12, total % 12 + 1, 1)


def _drafts(dry_run: bool) -> int:
    if dry_run:
        return RegistrationDraft.objects.filter(expires_at__lte=clock.now()).count()
    signing_in.forget_old()
    return drafts.wipe_expired()


def _over() -> QuerySet[Client]:
    """People without anything that runs, each with ``last``: when there was last any contact or event.

    Who two colleagues wanted to keep is looked at again after a year.
    """
    running = Case.objects.filter(client=OuterRef("pk")).exclude(state__in=[s.value for s in ENDED_STATES])
    a_year_ago = clock.now() - timedelta(days=365)
    decided = Q(state=ErasureState.REFUSED, why=Erasure.Why.TERM, opened_at__gt=a_year_ago)
    living = Erasure.objects.filter(Q(state__in=LIVING) | decided, client=OuterRef("pk"))
    ended = Client.objects.filter(erased_on__isnull=True, cases__isnull=False)
    return (
        ended.filter(~Exists(running), ~Exists(living))
        .annotate(
            spoken=Max("cases__last_contact_at"),
            changed=Max("cases__events__at"),
            last=Greatest("changed", Coalesce("spoken", "changed")),
        )
        .order_by("pk")
    )


def _information_only() -> Iterator[int]:
    """People who only got information, a month ago: no dossier was ever kept."""
    only = _over().exclude(cases__state__in=[s.value for s in ENDED_STATES if s != CaseState.INFORMED])
    for client in only.iterator(BATCH):
        if over_on(client, client.last) <= clock.today():  # type: ignore[attr-defined]
            yield client.pk


def _soon_over() -> Iterator[tuple[int, date]]:
    """People whose term passes within thirty days, with the day."""
    shortest = clock.now() - timedelta(days=1)
    over: Any = _over()
    guided = over.filter(last__lt=shortest).exclude(pk__in=_only_informed())
    for client in guided.iterator(BATCH):
        day = over_on(client, client.last)
        if day <= clock.today() + timedelta(days=WARN_DAYS):
            yield client.pk, max(day, clock.today() + timedelta(days=WARN_DAYS))


def _only_informed() -> QuerySet[Client, int]:
    others = Case.objects.filter(client=OuterRef("pk")).exclude(state=CaseState.INFORMED)
    return Client.objects.filter(~Exists(others)).values_list("pk", flat=True)


def _kind_of(client: Client) -> str:
    states = set(client.cases.values_list("state", flat=True))
    if CaseState.CLOSED in states:
        return _Kind.CLOSED
    return _Kind.INFORMATION if states == {CaseState.INFORMED} else _Kind.TURNED_AWAY


def _locked(pk: int) -> Client | None:
    """Lock one person, or skip who another process has in hand."""
    return Client.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk, erased_on=None).first()


def _erase(pk: int, dry_run: bool) -> int:
    if dry_run:
        return 1
    with transaction.atomic():
        return int(_locked(pk) is not None and erasing.erase(pk) is not None)


def _warn(pk: int, due: date, dry_run: bool) -> int:
    """Put a person on the list of the privacy officer, thirty days before the term is over."""
    if dry_run:
        return 1
    with transaction.atomic():
        client = _locked(pk)
        if client is None or client.erasures.filter(state__in=LIVING).exists():
            return 0
        begin(Erasure(client=client, why=Erasure.Why.TERM, due_on=due), ERASURE_LIFECYCLE, "expire", SYSTEM)
        return 1


def _carry_out(pk: int, dry_run: bool) -> int:
    if dry_run:
        return 1
    with transaction.atomic():
        found = Erasure.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk)
        erasure = found.filter(state=ErasureState.CONFIRMED).first()
        return int(erasure is not None and erasing.erase(erasure.client_id, erasure=erasure) is not None)


def _old_proof(dry_run: bool) -> int:
    """Remove proof of consent, access and openings in nood of erased people, once that term is over too."""
    erased = Client.objects.filter(erased_on__isnull=False).order_by()
    regions = list(erased.values_list("region_id", flat=True).distinct())
    return sum(_old_proof_of(region_id, dry_run) for region_id in regions)


def _old_proof_of(region_id: int, dry_run: bool) -> int:
    """Do so for the people of one region, by the rule of that region."""
    months = RetentionRule.objects.months(_Kind.PROOF, region_id, clock.today())
    before = clock.now() - timedelta(days=months * 30.44)
    gone = Client.objects.filter(erased_on__isnull=False, region_id=region_id).values("pk")
    old: list[QuerySet[Any]] = [
        Consent.objects.filter(Q(withdrawn_at__lt=before), client__in=gone),
        AccessGrant.objects.filter(ends_at__lt=before, client_id__in=gone),
        EmergencyAccess.objects.filter(at__lt=before, client_id__in=gone),
    ]
    return sum(rows.count() if dry_run else rows.delete()[0] for rows in old)


def _ids(rows: QuerySet[Erasure]) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _no_longer_accounted_for() -> Iterator[int]:
    """Erased people about whom no account of money has to be given any more, by the rule of their region."""
    erased = Client.objects.filter(erased_on__isnull=False).order_by("pk")
    terms: dict[int, int] = {}
    for pk, region_id, erased_on in erased.values_list("pk", "region_id", "erased_on").iterator(BATCH):
        if region_id not in terms:
            terms[region_id] = RetentionRule.objects.months(_Kind.ACCOUNTABILITY, region_id, clock.today())
        if erased_on is not None and add_months(erased_on, terms[region_id]) <= clock.today():
            yield pk


def _forget(pk: int, dry_run: bool) -> int:
    return 1 if dry_run else int(forgetting.forget(pk) > 0)


def _old_log(dry_run: bool) -> int:
    """Destroy the log of months whose term has passed; a broken seal stops that, and a person has to look."""
    months = RetentionRule.objects.longest(_Kind.LOG, clock.today())
    through = add_months(clock.today(), -months - 1) - timedelta(days=1)
    if dry_run:
        return forgetting_log.due(through).lines
    try:
        return forgetting_log.forget(through)
    except forgetting_log.SealIsBroken as broken:
        logger.error("retention.log_not_destroyed", day=broken.day.isoformat())
        return 0
