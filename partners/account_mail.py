"""Letters about an account: a link for a new password, and "something changed". No secret waits in a row."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.models import User
from rmt_portal import clock
from rmt_portal.outbox import mail, queue
from rmt_portal.outbox.handlers import Payload
from rmt_portal.outbox.mail import Mail

CHANGES = {
    "password_changed": _("Je wachtwoord is veranderd."),
    "password_reset": _("Je wachtwoord is veranderd."),
    "password_set": _("Je wachtwoord is veranderd."),
    "totp_activated": _("Je hebt een app toegevoegd om mee in te loggen."),
    "totp_deactivated": _("De app om mee in te loggen is weggehaald."),
    "webauthn_added": _("Je hebt een passkey of beveiligingssleutel toegevoegd."),
    "webauthn_removed": _("Een passkey of beveiligingssleutel is weggehaald."),
    "recovery_codes_generated": _("Je hebt nieuwe herstelcodes gemaakt. De oude werken niet meer."),
}


@transaction.atomic
def ask_password_reset(user: User) -> None:
    """Ask for a letter with a link; at most one a minute."""
    queue.put("mail.password_reset", f"mail.password_reset:{user.pk}:{clock.now():%Y%m%dT%H%M}", {"user": user.pk})


@transaction.atomic
def ask_changed(user: User, what: str) -> None:
    """Ask for a letter that says what changed about the account; called when the change is committed already."""
    if what not in CHANGES:
        raise ValueError(f"no letter for {what}")
    key = f"mail.account_changed:{user.pk}:{what}:{clock.now():%Y%m%dT%H%M%S}"
    queue.put("mail.account_changed", key, {"user": user.pk, "what": what})


def register() -> None:
    """Let the outbox write these letters; called once at start-up."""
    mail.register("mail.password_reset", _password_reset)
    mail.register("mail.account_changed", _account_changed)


def _password_reset(payload: Payload) -> Mail | None:
    user = User.objects.filter(pk=payload["user"], is_active=True).first()
    if user is None:
        return None
    uid, token = user_pk_to_url_str(user), default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
    return Mail(user.email, "password_reset", {"name": user.name, "link": settings.SITE_URL.rstrip("/") + path})


def _account_changed(payload: Payload) -> Mail | None:
    user = User.objects.filter(pk=payload["user"], is_active=True).first()
    if user is None:
        return None
    return Mail(user.email, "account_changed", {"name": user.name, "what": CHANGES[payload["what"]]})
