"""The small forms of the dossier: each posts to its own address and ends where the coach goes on."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intake import coaching, contacts
from partners import contact_requests
from rmt_portal.workplace import timeline, words
from rmt_portal.workplace.dossier import FIRST_TAB, Dossier, dossier_page, note_denied, open_dossier, show
from rmt_portal.workplace.forms import AskContactForm, ContactForm
from rmt_portal.workplace.member import actor_of
from rmt_portal.workplace.rows import dossier_url


@require_POST
@dossier_page(to_write=True)
def take_over(request: HttpRequest, opened: Dossier) -> HttpResponse:
    """Make this member the coach of a case, or say which colleague was first and when."""
    name = opened.client.full_name
    try:
        coaching.take_over(opened.case, actor_of(request, opened.member), request=request)
    except coaching.AlreadyCoached as taken:
        if taken.coach == opened.member.user:
            messages.info(request, _("Je was al de coach van %(name)s.") % {"name": name})
        else:
            said = {"coach": taken.coach, "when": words.moment(taken.since), "name": name}
            messages.warning(request, _("%(coach)s was eerder: die nam %(name)s %(when)s over.") % said)
    else:
        said = {"name": name, "day": words.long_day(opened.case.contact_due_on)}
        if opened.case.last_contact_at is None:
            messages.success(request, _("Je bent nu de coach van %(name)s. Bel voor %(day)s: dat is beloofd.") % said)
        else:
            messages.success(request, _("Je bent nu de coach van %(name)s.") % said)
    return redirect(dossier_url(opened.case))


@require_POST
@dossier_page(to_write=True)
def record_contact(request: HttpRequest, opened: Dossier) -> HttpResponse:
    """Save a contact and the next action in one go; nothing typed is lost when something is wrong."""
    form = ContactForm(request.POST)
    if not form.is_valid():
        return show(request, opened, FIRST_TAB, form=form, form_has_errors=True)
    data = form.cleaned_data
    try:
        contacts.record(
            opened.case,
            actor_of(request, opened.member),
            way=data["way"],
            reached=data["reached"],
            note=data["note"],
            next_action=data["next_action"],
            next_action_on=data["next_action_on"],
            version=data["version"],
            request=request,
        )
    except contacts.ChangedMeanwhile:
        return _both_versions(request, opened, data)
    note_denied(request, opened, "contact.bsn_denied", form)
    done = _("Opgeslagen: je hebt %(name)s gesproken.") if data["reached"] else _("Opgeslagen: %(name)s niet bereikt.")
    messages.success(request, done % {"name": opened.client.full_name})
    return redirect(dossier_url(opened.case))


def _both_versions(request: HttpRequest, read: Dossier, data: dict[str, Any]) -> HttpResponse:
    """Show what stands there now beside what was typed, with the form filled in to save again."""
    opened = open_dossier(request, read.member, read.client.public_id, to_write=True)
    form = ContactForm(request.POST.dict() | {"version": str(opened.case.version)})
    return show(request, opened, FIRST_TAB, form=form, form_has_errors=True, conflict=_conflict(opened, data))


def _conflict(opened: Dossier, data: dict[str, Any]) -> dict[str, Any]:
    newest = next(iter(timeline.entries(opened.case, limit=1)), None)
    case = opened.case
    return {
        "who": newest.who if newest and newest.who else _("Een collega"),
        "when": words.moment(newest.at) if newest else "",
        "theirs": _action(case.next_action, case.next_action_on),
        "mine": _action(data["next_action"], data["next_action_on"]),
    }


def _action(text: str, day: Any) -> str:
    if not text:
        return _("geen volgende actie")
    return f"{text}, {words.long_day(day)}" if day else text


@require_POST
@dossier_page()
def show_contact(request: HttpRequest, opened: Dossier) -> HttpResponse:
    """Show how to reach a client of others, on this answer only; the reason goes to the log and to the client."""
    form = AskContactForm(request.POST)
    slug = request.POST.get("deel", FIRST_TAB)
    if not form.is_valid():
        return show(request, opened, slug, contact_form=form)
    case, reason = opened.case, form.cleaned_data["reason"]
    contact_requests.show(case.client_id, case.region_id, reason, actor_of(request, opened.member), request=request)
    return show(request, replace(opened, shows_contact=True), slug)
