"""The dossier of a candidate: a strip, tabs as links, one line in the log per part that was read (UX C4-C10)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from uuid import UUID

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from intake import shared
from intake.models import ENDED_STATES, Case, Client, ClientMerge, DataCategory
from intake.outcome_columns import with_outcomes
from partners import access, contact_requests
from partners.models import Layer, Role
from rmt_portal import row_security
from rmt_portal.audit import bsn, log
from rmt_portal.audit.models import Result
from rmt_portal.contributions import DossierTab, workplace
from rmt_portal.nlds.dutch_fields import BsnGuardMixin
from rmt_portal.workplace import emergency
from rmt_portal.workplace.candidates import LAST_LIST
from rmt_portal.workplace.forms import AskContactForm, ContactForm
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import Member
from rmt_portal.workplace.refusal import View, member_only, missing, refuse
from rmt_portal.workplace.rows import dossier_url, row_of

P = ParamSpec("P")

FIRST_TAB = "overzicht"
ASK_ROLES = {Role.COACH.value, Role.INTAKE_WORKER.value, Role.COORDINATOR.value}
"""Who may ask for the contact data of a client of others (``partners.contact_requests``)."""


@dataclass(frozen=True)
class Dossier:
    """An opened dossier: the case, how much of it is open to this member, and whether that includes contact data.

    Contact data of one's own caseload is shown at once; of other people's clients on request (``ask_contact``).
    """

    case: Case
    member: Member
    shows_contact: bool = False

    @property
    def client(self) -> Client:
        """The person this is about."""
        return self.case.client

    @property
    def layer(self) -> int:
        """How much is open."""
        return self.case.layer

    @property
    def is_shared_only(self) -> bool:
        """Whether nothing is open but what the person shares with this organisation."""
        return self.layer < Layer.TRIAGE

    @property
    def may_write(self) -> bool:
        """Whether this member may write in the dossier: who talks with clients and sees what is needed for that."""
        return self.member.guides and self.layer >= Layer.WORK

    @property
    def has_ended(self) -> bool:
        """Whether the case is over."""
        return self.case.state in ENDED_STATES


class DossierRequest(HttpRequest):
    """A request that draws a dossier, as the tabs and cards get it."""

    dossier: Dossier


class Closed(Exception):
    """The dossier can not be opened; ``response`` says why."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__(response.status_code)
        self.response = response


def open_dossier(
    request: HttpRequest, member: Member, public_id: UUID, to_write: bool = False, or_shared: bool = False
) -> Dossier:
    """Find the newest case of a client, and refuse when it is not open enough for reading (or writing).

    ``or_shared`` also opens it to who only has what the person shares by consent: for pages that show nothing without
    asking ``intake.shared``.

    Raises:
        Closed: there is no such client, or the access rules refuse.
    """
    seen = Case.objects.dossiers_of(member.user, Layer.REFERENCE).filter(client__public_id=public_id)
    seen = with_outcomes(seen.with_list_columns())
    seen = seen.annotate(is_own=contact_requests.own_of(member.user, "client_id"))
    case = seen.select_related("work_to_work").order_by("-opened_at", "-pk").first()
    if case is None:
        raise Closed(_refuse_unseen(request, member, public_id))
    dossier = Dossier(case, member, case.is_own)  # type: ignore[attr-defined]
    if dossier.is_shared_only and or_shared and shared.by_consent(case):
        return replace(dossier, shows_contact=shared.opens(case, DataCategory.CONTACT))
    if dossier.layer < Layer.TRIAGE:
        reasons = (access.Reason.LAYER,)
    elif to_write and not dossier.may_write:
        reasons = (access.Reason.ROLE if dossier.layer >= Layer.WORK else access.Reason.LAYER,)
    else:
        return dossier
    raise Closed(_refuse(request, member, case.client, reasons, case))


def dossier_page(
    *, to_write: bool = False, or_shared: bool = False
) -> Callable[[Callable[Concatenate[HttpRequest, Dossier, P], HttpResponse]], View]:
    """Open a page about a client to who may open the dossier (:func:`open_dossier`), and hand the view that dossier.

    The address names the client (``public_id``). Whoever the dossier is closed to reads why, also when it closes while
    the view is at work: :class:`Closed` never leaves this page.
    """

    def decorate(view: Callable[Concatenate[HttpRequest, Dossier, P], HttpResponse]) -> View:
        @wraps(view)
        def look(
            request: HttpRequest, member: Member, public_id: UUID, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            try:
                opened = open_dossier(request, member, public_id, to_write=to_write, or_shared=or_shared)
                return view(request, opened, *args, **kwargs)
            except Closed as closed:
                return closed.response

        return member_only(look)

    return decorate


def note(
    request: HttpRequest, opened: Dossier, action: str, about: Model | None = None, fields: Iterable[str] = ()
) -> None:
    """Write in the log what was done in a dossier: with ``about``, or with the case itself."""
    row = about or opened.case
    log.record(
        action,
        object_kind=row._meta.label_lower,
        object_ids=[row.pk],
        client_ids=[opened.case.client_id],
        fields=fields,
        request=request,
    )


def note_read(request: HttpRequest, opened: Dossier, *parts: str) -> None:
    """Write in the log which part of a dossier was read."""
    note(request, opened, "dossier.read", fields=parts)


def note_denied(request: HttpRequest, opened: Dossier, action: str, form: BsnGuardMixin) -> None:
    """Write in the log that somebody said a number is no citizen service number; nothing when nobody did."""
    case = opened.case
    bsn.note_denied(form, request, case._meta.label_lower, [case.pk], action=action, client_ids=[case.client_id])


def _refuse_unseen(request: HttpRequest, member: Member, public_id: UUID) -> HttpResponse:
    with row_security.house("refusal"):
        client = Client.objects.filter(public_id=public_id).only("pk", "region_id", "public_id").first()
    if client is None:
        merged = ClientMerge.objects.filter(gone_public_id=public_id, undone_at__isnull=True).first()
        return redirect("admin:dossier", merged.kept.public_id) if merged else missing(request)
    decision = access.may_see_client(member.user, client.pk, Layer.TRIAGE, region_id=client.region_id)
    return _refuse(request, member, client, decision.reasons or (access.Reason.ONLY_REFERRAL,))


def _refuse(
    request: HttpRequest,
    member: Member,
    client: Client,
    reasons: tuple[access.Reason, ...],
    case: Case | None = None,
) -> HttpResponse:
    """Say why; name the coach only to who may know that there is a dossier. The client can see who tried.

    Who guides in the region hears of the way in when it can not wait, unless the dossier is open for reading already.
    """
    codes = [reason.value for reason in reasons]
    log.record_apart(request, "dossier.read", client_ids=[client.pk], result=Result.REFUSED, reasons=codes)
    coach = getattr(case, "coach_name", "") or ""
    ask = _("Vraag %(coach)s, de coach van deze kandidaat.") % {"coach": coach} if coach else ""
    return refuse(
        request,
        [reason.label for reason in reasons],
        reference=case.reference if case else "",
        ask=ask,
        codes=codes,
        emergency_url=emergency.offer_url(member, client) if access.Reason.ROLE not in reasons else "",
    )


@dossier_page(or_shared=True)
def dossier(request: HttpRequest, opened: Dossier) -> HttpResponse:
    """Show one part of a dossier."""
    return show(request, opened, request.GET.get("deel", FIRST_TAB))


def show(request: HttpRequest, opened: Dossier, slug: str, **more: Any) -> HttpResponse:
    """Draw a part of an opened dossier and log that it was read; an unknown part shows the first."""
    case = opened.case
    tabs = _open_tabs(opened)
    tab = next((tab for tab in tabs if tab.slug == slug), tabs[0])
    note_read(request, opened, tab.slug)
    row = row_of(case)
    may_ask = not opened.is_shared_only and not opened.shows_contact and bool(opened.member.roles & ASK_ROLES)
    context = page_context(request, tab.title) | {
        "case": case,
        "client": opened.client,
        "layer": opened.layer,
        "row": row,
        "name": row.name,
        "is_named": shared.opens(case, DataCategory.CONTACT),
        "is_shared_only": opened.is_shared_only,
        "shared": row.shared,
        "shows_contact": opened.shows_contact,
        "contact_form": AskContactForm(initial={"deel": tab.slug}) if may_ask else None,
        "tab": tab,
        "tabs": _tab_links(case, tabs, tab),
        "back_url": request.session.get(LAST_LIST) or reverse("admin:candidates"),
        "can_take_over": opened.may_write and not row.coach and not opened.has_ended,
        "may_write": opened.may_write,
        "form_has_errors": False,
    }
    cast(DossierRequest, request).dossier = opened
    context |= tab.context(request, case) | more
    return TemplateResponse(request, "workplace/dossier.html", context)


def dossier_of(request: HttpRequest) -> Dossier:
    """Return the dossier this request draws, for the tabs and cards that are asked for their part of it."""
    return cast(DossierRequest, request).dossier


def _open_tabs(opened: Dossier) -> list[DossierTab]:
    """Return the tabs in their order; who only has what is shared gets those made for that."""
    tabs = sorted(workplace.tabs.values(), key=lambda tab: tab.order)
    given = shared.by_consent(opened.case)
    return [tab for tab in tabs if tab.for_shared & given] if opened.is_shared_only else tabs


def _tab_links(case: Case, tabs: list[DossierTab], current: DossierTab) -> list[dict[str, Any]]:
    return [{"title": t.title, "url": dossier_url(case, t.slug), "current": t is current} for t in tabs]


def empty_contact_form(case: Case) -> ContactForm:
    """Return a fresh quick note for a case."""
    return ContactForm(initial={"version": case.version, "way": "phone", "reached": "ja"})
