"""Learning at a company as the school and the adviser of SBB follow it: the company, the numbers and the days.

No dossier, and no name unless this reader has access to the person for another reason. Story 12 and 13 of DOMAIN:
nothing starts without all, and an end within nine months is said in time.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from intake.models import Client
from partners import access
from partners.models import Layer, Role
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.nlds.parts import Chip
from services.grants.lifecycle import UNDECIDED, GrantState
from services.models import PracticeLearning, ServiceGrant
from services.views.frame import Worker, page, partner_page
from services.views.lists import Filter

access.allow("learning.list", [Role.SCHOOL_MENTOR, Role.SBB_ADVISER])

ROWS = 25
SOON = timedelta(weeks=6)
"""So long before its last day the end of a practice is said: time for a certificate or a next step (proposed norm)."""


@dataclass(frozen=True)
class Row:
    """One person who learns at a company; ``who`` is empty for whoever has no access to the person."""

    grant: ServiceGrant
    who: str
    practice: PracticeLearning | None

    @property
    def lacks_company(self) -> bool:
        """Whether company, number and agreements must be there before it can start, and are not."""
        return self.practice is None and self.grant.state in (*UNDECIDED, GrantState.APPROVED)

    @property
    def company_ends_on(self) -> date | None:
        """Until when the company is accredited, when that is before the last day of this practice."""
        until = self.practice.company.accredited_until if self.practice else None
        return until if until is not None and until < self.grant.ends_on else None

    @property
    def ends_soon(self) -> bool:
        """Whether it runs and its last day is near, or has passed."""
        return self.grant.state == GrantState.STARTED and self.grant.ends_on <= clock.today() + SOON


def _filters() -> tuple[Filter, ...]:
    """Return the choices; what ends soon depends on today."""
    running = Q(state=GrantState.STARTED)
    return (
        Filter("nieuw", _("Aangevraagd"), Q(state__in=UNDECIDED)),
        Filter("begint", _("Toegekend, begint nog"), Q(state=GrantState.APPROVED)),
        Filter("loopt", _("Loopt"), running),
        Filter("eindigt", _("Eindigt binnen 6 weken"), running & Q(ends_on__lte=clock.today() + SOON)),
        Filter("afgelopen", _("Afgelopen"), Q(state__in=(GrantState.ENDED, GrantState.REFUSED, GrantState.WITHDRAWN))),
    )


@partner_page()
def home(request: HttpRequest, worker: Worker) -> HttpResponse:
    """List who learns at a company: for a school its own, for an adviser of SBB all in the region."""
    access.require(request, access.may(worker.user, "learning.list"))
    filters = _filters()
    chosen = next((f for f in filters if f.slug == request.GET.get("stand")), filters[0])
    followed = ServiceGrant.objects.learning_followed_by(worker.user)
    counts = followed.aggregate(**{f.slug: Count("pk", filter=f.rule) for f in filters})
    ordered = followed.filter(chosen.rule).with_service().order_by(F("starts_on"), "pk")
    page_obj = Paginator(ordered, ROWS).get_page(request.GET.get("page"))
    rows = _rows(worker, list(page_obj.object_list))
    log.record(
        "learning.list",
        object_kind="services.servicegrant",
        object_ids=[row.grant.pk for row in rows],
        client_ids=[row.grant.client_id for row in rows],
        reasons=[chosen.slug],
        request=request,
    )
    chips = [Chip(f.title, f"?stand={f.slug}", counts[f.slug], f is chosen) for f in filters]
    return page(request, "learning", {"chips": chips, "chosen": chosen, "rows": rows, "page_obj": page_obj})


def _rows(worker: Worker, grants: list[ServiceGrant]) -> list[Row]:
    """Join what is asked once for all: the companies, and the names of whom this reader has access to."""
    practices = PracticeLearning.objects.filter(grant__in=grants).select_related("company")
    by_grant = {practice.grant_id: practice for practice in practices}
    seen = access.visible_client_ids(worker.user, Layer.WORK).filter(client_id__in=[g.client_id for g in grants])
    names = {client.pk: client.full_name for client in Client.objects.filter(pk__in=seen)}
    return [Row(grant, names.get(grant.client_id, ""), by_grant.get(grant.pk)) for grant in grants]
