"""What employers left with us: the list of the region, one of them, and what can be done with it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from intake import cohorts
from matching.employers import access as employer_access
from matching.employers import notices as employer_notices
from matching.employers import register as employers
from matching.models import Employer, EmployerNotice, NoticeKind, NoticeState
from partners import access
from rmt_portal.audit import bsn
from rmt_portal.lifecycle import StateConflict
from rmt_portal.nlds.dutch_fields import BsnGuardMixin, LineField
from rmt_portal.nlds.forms import HouseForm
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import Member, actor_of
from rmt_portal.workplace.refusal import member_only, missing

MOST_LISTED = 100


class LinkForm(HouseForm):
    """Which employer of the register this is."""

    submit_label = gettext_lazy("Dit is de werkgever")
    employer = forms.ModelChoiceField(
        label=gettext_lazy("Werkgever uit het register"), queryset=Employer.objects.none(),
        empty_label=gettext_lazy("Kies een werkgever"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Kies een werkgever.")),
    )  # fmt: skip

    def __init__(self, *args: Any, notice: EmployerNotice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        employer: Any = self.fields["employer"]
        employer.queryset = Employer.objects.filter(region=notice.region_id)


class DeclineForm(BsnGuardMixin, HouseForm):
    """Why nothing is done with it."""

    submit_label = gettext_lazy("Wijs af")
    reason = LineField(
        label=gettext_lazy("Waarom doen we hier niets mee?"), max_length=200,
        help_text=gettext_lazy("Alleen collega's lezen dit. Bel of mail de werkgever zelf."),
        empty=gettext_lazy("Schrijf de reden op."),
    )  # fmt: skip


@require_safe
@member_only
def notices(request: HttpRequest, member: Member) -> HttpResponse:
    """List what came in, what is new first."""
    access.require(request, employer_access.may_edit(member.user))
    rows = employer_notices.of_regions(member.user)
    context = page_context(request, _("Van werkgevers")) | {
        "waiting": list(rows.filter(state=NoticeState.NEW).order_by("received_at", "pk")[:MOST_LISTED]),
        "closed": list(rows.exclude(state=NoticeState.NEW).order_by("-closed_at", "-pk")[:MOST_LISTED]),
    }
    return TemplateResponse(request, "workplace/employers/notices.html", context)


@require_safe
@member_only
def notice(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show what an employer left, and what can be done with it."""
    access.require(request, employer_access.may_edit(member.user))
    found = employer_notices.of_regions(member.user).filter(pk=pk).first()
    return missing(request) if found is None else _page(request, member, found, {})


def _page(request: HttpRequest, member: Member, found: EmployerNotice, filled: dict[str, HouseForm]) -> HttpResponse:
    is_new, maybe = found.state == NoticeState.NEW, None
    if is_new and found.employer is None:
        maybe = employers.find(found.region_id, found.trade_number, found.company, found.place)
    context = page_context(request, found.company) | {
        "notice": found,
        "is_new": is_new,
        "has_errors": bool(filled),
        "link_form": filled.get("koppel", LinkForm(notice=found, initial={"employer": maybe})),
        "decline_form": filled.get("wijs-af", DeclineForm()),
        "may_make_vacancy": is_new and found.employer_id and found.kind == NoticeKind.VACANCY,
        "may_open_cohort": is_new and found.kind == NoticeKind.SURPLUS and cohorts.may(member.user).allowed,
        "may_reopen": not is_new and found.contact_forgotten_at is None,
        "history": [
            {"event": event, "words": employer_notices.EVENT_WORDS[event.event]}
            for event in found.events.select_related("actor").order_by("-pk")
        ],
    }
    return TemplateResponse(request, "workplace/employers/notice.html", context)


@require_POST
@member_only
def step(request: HttpRequest, member: Member, pk: int, slug: str) -> HttpResponse:
    """Link, make a draft, finish, decline or take up again."""
    access.require(request, employer_access.may_edit(member.user))
    found = employer_notices.of_regions(member.user).filter(pk=pk).first()
    if found is None or slug not in STEPS:
        return missing(request)
    form = _asked(slug, request, found)
    if form is not None and not form.is_valid():
        return _page(request, member, found, {slug: form})
    try:
        leads_to: HttpResponse | None = STEPS[slug](found, form, actor_of(request, member), request)
    except StateConflict:
        messages.warning(request, _("Dit is al gedaan, misschien door een collega. Kijk hoe het nu staat."))
        leads_to = None
    return leads_to or redirect("admin:employer_notice", pk)


def _asked(slug: str, request: HttpRequest, found: EmployerNotice) -> Any:
    if slug == "koppel":
        return LinkForm(request.POST, notice=found)
    return DeclineForm(request.POST) if slug == "wijs-af" else None


def _link(found: EmployerNotice, form: Any, actor: Any, request: HttpRequest) -> None:
    employer_notices.link(found, form.cleaned_data["employer"], actor, request=request)
    messages.success(request, _("Gekoppeld."))


def _register(found: EmployerNotice, form: Any, actor: Any, request: HttpRequest) -> None:
    employer_notices.add_employer(found, actor, request=request)
    messages.success(request, _("De werkgever staat in het register."))


def _make_vacancy(found: EmployerNotice, form: Any, actor: Any, request: HttpRequest) -> HttpResponse | None:
    if found.employer_id is None or found.kind != NoticeKind.VACANCY:
        messages.error(request, _("Kies eerst welke werkgever dit is."))
        return None
    made = employer_notices.make_vacancy(found, actor, request=request)
    messages.success(request, _("Dit is het concept. Vul het aan en zet de vacature dan open."))
    return redirect("admin:vacancy_change", made.pk)


def _finish(found: EmployerNotice, form: Any, actor: Any, request: HttpRequest) -> None:
    employer_notices.finish(found, actor, request=request)
    messages.success(request, _("Afgehandeld. Toch nog iets? Pak het weer op."))


def _decline(found: EmployerNotice, form: Any, actor: Any, request: HttpRequest) -> None:
    employer_notices.decline(found, form.cleaned_data["reason"], actor, request=request)
    bsn.note_denied(form, request, "matching.employernotice", [found.pk])
    messages.success(request, _("Afgewezen. Vergeet niet de werkgever te bellen of te mailen."))


def _reopen(found: EmployerNotice, form: Any, actor: Any, request: HttpRequest) -> None:
    employer_notices.reopen(found, actor, request=request)
    messages.success(request, _("Het staat weer open."))


STEPS = {
    "koppel": _link,
    "register": _register,
    "concept": _make_vacancy,
    "klaar": _finish,
    "wijs-af": _decline,
    "heropen": _reopen,
}
