"""Refer somebody, step by step (P2): who, which help, why, on what ground, check, sent. Nothing is lost between."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from intake.models import Case
from partners import access, contact_requests
from partners.models import Agreement, Organisation
from rmt_portal.audit import log
from rmt_portal.changing import Refused
from rmt_portal.nlds.parts import Answer, Chip
from services import concepts, find_people, medical_words, partner_figures
from services.forms import refer as forms
from services.models import Referral, ReferralConcept, Service, ServiceKind
from services.referrals import asking_client, grounds, sheet
from services.referrals.lifecycle import Urgency
from services.referrals.parties import roles_in
from services.referrals.roles import MAY_RECEIVE
from services.referrals.sending import Request
from services.views.frame import Worker, log_denied_bsn, page, partner_page, refuse, refuse_role

TOTAL = 5
NUMBER = {concepts.HELP: 2, concepts.WHY: 3, concepts.SHARE: 4}
CHECK = "controle"


@partner_page("GET", "HEAD", "POST")
def who(request: HttpRequest, worker: Worker) -> HttpResponse:
    """Ask who it is about; the answer is only whether the team knows this person, never the dossier."""
    if not worker.sending:
        return refuse_role(request)
    form = forms.WhoForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return page(request, "refer_who", {"form": form, "found": None, "total": TOTAL})
    data = form.cleaned_data
    if data["number"]:
        found, asked = find_people.by_number(worker.user, data["number"]), ["reference"]
    else:
        found = find_people.by_name_and_birth_date(worker.user, data["name"], data["birth_date"])
        asked = ["name", "birth_date"]
    log.record(
        "referral.find",
        object_kind="intake.case",
        object_ids=[case.pk for case in found],
        client_ids=[case.client_id for case in found],
        fields=asked,
        request=request,
    )
    return page(request, "refer_who", {"form": form, "found": found, "total": TOTAL})


@partner_page("POST")
def begin(request: HttpRequest, worker: Worker, client: UUID) -> HttpResponse:
    """Start writing about somebody who is open to this person; from the search or from the dossier."""
    if not worker.sending:
        return refuse_role(request)
    case = Case.objects.dossiers_of(worker.user).open().filter(client__public_id=client).order_by("-opened_at").first()
    if case is None:
        return refuse(request, *_not_open())
    parent = None
    if number := request.POST.get("vervolg-op"):
        parent = Referral.objects.sent_by(worker.user).filter(case=case, reference=number).first()
    try:
        concept = concepts.begin(worker.actor(request, None), case, parent, request.POST.get("naar", ""))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("referrals_sent")
    return redirect("refer_concept", concept.public_id)


def _not_open() -> tuple[Any, str]:
    why = _("Deze persoon is niet voor jou open, of heeft geen lopend dossier. Vraag de coördinator van de regio.")
    return access.Decision(False, (access.Reason.NO_GRANT,)), why


def _concept(request: HttpRequest, worker: Worker, public_id: UUID) -> ReferralConcept:
    """Find what this person is writing; nobody else reads it.

    Raises:
        Http404: there is no such concept of this person.
    """
    own = ReferralConcept.objects.filter(owner=worker.user, public_id=public_id)
    found = own.select_related("case__client", "case__region", "organisation", "referral", "owner").first()
    if found is None:
        raise Http404
    return found


@partner_page()
def concept(request: HttpRequest, worker: Worker, public_id: UUID) -> HttpResponse:
    """Go on where it was left."""
    found = _concept(request, worker, public_id)
    if found.referral is not None:
        return redirect("refer_sent", public_id)
    return redirect("refer_step", public_id, concepts.first_open_step(found) or CHECK)


@partner_page("GET", "HEAD", "POST")
def step(request: HttpRequest, worker: Worker, public_id: UUID, slug: str) -> HttpResponse:
    """Show one step, or keep its answers and go on; nobody skips a step."""
    found = _concept(request, worker, public_id)
    if found.referral is not None:
        return redirect("refer_sent", public_id)
    if not _still_open(worker, found):
        return refuse(request, *_not_open())
    order = [*concepts.STEPS, CHECK]
    if slug not in order:
        raise Http404(slug)
    missing = concepts.first_open_step(found)
    if missing and order.index(missing) < order.index(slug):
        return redirect("refer_step", public_id, missing)
    return _check(request, worker, found) if slug == CHECK else _question(request, worker, found, slug)


def _question(request: HttpRequest, worker: Worker, found: ReferralConcept, slug: str) -> HttpResponse:
    draw = {concepts.HELP: _help, concepts.WHY: _why, concepts.SHARE: _share}[slug]
    form: Any
    form, more = draw(request, found)
    if request.method == "POST" and slug == concepts.SHARE and request.POST.get("vraag"):
        return _ask_client(request, worker, found)
    if request.method == "POST" and form.is_valid():
        try:
            concepts.store(found, slug, form.to_remember())
        except ReferralConcept.DoesNotExist:
            return redirect("refer_concept", found.public_id)
        log_denied_bsn(request, form, found, worker.actor(request, found.organisation_id))
        return redirect("refer_step", found.public_id, _after(request, found, slug))
    return page(request, f"refer_{slug}", _frame(found, slug) | {"form": form} | more)


def _ask_client(request: HttpRequest, worker: Worker, found: ReferralConcept) -> HttpResponse:
    """Ask the person by mail whether this may be shared; the concept waits for the answer."""
    try:
        asking_client.ask(worker.actor(request, found.organisation_id), found)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("refer_step", found.public_id, concepts.SHARE)
    except ReferralConcept.DoesNotExist:
        return redirect("refer_concept", found.public_id)
    messages.success(request, _("De vraag is gemaild. Komt er antwoord? Dan krijg je een mail, en verstuur je hier."))
    return redirect("referrals_sent")


def _still_open(worker: Worker, found: ReferralConcept) -> bool:
    return Case.objects.dossiers_of(worker.user).filter(pk=found.case_id).exists()


def _after(request: HttpRequest, found: ReferralConcept, slug: str) -> str:
    """Go to the next step; from the check page, back to it when nothing is missing any more."""
    missing = concepts.first_open_step(found)
    if request.GET.get("terug") == CHECK:
        return missing or CHECK
    following = [*concepts.STEPS, CHECK][concepts.STEPS.index(slug) + 1]
    return missing if missing and following == CHECK else following


def _frame(found: ReferralConcept, slug: str) -> dict[str, Any]:
    """Return what every step shows: about whom, which step, and the way back."""
    order = [*concepts.STEPS, CHECK]
    before = order[order.index(slug) - 1] if order.index(slug) else None
    return {
        "concept": found,
        "client_name": found.case.client.full_name,
        "step_number": NUMBER.get(slug, TOTAL),
        "total": TOTAL,
        "previous_url": reverse("refer_step", args=[found.public_id, before]) if before else reverse("referrals_sent"),
    }


def _help(request: HttpRequest, found: ReferralConcept) -> tuple[forms.HelpForm, dict[str, Any]]:
    """Offer the services of the region with waiting time, who delivers and how fast they answer."""
    roles_of = roles_in(found.case.region_id)
    offered = Service.objects.offered().filter(region=found.case.region_id).exclude(provider=found.organisation_id)
    services = list(offered.select_related("provider", "checked_by").order_by("kind", "name", "pk"))
    kinds = {s.kind for s in services}
    kind = request.GET.get("soort", "")
    figures = partner_figures.per_partner(found.case.region_id)
    choices, hints, by_phone = [], {}, []
    for service in services:
        if kind in kinds and service.kind != kind and request.method != "POST":
            continue
        if not forms.receives_for(service, roles_of):
            by_phone.append(service)
            continue
        choices.append((f"service:{service.pk}", service.name))
        hints[f"service:{service.pk}"] = _about(service, figures)
    for organisation in _open_to_questions(found, roles_of):
        key = f"organisation:{organisation.pk}"
        choices.append((key, _("Een vraag aan %(name)s") % {"name": organisation.name}))
        hints[key] = figures[organisation.pk].in_words if organisation.pk in figures else ""
    kept = found.answers.get(concepts.HELP, {})
    initial = {"chosen": next((f"{k}:{v}" for k, v in kept.items()), "")}
    form = forms.HelpForm(request.POST or None, choices=choices, hints=hints, initial=initial)
    labels = dict(ServiceKind.choices)
    chips = [Chip(_("Alles"), "?soort=", None, kind not in kinds)]
    chips += [Chip(labels[k], f"?soort={k}", None, k == kind) for k in sorted(kinds, key=lambda k: str(labels[k]))]
    return form, {"chips": chips if len(kinds) > 1 else [], "by_phone": by_phone, "nothing": not choices}


def _open_to_questions(found: ReferralConcept, roles_of: dict[int, set[str]]) -> list[Organisation]:
    wanted = {str(role) for role in MAY_RECEIVE}
    ids = [pk for pk, roles in roles_of.items() if roles & wanted and pk != found.organisation_id]
    return list(Organisation.objects.filter(pk__in=ids, is_active=True).order_by("name"))


def _about(service: Service, figures: dict[int, partner_figures.Figures]) -> str:
    """Say who delivers a service, how long one waits and how fast they answer."""
    parts = [service.summary, _("Door %(name)s") % {"name": service.provider.name}]
    if service.waiting_weeks is not None and not service.is_stale:
        parts.append(
            _("geen wachttijd") if service.waiting_weeks == 0
            else _("wachttijd %(weeks)d weken") % {"weeks": service.waiting_weeks}
        )  # fmt: skip
    else:
        parts.append(_("wachttijd niet kort geleden nagekeken"))
    if service.provider_id in figures:
        parts.append(figures[service.provider_id].in_words)
    return " ".join(capfirst(str(part).rstrip(".")) + "." for part in parts if part)


def _why(request: HttpRequest, found: ReferralConcept) -> tuple[forms.WhyForm, dict[str, Any]]:
    wanted = concepts.request_of(found)
    is_debt_help = wanted.service is not None and wanted.service.kind == ServiceKind.DEBT_HELP
    kept = found.answers.get(concepts.WHY)
    form = forms.WhyForm(
        request.POST or None,
        organisation=wanted.receiver_organisation,
        region_id=found.case.region_id,
        is_debt_help=is_debt_help,
        initial=forms.why_as_initial(kept) if kept else {},
    )
    return form, {"is_debt_help": is_debt_help, "receiver": wanted.receiver_organisation}


def _share(request: HttpRequest, found: ReferralConcept) -> tuple[forms.ShareForm, dict[str, Any]]:
    shown = _preview(found, concepts.request_of(found))
    form = forms.ShareForm(
        request.POST or None,
        initial=forms.share_as_initial(found.answers.get(concepts.SHARE)),
        has_a_task=grounds.has_a_task(shown["receiver"], found.case.region_id),
    )
    agreed = Agreement.objects.current().filter(organisation=shown["receiver"], region=found.case.region_id)
    asked = asking_client.asked(found)
    return form, shown | {"agreements": list(agreed), "asked": asked, "can_ask": bool(found.case.client.email)}


def _preview(found: ReferralConcept, wanted: Request) -> dict[str, Any]:
    """Return exactly what the receiver will read, per step; contact data of a client of others only by name."""
    referral = concepts.as_referral(found, wanted)
    steps = [step for step in sheet.HEADINGS if step in referral.disclosed]
    hidden = () if contact_requests.is_own(found.owner, found.case.client_id) else contact_requests.FIELDS
    return {"sheets": sheet.sheets(referral, steps, hidden), "receiver": referral.receiver_organisation}


def _check(request: HttpRequest, worker: Worker, found: ReferralConcept) -> HttpResponse:
    """Show everything; POST sends."""
    if request.method == "POST":
        try:
            concepts.send(worker.actor(request, found.organisation_id), found)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("refer_step", found.public_id, CHECK)
        except ReferralConcept.DoesNotExist:
            return redirect("referrals_sent")
        return redirect("refer_sent", found.public_id)
    kept, wanted = found.answers[concepts.WHY], concepts.request_of(found)
    here = f"?terug={CHECK}"
    context = _frame(found, CHECK) | _preview(found, wanted) | {
        "medical": medical_words.find(f"{kept.get('why', '')} {kept.get('done_before', '')}"),
        "help_answers": [
            Answer(_("Hulp"), wanted.service.name if wanted.service else _("een open vraag")),
            Answer(_("Naar"), wanted.receiver_organisation.name),
        ],
        "why_answers": _why_in_words(wanted),
        "share_answers": [Answer(_("Vastgelegd"), found.answers[concepts.SHARE]["note"])],
        "urls": {s: reverse("refer_step", args=[found.public_id, s]) + here for s in concepts.STEPS},
    }  # fmt: skip
    return page(request, "refer_controle", context)


def _why_in_words(wanted: Request) -> list[Answer]:
    answers = [Answer(_("Hoe snel"), Urgency(wanted.urgency).label)]
    if wanted.why:
        answers.append(Answer(_("Waarom"), wanted.why))
    if wanted.done_before:
        answers.append(Answer(_("Wat is al gedaan"), wanted.done_before))
    if wanted.requested_on:
        answers.append(Answer(_("Gevraagd op"), date_format(wanted.requested_on, "j F Y")))
    if wanted.is_warm:
        whom = wanted.receiver.name if wanted.receiver else wanted.receiver_organisation.name
        answers.append(Answer(_("Warme overdracht"), _("met %(name)s") % {"name": whom}))
    if wanted.joint_call_at:
        answers.append(Answer(_("Samen bellen"), sheet.call_in_words(wanted.joint_call_at)))
    return answers


@partner_page()
def sent(request: HttpRequest, worker: Worker, public_id: UUID) -> HttpResponse:
    """Say the number, who answers and by when; the same page again at every reload."""
    found = _concept(request, worker, public_id)
    if found.referral is None:
        return redirect("refer_concept", public_id)
    referral = Referral.objects.with_list_columns().get(pk=found.referral.pk)
    return page(request, "refer_sent", {"referral": referral, "client_name": found.case.client.full_name})


@partner_page("POST")
def throw_away(request: HttpRequest, worker: Worker, public_id: UUID) -> HttpResponse:
    """Forget what was written."""
    concepts.throw_away(_concept(request, worker, public_id))
    messages.success(request, _("Weggegooid. Er is niets verstuurd."))
    return redirect("referrals_sent")
