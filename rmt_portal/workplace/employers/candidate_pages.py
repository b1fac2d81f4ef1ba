"""Who fits a vacancy: the best people of the region for it, as far as they are open to who looks."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intake.models import Case
from matching.bands import Band, band, confidence_word
from matching.engine.gates import Reason
from matching.explanations import Words
from matching.gate_words import FOR_COACH
from matching.models import Vacancy, VacancyCandidate, VacancySearch, VacancyState
from matching.vacancies import candidates
from rmt_portal.audit import log
from rmt_portal.workplace.employers.vacancy_pages import vacancy_page
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import Member

MOST_SHOWN = 50


@dataclass(frozen=True)
class Fit:
    """One person who fits: how well in a word, how sure that is, and what stands in between."""

    case: Case
    url: str
    why_url: str
    band: Band
    is_return: bool
    sure: Words
    between: list[Words]


@require_http_methods(["GET", "HEAD", "POST"])
@vacancy_page()
def people(request: HttpRequest, member: Member, found: Vacancy) -> HttpResponse:
    """Show who fits; a press has a worker search (again)."""
    if request.method == "POST":
        if found.state != VacancyState.OPEN:
            messages.info(request, _("Deze vacature is niet open. Zet haar eerst open."))
        elif candidates.wait_for(candidates.ask(found)).is_waiting:
            messages.info(request, _("De computer zoekt nog. Kijk over een halve minuut opnieuw."))
        return redirect("admin:vacancy_people", found.pk)
    search = VacancySearch.objects.filter(vacancy=found).first()
    fits = _fits(member, search) if search else []
    log.record(
        "vacancy.people_read",
        object_kind="matching.vacancy",
        object_ids=[found.pk],
        client_ids=[fit.case.client_id for fit in fits],
        request=request,
    )
    context = page_context(request, _("Wie past bij %(title)s?") % {"title": found.title}) | {
        "vacancy": found,
        "search": search,
        "fits": [fit for fit in fits if fit.band != Band.FARTHER],
        "farther": [fit for fit in fits if fit.band == Band.FARTHER],
        "is_outdated": search is not None and search.vacancy_version != found.version,
    }
    return TemplateResponse(request, "workplace/employers/vacancy_people.html", context)


def _fits(member: Member, search: VacancySearch) -> list[Fit]:
    """Return the best of the people whose dossier is open to this person, best first; two queries."""
    cases = Case.objects.dossiers_of(member.user).open().select_related("client__municipality")
    open_to = {case.client_id: case for case in cases.filter(client__in=search.candidates.values("client"))}
    best = VacancyCandidate.objects.filter(search=search, client__in=open_to).order_by("place")[:MOST_SHOWN]
    return [_fit(row, open_to[row.client_id], search.vacancy_id) for row in best]


def _fit(row: VacancyCandidate, case: Case, vacancy: int) -> Fit:
    return Fit(
        case=case,
        url=f"{reverse('admin:dossier', args=[case.client.public_id])}?deel=kansen",
        why_url=reverse("admin:opportunity_explanation", args=[case.client.public_id, vacancy]),
        band=band(row.gate, row.score, row.reasons),
        is_return=row.is_return,
        sure=confidence_word(row.confidence),
        between=[words for reason, words in FOR_COACH.items() if row.reasons & Reason(reason)],
    )
