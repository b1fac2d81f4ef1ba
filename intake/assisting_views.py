"""The pages of staff who register somebody: begin, go on with what waits, and see whether the person said yes."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.core.internal.httpkit import get_client_ip
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from intake import assisting, cohort_views, cohorts, confirmation_views, confirmations, drafts, sharing_questions
from intake.agreement_questions import HeardQuestion
from intake.models import AgreedHow, Channel, Cohort, Confirmation, RegistrationDraft
from intake.questions import Context, radios
from intake.views import unfinished_url
from partners import access
from partners.models import Membership, User
from rmt_portal import row_security
from rmt_portal.lifecycle import Actor
from rmt_portal.nlds.context import brands_of, show_brand
from rmt_portal.nlds.dutch_fields import LineField
from rmt_portal.nlds.forms import HouseForm

SHOWN = 20
View = Callable[..., HttpResponse]

_CHANNEL_HINTS = {
    Channel.DESK: gettext_lazy("De persoon zit bij je."),
    Channel.PHONE: gettext_lazy("Je belt met de persoon en typt mee."),
    Channel.PARTNER: gettext_lazy("Je vult in wat je weet. De persoon krijgt een link of zei al ja."),
}
_CHANNEL_WORDS = {
    Channel.DESK: gettext_lazy("Samen aan tafel of aan de balie"),
    Channel.PHONE: gettext_lazy("Aan de telefoon"),
    Channel.PARTNER: gettext_lazy("De persoon is er nu niet bij"),
}


class BeginForm(HouseForm):
    """How staff meets the person, and for which organisation, when there are several."""

    submit_label = gettext_lazy("Begin met de vragen")
    channel = radios(
        gettext_lazy("Hoe spreek je de persoon?"),
        [(channel.value, _CHANNEL_WORDS[channel]) for channel in assisting.CHANNELS],
        empty=gettext_lazy("Kies hoe je de persoon spreekt."),
    )
    work = radios(gettext_lazy("Voor welke organisatie doe je dit?"), [], empty=gettext_lazy("Kies je organisatie."))
    code = LineField(
        label=gettext_lazy("Code van de werkgever"), max_length=60, required=False,
        help_text=gettext_lazy("Alleen als de persoon een code van de werkgever kreeg."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "rmt-width-10"}),
    )  # fmt: skip

    def __init__(self, *args: Any, works: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channel: Any = self.fields["channel"]
        channel.option_hints = _CHANNEL_HINTS
        work: Any = self.fields["work"]
        work.choices = [(str(m.pk), f"{m.organisation} ({m.region})") for m in works]
        if len(works) == 1:
            del self.fields["work"]


class CodeForm(HouseForm):
    """The code that the person reads out."""

    submit_label = gettext_lazy("Bevestig met deze code")
    code = LineField(
        label=gettext_lazy("Code van 6 cijfers"), max_length=20, empty=gettext_lazy("Typ de code."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "rmt-width-7"}),
    )  # fmt: skip


def staff_page(view: View) -> View:
    """Open a page to who may register others, and speak for the region of that work."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        access.require(request, assisting.may(request.user))
        works = assisting.memberships(request.user)
        brand = next((b for b in brands_of(request) if works and b.region_id == works[0].region_id), None)
        if brand is not None:
            show_brand(request, brand)
        return view(request, *args, **kwargs)

    page: View = never_cache(require_http_methods(["GET", "HEAD", "POST"])(guarded))
    return page


@staff_page
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a registration for somebody; below it what waits to be sent and what waits for a yes."""
    user, works = _staff(request), assisting.memberships(request.user)
    form = BeginForm(request.POST if request.method == "POST" else None, works=works)
    cohort = _cohort_of(request, form) if form.is_valid() else None
    if form.is_valid():
        work = next((m for m in works if str(m.pk) == form.cleaned_data.get("work")), works[0])
        draft = assisting.start(request.session, user, work, form.cleaned_data["channel"])
        if cohort is not None:
            cohorts.belongs(draft, cohort)
        return redirect(unfinished_url(draft))
    with row_security.house("confirmation"):
        asked = Confirmation.objects.filter(asked_by=user).select_related("client", "registration__case")
        waiting = list(asked.filter(confirmed_at__isnull=True, refused_at__isnull=True)[:SHOWN])
    context = {
        "form": form,
        "unsent": assisting.names(assisting.unsent(user)[:SHOWN]),
        "waiting": waiting,
    }
    return render(request, "intake/assist.html", context)


def _cohort_of(request: HttpRequest, form: BeginForm) -> Cohort | None:
    """Return the cohort of the code that was typed; a code that is not taken is said at the field."""
    typed = form.cleaned_data["code"]
    if not typed:
        return None
    try:
        cohort = cohorts.guess(typed, get_client_ip(request))
    except cohorts.TooManyTries:
        form.add_error("code", cohort_views.TOO_MANY)
        return None
    if cohort is None or not cohort.is_open:
        form.add_error("code", cohort_views.said_of(cohort))
    return cohort


@staff_page
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Take up a draft that waited, in this browser."""
    draft = get_object_or_404(assisting.unsent(_staff(request)), pk=pk)
    if request.method != "POST":
        return redirect("assist")
    drafts.take_up(request.session, draft)
    return redirect(unfinished_url(RegistrationDraft.objects.get(pk=draft.pk)))


@staff_page
def assisted(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the number, whether the person said yes, what can be done about it, and the receipt as a letter."""
    with row_security.house("confirmation"):
        confirmation = _mine(request, public_id)
        if request.method == "POST":
            return _do(request, confirmation)
        return _page(request, confirmation)


@staff_page
def on_this_screen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let the person read along on this screen, and choose."""
    with row_security.house("confirmation"):
        confirmation = _mine(request, public_id)
        if not confirmation.is_open:
            return redirect("assisted", public_id)
        correct_url = reverse("assisted_correct", args=[public_id])
        return confirmation_views.show(request, confirmation, AgreedHow.SCREEN, correct_url)


@staff_page
def correct_on_this_screen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put right what the person sees is wrong."""
    with row_security.house("confirmation"):
        confirmation = _mine(request, public_id)
        back = reverse("assisted_screen", args=[public_id])
        return confirmation_views.put_right(request, confirmation, back) if confirmation.is_open else redirect(back)


def _do(request: HttpRequest, confirmation: Confirmation) -> HttpResponse:
    """Act on the button that was pressed; somebody else may have been first, or the person."""
    here = redirect("assisted", confirmation.public_id)
    actor = _actor(request, confirmation)
    try:
        match request.POST.get("doe"):
            case "code":
                return _take_code(request, confirmation, actor)
            case "mondeling":
                return _take_word(request, confirmation, actor)
            case "stuur-code" | "stuur-link" as what:
                confirmations.send(confirmation, actor, is_code=what == "stuur-code")
                messages.success(request, _("Verstuurd. Wat eerder was gestuurd, werkt niet meer."))
    except confirmations.KeyIsDead:
        messages.warning(request, _("De persoon heeft al geantwoord, of is zo niet te bereiken."))
    except confirmations.TooManyLetters:
        messages.error(request, _("Er is al 5 keer iets gestuurd. Kies een andere manier, of bel de persoon."))
    return here


def _take_code(request: HttpRequest, confirmation: Confirmation, actor: Actor) -> HttpResponse:
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, confirmation, code_form=form)
    try:
        if confirmations.confirm_by_code(confirmation, form.cleaned_data["code"], actor, request):
            messages.success(request, _("De persoon heeft ja gezegd."))
            return redirect("assisted", confirmation.public_id)
        form.add_error("code", _("Deze code klopt niet, of is ouder dan een uur. Kijk hem na, of stuur een nieuwe."))
    except confirmations.TooManyTries:
        form.add_error("code", _("Te vaak geprobeerd. Wacht een paar minuten, of stuur een nieuwe code."))
    return _page(request, confirmation, code_form=form)


def _take_word(request: HttpRequest, confirmation: Confirmation, actor: Actor) -> HttpResponse:
    form = _heard_form(request, confirmation, request.POST)
    if not form.is_valid():
        return _page(request, confirmation, heard_form=form)
    data = form.cleaned_data
    confirmations.confirm_orally(confirmation, actor, data["heard_by"], data["heard_on"], request)
    messages.success(request, _("Opgeschreven dat de persoon ja zei."))
    return redirect("assisted", confirmation.public_id)


def _page(request: HttpRequest, confirmation: Confirmation, **forms_with_errors: Any) -> HttpResponse:
    registration = confirmation.registration
    show_brand(request, registration.case.region.brand)
    newest = confirmation.keys.order_by("-pk").first()
    context = {
        "confirmation": confirmation,
        "registration": registration,
        "case": registration.case,
        "key": newest,
        "can_send": confirmation.is_open and confirmations.can_send(confirmation.client),
        "code_form": CodeForm(),
        "heard_form": _heard_form(request, confirmation),
        "shared_with": sharing_questions.in_words(
            confirmations.asked_for(confirmation), confirmations.offered(confirmation)
        ),
    }
    context |= forms_with_errors
    context["form"] = next(iter(forms_with_errors.values()), None)
    return render(request, "intake/assisted.html", context)


def _heard_form(request: HttpRequest, confirmation: Confirmation, data: Any = None) -> HeardQuestion:
    context = Context(confirmation.registration.case.region.brand, {"namens": {"name": _staff(request).name}})
    form = HeardQuestion(data, context=context)
    form.submit_label = gettext_lazy("De persoon zei mondeling ja")
    return form


def _mine(request: HttpRequest, public_id: UUID) -> Confirmation:
    """Return what this person filled in; somebody else's is not here."""
    asked = Confirmation.objects.filter(public_id=public_id, asked_by=_staff(request))
    found = asked.select_related(
        "client__municipality",
        "asked_by",
        "registration__entry_organisation",
        "registration__recorded_by",
        "registration__client",
        "registration__case__region__brand",
    ).first()
    if found is None:
        raise Http404(str(public_id))
    return found


def _actor(request: HttpRequest, confirmation: Confirmation) -> Actor:
    organisation = confirmation.registration.entry_organisation_id
    return Actor(_staff(request), organisation, getattr(request, "request_id", ""))


def _staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
