"""The partners of the region: who takes part, a new one proposed, decided on by the coordinator, and ended."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from partners import access, organisations
from partners.models import Agreement, Membership, Organisation, OrganisationContact, Role
from partners.organisation_states import EVENT_WORDS, OrganisationState
from partners.role_rules import givable
from rmt_portal.audit import bsn, log
from rmt_portal.lifecycle import StateConflict
from rmt_portal.nlds.forms import HouseForm
from rmt_portal.reference.models import LabourRegion
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import Member, actor_of
from rmt_portal.workplace.organisation_forms import (
    AgainForm,
    EndForm,
    InviteFirstForm,
    NothingForm,
    ProposalForm,
    ReasonForm,
    ReopenForm,
)
from rmt_portal.workplace.refusal import member_only


def _regions(member: Member) -> list[LabourRegion]:
    """Return the regions in which this person may propose."""
    held = [m for m in member.memberships if m.role in (Role.COORDINATOR, Role.ADMINISTRATOR)]
    return list({m.region_id: m.region for m in held}.values())


@dataclass(frozen=True)
class Step:
    """Something that can be done with an organisation; ``act`` gets organisation, cleaned data, actor and request."""

    slug: str
    title: str | Promise
    form: type[HouseForm]
    act: Callable[..., None]
    done: str | Promise


def _invite_again(organisation: Organisation, email: str, actor: Any, *, request: Any) -> None:
    region = next((r for r in organisation.regions.order_by("pk") if givable(actor.user, organisation, r.pk)), None)
    if region is None:
        raise access.Refused(access.Decision(False, (access.Reason.ROLE,)))
    organisations.invite_first(organisation, region, email, actor, request=request)


STEPS = {
    step.slug: step
    for step in (
        Step("toelaten", gettext_lazy("Laat toe"), InviteFirstForm, organisations.approve,
             gettext_lazy("Toegelaten. De eerste beheerder krijgt een mail met een link die 72 uur werkt.")),
        Step("weigeren", gettext_lazy("Laat niet toe"), ReasonForm, organisations.refuse,
             gettext_lazy("Niet toegelaten. De reden staat erbij.")),
        Step("opnieuw", gettext_lazy("Stel opnieuw voor"), NothingForm, organisations.propose_again,
             gettext_lazy("Opnieuw voorgesteld.")),
        Step("uitnodigen", gettext_lazy("Nodig de eerste beheerder opnieuw uit"), AgainForm, _invite_again,
             gettext_lazy("De uitnodiging is verstuurd. De link werkt 72 uur.")),
        Step("stoppen", gettext_lazy("Laat stoppen"), EndForm, organisations.end,
             gettext_lazy("De organisatie doet niet meer mee.")),
        Step("heropenen", gettext_lazy("Laat weer meedoen"), ReopenForm, organisations.reopen,
             gettext_lazy("De organisatie doet weer mee.")),
    )
}  # fmt: skip


def _open_steps(member: Member, organisation: Organisation) -> list[Step]:
    """Return what this person can do now; the actions ask again."""
    regions = set(organisation.regions.values_list("pk", flat=True))
    coordinates = any(m.role == Role.COORDINATOR and m.region_id in regions for m in member.memberships)
    state, slugs = organisation.state, []
    if state == OrganisationState.PROPOSED and organisations.may_decide(member.user, organisation):
        slugs = ["toelaten", "weigeren"]
    elif state == OrganisationState.REFUSED and regions & {region.pk for region in _regions(member)}:
        slugs = ["opnieuw"]
    elif state == OrganisationState.ENDED and coordinates:
        slugs = ["heropenen"]
    elif state == OrganisationState.APPROVED and coordinates:
        own = any(m.organisation_id == organisation.pk for m in member.memberships)
        is_new = not Membership.objects.filter(organisation=organisation).exists()
        slugs = (["uitnodigen"] if is_new else []) + ([] if own else ["stoppen"])
    return [STEPS[slug] for slug in slugs]


@member_only
def partners(request: HttpRequest, member: Member) -> HttpResponse:
    """List the organisations of the own regions; what waits for a decision stands first."""
    access.require(request, access.may(member.user, organisations.PROPOSE))
    found = Organisation.objects.filter(regions__in=[region.pk for region in _regions(member)]).distinct()
    rows = list(found.order_by("name"))
    waiting = [o for o in rows if o.state == OrganisationState.PROPOSED]
    context = page_context(request, _("Partners")) | {
        "waiting": waiting,
        "rows": [o for o in rows if o.state != OrganisationState.PROPOSED],
    }
    return TemplateResponse(request, "workplace/organisations.html", context)


@member_only
def propose(request: HttpRequest, member: Member) -> HttpResponse:
    """Ask for a new partner; organisations that look the same are shown first."""
    access.require(request, access.may(member.user, organisations.PROPOSE))
    form = ProposalForm(request.POST if request.method == "POST" else None, regions=_regions(member))
    alike: list[Organisation] = []
    if form.is_valid():
        proposal = form.proposal()
        alike = organisations.lookalikes(proposal.name, proposal.website)
        if not alike or request.POST.get("toch") == "ja":
            made = organisations.propose(proposal, actor_of(request, member), request=request)
            bsn.note_denied(form, request, "partners.organisation", [made.pk])
            messages.success(request, _("%(name)s is voorgesteld. De coördinator beslist.") % {"name": made.name})
            return redirect("admin:organisation", made.pk)
        form.ask_once_more()
    context = page_context(request, _("Stel een organisatie voor")) | {"form": form, "alike": alike}
    return TemplateResponse(request, "workplace/organisation_propose.html", context)


@member_only
def organisation(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show one partner: what it is, whom to call, what was agreed and what happened; and what can be done."""
    found = _found(request, member, pk)
    return _page(request, member, found, {})


@require_POST
@member_only
def step(request: HttpRequest, member: Member, pk: int, slug: str) -> HttpResponse:
    """Take a step: approve, refuse, propose again, invite again, end or reopen."""
    found = _found(request, member, pk)
    taken = STEPS.get(slug)
    if taken is None:
        raise Http404
    form = taken.form(request.POST)
    if not form.is_valid():
        return _page(request, member, found, {slug: form})
    try:
        taken.act(found, *form.cleaned_data.values(), actor_of(request, member), request=request)
    except organisations.NotPossible as no:
        if slug in {one.slug for one in _open_steps(member, found)}:
            form.add_error(None, str(no))
            return _page(request, member, found, {slug: form})
        messages.error(request, str(no))
    except StateConflict:
        messages.info(request, _("Een collega was je voor. Hieronder staat hoe het nu is."))
    else:
        if isinstance(form, ReasonForm):
            bsn.note_denied(form, request, "partners.organisation", [found.pk])
        messages.success(request, str(taken.done))
    return redirect("admin:organisation", pk)


def _found(request: HttpRequest, member: Member, pk: int) -> Organisation:
    access.require(request, access.may(member.user, organisations.PROPOSE))
    regions = [region.pk for region in _regions(member)]
    found = Organisation.objects.filter(pk=pk, regions__in=regions).distinct().first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, member: Member, found: Organisation, filled: dict[str, HouseForm]) -> HttpResponse:
    contacts = list(OrganisationContact.objects.filter(organisation=found))
    initial = {"email": contacts[0].email if contacts else ""}
    steps = [
        {"step": one, "form": filled.get(one.slug) or one.form(initial=initial)} for one in _open_steps(member, found)
    ]
    proposed = found.state == OrganisationState.PROPOSED
    history = [
        {"event": event, "words": EVENT_WORDS.get(event.event, event.event)}
        for event in found.events.select_related("actor").order_by("-pk")
    ]
    log.record("organisation.read", object_kind="partners.organisation", object_ids=[found.pk], request=request)
    context = page_context(request, found.name) | {
        "organisation": found,
        "regions": list(found.regions.order_by("name")),
        "places": list(found.municipalities.order_by("name")),
        "contacts": contacts,
        "agreements": list(Agreement.objects.filter(organisation=found).select_related("region")),
        "history": history,
        "steps": steps,
        "has_errors": any(form.errors for form in filled.values()),
        "alike": organisations.lookalikes(found.name, found.website, found.pk) if proposed else [],
    }
    return TemplateResponse(request, "workplace/organisation.html", context)
