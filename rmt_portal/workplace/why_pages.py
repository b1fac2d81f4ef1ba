"""Why an opportunity is there in full, why another vacancy is not, and vacancies that somebody called wrong."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from matching.decisions import asking, dismissing, freezing
from matching.employers import access as employer_access
from matching.engine.gates import Gate
from matching.explanations import Stored
from matching.models import FrozenExplanation, MatchDecision, MatchList, MatchQuestion, Vacancy, VacancyFlag
from partners import access
from rmt_portal.typed_numbers import number_of
from rmt_portal.workplace.dossier import Dossier, dossier_page, note
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import Member, actor_of
from rmt_portal.workplace.opportunity_forms import FindVacancyForm
from rmt_portal.workplace.opportunity_pages import TAB, Opened, opportunity_page
from rmt_portal.workplace.refusal import member_only, missing
from rmt_portal.workplace.rows import dossier_url, row_of

READ = "match.explanation_read"

NAMES = {
    "skills_last": gettext_lazy("vaardigheden van de laatste baan"),
    "skills_history": gettext_lazy("vaardigheden van al het werk"),
    "demand": gettext_lazy("hoeveel van dit werk er is"),
    "hires": gettext_lazy("hoe vaak mensen hiervoor worden aangenomen"),
    "moves": gettext_lazy("overstappen van anderen"),
    "education": gettext_lazy("opleiding"),
    "wishes": gettext_lazy("wensen"),
    "travel": gettext_lazy("reizen"),
    "hours": gettext_lazy("uren"),
    "durable": gettext_lazy("hoe lang het werk blijft"),
    "wage": gettext_lazy("loon"),
}
"""The components as a coach reads them; one without a name here shows the name it has in the engine."""
GATES = {
    Gate.NOW: gettext_lazy("Kan nu"),
    Gate.WITH_TRAINING: gettext_lazy("Kan met een opleiding of bewijs"),
    Gate.NOT_NOW: gettext_lazy("Nu niet"),
}


@require_safe
@opportunity_page
def explanation(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Show everything behind an opportunity: as it was frozen when decided on, else as the newest list says."""
    case = opened.dossier.case
    frozen = opened.decision.explanation if opened.decision else None
    context = _of_frozen(frozen) if frozen else _of_list(case.client_id, opened.vacancy)
    if context is None:
        messages.info(request, _("Deze vacature staat niet in de lijst. Vraag hier waarom niet."))
        return redirect("admin:why_not", opened.dossier.client.public_id)
    note(request, opened.dossier, READ, opened.vacancy)
    return _page(request, opened.dossier, "workplace/opportunities/explanation.html", _("Volledige uitleg"), context)


@require_http_methods(["GET", "HEAD", "POST"])
@dossier_page(to_write=True)
def why_not(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Find the vacancy somebody asks about, and ask the engine about it."""
    if request.method == "POST":
        rows = Vacancy.objects.filter(region_id=dossier.case.region_id)
        found = rows.filter(pk=number_of(request.POST.get("vacancy", "")) or 0).first()
        if found is not None:
            question = asking.ask_why(dossier.client, found, actor_of(request, dossier.member), request=request)
            return redirect("admin:why_not_answer", dossier.client.public_id, question.pk)
        messages.error(request, _("Deze vacature is er niet (meer) in deze regio. Zoek opnieuw."))
    form = FindVacancyForm(request.GET if "q" in request.GET else None)
    found_rows = asking.find(dossier.case.region_id, form.cleaned_data["q"]) if form.is_valid() else None
    context = {"form": form, "found": found_rows, "most": asking.MOST_FOUND}
    return _page(request, dossier, "workplace/opportunities/why_not.html", _("Waarom niet deze?"), context)


@require_safe
@dossier_page(to_write=True)
def why_not_answer(request: HttpRequest, dossier: Dossier, question: int) -> HttpResponse:
    """Show the answer; wait a moment for it, and else say how to look again."""
    asked = MatchQuestion.objects.filter(client_id=dossier.case.client_id, pk=question) if question < 2**63 else None
    found = asked.select_related("vacancy", "explanation").first() if asked is not None else None
    if found is None:
        return missing(request)
    found = asking.wait_for(found)
    note(request, dossier, READ, found.vacancy)
    context: dict[str, Any] = {"question": found, "vacancy": found.vacancy}
    if found.explanation is not None:
        context |= _of_frozen(found.explanation)
        context["changes"] = [change | {"gate_word": GATES[Gate(change["gate"])]} for change in found.changes]
        listed = MatchList.objects.current_for(dossier.case.client_id)
        context["is_listed"] = listed is not None and found.vacancy_id in listed.vacancy_ids
        context["decision"] = MatchDecision.objects.about(dossier.case.client_id, found.vacancy_id)
    return _page(request, dossier, "workplace/opportunities/why_not_answer.html", _("Waarom niet deze?"), context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_only
def flags(request: HttpRequest, member: Member) -> HttpResponse:
    """List the vacancies that somebody called wrong, and let who looks after them say that they were looked at."""
    access.require(request, employer_access.may_edit(member.user))
    regions = [m.region_id for m in employer_access.works(member.user)]
    rows = VacancyFlag.objects.filter(region_id__in=regions, resolved_at__isnull=True)
    if request.method == "POST":
        number = number_of(request.POST.get("flag", "")) or 0
        flag = VacancyFlag.objects.filter(region_id__in=regions, pk=number).first()
        if flag is not None and dismissing.resolve(flag, actor_of(request, member)):
            messages.success(request, _("Nagekeken. Niemand ziet de melding meer."))
        else:
            messages.info(request, _("Een collega had deze melding al nagekeken."))
        return redirect("admin:vacancy_flags")
    context = page_context(request, _("Vacatures nakijken")) | {
        "flags": rows.select_related("vacancy", "reported_by").order_by("reported_at", "pk")[:100]
    }
    return TemplateResponse(request, "workplace/opportunities/flags.html", context)


def _of_frozen(frozen: FrozenExplanation) -> dict[str, Any]:
    return {
        "words": frozen.words,
        "parts": _parts(frozen.components, frozen.weights),
        "score": frozen.score,
        "gate_word": GATES[Gate(frozen.gate)],
        "confidence": round(frozen.confidence * 100),
        "frozen": frozen,
    }


def _of_list(client_id: int, vacancy: Vacancy) -> dict[str, Any] | None:
    ranked = MatchList.objects.current_for(client_id)
    found = freezing.told_in_run(client_id, vacancy.pk, ranked.run) if ranked else None
    if ranked is None or found is None:
        return None
    pair: Stored = found[0]
    return {
        "words": found[1],
        "parts": _parts(pair.components, ranked.run.weight_set.weights),
        "score": pair.score,
        "gate_word": GATES[Gate(pair.gate)],
        "confidence": round(pair.confidence * 100),
        "run": ranked.run,
    }


def _parts(components: Any, weights: Any) -> list[dict[str, Any]]:
    return [
        {"name": NAMES.get(part.name, part.name), "part": part} for part in freezing.contributions(components, weights)
    ]


def _page(request: HttpRequest, dossier: Dossier, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
    frame = {
        "name": row_of(dossier.case).name,
        "public_id": dossier.client.public_id,
        "back_url": dossier_url(dossier.case, TAB),
    }
    return TemplateResponse(request, template, page_context(request, title) | frame | context)
