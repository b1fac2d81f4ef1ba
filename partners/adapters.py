"""How django-allauth behaves here: no sign-up, our limits on guessing, mail through the outbox, secrets encrypted."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from partners import account_mail, attempts, sign_in_log
from partners.attempts import Bucket
from partners.models import User
from partners.second_factor import COUNTS, has_another
from partners.sessions import SIGNED_IN_AT
from partners.sign_on import entering
from rmt_portal import clock

TOO_MANY = _("Je probeerde het te vaak. Wacht een paar minuten en probeer het dan opnieuw.")
WRONG = _("Het e-mailadres of het wachtwoord klopt niet. Kijk of de hoofdletters goed staan en probeer het opnieuw.")


class AccountAdapter(DefaultAccountAdapter):
    """People get an account by invitation only and sign in with e-mail and password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": TOO_MANY,
        "email_password_mismatch": WRONG,
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse sign-up by oneself."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Take a try before the password is looked at (looking is slow on purpose); a right one is given back."""
        if not attempts.take(self._buckets(request, credentials)):
            sign_in_log.refused(request, credentials.get("email", ""), "too_many_attempts")
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Check the password."""
        user = super().authenticate(request, **credentials)
        if user:
            attempts.give_back(self._buckets(request, credentials))
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Log that a password was wrong."""
        sign_in_log.refused(request, credentials.get("email", ""), "wrong_password")

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """Lead who signs in at the own organisation there, also after a right password or passkey.

        Whoever left that organisation would otherwise go on coming in here. It is said only to who proved to be this
        person, so it tells nobody else that there is an account.
        """
        required = None if getattr(request, "came_by_sign_on", False) else entering.required_of(user)
        if required is not None:
            sign_in_log.refused_sign_on(request, required, "must_use_sign_on", user)
            return redirect("openid_connect_page", required.slug)
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def get_login_stages(self) -> list[str]:
        """Leave our own second step out when the organisation's server showed one (partners.sign_on.entering)."""
        stages: list[str] = super().get_login_stages()
        if not getattr(self.request, "second_factor_shown", False):
            return stages
        return [stage for stage in stages if not stage.startswith("allauth.mfa.")]

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        """Let the outbox write and send the letter; asking takes as long for an address nobody has."""
        account_mail.ask_password_reset(user)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the person that something about the account changed, through the outbox."""
        account_mail.ask_changed(user, template_prefix.rpartition("/")[2])

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Refuse mail that nobody here wrote."""
        raise ValueError(f"no letter for {template_prefix}")

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing in passing: the pages themselves say what happened."""

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password once more before something sensitive, unless somebody just signed in."""
        signed_in_at = self.request.session.get(SIGNED_IN_AT, 0)
        return bool(clock.now().timestamp() - signed_in_at > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)

    def _rollback_login_failed_rl_usage(self) -> None:
        """Leave the library's own counter alone; ours is given back in ``authenticate``."""

    def _buckets(self, request: HttpRequest, credentials: dict[str, Any]) -> list[Bucket]:
        address, account = self.get_client_ip(request), str(credentials.get("email", "")).lower()
        return [
            Bucket(f"address {address}", limit=30, seconds=300),
            Bucket(f"account {account} address {address}", limit=5, seconds=300),
            Bucket(f"account {account}", limit=50, seconds=3600),
        ]


class MFAAdapter(DefaultMFAAdapter):
    """The second factor: its secret is encrypted, and the last one can not be taken away."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("Dit is je enige tweede stap. Voeg eerst een andere toe."),
        "incorrect_code": _("Deze code klopt niet (meer). Kijk in je app naar de nieuwste code."),
    }

    def encrypt(self, text: str) -> str:
        """Encrypt a secret with a key that follows from SECRET_KEY."""
        return _ring().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt a secret, also with one of SECRET_KEY_FALLBACKS."""
        return _ring().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last second factor: without one nobody may work here."""
        return authenticator.type not in COUNTS or has_another(authenticator)

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """Say who a passkey is for; the device shows it."""
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return entity | {"display_name": user.name}


def _ring() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"partners.second-factor:" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
