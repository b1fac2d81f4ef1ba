"""The pages of a vacancy in the workplace: read it, type it, change it, and open or close it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from matching.employers import access as employer_access
from matching.models import Employer, Vacancy
from matching.vacancies import editing, states
from partners import access
from rmt_portal.lifecycle import StateConflict
from rmt_portal.reference.models import Skill
from rmt_portal.typed_numbers import number_of
from rmt_portal.workplace.employers.vacancy_form import CloseForm, SkillsForm, VacancyForm, initial_of
from rmt_portal.workplace.employers.vacancy_words import facts, history
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import Member, actor_of, member_of
from rmt_portal.workplace.refusal import View, member_only, missing

P = ParamSpec("P")


def vacancy_page(
    *, to_edit: bool = False, typed_here: bool = False
) -> Callable[[Callable[Concatenate[HttpRequest, Member, Vacancy, P], HttpResponse]], View]:
    """Open a page about a vacancy of a region this person sees, and hand the view that vacancy.

    ``to_edit`` asks for who may change it; ``typed_here`` is for what comes from no file, which would overwrite it.
    """

    def decorate(view: Callable[Concatenate[HttpRequest, Member, Vacancy, P], HttpResponse]) -> View:
        @member_only
        @wraps(view)
        def look(request: HttpRequest, member: Member, pk: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            seen = Vacancy.objects.filter(region__in=employer_access.reads(member.user), pk=pk)
            found = seen.select_related("employer__account_holder", "occupation__isco", "sector", "region").first()
            if found is None:
                return missing(request)
            if to_edit:
                access.require(request, employer_access.may_edit(member.user, found.region_id))
            if typed_here and not found.is_typed:
                messages.warning(request, editing.FROM_A_FILE)
                return redirect("admin:vacancy", found.pk)
            return view(request, member, found, *args, **kwargs)

        return look

    return decorate


def _edited_regions(member: Member) -> list[int]:
    return [m.region_id for m in employer_access.works(member.user)]


@require_safe
@vacancy_page()
def vacancy(request: HttpRequest, member: Member, found: Vacancy) -> HttpResponse:
    """Show a vacancy, and what can be done with it."""
    return _page(request, member, found, CloseForm())


def _page(request: HttpRequest, member: Member, found: Vacancy, close_form: CloseForm) -> HttpResponse:
    may_edit = employer_access.may_edit(member.user, found.region_id).allowed
    context = page_context(request, found.title) | {
        "vacancy": found,
        "facts": facts(found),
        "history": history(found),
        "skills": [str(skill) for skill in found.skills.all()],
        "flags": list(found.flags.filter(resolved_at__isnull=True)),
        "may_edit": may_edit,
        "missing": found.missing_to_open(),
        "close_form": close_form,
    }
    return TemplateResponse(request, "workplace/employers/vacancy.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_only
def add(request: HttpRequest, member: Member) -> HttpResponse:
    """Type a new vacancy."""
    access.require(request, employer_access.may_edit(member.user))
    regions = _edited_regions(member)
    initial = {"employer": number_of(request.GET.get("werkgever", ""))}
    form = VacancyForm(request.POST if request.method == "POST" else None, region_ids=regions, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = editing.add(form.entry(), actor_of(request, member), request=request)
        except (editing.BelowMinimumWage, editing.WordingAsked) as asked:
            _say(form, asked)
            return _form(request, form, None, asked)
        messages.success(request, _("Bewaard als concept. Kijk na of alles klopt en zet de vacature dan open."))
        return redirect("admin:vacancy_skills" if made.occupation_id else "admin:vacancy", made.pk)
    return _form(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@vacancy_page(to_edit=True, typed_here=True)
def change(request: HttpRequest, member: Member, found: Vacancy) -> HttpResponse:
    """Change a vacancy that was typed here."""
    form = VacancyForm(
        request.POST if request.method == "POST" else None,
        region_ids=_edited_regions(member),
        initial=initial_of(found),
    )
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["version"] or 0
            editing.change(found, form.entry(), seen, actor_of(request, member), request=request)
        except (editing.BelowMinimumWage, editing.WordingAsked) as asked:
            _say(form, asked)
            return _form(request, form, found, asked)
        except editing.ChangedMeanwhile:
            form.add_error(
                None, _("Een collega paste deze vacature net aan. Open haar opnieuw en kijk wat er nu staat.")
            )
            return _form(request, form, found, status=409)
        messages.success(request, _("Bewaard."))
        return redirect("admin:vacancy", found.pk)
    return _form(request, form, found)


def _say(form: VacancyForm, asked: Exception) -> None:
    """Put what the law says about pay or words on the form; nothing typed is lost."""
    if isinstance(asked, editing.BelowMinimumWage):
        text = _("Dit is lager dan het wettelijk minimumloon: %(lawful)s euro per uur.")
        form.add_error("wage_min", text % {"lawful": str(asked.lawful).replace(".", ",")})
    elif isinstance(asked, editing.WordingAsked):
        form.ask_about(asked.findings)


def _form(
    request: HttpRequest, form: VacancyForm, found: Vacancy | None, asked: Exception | None = None, status: int = 200
) -> HttpResponse:
    regions = _edited_regions(member) if (member := member_of(request)) else []
    context = page_context(request, _("Pas de vacature aan") if found else _("Nieuwe vacature")) | {
        "form": form,
        "vacancy": found,
        "findings": asked.findings if isinstance(asked, editing.WordingAsked) else [],
        "has_employers": Employer.objects.filter(region__in=regions).exists(),
    }
    return TemplateResponse(request, "workplace/employers/vacancy_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@vacancy_page(to_edit=True, typed_here=True)
def skills(request: HttpRequest, member: Member, found: Vacancy) -> HttpResponse:
    """Tick the skills of the occupation that matter."""
    offered = editing.offered_skills(found)
    form = SkillsForm(
        request.POST if request.method == "POST" else None,
        offered=[(str(skill.pk), str(skill)) for skill in offered],
        initial={"skills": [str(pk) for pk in found.skills.values_list("pk", flat=True)]},
    )
    if request.method == "POST" and form.is_valid():
        chosen = Skill.objects.filter(pk__in=form.cleaned_data["skills"])
        editing.choose_skills(found, chosen, actor_of(request, member), request=request)
        messages.success(request, _("Bewaard."))
        return redirect("admin:vacancy", found.pk)
    context = page_context(request, _("Vaardigheden")) | {"form": form, "vacancy": found, "offered": offered}
    return TemplateResponse(request, "workplace/employers/vacancy_skills.html", context)


@require_POST
@vacancy_page(to_edit=True)
def step(request: HttpRequest, member: Member, found: Vacancy, slug: str) -> HttpResponse:
    """Open, close, open again or copy."""
    close_form = CloseForm(request.POST if slug == "sluit" else None)
    if slug == "sluit" and not close_form.is_valid():
        return _page(request, member, found, close_form)
    try:
        leads_to = _do(slug, found, close_form, request, member)
    except states.NotYet as why:
        messages.error(request, str(why))
        return redirect("admin:vacancy", found.pk)
    except StateConflict:
        messages.warning(request, _("Dit is al gedaan, misschien door een collega. Kijk hoe het nu staat."))
        return redirect("admin:vacancy", found.pk)
    return missing(request) if leads_to is None else leads_to


def _do(slug: str, found: Vacancy, close_form: CloseForm, request: HttpRequest, member: Member) -> HttpResponse | None:
    actor: Any = actor_of(request, member)
    if slug == "open":
        states.publish(found, actor, request=request)
        messages.success(request, _("De vacature is open. De computer zoekt nu bij wie het werk past."))
    elif slug == "heropen":
        states.reopen(found, actor, request=request)
        messages.success(request, _("De vacature is weer open."))
    elif slug == "sluit":
        states.close(found, close_form.cleaned_data["reason"], actor, request=request)
        messages.success(request, _("De vacature is dicht. Niemand krijgt haar nog te zien."))
    elif slug == "kopie":
        made = editing.copy(found, actor, request=request)
        messages.success(request, _("Dit is een kopie, als concept. Pas aan wat anders is."))
        return redirect("admin:vacancy_change", made.pk)
    else:
        return None
    return redirect("admin:vacancy", found.pk)
