"""The sign-in pages we use, by name. What the library offers besides (sign-up, e-mail addresses, ...) is not there."""

from collections.abc import Callable

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, re_path

from partners.invitation_views import invitation
from partners.sign_on import views as sign_on


@login_not_required
def not_here(request: HttpRequest) -> HttpResponse:
    """Answer 404: the library looks this address up by name, but nobody may use it."""
    raise Http404


def _each_query_stands(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let what a view writes stand at once: a try that was taken is not given back by an error later on."""
    return transaction.non_atomic_requests(view)


urlpatterns = [
    path("login/", _each_query_stands(sign_on.LogIn.as_view()), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/authenticate/", _each_query_stands(mfa.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", _each_query_stands(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("2fa/webauthn/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("2fa/webauthn/login/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("2fa/webauthn/reauthenticate/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/edit/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("uitnodiging/<str:token>/", invitation, name="account_invitation"),
    path("werk/<slug:provider_id>/", _each_query_stands(sign_on.page), name="openid_connect_page"),
    path("werk/<slug:provider_id>/begin/", _each_query_stands(sign_on.begin), name="openid_connect_login"),
    path("werk/<slug:provider_id>/terug/", _each_query_stands(sign_on.come_back), name="openid_connect_callback"),
    path("signup/", not_here, name="account_signup"),
    path("email/", not_here, name="account_email"),
    path("password/set/", not_here, name="account_set_password"),
    path("confirm-email/", not_here, name="account_email_verification_sent"),
]
