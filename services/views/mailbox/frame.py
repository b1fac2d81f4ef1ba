"""What every page by mail has: public to the log-in, but only for who entered with a code; kept out of every cache."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rmt_portal import row_security
from services.forms import answers
from services.mailboxes import sessions
from services.models import Mailbox
from services.referrals.parties import MailboxActor, by_mailbox
from services.views.frame import View, page, speak_for

TYPED = {
    "text": answers.QuestionForm, "reason": answers.ReasonForm, "explanation": answers.DeclineForm,
    "report": answers.CompleteForm,
}  # fmt: skip
"""What somebody writes on these pages, shown back when the session ended meanwhile."""


def public_page(*methods: str) -> Callable[[View], View]:
    """Open a page to everybody; it stays in no cache."""

    def decorate(view: View) -> View:
        allowed: View = require_http_methods(list(methods))(view) if methods else require_safe(view)
        return login_not_required(never_cache(allowed))

    return decorate


def mailbox_page(*methods: str) -> Callable[[View], View]:
    """Open a page to who entered with a code, for the mailbox of that session.

    The rows it reads belong to nobody's account: they are read for the house, and each question asks for the
    referrals of this mailbox only.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            mailbox = sessions.current(request)
            if mailbox is None:
                return ended(request)
            speak_for(request, mailbox.region_id)
            with row_security.house("mailbox"):
                return view(request, mailbox, *args, **kwargs)

        return public_page(*methods)(guarded)

    return decorate


def ended(request: HttpRequest) -> HttpResponse:
    """Answer who has no session (any more); what was just typed is given back, to copy."""
    labels = {name: form.base_fields[name].label for name, form in TYPED.items()}
    typed = [(label, text) for name, label in labels.items() if (text := request.POST.get(name, "").strip())]
    request.refusal_reasons = ["no_session"]  # type: ignore[attr-defined]
    return draw(request, "ended", {"typed": typed}, status=403)


def draw(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Draw one of the pages by mail."""
    return page(request, f"mailbox/{name}", {"frame": FRAME} | context, status=status)


FRAME = "services/mailbox/base.html"


def inside(mailbox: Mailbox) -> dict[str, Any]:
    """Return what the frame shows of the organisation that is answering."""
    return {"frame": FRAME, "mailbox": mailbox, "home": reverse("mailbox_home"), "home_text": _("Naar de lijst")}


def actor_of(request: HttpRequest, mailbox: Mailbox) -> MailboxActor:
    """Return the actor for what is done by this mailbox."""
    return by_mailbox(mailbox, getattr(request, "request_id", ""))
