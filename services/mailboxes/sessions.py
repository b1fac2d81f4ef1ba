"""The short session of who answers by a mailbox: no account and no user, 15 minutes idle, four hours in all."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest

from rmt_portal import clock
from services.mailboxes.addresses import record
from services.models import Mailbox

OPEN = "mailbox"
LONGEST = timedelta(hours=4)
TOUCH_SECONDS = 30


def enter(request: HttpRequest, mailbox: Mailbox) -> None:
    """Open a session for a mailbox, under a new key."""
    now = clock.now().timestamp()
    request.session.cycle_key()
    request.session[OPEN] = {"mailbox": mailbox.pk, "since": now, "seen": now}
    record("mailbox.enter", mailbox, request=request)


def current(request: HttpRequest) -> Mailbox | None:
    """Return the mailbox this browser answers for, or None when it does not (any more)."""
    kept = request.session.get(OPEN)
    if not isinstance(kept, dict):
        return None
    now = clock.now().timestamp()
    too_old = now - kept["seen"] > settings.MAILBOX_SESSION_SECONDS or now - kept["since"] > LONGEST.total_seconds()
    proven = Mailbox.objects.proven().select_related("organisation", "region")
    found = None if too_old else proven.filter(pk=kept["mailbox"]).first()
    if found is None:
        del request.session[OPEN]
    elif now - kept["seen"] > TOUCH_SECONDS:
        request.session[OPEN] = kept | {"seen": now}
    return found


def leave(request: HttpRequest) -> None:
    """End the session of this browser; whatever else it holds stays."""
    request.session.pop(OPEN, None)
