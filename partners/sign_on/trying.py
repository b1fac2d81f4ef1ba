"""Trying the connection with an organisation's server, before anybody signs in with it: what works, in words."""

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import requests
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.sign_on import library, outward
from partners.sign_on.models import SignOn

TROUBLE: dict[str, str | Promise] = {
    "server_does_not_answer": _("De server antwoordt niet of niet goed. Kijk het adres van de server na."),
    "server_has_other_name": _("De server noemt zich anders dan het adres hier. Neem over wat de server zelf zegt."),
    "server_address_not_allowed": _("De server wijst naar een adres zonder https of binnen ons eigen netwerk."),
    "no_secret": _("De omgevingsvariabele met het geheim is er niet of is leeg. Zet hem en start het portaal opnieuw."),
    "no_keys": _("De server noemt geen sleutel waarmee hij ondertekent."),
    "not_our_secret": _(
        "De server kent het portaal niet, of het geheim klopt niet. Kijk de client-id en het geheim na."
    ),
}
"""What can be wrong, and what to do about it, by the code that also stands in the log."""


@dataclass(frozen=True)
class Finding:
    """What was tried and how it went; ``why`` is empty when it went well, else a code of :data:`TROUBLE`."""

    what: str | Promise
    why: str = ""


def try_out(request: HttpRequest, sign_on: SignOn) -> list[Finding]:
    """Ask the server what a sign-in would ask, as far as that goes without a person; stop at the first trouble."""
    found = []
    for finding in _tried(request, sign_on):
        found.append(finding)
        if finding.why:
            break
    return found


def _tried(request: HttpRequest, sign_on: SignOn) -> Iterator[Finding]:
    connection = library.provider_of(request, sign_on).get_oauth2_adapter(request)
    secret = os.environ.get(sign_on.secret_name, "")
    yield Finding(_("Het geheim is er"), "" if secret else "no_secret")
    try:
        told = connection.openid_config
        yield Finding(_("De server zegt wie hij is"))
        keys = connection.keys().get("keys")
        signs = isinstance(keys, list) and any(
            isinstance(key, dict) and key.get("use", "sig") == "sig" and key.get("kty") in ("RSA", "EC") for key in keys
        )
        yield Finding(_("De server ondertekent met een sleutel"), "" if signs else "no_keys")
    except library.ServerTrouble as trouble:
        yield Finding(_("De server is te bereiken"), trouble.why)
        return
    yield Finding(_("De server kent het portaal"), _why_unknown(told["token_endpoint"], sign_on, secret))


def _why_unknown(token_endpoint: str, sign_on: SignOn, secret: str) -> str:
    """Offer a code the server never gave: a server that knows us says the code is wrong, another that we are (5.2)."""
    offered = {
        "grant_type": "authorization_code",
        "code": secrets.token_urlsafe(16),
        "client_id": sign_on.portal_id,
        "client_secret": secret,
    }
    try:
        with outward.OutwardSession() as session:
            said: Any = session.post(token_endpoint, data=offered).json()
    except (requests.RequestException, ValueError):
        return "server_does_not_answer"
    error = said.get("error") if isinstance(said, dict) else None
    return "not_our_secret" if error in ("invalid_client", "unauthorized_client") else ""
