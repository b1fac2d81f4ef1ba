"""Our offer (P7) and our team (P8)."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from partners import absences, access
from partners.models import Absence, Membership, OrganisationContact, User
from rmt_portal import clock
from rmt_portal.audit import log
from services import offers
from services.forms.own import AbsenceForm, MyChoiceForm, OfferForm
from services.models import Service, StaffChoice
from services.views.frame import Worker, page, partner_page, refuse, refuse_role


@partner_page()
def offer(request: HttpRequest, worker: Worker) -> HttpResponse:
    """List the own services with what others see of them."""
    if not worker.offering:
        return refuse_role(request)
    found = offers.of(worker.user).select_related("provider", "checked_by", "region").order_by("provider", "name", "pk")
    return page(request, "offer", {"services": list(found)})


def _own(request: HttpRequest, worker: Worker, pk: int) -> Service | HttpResponse:
    found = offers.of(worker.user).select_related("provider", "region", "checked_by").filter(pk=pk).first()
    if found is not None:
        return found
    why = _("Deze dienst is niet van jouw organisatie, of bestaat niet meer.")
    return refuse(request, access.Decision(False, (access.Reason.ROLE,)), why)


@partner_page("GET", "HEAD", "POST")
def offer_change(request: HttpRequest, worker: Worker, pk: int) -> HttpResponse:
    """Say how long people wait and how many can come."""
    service = _own(request, worker, pk)
    if isinstance(service, HttpResponse):
        return service
    initial = {"waiting_weeks": service.waiting_weeks, "capacity": service.capacity}
    form = OfferForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actor = worker.actor(request, service.provider_id)
        offers.check(actor, service, data["waiting_weeks"], data["capacity"])
        messages.success(request, _("%(name)s is nagekeken.") % {"name": service.name})
        return redirect("our_offer")
    return page(request, "offer_change", {"service": service, "form": form})


@partner_page("POST")
def offer_stop(request: HttpRequest, worker: Worker, pk: int) -> HttpResponse:
    """Stop or open a service for new people."""
    service = _own(request, worker, pk)
    if isinstance(service, HttpResponse):
        return service
    stopped = request.POST.get("stop") == "ja"
    offers.stop(worker.actor(request, service.provider_id), service, stopped)
    text = _("%(name)s neemt nu niemand aan.") if stopped else _("%(name)s neemt weer mensen aan.")
    messages.success(request, text % {"name": service.name})
    return redirect("our_offer")


@partner_page("GET", "HEAD", "POST")
def team(request: HttpRequest, worker: Worker) -> HttpResponse:
    """List the colleagues with their roles and who is away; let somebody choose how to hear of referrals."""
    choice = StaffChoice.objects.filter(user=worker.user).first()
    form = MyChoiceForm(request.POST or None, initial={"mail": "daily" if choice and choice.daily else "now"})
    if request.method == "POST" and form.is_valid():
        daily = form.cleaned_data["mail"] == "daily"
        StaffChoice.objects.update_or_create(user=worker.user, defaults={"daily": daily})
        log.record("staff.choice", object_kind="user", object_ids=[worker.user.pk], fields=["daily"], request=request)
        messages.success(request, _("Je keuze is bewaard."))
        return redirect("our_team")
    return page(request, "team", {"form": form, "teams": _teams(worker), "away": list(_own_absences(worker))})


@partner_page("GET", "HEAD", "POST")
def absent(request: HttpRequest, worker: Worker) -> HttpResponse:
    """Let somebody say when he is away and who stands in."""
    found = {f"{o.pk}:{u.pk}": (o, u) for o in worker.organisations for u in absences.deputies(worker.user, o)}
    several = len(worker.organisations) > 1
    choices = [(key, f"{user} ({place})" if several else str(user)) for key, (place, user) in found.items()]
    form = AbsenceForm(request.POST if request.method == "POST" else None, choices=choices)
    if form.is_valid():
        data = form.cleaned_data
        organisation, deputy = found[data["deputy"]]
        days = (data["from_on"], data["until_on"])
        absences.begin(worker.user, organisation, deputy, days, worker.actor(request, organisation.pk), request=request)
        messages.success(request, _("%(name)s vervangt je in die dagen.") % {"name": deputy})
        return redirect("our_team")
    return page(request, "absent", {"form": form, "nobody": not choices})


@partner_page("POST")
def back(request: HttpRequest, worker: Worker) -> HttpResponse:
    """End the own absence: the deputy's access stops now."""
    running = list(_own_absences(worker))
    for absence in running:
        absences.stop(absence, worker.actor(request, absence.organisation_id), request=request)
    if running:
        messages.success(request, _("Welkom terug. De vervanging is gestopt."))
    return redirect("our_team")


def _own_absences(worker: Worker) -> QuerySet[Absence]:
    mine = Absence.objects.filter(user=worker.user, organisation__in=worker.reach.organisation_ids)
    coming = mine.filter(ended_at__isnull=True, until_on__gte=clock.today())
    return coming.select_related("deputy").order_by("from_on", "pk")


@dataclass
class Colleague:
    """Somebody of the team, with the roles of today; ``absence`` when away."""

    user: User
    absence: Absence | None
    roles: list[str] = field(default_factory=list)


def _teams(worker: Worker) -> list[dict[str, object]]:
    """Return per organisation who works there in the regions of this person; three queries."""
    here = Membership.objects.active().filter(
        organisation__in=worker.reach.organisation_ids, region__in=worker.reach.region_ids
    )
    today = clock.today()
    running = Absence.objects.filter(
        organisation__in=worker.reach.organisation_ids, from_on__lte=today, until_on__gte=today, ended_at__isnull=True
    )
    away = {(a.organisation_id, a.user_id): a for a in running.select_related("deputy")}
    teams: dict[int, dict[int, Colleague]] = {organisation.pk: {} for organisation in worker.organisations}
    for m in here.select_related("user").order_by("user__name", "user_id", "role"):
        absence = away.get((m.organisation_id, m.user_id))
        colleague = teams[m.organisation_id].setdefault(m.user_id, Colleague(m.user, absence))
        if m.get_role_display() not in colleague.roles:
            colleague.roles.append(m.get_role_display())
    contacts: dict[int, list[OrganisationContact]] = {}
    for contact in OrganisationContact.objects.filter(organisation__in=worker.reach.organisation_ids):
        contacts.setdefault(contact.organisation_id, []).append(contact)
    return [
        {"organisation": o, "people": list(teams[o.pk].values()), "contacts": contacts.get(o.pk, [])}
        for o in worker.organisations
    ]
