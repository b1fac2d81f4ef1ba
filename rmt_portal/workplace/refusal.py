"""Saying no: why, and whom to ask. Never a blank page, never more than the number of the dossier (UX section 4)."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import member_of

View = Callable[..., HttpResponse]


def member_only(view: View) -> View:
    """Let a view be asked only by who has a membership today, and hand it that member.

    A technical administrator without a membership keeps out: settings are not clients.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        member = member_of(request)
        if member is None or not member.memberships:
            return no_workplace(request)
        return view(request, member, *args, **kwargs)

    return guarded


def refuse(
    request: HttpRequest,
    reasons: Iterable[Any],
    *,
    title: str = "",
    reference: str = "",
    ask: str = "",
    codes: Iterable[str] = (),
    emergency_url: str = "",
) -> HttpResponse:
    """Answer 403 with the reasons in words and whom to ask; the log gets the codes (``AuditMiddleware``)."""
    request.refusal_reasons = list(codes)  # type: ignore[attr-defined]
    context = page_context(request, title or _("Je mag dit niet bekijken")) | {
        "reasons": [str(reason) for reason in reasons],
        "reference": reference,
        "ask": ask,
        "emergency_url": emergency_url,
    }
    return TemplateResponse(request, "workplace/refused.html", context, status=403)


def no_workplace(request: HttpRequest) -> HttpResponse:
    """Tell somebody who is signed in that the workplace is not for them (any more)."""
    user = request.user
    if getattr(user, "is_superuser", False):
        reason = _("Je bent technisch beheerder. Dossiers zijn alleen voor mensen die met cliënten werken.")
    else:
        reason = _("Je hebt op dit moment geen rol in deze regio waarmee je hier kunt werken.")
    ask = _("Moet je hier wel bij kunnen? Vraag de beheerder van je organisatie om je rol na te kijken.")
    return refuse(request, [reason], title=_("Deze plek is niet voor jou"), ask=ask, codes=["no_membership"])


def missing(request: HttpRequest) -> HttpResponse:
    """Answer 404 inside the workplace, with the menu and a way on."""
    context = page_context(request, _("Deze pagina is er niet"))
    return TemplateResponse(request, "workplace/missing.html", context, status=404)
