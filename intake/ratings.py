"""Asking a client what the help was worth, when it is over: a grade, more trust, more chance of work.

Asked in a letter and on the own page, for thirty days, of who was really helped. The answer is for the figures only
(DOMAIN 9): no coach, organisation or manager ever sees who gave which grade.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from intake.models import CaseOutcome, CaseState, Client, ClientRating, OutcomeKind
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.changing import Refused
from rmt_portal.nlds.parts import Task
from rmt_portal.outbox import queue
from rmt_portal.outbox.handlers import Payload
from rmt_portal.outbox.mail import Mail
from rmt_portal.reference.models import RegionBrand

GIVE = "rating.give"
LETTER = "mail.rating"
ASKED_DAYS = 30
"""So many days after the end it is asked: later people do not remember, and the figures of a half year are made."""
WAITS = timedelta(days=1)
"""A case that was closed by mistake is open again by then."""
NOT_ASKED = (OutcomeKind.DIED, OutcomeKind.NO_CONTACT, OutcomeKind.WITHDRAWN)


def ask(outcome: CaseOutcome) -> None:
    """Plan the letter that asks for a grade; inside the transaction that ends the case."""
    if outcome.kind not in NOT_ASKED:
        queue.put(LETTER, f"{LETTER}:{outcome.pk}", {"outcome": outcome.pk}, not_before=clock.now() + WAITS)


def waiting(client_id: int) -> CaseOutcome | None:
    """Return the end of the help of which a client can say what it was worth; None when there is none, or it was."""
    return _asked().filter(case__client=client_id).order_by("-decided_at", "-pk").first()


def letter(payload: Payload) -> Mail | None:
    """Write the letter; nothing when it was said, the case goes on, the person is gone or has no address."""
    outcome = _asked().filter(pk=payload["outcome"]).select_related("case__client").first()
    if outcome is None or not outcome.case.client.email or outcome.case.client.erased_on is not None:
        return None
    brand = RegionBrand.objects.filter(region=outcome.case.region_id).first()
    context = {
        "brand": brand,
        "link": settings.SITE_URL.rstrip("/") + reverse("own_page_rating"),
        "last_day": outcome.decided_at + timedelta(days=ASKED_DAYS),
    }
    return Mail(outcome.case.client.email, "rating", context, brand.email if brand else "")


@transaction.atomic
def give(client: Client, grade: int, *, trust: str = "", chances: str = "", request: Any = None) -> ClientRating:
    """Keep what a client thought of the help. The log says that it was given, and not what.

    Raises:
        Refused: there is nothing to say, any more: it was said, too long ago, or the help goes on.
    """
    outcome = waiting(client.pk)
    if outcome is None:
        raise Refused(_("Je hebt je cijfer al gegeven, of het is te lang geleden."))
    try:
        with transaction.atomic():
            rating = ClientRating.objects.create(outcome=outcome, grade=grade, trust=trust, chances=chances)
    except IntegrityError as error:
        if ClientRating.objects.filter(outcome=outcome).exists():  # the second click, at the same moment
            raise Refused(_("Je hebt je cijfer al gegeven.")) from None
        raise error
    log.record(
        GIVE,
        object_kind="intake.case",
        object_ids=[outcome.case_id],
        client_ids=[client.pk],
        request=request,
        purpose="own_page",
    )
    return rating


def task(client: Client) -> Task | None:
    """Ask on the own page, as long as it can be said."""
    if waiting(client.pk) is None:
        return None
    return Task(
        _("Geef ons een cijfer"), reverse("own_page_rating"), _("Het kost één minuut. Je coach ziet je cijfer niet.")
    )


def _asked() -> Any:
    since = clock.now() - timedelta(days=ASKED_DAYS)
    standing = CaseOutcome.objects.standing().filter(decided_at__gte=since, case__state=CaseState.CLOSED)
    return standing.exclude(kind__in=NOT_ASKED).filter(rating=None)
