"""Send everybody who was registered from a file a link to read, confirm and complete it; say per line how it stands.

Only who has an e-mail address gets one, and nobody gets a second by a second click. The outbox does it,
:data:`intake.caseload.files.AT_A_TIME` people at a time.
"""

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from intake import confirmations
from intake.caseload import files
from intake.models import CaseloadFile, CaseloadState, Confirmation, ConfirmationKey
from partners import access
from rmt_portal import clock, row_security
from rmt_portal.audit import log
from rmt_portal.lifecycle import Actor
from rmt_portal.outbox import queue
from rmt_portal.outbox.handlers import Payload

WORK = "caseload.links"


@transaction.atomic
def send_all(file: CaseloadFile, request: Any = None) -> int:
    """Ask for a link for everybody of the file who can get one and has none; returns for how many.

    Raises:
        Refused: this person may not register others for this organisation any more.
    """
    fresh = CaseloadFile.objects.select_for_update(of=("self",)).select_related("brought_by").get(pk=file.pk)
    allowed = access.may(
        fresh.brought_by, files.IMPORT, region_id=fresh.region_id, organisation_id=fresh.organisation_id
    )
    if not allowed.allowed:
        raise access.Refused(allowed)
    if fresh.state != CaseloadState.DONE:
        return 0
    with row_security.house("confirmation"):
        asked = _to_send(fresh).count()
    if not asked:
        return 0
    fresh.links_asked_at = clock.now()
    fresh.save(update_fields=["links_asked_at"])
    log.record(
        "caseload.links",
        object_kind="intake.caseloadfile",
        object_ids=[fresh.pk],
        actor=Actor(fresh.brought_by, fresh.organisation_id),
        request=request,
    )
    _ask(fresh, asked)
    return asked


def work(payload: Payload) -> None:
    """Send the next links of a file, and ask for the ones after them; run from the outbox."""
    locked = CaseloadFile.objects.select_for_update(of=("self",)).select_related("brought_by")
    file = locked.filter(pk=payload["file"]).first()
    if file is None:
        return
    actor = Actor(file.brought_by, file.organisation_id)
    for confirmation in _to_send(file).select_related("client", "registration")[: files.AT_A_TIME]:
        confirmations.send(confirmation, actor)
    if left := _to_send(file).count():
        _ask(file, left)


def how_it_stands(file: CaseloadFile) -> dict[Any, str]:
    """Return per public number of a confirmation, in words, whether the person answered or was sent a link."""
    with row_security.house("confirmation"):
        found = list(_of(file).select_related("client").prefetch_related("keys"))
    return {confirmation.public_id: _in_words(confirmation) for confirmation in found}


def waiting(file: CaseloadFile) -> int:
    """Return how many people can still get a link."""
    with row_security.house("confirmation"):
        return _to_send(file).count()


def _in_words(confirmation: Confirmation) -> str:
    if confirmation.confirmed_at:
        return _("Zei ja.")
    if confirmation.refused_at:
        return _("Zei nee.")
    sent = max((key.created_at for key in confirmation.keys.all()), default=None)
    if sent is not None:
        return _("Link gestuurd op %(day)s.") % {"day": date_format(localtime(sent), "j F")}
    return _("Nog geen link.") if confirmation.client.email else _("Geen e-mailadres: bel of vraag het zelf.")


def _of(file: CaseloadFile) -> QuerySet[Confirmation]:
    numbers = file.lines.filter(confirmation__isnull=False).values("confirmation")
    return Confirmation.objects.filter(public_id__in=numbers, asked_by=file.brought_by_id).order_by("pk")


def _to_send(file: CaseloadFile) -> QuerySet[Confirmation]:
    sent = ConfirmationKey.objects.filter(confirmation=OuterRef("pk"))
    still_open = _of(file).filter(confirmed_at__isnull=True, refused_at__isnull=True)
    return still_open.exclude(client__email="").exclude(Exists(sent))


def _ask(file: CaseloadFile, left: int) -> None:
    queue.put(WORK, f"{WORK}:{file.pk}:{left}:{clock.now().timestamp()}", {"file": file.pk})
