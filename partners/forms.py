"""The sign-in forms: allauth's, without placeholders (the label says what to type), and with our limit on guessing."""

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from partners import attempts
from partners.attempts import Bucket

REMEMBER_CODE_SECONDS = 300


class PlainFields:
    """Takes placeholders away and gives fields our labels."""

    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")


_CODE = {"code": _("Code")}
_NEW_PASSWORD = {"password1": _("Nieuw wachtwoord"), "password2": _("Nieuw wachtwoord, nog een keer")}
_PASSWORD_HINT = {"password1": _("Minstens 15 tekens. Een zin die jij onthoudt is goed: spaties mogen.")}


class LoginForm(PlainFields, account.LoginForm):
    """E-mail and password."""

    labels = {"login": _("E-mailadres"), "password": _("Wachtwoord")}


class ResetPasswordForm(PlainFields, account.ResetPasswordForm):
    """Ask for a link."""

    labels = {"email": _("E-mailadres")}


class ResetPasswordKeyForm(PlainFields, account.ResetPasswordKeyForm):
    """Choose a new password after the link."""

    labels, hints = _NEW_PASSWORD, _PASSWORD_HINT


class ChangePasswordForm(PlainFields, account.ChangePasswordForm):
    """Choose a new password."""

    labels, hints = {"oldpassword": _("Wachtwoord van nu")} | _NEW_PASSWORD, _PASSWORD_HINT


class ReauthenticateForm(PlainFields, account.ReauthenticateForm):
    """Type the password once more before something sensitive."""

    labels = {"password": _("Wachtwoord")}


class GuardedCode(PlainFields):
    """A code counts as a try, and works once."""

    labels = _CODE
    hints = {"code": _("6 cijfers uit je app, of een van je herstelcodes.")}

    def clean_code(self) -> str:
        """Check the code; a right one gives the try back and can not be used again."""
        user = self.user  # type: ignore[attr-defined]
        buckets = [Bucket(f"code {user.pk}", limit=5, seconds=300)]
        if not attempts.take(buckets):
            raise get_account_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()  # type: ignore[misc]
        if not cache.add(f"code-used:{user.pk}:{code}", "y", timeout=REMEMBER_CODE_SECONDS):
            raise get_mfa_adapter().validation_error("incorrect_code")
        attempts.give_back(buckets)
        return code


class AuthenticateForm(GuardedCode, mfa.AuthenticateForm):
    """The second step of signing in."""


class ReauthenticateCodeForm(GuardedCode, mfa.ReauthenticateForm):
    """A code before something sensitive."""


class ActivateTOTPForm(PlainFields, totp.ActivateTOTPForm):
    """Prove that the app was set up."""

    labels = _CODE
    hints = {"code": _("De 6 cijfers die je app nu laat zien.")}


class AddWebAuthnForm(PlainFields, webauthn.AddWebAuthnForm):
    """Name a new passkey or key."""

    labels = {"name": _("Naam"), "passwordless": _("Hiermee wil ik zonder wachtwoord inloggen (passkey)")}
    hints = {"name": _("Bijvoorbeeld: laptop van het werk.")}


class EditWebAuthnForm(PlainFields, webauthn.EditWebAuthnForm):
    """Give a passkey or key another name."""

    labels = {"name": _("Naam")}
