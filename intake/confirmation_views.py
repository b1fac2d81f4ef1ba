"""The page on which a person reads what somebody filled in for them, puts it right, and says yes or no.

A link alone shows nothing: an address may have been mistyped. Somebody first types a thing the person knows. Opening
the page uses nothing up, because mail scanners follow links too; the answer does.
"""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from intake import confirmations, corrections, filled_in, sharing_questions
from intake.models import AgreedHow, Client, Confirmation, ConfirmationKey, RefusedWhy
from partners import attempts
from partners.attempts import Bucket
from rmt_portal import clean_text, row_security
from rmt_portal.lifecycle import Actor
from rmt_portal.nlds.context import show_brand
from rmt_portal.nlds.dutch_fields import BsnGuardMixin, EmailField, LineField, NameField, PhoneField, PostcodeField
from rmt_portal.nlds.forms import HouseForm

PROVEN = "proven_confirmation"
View = Callable[..., HttpResponse]


class ProofForm(HouseForm):
    """One thing the person knows, and somebody who got the link by mistake does not."""

    submit_label = gettext_lazy("Laat zien wat er is ingevuld")
    answer = LineField(label="", max_length=80, empty=gettext_lazy("Vul dit in. Weet je het niet? Bel ons."))

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.client = client
        self.fields["answer"].label, self.fields["answer"].help_text = _what_to_ask(client)

    def clean_answer(self) -> str:
        """Compare forgivingly: digits with digits, a name without accents and capitals."""
        given: str = self.cleaned_data["answer"]
        if not _knows(self.client, given):
            raise forms.ValidationError(_("Dit is niet wat is ingevuld. Probeer het nog een keer, of bel ons."))
        return given


class AgreeForm(HouseForm):
    """The yes, with the person's own choice of who else may see it: all off."""

    submit_label = gettext_lazy("Ja, dit klopt. Meld mij aan")
    show_optional = False

    def __init__(self, *args: Any, confirmation: Confirmation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = confirmations.offered(confirmation)
        sharing_questions.ask(self, offered, confirmations.shared_with(confirmation))
        self.said = sharing_questions.in_words(confirmations.asked_for(confirmation), offered)


class CorrectForm(BsnGuardMixin, HouseForm):
    """What a person puts right at once, and a line for everything else."""

    submit_label = gettext_lazy("Bewaar en ga terug")
    first_name = NameField(label=gettext_lazy("Voornaam"), max_length=60, required=False)
    last_name = NameField(label=gettext_lazy("Achternaam"), max_length=80, empty=gettext_lazy("Vul je achternaam in."))
    phone = PhoneField(label=gettext_lazy("Telefoonnummer"), required=False)
    email = EmailField(label=gettext_lazy("E-mailadres"), required=False)
    postcode = PostcodeField(label=gettext_lazy("Postcode"), required=False)
    remark = LineField(
        label=gettext_lazy("Klopt er nog iets niet?"), max_length=100, required=False,
        help_text=gettext_lazy("Schrijf het op. Ons team verandert het, of belt je."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Keep a way to reach the person, if there was one."""
        data = super().clean() or self.cleaned_data
        had = self.initial.get("phone") or self.initial.get("email")
        if had and "phone" in data and "email" in data and not data["phone"] and not data["email"]:
            self.add_error("phone", _("Vul je telefoonnummer in, of je e-mailadres."))
        return data


def by_link(view: Callable[[HttpRequest, ConfirmationKey], HttpResponse]) -> View:
    """Open a page to who has a living link; the link is in no cache and leaks to no other site."""

    @login_not_required
    @never_cache
    @sensitive_post_parameters()
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        with row_security.house("confirmation"):
            try:
                key = confirmations.find(token)
                show_brand(request, key.confirmation.registration.case.region.brand)
                response = view(request, key)
            except confirmations.KeyIsDead:
                response = render(request, "intake/confirm_dead.html", status=410)
        response["Referrer-Policy"] = "same-origin"
        return response

    return guarded


@by_link
def answer(request: HttpRequest, key: ConfirmationKey) -> HttpResponse:
    """Show what was filled in, after the proof; take the yes or the no."""
    confirmation = key.confirmation
    if request.method == "POST" and request.POST.get("nee") == RefusedWhy.NOT_ME:
        return _refused(request, confirmation, RefusedWhy.NOT_ME)
    if request.session.get(PROVEN) != str(confirmation.public_id):
        return _prove(request, key)
    return show(request, confirmation, AgreedHow.LINK, reverse("confirm_correct", args=[confirmations.token_of(key)]))


@by_link
def correct(request: HttpRequest, key: ConfirmationKey) -> HttpResponse:
    """Let the person put name, contact and postcode right, and say what else is wrong."""
    back = reverse("confirm", args=[confirmations.token_of(key)])
    if request.session.get(PROVEN) != str(key.confirmation.public_id):
        return redirect(back)
    return put_right(request, key.confirmation, back)


def show(request: HttpRequest, confirmation: Confirmation, how: str, correct_url: str) -> HttpResponse:
    """Draw what was filled in with the yes and the no below it, and act on the button that was pressed."""
    actor = Actor(trace_id=getattr(request, "request_id", ""))
    if request.method == "POST" and request.POST.get("nee"):
        return _refused(request, confirmation, RefusedWhy.NOT_WANTED)
    is_yes = request.method == "POST" and "ja" in request.POST
    form = AgreeForm(request.POST if is_yes else None, confirmation=confirmation)
    if is_yes and form.is_valid():
        chosen = sharing_questions.choices_in(form.cleaned_data)
        confirmations.confirm(confirmation, actor, how=how, choices=chosen, request=request)
        request.session.pop(PROVEN, None)
        return render(request, "intake/confirm_done.html", _about(confirmation))
    context = _about(confirmation) | {
        "form": form,
        "sections": filled_in.sections(confirmation.registration),
        "correct_url": correct_url,
        "is_here": how == AgreedHow.SCREEN,
    }
    return render(request, "intake/confirm.html", context)


def put_right(request: HttpRequest, confirmation: Confirmation, back: str) -> HttpResponse:
    """Draw and take the corrections."""
    client = confirmation.client
    fields = ("first_name", "last_name", "phone", "email", "postcode")
    initial = {name: getattr(client, name) for name in fields}
    form = CorrectForm(request.POST if request.method == "POST" else None, initial=initial)
    if not form.is_valid():
        return render(request, "intake/confirm_correct.html", {"form": form, "back_url": back})
    corrections.correct(client.pk, {name: form.cleaned_data[name] for name in fields}, request)
    if form.cleaned_data["remark"]:
        confirmations.leave_word(confirmation, form.cleaned_data["remark"])
    messages.success(request, _("Bewaard. Kijk of het nu klopt."))
    return redirect(back)


def _prove(request: HttpRequest, key: ConfirmationKey) -> HttpResponse:
    confirmation = key.confirmation
    tries = [Bucket(f"confirm.proof:{confirmation.pk}", 5, 3600)]
    form = ProofForm(request.POST if request.method == "POST" else None, client=confirmation.client)
    if request.method == "POST" and not attempts.take(tries):
        return render(request, "intake/confirm_wait.html", _about(confirmation), status=429)
    if not form.is_valid():
        return render(request, "intake/confirm_proof.html", _about(confirmation) | {"form": form})
    attempts.give_back(tries)
    request.session[PROVEN] = str(confirmation.public_id)
    return redirect(request.path)


def _refused(request: HttpRequest, confirmation: Confirmation, why: RefusedWhy) -> HttpResponse:
    confirmations.refuse(confirmation, why, Actor(trace_id=getattr(request, "request_id", "")), request)
    request.session.pop(PROVEN, None)
    return render(request, "intake/confirm_refused.html", _about(confirmation) | {"not_me": why == RefusedWhy.NOT_ME})


def _about(confirmation: Confirmation) -> dict[str, Any]:
    registration = confirmation.registration
    return {"confirmation": confirmation, "registration": registration, "case": registration.case}


def _what_to_ask(client: Client) -> tuple[str, str]:
    if client.phone:
        return _("De laatste 4 cijfers van je telefoonnummer"), _("Zo weten we dat jij het bent.")
    if client.postcode:
        return _("De 4 cijfers van je postcode"), _("Zo weten we dat jij het bent.")
    return _("Je achternaam"), _("Zo weten we dat jij het bent.")


def _knows(client: Client, given: str) -> bool:
    digits = re.sub(r"\D", "", clean_text.ascii_digits(given))
    if client.phone:
        return len(digits) >= 4 and digits[-4:] == client.phone[-4:]
    if client.postcode:
        return digits == client.postcode[:4]
    return clean_text.fold(given).split()[-1:] == clean_text.fold(client.last_name).split()[-1:]
