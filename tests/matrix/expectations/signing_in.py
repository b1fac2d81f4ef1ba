"""Signing in, both factors, and what belongs to an account."""

from tests.matrix.asking import FACTOR, GONE, METHOD, MISSING, MOVED, OK
from tests.matrix.expectations.outcomes import NOT_SIGNED_IN, Row, everyone, signed_in


def _account(get: str = OK, post: str = OK, factor: str = FACTOR) -> Row:
    return Row(signed_in(get, no_second_factor=factor), signed_in(post, no_second_factor=factor))


def _before_sign_in(get: str = OK, post: str = OK) -> Row:
    """Pages for who forgot a password: public, but who is half signed in first finishes that."""
    return Row(everyone(get, no_second_factor=FACTOR), everyone(post, no_second_factor=FACTOR))


SIGNING_IN: dict[str, Row] = {
    # --- signing in -------------------------------------------------------------------------------------------------
    "my_place": Row(signed_in(MOVED, expired=OK), signed_in(METHOD)),
    "account_login": Row(
        everyone(MOVED, no_second_factor=FACTOR) | dict.fromkeys(NOT_SIGNED_IN, OK),
        everyone(MOVED, no_second_factor=FACTOR) | dict.fromkeys(NOT_SIGNED_IN, OK),
    ),
    "account_logout": Row(everyone() | dict.fromkeys(NOT_SIGNED_IN, MOVED), everyone(MOVED)),
    "account_inactive": _before_sign_in(post=METHOD),
    "account_reauthenticate": _account(factor=OK),
    "account_change_password": _account(),
    "account_reset_password": _before_sign_in(),
    "account_reset_password_done": _before_sign_in(post=METHOD),
    "account_reset_password_from_key_done": _before_sign_in(post=METHOD),
    "account_reset_password_from_key": _before_sign_in(),
    "account_invitation": Row(everyone(GONE, no_second_factor=FACTOR), everyone(GONE, no_second_factor=FACTOR)),
    "mfa_index": _account(post=METHOD),
    "mfa_authenticate": _account(MOVED, MOVED),
    "mfa_reauthenticate": _account(),
    "mfa_activate_totp": _account(MOVED, MOVED, factor=OK),
    "mfa_deactivate_totp": _account(),
    "mfa_view_recovery_codes": _account(MISSING, METHOD),
    "mfa_generate_recovery_codes": _account(OK, MOVED),
    "mfa_download_recovery_codes": _account(MISSING, MISSING),
    "mfa_list_webauthn": _account(post=METHOD),
    "mfa_add_webauthn": _account(factor=OK),
    "mfa_login_webauthn": _account(MOVED, MOVED),
    "mfa_reauthenticate_webauthn": _account(MOVED, MOVED),
    "mfa_remove_webauthn": _account(MISSING, MISSING),
    "mfa_edit_webauthn": _account(MISSING, MISSING),
    "openid_connect_page": _before_sign_in(MISSING, METHOD),
    "openid_connect_login": _before_sign_in(MISSING, METHOD),
    "openid_connect_callback": _before_sign_in(MISSING, METHOD),
    "account_signup": _before_sign_in(MISSING, MISSING),
    "account_email": _before_sign_in(MISSING, MISSING),
    "account_set_password": _before_sign_in(MISSING, MISSING),
    "account_email_verification_sent": _before_sign_in(MISSING, MISSING),
}
