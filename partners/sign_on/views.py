"""The pages of signing in with the account of one's work: the address first, then the own server, then back."""

import secrets
from typing import Any

from allauth.account.utils import perform_login
from allauth.account.views import LoginView
from allauth.core.internal.httpkit import get_client_ip
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.providers.base import AuthProcess
from django import forms
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partners import attempts, sign_in_log
from partners.attempts import Bucket
from partners.models import User
from partners.sessions import SECOND_FACTOR
from partners.sign_on import entering, library, tokens
from partners.sign_on.models import SignOn

OWN_PASSWORD = "wachtwoord"  # noqa: S105 - the name of a choice
TRIES, SECONDS = 30, 300


class AddressForm(forms.Form):
    """The address of one's work: its domain says where to sign in."""

    use_required_attribute = False
    login = forms.EmailField(
        label=_("E-mailadres van je werk"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={
            "required": _("Vul je e-mailadres in."),
            "invalid": _("Vul een e-mailadres in zoals naam@organisatie.nl."),
        },
    )


@method_decorator(login_not_required, name="dispatch")
class LogIn(LoginView):
    """Sign in: the address first where organisations have a sign-on of their own, then its page or the password.

    Where to go follows from the domain of the address only, so it tells nothing about who has an account.
    """

    def get_initial(self) -> dict[str, Any]:
        """Fill in the address that was given a moment ago."""
        initial: dict[str, Any] = super().get_initial()
        return initial | {"login": getattr(self, "address", "")}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask the address, or address and password at once when that is the only way."""
        if OWN_PASSWORD in request.GET or not SignOn.objects.active().exists():
            return super().get(request, *args, **kwargs)
        return self._ask_address(AddressForm(label_suffix=""))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Go on from the address, or check the password."""
        if "password" in request.POST:
            return super().post(request, *args, **kwargs)
        form = AddressForm(request.POST, label_suffix="")
        if not form.is_valid():
            return self._ask_address(form)
        found = entering.for_address(form.cleaned_data["login"])
        if found is not None:
            return own_page(request, found, _next(request))
        self.address = form.cleaned_data["login"]
        return self._ask_password()

    def _ask_address(self, form: AddressForm) -> HttpResponse:
        return render(self.request, "account/login_address.html", {"form": form} | self._where_next())

    def _ask_password(self) -> HttpResponse:
        form = self.get_form_class()(initial=self.get_initial(), request=self.request)
        return self.render_to_response(self.get_context_data(form=form))

    def _where_next(self) -> dict[str, Any]:
        context: dict[str, Any] = self.get_context_data(form=None)
        return {"redirect_field": context.get("redirect_field", "")}


def own_page(request: HttpRequest, sign_on: SignOn, following: str = "", **more: Any) -> HttpResponse:
    """Show the way to an organisation's own page: the same for everybody of its domains.

    A link and no form: our content security policy sends no form to another site.
    """
    context = {"sign_on": sign_on, "following": following, **more}
    return render(request, "account/sign_on.html", context)


@login_not_required
@never_cache
@require_safe
def page(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Show the way to an organisation's own page, under an address the organisation can put on its own site."""
    return own_page(request, _working(provider_id), _next(request))


@login_not_required
@never_cache
@require_safe
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send somebody to the page of the organisation, with a state, a nonce and a PKCE challenge of our own."""
    sign_on = _working(provider_id)
    if not _may_try(request):
        return _refused(request, sign_on, "too_many_attempts", 429)
    provider, nonce = library.provider_of(request, sign_on), secrets.token_urlsafe(24)
    more = {"nonce": nonce}
    if sign_on.enforces_second_factor and sign_on.accepted_acr:
        more["acr_values"] = " ".join(sign_on.accepted_acr)
    try:
        answer: HttpResponse = provider.redirect(
            request, AuthProcess.LOGIN, next_url=_next(request) or None, auth_params=more, nonce=nonce
        )
    except library.ServerTrouble as trouble:
        return _refused(request, sign_on, trouble.why, 502)
    return answer


@login_not_required
@never_cache
@require_safe
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Let somebody in on the word of the organisation's server, or say kindly that it did not work."""
    sign_on = _working(provider_id)
    if not _may_try(request):
        return _refused(request, sign_on, "too_many_attempts", 429)
    state = statekit.unstash_state(request, provider_id=sign_on.slug, state_id=request.GET.get("state", ""))
    if state is None:
        return _refused(request, sign_on, "unknown_state", 400)
    if "code" not in request.GET:
        return _refused(request, sign_on, "cancelled", 200)
    try:
        entry = entering.admit(sign_on, _told(request, sign_on, state))
    except library.ServerTrouble as trouble:
        return _refused(request, sign_on, trouble.why, 502)
    except (tokens.NotBelieved, entering.NotAdmitted) as no:
        return _refused(request, sign_on, no.why, 403, getattr(no, "user", None))
    return _enter(request, entry, state.get("next") or "")


def _told(request: HttpRequest, sign_on: SignOn, state: dict[str, Any]) -> tokens.Claims:
    """Return what the server says of who came back, once it holds."""
    connection = library.provider_of(request, sign_on).get_oauth2_adapter(request)
    token, access = connection.id_token(request, state.get("pkce_code_verifier", ""))
    keys, nonce = connection.keys(), state["nonce"]
    claims = tokens.read(token, keys, issuer=sign_on.issuer, client_id=sign_on.portal_id, nonce=nonce)
    return connection.with_address(claims, access)


def _enter(request: HttpRequest, entry: entering.Entry, following: str) -> HttpResponse:
    """Sign in; our own second step follows unless the organisation's server showed one."""
    if request.user.is_authenticated:
        logout(request)
    request.came_by_sign_on = True  # type: ignore[attr-defined]
    request.second_factor_shown = entry.has_second_factor  # type: ignore[attr-defined]
    answer: HttpResponse = perform_login(request, entry.user, email_verification="none", redirect_url=following or None)
    if entry.has_second_factor and request.user.is_authenticated:
        request.session[SECOND_FACTOR] = True
    return answer


def _working(slug: str) -> SignOn:
    found = SignOn.objects.active().filter(slug=slug).select_related("organisation").first()
    if found is None:
        raise Http404
    return found


def _may_try(request: HttpRequest) -> bool:
    return attempts.take([Bucket(f"sign-on {get_client_ip(request)}", limit=TRIES, seconds=SECONDS)])


def _refused(request: HttpRequest, sign_on: SignOn, why: str, status: int, user: User | None = None) -> HttpResponse:
    """Say that it did not work; the reader learns no more than what helps, the log has the reason."""
    sign_in_log.refused_sign_on(request, sign_on, why, user)
    trouble = "server" if status == 502 else "no_access" if status == 403 else "again"
    answer = own_page(request, sign_on, trouble=trouble)
    answer.status_code = status
    return answer


def _next(request: HttpRequest) -> str:
    """Return where somebody wanted to go, when that is on this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    here = {request.get_host()}
    return wanted if url_has_allowed_host_and_scheme(wanted, here, require_https=request.is_secure()) else ""
