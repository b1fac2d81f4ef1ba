"""The plan of a client on the own page: read it, agree or ask for something else, say that a step is done."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake.models import Client
from rmt_portal.changing import Conflict, Refused
from rmt_portal.lifecycle import Actor
from rmt_portal.mypage.session import own_page
from rmt_portal.nlds.dutch_fields import BsnGuardMixin, NotesField
from rmt_portal.nlds.forms import HouseForm, form_helper
from rmt_portal.nlds.versioned_form import VersionField
from rmt_portal.typed_numbers import version_of
from services.models import ActionPlan, PlanStep
from services.plans import agreeing, doing
from services.plans.contributions import of_client
from services.plans.lifecycle import PlanState
from services.plans.reading import sheet_of


class OtherForm(BsnGuardMixin, HouseForm):
    """What the client wants differently; posted to an address of its own."""

    submit_label = gettext_lazy("Vertel het je coach")
    show_optional = False
    versie = VersionField()
    words = NotesField(
        label=gettext_lazy("Wat wil je anders?"),
        max_length=500,
        empty=gettext_lazy("Schrijf op wat je anders wilt."),
        widget=forms.Textarea(attrs={"rows": "4"}),
    )

    @property
    def helper(self) -> Any:
        """Return how crispy draws this form: it posts to its own address."""
        return form_helper(self.submit_label, form_action=reverse("own_page_plan_other"))


@own_page("GET", "HEAD")
def plan(request: HttpRequest, client: Client) -> HttpResponse:
    """Show what waits for a yes, or what holds; an older version by its number."""
    return _page(request, client)


def _page(request: HttpRequest, client: Client, form: OtherForm | None = None) -> HttpResponse:
    versions = of_client(client)
    wanted = request.GET.get("versie", "")
    asked = next((p for p in versions if str(p.number) == wanted), None)
    waiting = next((p for p in versions if p.state == PlanState.PROPOSED), None)
    holds = next((p for p in versions if p.state == PlanState.AGREED), None)
    shown = asked or waiting or holds or next(iter(versions), None)
    asks = shown is not None and shown == waiting
    if form is None and asks and shown is not None:
        form = OtherForm(initial={"versie": shown.version})
    context: dict[str, Any] = {
        "client": client,
        "sheet": sheet_of(shown, for_client=True) if shown else None,
        "versions": versions,
        "holds": holds,
        "waiting": waiting,
        "asks": asks,
        "may_tick": shown is not None and shown == holds,
        "form": form if asks else None,
    }
    return render(request, "mypage/plan.html", context)


@own_page("POST")
def agree(request: HttpRequest, client: Client) -> HttpResponse:
    """Keep the yes of the client to the version that was read."""
    version = version_of(request.POST.get("versie", "")) or 0
    waiting = _waiting(client)
    if waiting is None:
        messages.info(request, _("Er is nu geen plan dat op jouw akkoord wacht."))
        return redirect("own_page_plan")
    try:
        agreeing.agree(waiting, _actor(request), version=version, request=request)
    except Conflict:
        messages.warning(request, _("Het plan is net veranderd. Lees het nog eens, en kies opnieuw."))
    else:
        messages.success(request, _("Dank je. Dit is nu jullie plan."))
    return redirect("own_page_plan")


@own_page("POST")
def other(request: HttpRequest, client: Client) -> HttpResponse:
    """Tell the coach what the client wants differently."""
    waiting = _waiting(client)
    if waiting is None:
        messages.info(request, _("Er is nu geen plan dat op jouw akkoord wacht."))
        return redirect("own_page_plan")
    form = OtherForm(request.POST)
    if not form.is_valid():
        return _page(request, client, form)
    data = form.cleaned_data
    try:
        agreeing.ask_change(waiting, _actor(request), data["words"], version=data["versie"], request=request)
    except Conflict:
        messages.warning(request, _("Het plan is net veranderd. Lees het nog eens, en kies opnieuw."))
    else:
        messages.success(request, _("Je coach leest wat je anders wilt en past het plan aan."))
    return redirect("own_page_plan")


@own_page("POST")
def step(request: HttpRequest, client: Client, pk: int) -> HttpResponse:
    """Say that an own step is done, or that it is not after all."""
    mine = PlanStep.objects.filter(plan__client=client, plan__state=PlanState.AGREED)
    found = mine.select_related("plan__case").filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        messages.info(request, _("Deze stap staat niet meer in je plan."))
        return redirect("own_page_plan")
    back = request.POST.get("wat") == "terug"
    try:
        (doing.undo if back else doing.finish)(found, _actor(request), request=request)
    except Conflict:
        messages.warning(request, _("Je coach was eerder met deze stap. Kijk hoe hij er nu staat."))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Teruggezet.") if back else _("Goed gedaan. Je coach ziet het."))
    return redirect("own_page_plan")


def _waiting(client: Client) -> ActionPlan | None:
    found = ActionPlan.objects.filter(client=client, state=PlanState.PROPOSED)
    return found.select_related("case", "client").first()


def _actor(request: HttpRequest) -> Actor:
    return Actor(trace_id=getattr(request, "request_id", ""))
