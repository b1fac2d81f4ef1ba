"""A coach asks for a service, follows it through its decision, starts it, and says what came of it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intake import shared
from intake.models import DataCategory
from rmt_portal.workplace.dossier import Dossier, dossier_page, note
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.grants import forms
from rmt_portal.workplace.grants.opening import TAB, Opened, grants_page
from rmt_portal.workplace.refusal import missing, refuse
from rmt_portal.workplace.rows import dossier_url, row_of
from services.grants import asking, checking, doing
from services.grants.lifecycle import CAN_GRANT
from services.grants.reading import sheet_of
from services.grants.writing import GRANTS
from services.models import PracticeLearning, ServiceGrant, ServiceKind


@require_safe
@dossier_page()
def show(request: HttpRequest, dossier: Dossier, grant: UUID) -> HttpResponse:
    """Show one grant with its checks, its decision, its money and its outcome."""
    case = dossier.case
    if not shared.opens(case, DataCategory.PLAN):
        return refuse(request, [_("Je ziet dit als je met deze kandidaat werkt.")], codes=["layer"])
    found = ServiceGrant.objects.filter(case=case, public_id=grant).with_service().first()
    if found is None:
        return missing(request)
    note(request, dossier, "grant.read", found)
    context = page_context(request, found.service.name) | {
        "sheet": sheet_of(found),
        "grant": found,
        "client": dossier.client,
        "name": row_of(case).name,
        "can": GRANTS.possible_in(found.state) if dossier.may_write else set(),
        "back_url": dossier_url(case, TAB),
    }
    return TemplateResponse(request, "workplace/grants/grant.html", context)


@grants_page("GET", "HEAD", "POST")
def ask(opened: Opened) -> HttpResponse:
    """Ask for a service from the catalogue of the region."""
    case = opened.dossier.case
    plan = asking.plan_of(case)
    if plan is None or case.state not in CAN_GRANT:
        return opened.not_now()
    form = forms.AskForm(opened.posted, case=case, goals=list(plan.goals.all()))
    return opened.fill_in(
        form,
        lambda: asking.ask(case, opened.actor, form.what(), request=opened.request),
        title=_("Vraag inzet aan"),
        done=_("Aangevraagd. Ga nu na of iemand anders dit al betaalt."),
    )


@grants_page("GET", "HEAD", "POST", event="edit")
def change(opened: Opened) -> HttpResponse:
    """Change what was asked, before it was checked."""
    case, grant = opened.dossier.case, opened.grant
    plan = asking.plan_of(case)
    if plan is None or case.state not in CAN_GRANT:
        return opened.not_now()
    values = forms.AskForm.start_values(grant)
    form = forms.AskForm(opened.posted, case=case, goals=list(plan.goals.all()), grant=grant, initial=values)

    def act() -> None:
        version = form.cleaned_data["version"]
        asking.change(grant, opened.actor, form.what(), version=version, request=opened.request)

    return opened.fill_in(form, act, title=_("Wijzig de aanvraag"), done=_("Bewaard."))


@grants_page("GET", "HEAD", "POST", event="check")
def check(opened: Opened) -> HttpResponse:
    """Ask what regular provision answered."""
    grant = opened.grant
    before = {row.source: row.result for row in grant.checks.all()}
    form = forms.CheckForm(opened.posted, initial=before | {"version": grant.version})

    def act() -> None:
        version = form.cleaned_data["version"]
        checking.check(grant, opened.actor, form.answers(), version=version, request=opened.request)

    return opened.fill_in(
        form, act, title=_("Betaalt iemand anders dit al?"), done=_("Bewaard. De budgethouder beslist nu."),
        intro=_("Het team betaalt alleen wat een ander niet betaalt."),
    )  # fmt: skip


@grants_page("GET", "HEAD", "POST", event="partner_agrees")
def partner_agrees(opened: Opened) -> HttpResponse:
    """Write down which partner agrees on maatwerk."""
    grant = opened.grant
    form = forms.PartnerAgreesForm(opened.posted, grant=grant, initial={"version": grant.version})

    def act() -> None:
        data = form.cleaned_data
        partner = form.partners[data["organisation"]]
        checking.record_agreement(grant, opened.actor, partner, data["on"], request=opened.request)

    return opened.fill_in(form, act, title=_("Een partner is akkoord"), done=_("Vastgelegd."))


@grants_page("GET", "HEAD", "POST", event="practice")
def practice(opened: Opened) -> HttpResponse:
    """Write down what learning at a company needs before it starts."""
    grant = opened.grant
    if grant.kind != ServiceKind.PRACTICE_LEARNING:
        return opened.not_now()
    known = PracticeLearning.objects.filter(grant=grant).select_related("company").first()
    names = ("reservation_number", "practice_on", "education_on", "placement_on")
    values = {name: getattr(known, name) for name in names} | {"company": known.company.number} if known else {}
    form = forms.PracticeForm(opened.posted, initial=values | {"version": grant.version})

    def act() -> None:
        data = form.cleaned_data
        what = checking.Practice(form.the_company, *(data[name] for name in names))
        checking.record_practice(grant, opened.actor, what, version=data["version"], request=opened.request)

    return opened.fill_in(form, act, title=_("Leerbedrijf en overeenkomsten"), done=_("Bewaard."))


@grants_page("GET", "HEAD", "POST", event="start")
def start(opened: Opened) -> HttpResponse:
    """Say that it began."""
    grant = opened.grant
    values = {"on": grant.starts_on, "ends_on": grant.ends_on, "version": grant.version}
    form = forms.StartForm(opened.posted, initial=values)

    def act() -> None:
        data = form.cleaned_data
        doing.start(grant, opened.actor, data["on"], data["ends_on"], version=data["version"], request=opened.request)

    return opened.fill_in(form, act, title=_("Het is begonnen"), done=_("Genoteerd: het loopt."))


@grants_page("GET", "HEAD", "POST", event="end")
def end(opened: Opened) -> HttpResponse:
    """Say that it ended, with the outcome per goal."""
    grant = opened.grant
    goals = list(grant.goals.select_related("goal"))
    form = forms.EndForm(opened.posted, goals=goals, initial={"version": grant.version})

    def act() -> None:
        data = form.cleaned_data
        doing.end(grant, opened.actor, data["on"], form.outcomes(), version=data["version"], request=opened.request)

    return opened.fill_in(form, act, title=_("Wat kwam eruit?"), done=_("Afgerond."))


@grants_page("GET", "HEAD", "POST", event="withdraw")
def withdraw(opened: Opened) -> HttpResponse:
    """Take it back before it starts."""
    grant = opened.grant
    form = forms.WithdrawForm(opened.posted, initial={"version": grant.version})

    def act() -> None:
        data = form.cleaned_data
        asking.withdraw(grant, opened.actor, data["reason"], version=data["version"], request=opened.request)

    return opened.fill_in(form, act, title=_("Trek deze inzet in"), done=_("Ingetrokken."))
