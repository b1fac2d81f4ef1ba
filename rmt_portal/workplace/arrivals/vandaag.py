"""What Vandaag shows around registrations: who must be called today, which coach is asked, who may be known twice."""

from typing import Any

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intake.duplicates import judging
from intake.models import AllocationProposal, Case, CaseAssignment, UrgentSignal
from partners.models import Layer, Organisation, Role
from partners.reach import reach_of
from rmt_portal.contributions import DossierCard, TodayList, TodayNumber
from rmt_portal.workplace.arrivals.triage_page import card
from rmt_portal.workplace.rows import dossier_url, layer_of

MOST_SHOWN = 20
BEFORE_ALL = -10


def urgent(user: Any) -> list[dict[str, Any]]:
    """Return who must be called today and nobody guides yet, or whom this person guides; the longest wait first.

    Who talks with people reads name and number. Who coordinates reads the number of the dossier, and which team to
    phone: that is enough to see to it, and more is not open to that role.
    """
    signals = UrgentSignal.objects.open().order_by()
    mine = CaseAssignment.objects.filter(coach=user, until_at__isnull=True, kind="primary")
    open_to = Case.objects.dossiers_of(user, Layer.TRIAGE).open().filter(pk__in=signals.values("case"))
    cases = open_to.filter(Q(is_guided=False) | Q(pk__in=mine.values("case")))
    found = list(
        cases.select_related("client__municipality")
        .prefetch_related(Prefetch("urgent_signals", UrgentSignal.objects.open().order_by("call_on", "pk")))
        .order_by("opened_at", "pk")[:MOST_SHOWN]
    )
    teams = _teams() if any(layer_of(case) < Layer.WORK for case in found) else {}
    return [_row(case, teams) for case in found]


def _row(case: Case, teams: dict[int, Organisation]) -> dict[str, Any]:
    is_named = layer_of(case) >= Layer.WORK
    client, signal = case.client, case.urgent_signals.all()[0]
    team = teams.get(case.region_id)
    return {
        "case": case,
        "url": dossier_url(case),
        "name": client.full_name if is_named else client.initials,
        "phone": client.phone if is_named else (team.phone if team else ""),
        "phone_of": "" if is_named else (team.name if team else ""),
        "email": client.email if is_named and not client.phone else "",
        "call_on": signal.call_on,
        "is_late": signal.escalated_at is not None,
    }


def _teams() -> dict[int, Organisation]:
    """Return per region the first organisation that takes up registrations and has a phone."""
    takers = Organisation.objects.filter(handles_registrations=True, is_active=True).exclude(phone="")
    found: dict[int, Organisation] = {}
    for organisation in takers.order_by("name").prefetch_related("regions"):
        for region in organisation.regions.all():
            found.setdefault(region.pk, organisation)
    return found


def asked(user: Any) -> list[dict[str, Any]]:
    """Return the people for whom this coach is asked."""
    mine = AllocationProposal.objects.open().filter(coach=user).select_related("case__client__municipality")
    open_to = Case.objects.dossiers_of(user).values("pk")
    return [
        {
            "case": row.case,
            "url": dossier_url(row.case),
            "name": row.case.client.full_name,
            "place": row.case.client.municipality.name if row.case.client.municipality else "",
            "since": row.proposed_at,
        }
        for row in mine.filter(case__in=open_to).order_by("proposed_at", "pk")[:MOST_SHOWN]
    ]


def _judges(user: Any) -> bool:
    return bool({Role.INTAKE_WORKER.value, Role.COORDINATOR.value} & reach_of(user).roles)


CONTRIBUTIONS = (
    TodayList("dringend", _("Nu bellen"), "workplace/arrivals/_urgent.html", urgent, "", BEFORE_ALL),
    TodayList("gevraagd", _("Wil jij coach worden?"), "workplace/arrivals/_asked.html", asked, "", BEFORE_ALL + 1),
    TodayNumber(
        "dubbel",
        _("Misschien dubbel"),
        lambda user: judging.to_do(user).count(),
        lambda: reverse("admin:duplicates"),
        80,
        _judges,
    ),
    DossierCard("aanmelding", _("Besluit en eerste gesprek"), "workplace/arrivals/_card.html", card, 0),
)
