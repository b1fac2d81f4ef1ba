"""Bring a caseload in: take the lines of a file, check each, register who can be, and say what became of every line.

Small files are done at once; larger ones by the outbox, :data:`AT_A_TIME` lines at a time, so that somebody sees how
far it is. A line is registered whole or not at all, and the same line never makes a second person: its registration has
a key that follows from what stands in it.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from intake import coaching, drafts, registrations
from intake.assisting import ASSISTING_ROLES
from intake.caseload import columns, lines, reading
from intake.drafts import Answers
from intake.duplicates import finding
from intake.models import (
    MAX_REASON,
    Case,
    CaseloadFile,
    CaseloadLine,
    CaseloadState,
    Channel,
    LineOutcome,
    RegistrationDraft,
)
from partners import access
from partners.models import Membership, Organisation, Role, User
from rmt_portal import clock, row_security
from rmt_portal.audit import log
from rmt_portal.lifecycle import Actor, StateConflict
from rmt_portal.outbox import queue
from rmt_portal.outbox.handlers import Payload
from rmt_portal.reference.models import LabourRegion

IMPORT, IMPORT_OWN = "registration.import", "registration.import_own"
WORK = "caseload.work"
AT_ONCE = 20
"""Files with at most this many lines are done while somebody waits."""
AT_A_TIME = 10
"""How many lines the outbox does in one piece of work: well within its lease, also on a busy machine."""

access.allow(IMPORT, ASSISTING_ROLES)
access.allow(IMPORT_OWN, [Role.COACH, Role.INTAKE_WORKER])
logger = structlog.get_logger(__name__)


class WrongColumns(ValueError):
    """Nobody can be registered with these columns; the message says why."""


def may(user: object) -> access.Decision:
    """Say whether this person may bring a caseload in."""
    return access.may(user, IMPORT)


def of(user: User) -> QuerySet[CaseloadFile]:
    """Return the files this person brought in and that are still here; nobody else sees them."""
    return CaseloadFile.objects.filter(brought_by=user, expires_at__gt=clock.now())


def may_take_over(user: User, organisation: Organisation, region: LabourRegion) -> bool:
    """Say whether who is registered for this organisation can get this person as coach.

    Only an organisation that takes registrations up sees them; others ask the team, or get a referral.
    """
    return (
        organisation.handles_registrations
        and access.may(user, IMPORT_OWN, region_id=region.pk, organisation_id=organisation.pk).allowed
    )


@transaction.atomic
def bring_in(
    user: User, membership: Membership, name: str, data: bytes, request: Any = None, *, takes_over: bool = False
) -> CaseloadFile:
    """Keep the lines of a file until they are registered; the file itself is not kept.

    With ``takes_over`` who brings it in becomes the coach of everybody who is registered from it.

    Raises:
        UnusableFile: the file can not be taken; the message says what to do.
        Refused: this person may not register others for this organisation.
    """
    access.insist(access.may(user, IMPORT, region_id=membership.region_id, organisation_id=membership.organisation_id))
    sheet = reading.read(name, data)
    file = CaseloadFile.objects.create(
        brought_by=user,
        organisation=membership.organisation,
        region=membership.region,
        name=name[:120],
        headings=sheet.headings,
        columns=columns.guess(sheet.headings),
        takes_over=takes_over and may_take_over(user, membership.organisation, membership.region),
        expires_at=clock.now() + timedelta(days=settings.DRAFT_DAYS),
    )
    CaseloadLine.objects.bulk_create(
        [
            CaseloadLine(file=file, number=line.number, cells=line.cells, trouble=line.trouble[:MAX_REASON])
            for line in sheet.lines
        ]
    )
    _log("bring_in", file, request)
    return file


@transaction.atomic
def choose_columns(file: CaseloadFile, chosen: list[str]) -> None:
    """Set what each column holds and check every line anew; nothing when people are being registered already.

    Raises:
        WrongColumns: nobody can be registered with these columns.
    """
    fresh = CaseloadFile.objects.select_for_update().get(pk=file.pk)
    if fresh.state in (CaseloadState.REGISTERING, CaseloadState.DONE):
        return
    wrong = columns.what_is_wrong(chosen)
    if wrong is not None:
        raise WrongColumns(wrong)
    fresh.columns, fresh.state = chosen, CaseloadState.CHECKING
    fresh.save(update_fields=["columns", "state"])
    fresh.lines.update(outcome=LineOutcome.WAITING, reason="", is_wanted=False)
    _do_or_ask(fresh)


@transaction.atomic
def register(file: CaseloadFile, wanted: Iterable[int], request: Any = None) -> None:
    """Register who can be, and of who is known only the lines with these numbers; a second click does nothing."""
    fresh = CaseloadFile.objects.select_for_update().get(pk=file.pk)
    if fresh.state != CaseloadState.CHECKED:
        return
    fresh.lines.filter(outcome=LineOutcome.KNOWN, number__in=list(wanted)).update(is_wanted=True)
    fresh.lines.filter(outcome=LineOutcome.KNOWN, is_wanted=False).update(
        outcome=LineOutcome.SKIPPED, reason=_("Bekend bij het team. Niet nog een keer aangemeld.")
    )
    fresh.state = CaseloadState.REGISTERING
    fresh.save(update_fields=["state"])
    _log("import", fresh, request)
    _do_or_ask(fresh)


def throw_away(file: CaseloadFile, request: Any = None) -> None:
    """Wipe a file with all its lines; who was registered stays registered."""
    with transaction.atomic():
        _log("throw_away", file, request)
        CaseloadFile.objects.filter(pk=file.pk).delete()


def wipe_expired() -> int:
    """Wipe the files whose term has passed; returns how many."""
    _total, per_model = CaseloadFile.objects.filter(expires_at__lte=clock.now()).delete()
    return per_model.get(CaseloadFile._meta.label, 0)


def counts(file: CaseloadFile) -> dict[str, int]:
    """Return how many lines have each outcome."""
    found = file.lines.order_by().values_list("outcome").annotate(n=Count("pk"))
    return dict.fromkeys(LineOutcome.values, 0) | dict(found)


def work(payload: Payload) -> None:
    """Do the next lines of a file, and ask for the ones after them; run from the outbox."""
    file = CaseloadFile.objects.select_for_update().filter(pk=payload["file"]).first()
    if file is not None and file.state in _STEPS:
        _do(file, AT_A_TIME)


def _do_or_ask(file: CaseloadFile) -> None:
    registers_own = file.takes_over and file.state == CaseloadState.REGISTERING  # more work per line
    if file.lines.count() <= AT_ONCE and not registers_own:
        _do(file, AT_ONCE)
    else:
        _ask_for_more(file)


def _ask_for_more(file: CaseloadFile) -> None:
    left = _to_do(file).count()
    key = f"caseload:{file.pk}:{file.state}:{left}:{clock.now().timestamp()}"
    queue.put(WORK, key, {"file": file.pk})


def _to_do(file: CaseloadFile) -> QuerySet[CaseloadLine]:
    if file.state == CaseloadState.CHECKING:
        return file.lines.filter(outcome=LineOutcome.WAITING)
    return file.lines.filter(outcome__in=[LineOutcome.READY, LineOutcome.KNOWN])


def _do(file: CaseloadFile, at_most: int) -> None:
    step, following = _STEPS[CaseloadState(file.state)]
    for line in _to_do(file).order_by("number")[:at_most]:
        step(file, line)
        line.save(update_fields=["outcome", "reason", "cells", "reference", "confirmation"])
    if _to_do(file).exists():
        _ask_for_more(file)
    else:
        file.state = following
        file.save(update_fields=["state"])


def _check(file: CaseloadFile, line: CaseloadLine) -> None:
    """Say what would become of a line."""
    values = lines.values_of(file, line)
    try:
        answers = _understood(file, line, values)
    except lines.RefusedLine as why:
        _end(line, LineOutcome.REFUSED, str(why))
        return
    if _was_made(file, values):
        _end(line, LineOutcome.SKIPPED, _("Je organisatie las deze regel al eerder in."))
    elif finding.known_to_team(lines.facts_of(answers), file.region_id):
        line.outcome = LineOutcome.KNOWN
    else:
        line.outcome = LineOutcome.READY


def _register(file: CaseloadFile, line: CaseloadLine) -> None:
    """Register a line, all of it or nothing; who came to be known meanwhile is skipped."""
    values = lines.values_of(file, line)
    try:
        with transaction.atomic():
            _register_whole(file, line, values)
    except lines.RefusedLine as why:
        _end(line, LineOutcome.REFUSED, str(why))
    except access.Refused as refused:
        _end(line, LineOutcome.REFUSED, refused.decision.explanation)
    except registrations.Incomplete:
        _end(line, LineOutcome.REFUSED, _("Er mist iets in deze regel. Meld deze persoon los aan."))
    except DatabaseError:
        logger.exception("caseload_line_failed", file=file.pk, line=line.number)
        _end(line, LineOutcome.REFUSED, _("Dit lukte niet. Er is niets bewaard. Meld deze persoon los aan."))


def _register_whole(file: CaseloadFile, line: CaseloadLine, values: dict[str, str]) -> None:
    access.insist(access.may(file.brought_by, IMPORT, region_id=file.region_id, organisation_id=file.organisation_id))
    answers = _understood(file, line, values)
    if _was_made(file, values):
        _end(line, LineOutcome.SKIPPED, _("Je organisatie las deze regel al eerder in."))
        return
    if not line.is_wanted and finding.known_to_team(lines.facts_of(answers), file.region_id):
        _end(line, LineOutcome.SKIPPED, _("Bekend bij het team, of twee keer in dit bestand. Niet aangemeld."))
        return
    draft = RegistrationDraft.objects.create(
        key=lines.fingerprint(file, values),
        region=file.region,
        entry_organisation=file.organisation,
        recorded_by=file.brought_by,
        channel=Channel.IMPORT,
        answers=answers,
        expires_at=drafts.expiry(),
    )
    registration = registrations.submit(draft.key, Actor(file.brought_by, file.organisation_id)).registration
    with row_security.house("duplicates"):
        finding.look_at(registration.client)  # at once, so that the next line and the next file know
    line.reference, line.confirmation = registration.case.reference, registration.confirmation.public_id
    line.cells = []
    _end(line, LineOutcome.REGISTERED, _take_over(file, registration.case) if file.takes_over else "")


def _take_over(file: CaseloadFile, case: Case) -> str:
    """Put somebody on the name of who brought the file in; returns why not, or nothing."""
    try:
        with transaction.atomic():
            coaching.take_over(case, Actor(file.brought_by, file.organisation_id))
    except (access.Refused, coaching.AlreadyCoached, StateConflict):
        return _("Niet op jouw naam gezet: vraag het team om jou coach te maken.")
    return _("Staat op jouw naam.")


def _understood(file: CaseloadFile, line: CaseloadLine, values: dict[str, str]) -> Answers:
    if line.trouble:
        raise lines.RefusedLine(line.trouble)
    return lines.answers_of(file, values)


def _was_made(file: CaseloadFile, values: dict[str, str]) -> bool:
    return registrations.find(lines.fingerprint(file, values)) is not None


def _end(line: CaseloadLine, outcome: LineOutcome, reason: str) -> None:
    line.outcome, line.reason = outcome, reason[:MAX_REASON]


_Step = Callable[[CaseloadFile, CaseloadLine], None]
_STEPS: dict[CaseloadState, tuple[_Step, CaseloadState]] = {
    CaseloadState.CHECKING: (_check, CaseloadState.CHECKED),
    CaseloadState.REGISTERING: (_register, CaseloadState.DONE),
}


def _log(what: str, file: CaseloadFile, request: Any) -> None:
    log.record(
        f"caseload.{what}",
        object_kind="intake.caseloadfile",
        object_ids=[file.pk],
        request=request,
        actor=Actor(file.brought_by, file.organisation_id, getattr(request, "request_id", "")),
    )
