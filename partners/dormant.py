"""Accounts nobody uses: warned after 76 days without a sign-in, closed after 90 (BIO 5.18)."""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce, Greatest

from partners.handover import close_without_role
from partners.models import Membership, User
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.outbox import mail, queue
from rmt_portal.outbox.handlers import Payload
from rmt_portal.outbox.mail import Mail

MAIL = "mail.account_closes"
CLOSE_AFTER = timedelta(days=90)
WARN_BEFORE = timedelta(days=14)


def look_at_all() -> None:
    """Take a warning back from who came in, warn who did not, and close what was warned for; each can be repeated."""
    quiet_since = clock.now() - (CLOSE_AFTER - WARN_BEFORE)
    people = _people()
    people.filter(closes_on__isnull=False, used_at__gt=quiet_since).update(closes_on=None)
    for pk in people.filter(closes_on__isnull=True, used_at__lte=quiet_since).values_list("pk", flat=True):
        _warn(pk)
    due = people.filter(closes_on__lte=clock.today(), used_at__lte=clock.now() - CLOSE_AFTER)
    for pk in due.values_list("pk", flat=True):
        _close(pk)
    for user in User.objects.filter(is_active=True, memberships__active_until__lt=clock.today()).distinct():
        with transaction.atomic():
            if close_without_role(user):
                _record(user.pk, "no_role")


def compose(payload: Payload) -> Mail | None:
    """Write the warning; nothing when somebody signed in meanwhile."""
    user = User.objects.filter(pk=payload["user"], is_active=True, closes_on__isnull=False).first()
    return Mail(user.email, "account_closes", {"name": user.name, "day": user.closes_on}) if user else None


def register() -> None:
    """Let the outbox write this letter; called once at start-up."""
    mail.register(MAIL, compose)


def _people() -> QuerySet[Any]:
    """Open accounts with the moment each was last used: the last sign-in, or since when it is open."""
    used_at = Greatest(Coalesce("last_login", F("active_since")), F("active_since"))
    return User.objects.filter(is_active=True).annotate(used_at=used_at).order_by()


@transaction.atomic
def _warn(pk: int) -> None:
    day = clock.today() + WARN_BEFORE
    if User.objects.filter(pk=pk, is_active=True, closes_on__isnull=True).update(closes_on=day):
        queue.put(MAIL, f"{MAIL}:{pk}:{day:%Y%m%d}", {"user": pk})


def _close(pk: int) -> None:
    """Close one account; the last administrator of an organisation stays open, and that stands in the log."""
    try:
        with transaction.atomic():
            if _people().filter(pk=pk, used_at__lte=clock.now() - CLOSE_AFTER).exists():
                User.objects.filter(pk=pk).update(is_active=False)
                _record(pk, "not_used")
    except IntegrityError:
        with transaction.atomic():
            if not Membership.objects.active().filter(user=pk, role="administrator").exists():
                raise
            day = clock.today() + WARN_BEFORE
            User.objects.filter(pk=pk).update(closes_on=day)
            log.record(
                "account.close",
                object_kind="partners.user",
                object_ids=[pk],
                result="refused",
                reasons=["last_administrator"],
            )
            queue.put(MAIL, f"{MAIL}:{pk}:{day:%Y%m%d}", {"user": pk})


def _record(pk: int, why: str) -> None:
    log.record("account.close", object_kind="partners.user", object_ids=[pk], reasons=[why], fields=["is_active"])
