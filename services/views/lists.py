"""Lists of referrals: sent (P1), received (P4), and what waits too long (for the coordinator)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.models import ContactTask
from partners import access
from partners.models import Layer
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.nlds.parts import Chip
from services import disclosure
from services.models import DisclosureStep, Referral, ReferralConcept
from services.models.referral import ReferralQuerySet, asked_later, look_further, waits_for_sender
from services.referrals import words
from services.referrals.chasing import called_about
from services.referrals.lifecycle import ENDED, RUNNING, WAITING, Party, ReferralState
from services.referrals.sheet import help_in_words
from services.views.frame import Worker, page, partner_page, refuse_role

ROWS = 25


@dataclass(frozen=True)
class Filter:
    """A choice above a list: its word in the address, on the chip, and what it holds."""

    slug: str
    title: str | Promise
    rule: Q


def _sent_filters() -> tuple[Filter, ...]:
    """Return the choices above what was sent; what can be asked again later depends on today."""
    return (
        Filter("open", _("Open"), Q(state__in=(*WAITING, *RUNNING))),
        Filter("aan-zet", _("Jij bent aan zet"), waits_for_sender()),
        Filter("vraag", _("Vraag aan jou"), Q(state=ReferralState.INFO_REQUESTED)),
        Filter("wacht", _("Wacht op antwoord"), Q(state=ReferralState.SENT)),
        Filter("loopt", _("Loopt"), Q(state__in=RUNNING)),
        Filter("verder", _("Zoek verder"), look_further()),
        Filter("later", _("Wachtlijst of later"), asked_later()),
        Filter("afgelopen", _("Afgelopen"), Q(state__in=ENDED)),
    )


RECEIVED = (
    Filter("beoordelen", _("Te beoordelen"), Q(state=ReferralState.SENT)),
    Filter("vraag", _("Vraag gesteld"), Q(state=ReferralState.INFO_REQUESTED)),
    Filter("contact", _("Contact opnemen"), Q(state=ReferralState.ACCEPTED)),
    Filter("loopt", _("Loopt"), Q(state__in=(ReferralState.IN_PROGRESS, ReferralState.ON_HOLD))),
    Filter("afgelopen", _("Afgelopen"), Q(state__in=ENDED)),
)


@dataclass(frozen=True)
class Row:
    """One referral in a list, with no more about the person than this reader may see."""

    referral: Referral
    url: str
    who: str
    other: str
    help: str
    status: words.Status
    waits: str
    todo: str
    is_mine: bool
    promised_on: date | None
    is_late: bool


@partner_page()
def home(request: HttpRequest, worker: Worker) -> HttpResponse:
    """Lead to the list this person works with: received first, because somebody waits there."""
    if worker.receiving:
        return redirect("referrals_received")
    if worker.sending:
        return redirect("referrals_sent")
    return redirect("referrals_escalated" if worker.coordinating else "our_team")


@partner_page()
def sent(request: HttpRequest, worker: Worker) -> HttpResponse:
    """List what this person, or the own organisation, referred; what waits longest on top."""
    if not worker.sending:
        return refuse_role(request)
    everyone = request.GET.get("wie") == "iedereen"
    rows = Referral.objects.sent_by(worker.user, with_colleagues=everyone)
    named = access.visible_client_ids(worker.user, Layer.WORK).filter(client_id=OuterRef("client_id"))
    shown = Referral.objects.with_list_columns().annotate(is_named=Exists(named))
    kept = {"wie": "iedereen"} if everyone else {}
    context = _list(request, rows.oldest_first(), shown, _sent_filters(), party=Party.SENDER, kept=kept)
    concepts = ReferralConcept.objects.filter(owner=worker.user, referral__isnull=True).select_related("case__client")
    return page(request, "sent", context | {"everyone": everyone, "concepts": list(concepts[:ROWS])})


@partner_page()
def received(request: HttpRequest, worker: Worker) -> HttpResponse:
    """List what came in; who may lose a home or power on top, then the oldest promise."""
    if not worker.receiving:
        return refuse_role(request)
    rows = Referral.objects.received_by(worker.user)
    shown = Referral.objects.with_list_columns()
    return page(
        request, "received", _list(request, rows.threats_first(), shown, RECEIVED, party=Party.RECEIVER, kept={})
    )


@partner_page()
def escalated(request: HttpRequest, worker: Worker) -> HttpResponse:
    """List for the coordinator which promises were broken, with whom to call and the open phone tasks."""
    if not worker.coordinating:
        return refuse_role(request)
    rows = Referral.objects.coordinated_by(worker.user).escalated()
    found = list(rows.with_list_columns().threats_first()[: ROWS * 4])
    tasks = ContactTask.objects.filter(case__in={r.case_id for r in found}, done_at__isnull=True)
    by_case: dict[int, list[ContactTask]] = {}
    for task in tasks.order_by("due_on", "pk"):
        by_case.setdefault(task.case_id, []).append(task)
    entries = [
        {
            "row": row_of(referral, Party.COORDINATOR),
            "from": referral.sender_organisation,
            "to": referral.receiver_organisation,
            "waits_for": referral.sender_organisation
            if referral.state == ReferralState.INFO_REQUESTED
            else referral.receiver_organisation,
            "tasks": [t for t in by_case.get(referral.case_id, []) if referral.reference in t.title],
        }
        for referral in found
    ]
    _log_list(request, "escalated", found)
    return page(request, "escalated", {"entries": entries})


@partner_page("POST")
def called(request: HttpRequest, worker: Worker, reference: str) -> HttpResponse:
    """Tick off a phone task of the coordinator."""
    found = Referral.objects.coordinated_by(worker.user).filter(reference=reference).first()
    if found is None:
        return refuse_role(request)
    here = next(m for m in worker.coordinating if m.region_id == found.region_id)
    task = request.POST.get("taak", "")
    if task.isdecimal() and called_about(worker.actor(request, here.organisation_id), found, int(task)):
        messages.success(request, _("Genoteerd dat er is gebeld."))
    return redirect("referrals_escalated")


def _list(
    request: HttpRequest,
    ordered: ReferralQuerySet,
    shown: QuerySet[Referral],
    filters: tuple[Filter, ...],
    *,
    party: Party,
    kept: dict[str, str],
) -> dict[str, Any]:
    """Count every filter in one query, order the numbers of the chosen one in another, and read one page of them.

    Ordering numbers only, instead of whole rows with the client and the service, halves the time of a long list.
    """
    chosen = next((f for f in filters if f.slug == request.GET.get("stand")), filters[0])
    counts = ordered.order_by().aggregate(**{f.slug: Count("pk", filter=f.rule) for f in filters})
    paginator = Paginator(ordered.filter(chosen.rule).values_list("pk", flat=True), ROWS)
    paginator.__dict__["count"] = counts[chosen.slug]  # known already
    page_obj = paginator.get_page(request.GET.get("page"))
    place = {pk: number for number, pk in enumerate(page_obj.object_list)}
    found = sorted(shown.filter(pk__in=place), key=lambda referral: place[referral.pk])
    _log_list(request, chosen.slug, found)
    return {
        "chips": [
            Chip(f.title, "?" + "&".join(f"{k}={v}" for k, v in {"stand": f.slug, **kept}.items()), counts[f.slug],
                 f is chosen)
            for f in filters
        ],
        "chosen": chosen,
        "rows": [row_of(referral, party) for referral in found],
        "page_obj": page_obj,
    }  # fmt: skip


def row_of(referral: Referral, party: Party) -> Row:
    """Show initials, and the name only to who has access: the sender's side, or a receiver it was opened to.

    Who has no access to the person any more reads the number of the referral and nothing of the person; a receiver
    whom nothing is open any more reads not even which help it was, also when the person is known for another reason.
    """
    opened = disclosure.open_steps(referral) if party == Party.RECEIVER else []
    is_closed = party == Party.RECEIVER and not opened
    person = None if is_closed else referral.seen_client
    named = getattr(referral, "is_named", False) if party == Party.SENDER else _holds_name(referral, opened)
    promised_on = words.promised_on(referral)
    return Row(
        referral=referral,
        url=reverse("referral", args=[referral.reference]),
        who="" if person is None else person.full_name if named else person.initials,
        other=(referral.receiver_organisation if party == Party.SENDER else referral.sender_organisation).name,
        help="" if is_closed else help_in_words(referral),
        status=words.status(referral),
        waits=words.waits(referral),
        todo=words.next_step(referral, party),
        is_mine=words.is_to_move(referral, party),
        promised_on=promised_on,
        is_late=promised_on is not None and promised_on < clock.today(),
    )


def _holds_name(referral: Referral, steps: list[DisclosureStep]) -> bool:
    return any("name" in referral.disclosed.get(step, []) for step in steps)


def _log_list(request: HttpRequest, which: str, found: list[Referral]) -> None:
    log.record(
        "referrals.list",
        object_kind="referral",
        object_ids=[r.pk for r in found],
        client_ids=[r.client_id for r in found],
        reasons=[which],
        request=request,
    )
