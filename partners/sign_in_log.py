"""Who came in, who did not, and what changed about an account: lines of the log, written whatever the request does."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest

from partners.models import User
from rmt_portal.audit import log
from rmt_portal.audit.models import Result


def refused(request: HttpRequest, email: str, why: str) -> None:
    """Log a sign-in that failed. The address itself is not kept, only the account when there is one."""
    known = User.objects.filter(email__iexact=email).values_list("pk", flat=True)
    log.record_apart(
        request, "sign_in", object_kind="partners.user", object_ids=list(known), result=Result.REFUSED, reasons=[why]
    )


def refused_sign_on(request: HttpRequest, sign_on: Any, why: str, user: User | None) -> None:
    """Log that somebody did not come in by the sign-on of an organisation; the account when it is known who it was."""
    log.record_apart(
        request,
        "sign_in",
        object_kind="partners.user" if user else "partners.signon",
        object_ids=[user.pk if user else sign_on.pk],
        organisation_id=sign_on.organisation_id,
        result=Result.REFUSED,
        reasons=["sign_on", why],
    )


def connect() -> None:
    """Listen to what Django and allauth tell; called once at start-up."""
    user_logged_in.connect(_signed_in, dispatch_uid="log_sign_in")
    user_logged_out.connect(_signed_out, dispatch_uid="log_sign_out")
    mfa.authentication_failed.connect(_wrong_code, dispatch_uid="log_wrong_code")
    for signal, action in (
        (account.password_changed, "password.change"),
        (account.password_reset, "password.reset"),
        (mfa.authenticator_added, "second_factor.add"),
        (mfa.authenticator_removed, "second_factor.remove"),
        (mfa.authenticator_reset, "second_factor.renew"),
    ):
        signal.connect(_account_changed(action), weak=False, dispatch_uid=f"log_{action}")


def _signed_in(sender: Any, request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    if request is not None:
        log.record_apart(request, "sign_in", object_kind="partners.user", object_ids=[user.pk], actor=user)


def _signed_out(sender: Any, request: HttpRequest | None, user: User | None, **kwargs: Any) -> None:
    if request is not None and user is not None:
        log.record_apart(request, "sign_out", object_kind="partners.user", object_ids=[user.pk], actor=user)


def _wrong_code(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    log.record_apart(
        request,
        "second_factor.use",
        object_kind="partners.user",
        object_ids=[user.pk],
        result=Result.REFUSED,
        reasons=["wrong_code"],
    )


def _account_changed(action: str) -> Any:
    def changed(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
        kind = getattr(kwargs.get("authenticator"), "type", "")
        log.record_apart(
            request,
            action,
            object_kind="partners.user",
            object_ids=[user.pk],
            fields=[str(kind)] if kind else ["password"],
            actor=user,
        )

    return changed
