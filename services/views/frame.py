"""What every partner page has: who is at work, the menu, the brand of the region, and a no with its reasons."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from intake import assisting, cohorts
from partners import access
from partners.models import Membership, Organisation, Role, User
from partners.reach import Reach, reach_of
from rmt_portal.audit import bsn
from rmt_portal.lifecycle import Actor
from rmt_portal.nlds.context import brands_of, show_brand
from services.models import Referral, ReferralConcept
from services.referrals.lifecycle import Party
from services.referrals.roles import MAY_RECEIVE, MAY_SEND

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Worker:
    """Somebody at work for one or more organisations today."""

    user: User
    reach: Reach

    def _with_role(self, roles: Iterable[str]) -> list[Membership]:
        wanted = {str(role) for role in roles}
        return [m for m in self.reach.memberships if m.role in wanted]

    @cached_property
    def sending(self) -> list[Membership]:
        """The memberships under which this person refers."""
        return self._with_role(MAY_SEND)

    @cached_property
    def receiving(self) -> list[Membership]:
        """The memberships under which this person receives."""
        return self._with_role(MAY_RECEIVE)

    @cached_property
    def coordinating(self) -> list[Membership]:
        """The memberships under which this person coordinates a region."""
        return self._with_role([Role.COORDINATOR])

    @cached_property
    def offering(self) -> list[Membership]:
        """The memberships under which this person looks after what the organisation offers."""
        return self._with_role([*MAY_RECEIVE, Role.ADMINISTRATOR])

    @cached_property
    def following_learning(self) -> list[Membership]:
        """The memberships under which this person follows learning at companies."""
        return self._with_role([Role.SCHOOL_MENTOR, Role.SBB_ADVISER])

    @cached_property
    def organisations(self) -> list[Organisation]:
        """The organisations this person works for, each once."""
        return list({m.organisation_id: m.organisation for m in self.reach.memberships}.values())

    def actor(self, request: HttpRequest, organisation_id: int | None) -> Actor:
        """Return the actor for an action on behalf of one of the organisations."""
        return Actor(self.user, organisation_id, getattr(request, "request_id", ""))

    def actor_for(self, request: HttpRequest, referral: Referral, parties: Iterable[Party]) -> Actor:
        """Return the actor for an action on this referral: on behalf of the side this person is on."""
        if Party.RECEIVER in parties:
            return self.actor(request, referral.receiver_organisation_id)
        if Party.SENDER in parties:
            return self.actor(request, referral.sender_organisation_id)
        here = next((m for m in self.coordinating if m.region_id == referral.region_id), None)
        return self.actor(request, here.organisation_id if here else None)


def partner_page(*methods: str) -> Callable[[View], View]:
    """Open a page to who works for a partner today, keep it out of caches and speak for the region of that work."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            reach = reach_of(request.user)
            if not reach.memberships:
                return refuse(request, access.Decision(False, (access.Reason.NO_MEMBERSHIP,)))
            assert isinstance(request.user, User)
            worker = Worker(request.user, reach)
            request.worker = worker  # type: ignore[attr-defined]
            speak_for(request, reach.memberships[0].region_id)
            return view(request, worker, *args, **kwargs)

        allowed: View = require_http_methods(list(methods))(guarded) if methods else require_safe(guarded)
        return never_cache(allowed)

    return decorate


def speak_for(request: HttpRequest, region_id: int) -> None:
    """Show the brand of a region on the page."""
    brand = next((b for b in brands_of(request) if b.region_id == region_id), None)
    if brand is not None:
        show_brand(request, brand)


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Draw a partner page with its menu."""
    return render(request, f"services/{template}.html", {"menu": _menu(request), **context}, status=status)


def refuse(request: HttpRequest, decision: access.Decision, why: str = "") -> HttpResponse:
    """Answer 403 with the reasons in words and whom to ask; the log gets the codes."""
    request.refusal_reasons = [reason.value for reason in decision.reasons]  # type: ignore[attr-defined]
    return page(request, "refused", {"why": why or decision.explanation}, status=403)


def refuse_role(request: HttpRequest) -> HttpResponse:
    """Answer somebody whose roles do not include this page."""
    return refuse(request, access.Decision(False, (access.Reason.ROLE,)))


def _menu(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the pages this person can open."""
    worker: Worker | None = getattr(request, "worker", None)
    if worker is None:
        return []
    entries = [
        ("referrals_received", _("Ontvangen"), bool(worker.receiving)),
        ("referrals_sent", _("Verstuurd"), bool(worker.sending)),
        ("refer", _("Verwijs door"), bool(worker.sending)),
        ("assist", _("Iemand aanmelden"), assisting.may(worker.user).allowed),
        ("cohorts", _("Werk naar werk"), cohorts.may(worker.user).allowed),
        ("learning", _("Praktijkleren"), bool(worker.following_learning)),
        ("referrals_escalated", _("Wacht te lang"), bool(worker.coordinating)),
        ("catalogue", _("Menukaart"), True),
        ("our_offer", _("Ons aanbod"), bool(worker.offering)),
        ("our_team", _("Ons team"), True),
    ]
    return [
        {"title": title, "url": reverse(name), "current": request.path == reverse(name)}
        for name, title, is_open in entries
        if is_open
    ]


def log_denied_bsn(request: HttpRequest, form: Any, about: Referral | ReferralConcept, actor: Actor) -> None:
    """Write down that somebody said "this is no citizen service number": the fields, never the text."""
    client_id = about.client_id if isinstance(about, Referral) else about.case.client_id
    bsn.note_denied(
        form, request, "intake.case", [about.case_id],
        action="referral.bsn_denied", client_ids=[client_id], actor=actor,
    )  # fmt: skip
