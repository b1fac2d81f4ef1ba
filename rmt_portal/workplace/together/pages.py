"""From the chosen rows of the list, by a page that says what will happen to how many, to a line per person."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners import access
from rmt_portal.audit import bsn, log
from rmt_portal.lifecycle import Actor
from rmt_portal.nlds.dutch_fields import BsnGuardMixin
from rmt_portal.workplace import words
from rmt_portal.workplace.candidates import LAST_LIST
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import Member, actor_of
from rmt_portal.workplace.refusal import member_only, missing, refuse
from rmt_portal.workplace.rows import CaseRow
from rmt_portal.workplace.together import doing, export, selection
from rmt_portal.workplace.together.actions import ACTION, ACTIONS, COACH, FILE, INVITE
from rmt_portal.workplace.together.forms import CoachForm, InviteForm, PlanForm
from rmt_portal.workplace.together.selection import MOST, Selection

STEPS = {action.slug: action for action in ACTIONS}
_FORMS: dict[str, Any] = {ACTION: PlanForm, INVITE: InviteForm}
_OURS = ("csrfmiddlewaretoken", "zeker")


@require_POST
@member_only
def choose(request: HttpRequest, member: Member) -> HttpResponse:
    """Keep who was chosen in the list, and go on with what was chosen for them."""
    step = request.POST.get("wat", "")
    if step not in STEPS:
        return missing(request)
    try:
        chosen = selection.keep(request)
    except selection.NobodyChosen:
        messages.warning(request, _("Kies eerst een of meer kandidaten in de lijst."))
    except selection.TooManyChosen:
        messages.warning(request, _("Kies hoogstens %(most)d kandidaten tegelijk.") % {"most": MOST})
    else:
        return redirect("admin:together_step", chosen.key, step)
    return redirect(request.session.get(LAST_LIST) or "admin:candidates")


@require_http_methods(["GET", "HEAD", "POST"])
@member_only
def step(request: HttpRequest, member: Member, key: str, slug: str) -> HttpResponse:
    """Ask what is needed, say what will happen to how many, and do it after a second press."""
    chosen = selection.read(request, key)
    if slug not in STEPS:
        return missing(request)
    if not member.roles & STEPS[slug].roles:
        return refuse(request, [access.Reason.ROLE.label], codes=[access.Reason.ROLE.value])
    if chosen is None:
        return _forgotten(request)
    return _file(request, member, chosen) if slug == FILE else _change(request, member, chosen, slug)


def _change(request: HttpRequest, member: Member, chosen: Selection, slug: str) -> HttpResponse:
    """Ask, say what will happen, and do it: a page each."""
    if chosen.outcomes:
        return redirect("admin:together_result", chosen.key)
    posted = request.POST if request.method == "POST" else None
    form: Any = CoachForm(posted, member=member) if slug == COACH else _FORMS[slug](posted)
    shown = doing.rows(member, chosen)
    title = str(STEPS[slug].title)
    if posted is None or not form.is_valid():
        return _ask(request, title, chosen, form, shown)
    what, say, act = _meant(form, actor_of(request, member), request)
    if not posted.get("zeker"):
        _note(request, shown)
        more = {"what": what, "back_url": chosen.back}
        return _say(request, f"{title}?", doing.expect(chosen, shown, say), more)
    if isinstance(form, BsnGuardMixin):
        ids = [row.case.client_id for row in shown.values()]
        bsn.note_denied(form, request, "intake.case", list(shown), action="next_action.bsn_denied", client_ids=ids)
    selection.finish(request, chosen, doing.do(chosen, shown, act))
    return redirect("admin:together_result", chosen.key)


def _meant(form: Any, actor: Actor, request: HttpRequest) -> tuple[str, doing.Say, doing.Act]:
    """Return what was filled in: in words, what it will come to for somebody, and doing it."""
    if isinstance(form, CoachForm):
        what = _("Coach: %(coach)s") % {"coach": form.chosen}
        return what, doing.expect_given(form.chosen, actor), doing.give(form.chosen, actor, request)
    if isinstance(form, InviteForm):
        asked = form.what()
        about = {"at": f"{words.long_day(asked['at'])}, {form.cleaned_data['at']:%H.%M}", "place": asked["place"]}
        what = _("Afspraak: %(at)s uur, %(place)s") % about if asked["place"] else _("Afspraak: %(at)s uur") % about
        return what, doing.expect_invited, doing.invite(asked, actor, request)
    text, on = form.cleaned_data["next_action"], form.cleaned_data["next_action_on"]
    what = _("Volgende actie: %(what)s, %(day)s") % {"what": text, "day": words.long_day(on)}
    return what, doing.expect_planned, doing.plan(text, on, actor, request)


@require_safe
@member_only
def result(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Show a line per person: done, or not and why."""
    chosen = selection.read(request, key)
    if chosen is None or not chosen.outcomes:
        return _forgotten(request)
    shown = doing.rows(member, chosen)
    _note(request, shown)
    done = sum(outcome.done for outcome in chosen.outcomes)
    context = {
        "lines": doing.told(chosen.outcomes, shown),
        "done": done,
        "not_done": len(chosen.outcomes) - done,
        "back_url": chosen.back,
    }
    return _page(request, _("Dit is er gebeurd"), "workplace/together/result.html", context)


def _file(request: HttpRequest, member: Member, chosen: Selection) -> HttpResponse:
    access.require(request, access.may(member.user, export.EXPORT))
    shown = doing.rows(member, chosen)
    if request.method == "POST":
        form = request.POST.get("vorm", "")
        return export.response(request, shown.values(), form) if form in export.FORMS else missing(request)
    _note(request, shown)
    context = {"number": len(shown), "gone": len(chosen.versions) - len(shown), "columns": export.COLUMNS}
    return _page(request, str(STEPS[FILE].title), "workplace/together/file.html", context | {"back_url": chosen.back})


def _ask(
    request: HttpRequest, title: str, chosen: Selection, form: forms.Form, shown: dict[int, CaseRow]
) -> HttpResponse:
    _note(request, shown)
    context = {"form": form, "names": [row.name for row in shown.values()], "back_url": chosen.back}
    return _page(request, title, "workplace/together/ask.html", context | {"how_many": _people(len(chosen.versions))})


def _say(request: HttpRequest, title: str, expected: list[doing.Expected], more: dict[str, Any]) -> HttpResponse:
    will = sum(len(line.names) for line in expected if line.will_happen)
    context = {
        "expected": expected,
        "will": will,
        "how_many": _people(will),
        "again_url": request.path,
        "kept": [(name, value) for name in request.POST if name not in _OURS for value in request.POST.getlist(name)],
    }
    return _page(request, title, "workplace/together/say.html", context | more)


def _people(number: int) -> str:
    return ngettext("%(n)d kandidaat", "%(n)d kandidaten", number) % {"n": number}


def _note(request: HttpRequest, shown: dict[int, CaseRow]) -> None:
    log.record(
        "candidates.list",
        object_kind="intake.case",
        object_ids=list(shown),
        client_ids=[row.case.client_id for row in shown.values()],
        request=request,
    )


def _forgotten(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("Je keuze is er niet meer. Kies de kandidaten opnieuw."))
    return redirect(request.session.get(LAST_LIST) or reverse("admin:candidates"))


def _page(request: HttpRequest, title: str, template: str, more: dict[str, Any]) -> HttpResponse:
    return TemplateResponse(request, template, page_context(request, title) | more)
