"""What asks for attention in a dossier: the card, the rhythm of contact, and putting a signal off."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from intake import rhythm, snoozing
from intake.contacts import ChangedMeanwhile
from intake.models import ENDED_STATES, Case, SignalKind, SnoozeReason
from rmt_portal.contributions import DossierCard
from rmt_portal.workplace import signals, words
from rmt_portal.workplace.attention_forms import RhythmForm, SnoozeForm
from rmt_portal.workplace.dossier import Dossier, dossier_of, dossier_page, note_denied, open_dossier
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import actor_of
from rmt_portal.workplace.refusal import missing
from rmt_portal.workplace.rows import dossier_url, row_of, snoozes_of, waits


def card(request: HttpRequest, case: Case) -> dict[str, Any] | None:
    """Return what asks for attention, what was put off by whom and why, and the rhythm; nothing once it is over."""
    if case.state in ENDED_STATES:
        return None
    opened = dossier_of(request)
    found, waiting = signals.reasons(case), waits(case)
    return {
        "open": [
            {"title": SignalKind(slug).label, "reason": reason, "url": _url("dossier_snooze", case, slug)}
            for slug, reason in found.items()
            if slug not in waiting
        ],
        "waiting": [_waiting(case, one) for one in snoozes_of(case)],
        "rhythm": rhythm.reason(case),
        "rhythm_url": _url("dossier_rhythm", case),
        "may_write": opened.may_write,
    }


def _waiting(case: Case, one: dict[str, str]) -> dict[str, Any]:
    why = str(SnoozeReason(one["reason"]).label)
    return {
        "title": SignalKind(one["signal"]).label,
        "until": words.long_day(waits(case)[one["signal"]]),
        "who": one["who"],
        "why": f"{why}: {one['note']}" if one["note"] else why,
        "url": _url("dossier_wake", case, one["signal"]),
    }


def _url(name: str, case: Case, *more: str) -> str:
    return reverse(f"admin:{name}", args=[case.client.public_id, *more])


CARD = DossierCard("signalen", gettext_lazy("Wat vraagt aandacht?"), "workplace/parts/signals.html", card, -5)


@require_http_methods(["GET", "HEAD", "POST"])
@dossier_page(to_write=True)
def contact_rhythm(request: HttpRequest, opened: Dossier) -> HttpResponse:
    """Ask how often there is contact; who was overtaken by a colleague sees what stands there now."""
    case = opened.case
    form, theirs = RhythmForm(request.POST if request.method == "POST" else None, case=case), ""
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            rhythm.agree(case, actor_of(request, opened.member), form.days, version=version, request=request)
        except ChangedMeanwhile as changed:
            theirs = rhythm.reason(changed.case)
            form = RhythmForm(request.POST.dict() | {"version": str(changed.case.version)}, case=changed.case)
        else:
            again = open_dossier(request, opened.member, opened.client.public_id, to_write=True)
            messages.success(request, _("Bewaard: contact %(rhythm)s.") % {"rhythm": rhythm.reason(again.case)})
            return redirect(dossier_url(case))
    intro = _("Duurt het langer, dan staat deze kandidaat bij “Te lang geen contact”, met de afspraak erbij.")
    return _page(request, opened, _("Hoe vaak is er contact?"), intro, form, theirs=theirs)


@require_http_methods(["GET", "HEAD", "POST"])
@dossier_page(to_write=True)
def snooze(request: HttpRequest, opened: Dossier, slug: str) -> HttpResponse:
    """Ask why a signal may wait and until when."""
    if slug not in SignalKind.values or opened.has_ended:
        return missing(request)
    title = SignalKind(slug).label
    form = SnoozeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        snoozing.snooze(
            opened.case,
            actor_of(request, opened.member),
            slug,
            reason=data["reason"],
            until=data["until"],
            note=data["note"],
            request=request,
        )
        note_denied(request, opened, "signal.bsn_denied", form)
        said = {"what": title, "day": words.long_day(data["until"])}
        messages.success(request, _("Uitgesteld: “%(what)s” staat op %(day)s weer op je lijst.") % said)
        return redirect(dossier_url(opened.case))
    intro = signals.reasons(opened.case).get(slug, "") or _("Dit signaal staat nu niet aan.")
    return _page(request, opened, _("Stel uit: %(what)s") % {"what": title}, intro, form)


@require_POST
@dossier_page(to_write=True)
def wake(request: HttpRequest, opened: Dossier, slug: str) -> HttpResponse:
    """Show a signal again that was put off."""
    if slug not in SignalKind.values:
        return missing(request)
    if snoozing.wake(opened.case, actor_of(request, opened.member), slug, request=request):
        messages.success(request, _("“%(what)s” wacht niet meer.") % {"what": SignalKind(slug).label})
    else:
        messages.info(request, _("Dit wachtte al niet meer."))
    return redirect(dossier_url(opened.case))


def _page(
    request: HttpRequest, opened: Dossier, title: str, intro: str, form: RhythmForm | SnoozeForm, *, theirs: str = ""
) -> HttpResponse:
    context = page_context(request, title) | {
        "form": form,
        "intro": intro,
        "theirs": theirs,
        "name": row_of(opened.case).name,
        "back_url": dossier_url(opened.case),
    }
    return TemplateResponse(request, "workplace/attention.html", context)
