"""The page of one step on a referral: what will happen, the form, and a friendly page when a colleague was first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from partners.models import Organisation
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import Actor, StateConflict
from services.forms.answers import StepForm
from services.models import Referral, ReferralEvent
from services.referrals import words
from services.referrals.lifecycle import Party
from services.views.detail import NotForYou, head, open_referral
from services.views.frame import Worker, log_denied_bsn, page, partner_page, refuse_role
from services.views.steps import ASIDE, BY_SLUG, STEPS, Step, sides_of, steps_for


def _nothing_more(referral: Referral) -> None:
    """Do nothing after a step."""


@dataclass(frozen=True)
class Visit:
    """Somebody (a person, or a mailbox) at the page of a step; ``head`` draws what stands above it."""

    request: HttpRequest
    actor: Actor
    referral: Referral
    parties: frozenset[Party]
    step: Step
    head: Callable[[], dict[str, Any]]
    table: tuple[Step, ...] = STEPS
    afterwards: Callable[[Referral], None] = _nothing_more

    @property
    def is_possible(self) -> bool:
        """Whether the step can be taken now by this person."""
        return self.step in steps_for(self.actor.user, self.referral, self.parties, self.table)

    def form(self, data: Any = None) -> StepForm:
        """Return the form of the step, empty or with what was typed."""
        return self.step.form(data, referral=self.referral, user=self.actor.user, button=self.step.button)


@partner_page("GET", "HEAD", "POST")
def referral_step(request: HttpRequest, worker: Worker, reference: str, slug: str) -> HttpResponse:
    """Show a step, or take it."""
    step = BY_SLUG.get(slug)
    if step is None:
        raise Http404(slug)
    try:
        referral, parties = open_referral(request, worker, reference)
    except NotForYou as no:
        return no.response
    if not parties & sides_of(step):
        return refuse_role(request)
    actor = worker.actor_for(request, referral, parties)
    return answer(Visit(request, actor, referral, parties, step, lambda: head(referral, parties, worker)))


def answer(visit: Visit) -> HttpResponse:
    """Show the step, take it, or say that it can not be taken any more."""
    if visit.request.method == "POST":
        return _take(visit)
    return _show(visit, visit.form()) if visit.is_possible else _conflict(visit)


def _take(visit: Visit) -> HttpResponse:
    """Let the event happen as it was seen: a referral that changed since the page was shown is a conflict."""
    request, referral, step = visit.request, visit.referral, visit.step
    if step.event not in ASIDE and request.POST.get("version") != str(referral.version):
        return _conflict(visit)
    form = visit.form(request.POST)
    if not form.is_valid():
        return _show(visit, form)
    try:
        with transaction.atomic():
            step.act(visit.actor, referral, form)
            visit.afterwards(referral)
            log_denied_bsn(request, form, referral, visit.actor)
    except StateConflict:
        referral.refresh_from_db()
        return _conflict(visit)
    except Refused as refused:
        referral.refresh_from_db()
        form.add_error(None, str(refused))
        return _show(visit, form)
    messages.success(request, str(step.done))
    return redirect(visit.head()["referral_url"])


def _show(visit: Visit, form: StepForm, conflict: dict[str, Any] | None = None) -> HttpResponse:
    context = visit.head() | {"step": visit.step, "form": form, "conflict": conflict}
    return page(visit.request, "step", context, status=409 if conflict else 200)


def _conflict(visit: Visit) -> HttpResponse:
    """Say what the state is now and who did it; keep what was typed. A second click of the same person is no news."""
    posted, newest = visit.request.method == "POST", visit.referral.events.select_related("actor").last()
    if posted and newest and newest.event == visit.step.event and _did_it(visit.actor, newest):
        return redirect(visit.head()["referral_url"])
    form = visit.form()
    if posted:
        data = visit.request.POST.copy()
        data["version"] = str(visit.referral.version)
        form = visit.form(data)
    possible = visit.is_possible
    conflict = {
        "happened": words.HAPPENED.get(newest.event, "") if newest else "",
        "by": _who(newest) if newest else "",
        "at": newest.at if newest else None,
        "still_possible": possible,
        "typed": form.typed() if posted and not possible else [],
    }
    return _show(visit, form, conflict)


def _did_it(actor: Actor, event: ReferralEvent) -> bool:
    return event.actor == actor.user and event.organisation_id == actor.organisation_id


def _who(event: ReferralEvent) -> str:
    """Return who let an event happen: a person, an organisation by its mailbox, or nobody (the system)."""
    if event.actor:
        return event.actor.name
    organisation = Organisation.objects.filter(pk=event.organisation_id).first() if event.organisation_id else None
    return organisation.name if organisation else ""
