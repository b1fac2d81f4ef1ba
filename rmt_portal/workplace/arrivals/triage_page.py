"""Triage in one screen, and what comes of it: undo, the answer of the coach, the first meeting that took place."""

from typing import Any

from django.contrib import messages
from django.db.models import FilteredRelation, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from intake import allocation, coaching, contacts, help_elsewhere, meetings, promises, receivers, triage
from intake.models import AllocationProposal, Case, CaseState, FirstMeeting, Outcome, TriageDecision, UrgentSignal
from rmt_portal import clock
from rmt_portal.lifecycle import StateConflict
from rmt_portal.nlds.context import brand_of
from rmt_portal.workplace import words
from rmt_portal.workplace.arrivals.triage_form import TriageForm
from rmt_portal.workplace.dossier import Dossier, dossier_of, dossier_page, note_denied, note_read
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import Member, actor_of
from rmt_portal.workplace.rows import dossier_url


@dossier_page(to_write=True)
def triage_screen(request: HttpRequest, opened: Dossier) -> HttpResponse:
    """Show the criteria and the proposal with its reason, and let the professional decide."""
    case = opened.case
    if case.state not in triage.BEFORE_DECISION:
        messages.info(request, _("Over deze aanmelding is al besloten."))
        return redirect(dossier_url(case))
    proposed = triage.proposal(case)
    given: dict[str, Any] = {"case": case, "member": opened.member, "skips_weighing": proposed.skips_weighing}
    if request.method != "POST":
        first = {"version": case.version, "outcome": proposed.outcome, "way": "" if case.last_contact_at else "phone"}
        return _show(request, opened, TriageForm(initial=first, **given), proposed)
    form = TriageForm(request.POST, **given)
    return _decide(request, opened, form, proposed)


def _decide(request: HttpRequest, opened: Dossier, form: TriageForm, proposed: triage.Proposal) -> HttpResponse:
    """Save the decision; nothing that was typed is lost when it can not be saved."""
    case = opened.case
    if not form.is_valid():
        return _show(request, opened, form, proposed)
    actor = actor_of(request, opened.member)
    try:
        made = triage.decide(case, actor, form.choice, form.cleaned_data["version"], request=request)
    except (contacts.ChangedMeanwhile, StateConflict):
        fresh = Case.objects.get(pk=case.pk)
        if fresh.state in triage.BEFORE_DECISION:
            typed: Any = request.POST.copy()
            typed["version"] = str(fresh.version)
            form.data = typed
            form.add_error(
                None, _("Een collega schreef net iets op bij deze aanmelding. Kijk het na en sla dan opnieuw op.")
            )
            return _show(request, opened, form, proposed)
        messages.warning(request, _("Een collega besloot net al over deze aanmelding. Jouw besluit is niet bewaard."))
    else:
        note_denied(request, opened, "case.bsn_denied", form)
        messages.success(request, _said(made))
    return redirect(dossier_url(case))


def _show(request: HttpRequest, opened: Dossier, form: TriageForm, proposed: triage.Proposal) -> HttpResponse:
    case = opened.case
    note_read(request, opened, "triage")
    urgent = list(UrgentSignal.objects.open().filter(case=case).order_by("pk"))
    title = _("Beoordelen: %(name)s") % {"name": opened.client.full_name}
    context = page_context(request, title) | {
        "case": case,
        "client": opened.client,
        "form": form,
        "form_has_errors": bool(form.errors),
        "proposed": proposed,
        "urgent": urgent,
        "help_now": receivers.debt_help(case.region, opened.client.municipality) if urgent else [],
        "meeting_due": promises.first_meeting_due(case),
        "back_url": dossier_url(case),
    }
    return TemplateResponse(request, "workplace/arrivals/triage.html", context)


def _said(made: TriageDecision) -> str:
    name, case = made.case.client.full_name, Case.objects.get(pk=made.case_id)
    undo = _("Je kunt dit een uur lang terugnemen.")
    if made.outcome != Outcome.ADMIT:
        saved = _("Opgeslagen voor %(name)s: %(what)s.") % {"name": name, "what": made.get_outcome_display()}
        return " ".join(part for part in (saved, _said_of_mail(made), undo) if part)
    if case.state == CaseState.WAITLISTED:
        told = _("%(name)s is aangenomen, maar alle coaches zitten vol. Plek op de wachtlijst: %(place)s.")
        return told % {"name": name, "place": allocation.position(case)} + f" {undo}"
    if case.state == CaseState.ASSIGNED:
        return _("%(name)s is aangenomen. Jij bent nu de coach.") % {"name": name}
    asked = AllocationProposal.objects.open().filter(case=case).select_related("coach").first()
    if asked is not None:
        told = _("%(name)s is aangenomen. We vragen %(coach)s om coach te worden.")
        return told % {"name": name, "coach": asked.coach} + f" {undo}"
    return _("%(name)s is aangenomen.") % {"name": name} + f" {undo}"


def _said_of_mail(made: TriageDecision) -> str:
    """Say how the person hears who helps elsewhere; nothing for other outcomes."""
    told = help_elsewhere.told(made)
    if told is None:
        return ""
    if told.way == help_elsewhere.Way.LETTER:
        return _("Er is geen e-mailadres: geef of stuur de brief met naam en nummer.")
    return _("Over een uur gaat een mail met naam en nummer naar de kandidaat.")


@require_safe
@dossier_page(to_write=True)
def letter(request: HttpRequest, opened: Dossier) -> HttpResponse:
    """Show the letter that says who helps elsewhere, to print or to read out."""
    made = opened.case.triage_decisions.filter(undone_at__isnull=True).exclude(warm_name="").first()
    if made is None:
        raise Http404
    note_read(request, opened, "triage")
    context = page_context(request, _("Brief voor de kandidaat")) | {
        "case": opened.case,
        "client": opened.client,
        "made": made,
        "brand": brand_of(request),
        "today": clock.today(),
        "back_url": dossier_url(opened.case),
    }
    return TemplateResponse(request, "workplace/arrivals/letter.html", context)


@require_POST
@dossier_page(to_write=True)
def answer(request: HttpRequest, opened: Dossier, step: str) -> HttpResponse:
    """Do one of the small steps after the decision and go back to the dossier, with what happened in words."""
    STEPS[step](request, opened.member, opened.case)
    return redirect(dossier_url(opened.case))


def _undo(request: HttpRequest, member: Member, case: Case) -> None:
    made = case.triage_decisions.filter(undone_at__isnull=True).first()
    try:
        if made is None:
            raise triage.TooLate
        triage.undo(made, actor_of(request, member), request=request)
    except triage.TooLate:
        messages.warning(
            request, _("Terugnemen kan niet meer: er is een uur voorbij, of iemand ging er al mee verder.")
        )
    else:
        messages.success(request, _("Je besluit is teruggenomen. Wat je over het gesprek schreef, is bewaard."))


def _open_proposal(case: Case) -> AllocationProposal | None:
    return AllocationProposal.objects.open().filter(case=case).select_related("case", "coach").first()


def _accept(request: HttpRequest, member: Member, case: Case) -> None:
    asked, actor = _open_proposal(case), actor_of(request, member)
    try:
        if asked is None:
            raise allocation.NotYours
        allocation.accept(asked, actor, request=request)
    except (allocation.NotYours, coaching.AlreadyCoached, StateConflict):
        messages.warning(request, _("Deze vraag is niet (meer) aan jou."))
        return
    confirmed = meetings.confirm(case, actor, request=request)
    told = _("Je bent nu de coach van %(name)s.") % {"name": case.client.full_name}
    messages.success(request, told + (" " + _("Het eerste gesprek staat op jouw naam.") if confirmed else ""))


def _pass(request: HttpRequest, member: Member, case: Case) -> None:
    asked = _open_proposal(case)
    try:
        if asked is None:
            raise allocation.NotYours
        following = allocation.pass_on(asked, actor_of(request, member), request.POST.get("reden", ""), request=request)
    except allocation.NotYours:
        messages.warning(request, _("Deze vraag is niet (meer) aan jou."))
    except ValueError:
        messages.error(request, _("Kies waarom je doorgeeft. Er is nog niets gebeurd."))
    else:
        told = _("Doorgegeven. We vragen nu %(name)s.") % {"name": following.coach} if following else ""
        messages.success(
            request, told or _("Doorgegeven. Niemand anders heeft nu plek: de kandidaat staat op de wachtlijst.")
        )


def _ask(request: HttpRequest, member: Member, case: Case) -> None:
    actor = actor_of(request, member)
    try:
        asked = allocation.propose(case, actor, request=request)
    except allocation.NoRoom:
        allocation.wait(case, actor)
        messages.warning(request, _("Alle coaches zitten vol. De kandidaat staat op de wachtlijst."))
    except StateConflict:
        messages.warning(request, _("Er is al een coach, of er is nog niet besloten."))
    else:
        messages.success(request, _("We vragen %(name)s om coach te worden.") % {"name": asked.coach})


def _confirm(request: HttpRequest, member: Member, case: Case) -> None:
    if meetings.confirm(case, actor_of(request, member), request=request):
        messages.success(request, _("Het eerste gesprek staat op jouw naam. De kandidaat krijgt bericht."))
    else:
        messages.info(request, _("Er is niets te bevestigen."))


def _held(request: HttpRequest, member: Member, case: Case) -> None:
    if meetings.held(case, actor_of(request, member), request=request):
        messages.success(request, _("Opgeslagen: het eerste gesprek is geweest."))
    else:
        messages.warning(request, _("Er staat geen eerste gesprek dat al geweest is."))


STEPS: dict[str, Any] = {
    "neem-terug": _undo,
    "neem-aan": _accept,
    "geef-door": _pass,
    "zoek-coach": _ask,
    "bevestig": _confirm,
    "geweest": _held,
}


def _standing(case: Case) -> tuple[TriageDecision | None, FirstMeeting | None]:
    """Return the decision and the first meeting that stand, in one query; there is at most one of each."""
    found: Any = Case.objects.filter(pk=case.pk).annotate(
        made=FilteredRelation("triage_decisions", condition=Q(triage_decisions__undone_at__isnull=True)),
        meeting=FilteredRelation("first_meetings", condition=Q(first_meetings__cancelled_at__isnull=True)),
    )
    row = found.select_related("made__decided_by", "meeting__coach").first()
    made, meeting = getattr(row, "made", None), getattr(row, "meeting", None)
    if made is not None:
        made.case = case
    return made, meeting


def card(request: HttpRequest, case: Case) -> dict[str, Any]:
    """Return what the overview says of the triage: the decision, the coach that is asked, the first meeting."""
    opened = dossier_of(request)
    user = opened.member.user
    made, meeting = _standing(case)
    asked = None
    if case.state in (CaseState.ADMITTED, CaseState.WAITLISTED):
        asked = AllocationProposal.objects.open().filter(case=case).select_related("coach").first()
    due = promises.first_meeting_due(case)
    return {
        "may_decide": opened.may_write and case.state in triage.BEFORE_DECISION,
        "made": made,
        "can_undo": opened.may_write and triage.can_undo(made, user),
        "told": help_elsewhere.told(made) if made else None,
        "may_print": opened.may_write,
        "asked": asked,
        "why": allocation.in_words(asked.reasons) if asked else [],
        "is_for_me": asked is not None and asked.coach_id == user.pk,
        "can_ask": opened.may_write and asked is None and case.state in (CaseState.ADMITTED, CaseState.WAITLISTED),
        "place": allocation.position(case),
        "meeting": meeting,
        "meeting_due": due,
        "is_in_time": promises.is_kept(meeting.at, due) if meeting else None,
        "days_late": words.days_ago(due) if meeting is None else 0,
        "can_confirm": opened.may_write and meeting is not None and not meeting.confirmed_at and not meeting.held_at,
        "can_hold": opened.may_write
        and meeting is not None
        and not meeting.held_at
        and words.days_ago(meeting.at) >= 0,
        "pass_reasons": AllocationProposal._meta.get_field("pass_reason").choices,
    }
