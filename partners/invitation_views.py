"""The page behind the link of an invitation: choose a name and a password, or say yes with the account you have."""

from typing import Any

from django import forms
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from partners import invitations
from partners.models import Invitation, Role, User
from partners.second_factor import has_second_factor
from partners.sign_on import entering
from partners.sign_on.models import SignOn
from rmt_portal import clean_text
from rmt_portal.nlds.forms import HouseForm

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class NewNameForm(HouseForm):
    """A name only: for who signs in with the account of the work."""

    submit_label = _("Account maken")
    name = forms.CharField(
        label=_("Je naam"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Vul je naam in.")},
    )

    def clean_name(self) -> str:
        """Keep one clean line."""
        try:
            return clean_text.line(self.cleaned_data["name"])
        except clean_text.UnacceptableText:
            raise ValidationError(_("Er staat een teken in dat we niet kunnen bewaren. Typ je naam opnieuw.")) from None


class NewAccountForm(NewNameForm):
    """A name and a password, typed twice."""

    password1 = forms.CharField(
        label=_("Wachtwoord"),
        strip=False,
        help_text=_("Minstens 15 tekens. Een zin die jij onthoudt is goed: spaties mogen."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Kies een wachtwoord.")},
    )
    password2 = forms.CharField(
        label=_("Wachtwoord, nog een keer"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Typ je wachtwoord nog een keer.")},
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password1(self) -> str:
        """Refuse a password that is short, common or like the name or address."""
        password: str = self.cleaned_data["password1"]
        validate_password(password, User(email=self.email, name=self.cleaned_data.get("name", "")))
        return password

    def clean(self) -> dict[str, Any]:
        """Compare the two passwords."""
        data = super().clean() or self.cleaned_data
        if data.get("password1") and data.get("password2") and data["password1"] != data["password2"]:
            self.add_error("password2", _("De twee wachtwoorden zijn niet hetzelfde."))
        return data


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show who invites for what, and accept on the button."""
    try:
        found = invitations.find(token)
        known = invitations.owner(found)
        answer = _by_account(request, found, known, token) if known and known.is_active else _new(request, found, token)
    except invitations.InvitationIsDead:
        answer = render(request, "account/invitation_dead.html", status=410)
    answer["Cache-Control"] = "no-store"
    return answer


def _new(request: HttpRequest, found: Invitation, token: str) -> HttpResponse:
    """Make the account; a new one goes straight on to its second step, one that was closed signs in with its own."""
    own = entering.for_address(found.email)
    if own is not None and own.is_required and own.organisation_id == found.organisation_id:
        return _new_by_sign_on(request, found, token, own)
    form = NewAccountForm(request.POST if request.method == "POST" else None, email=found.email)
    if not form.is_valid():
        return _page(request, found, form=form)
    data = form.cleaned_data
    person = invitations.accept(token, None, data["name"], data["password1"], request=request)
    if has_second_factor(person):
        return redirect("account_login")
    login(request, person, backend=BACKEND)
    return redirect("my_place")


def _new_by_sign_on(request: HttpRequest, found: Invitation, token: str, own: SignOn) -> HttpResponse:
    """Make an account without a password: this person signs in with the account of the work."""
    form = NewNameForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, found, form=form, sign_on=own)
    invitations.accept(token, None, form.cleaned_data["name"], request=request, by_sign_on=True)
    return redirect("openid_connect_page", own.slug)


def _by_account(request: HttpRequest, found: Invitation, known: User, token: str) -> HttpResponse:
    """Ask the owner of the address to sign in and say yes."""
    mine = request.user.is_authenticated and request.user.pk == known.pk
    if request.method == "POST" and mine:
        invitations.accept(token, known, request=request)
        return redirect("my_place")
    return _page(request, found, mine=mine, other=request.user.is_authenticated and not mine)


def _page(request: HttpRequest, found: Invitation, **more: Any) -> HttpResponse:
    context = {"invitation": found, "roles": [Role(role).label for role in found.roles], **more}
    return render(request, "account/invitation.html", context)
