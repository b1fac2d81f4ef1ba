"""How the sign-in library (django-allauth) meets our sign-ons: its OpenID Connect, our rows and our caution."""

import os
from typing import Any

import requests
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest

from partners.sign_on import outward
from partners.sign_on.models import SignOn
from partners.sign_on.tokens import Claims

WELL_KNOWN = "/.well-known/openid-configuration"


class ServerTrouble(Exception):
    """The organisation's server can not be used now; ``why`` is a code for the log."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def app_of(sign_on: SignOn) -> SocialApp:
    """Return the sign-on as the library knows it: never stored, so that the secret stands in no table."""
    return SocialApp(
        provider=OpenIDConnectProvider.id,
        provider_id=sign_on.slug,
        name=sign_on.organisation.name,
        client_id=sign_on.portal_id,
        secret=os.environ.get(sign_on.secret_name, ""),
        settings={"server_url": sign_on.issuer, "oauth_pkce_enabled": True, "scope": ["openid", "email"]},
    )


class SocialAdapter(DefaultSocialAccountAdapter):
    """Knows the sign-ons that work, lets nobody make an account, and asks only outside our network."""

    def list_apps(self, request: Any, provider: str | None = None, client_id: str | None = None) -> list[SocialApp]:
        """Return what the library may use."""
        found = SignOn.objects.active().select_related("organisation")
        if provider and provider != OpenIDConnectProvider.id:
            found = found.filter(slug=provider)
        return [app_of(one) for one in found if client_id in (None, one.portal_id)]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Refuse sign-up by oneself."""
        return False

    def get_requests_session(self) -> requests.Session:
        """Return the one way outside."""
        return outward.OutwardSession()


class Connection(OpenIDConnectOAuth2Adapter):
    """The conversation with one organisation's server."""

    def __init__(self, request: HttpRequest, provider: "Provider") -> None:
        super().__init__(request, provider.app.provider_id)
        self._provider = provider

    def get_provider(self) -> "Provider":
        """Return the provider this conversation is for."""
        return self._provider

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the server says about itself: it must be the server we know, with addresses we may ask.

        Raises:
            ServerTrouble: it can not be reached, says it is another, or names addresses we do not ask.
        """
        if not hasattr(self, "_openid_config"):
            issuer = self._provider.app.settings["server_url"]
            said = _json(issuer.rstrip("/") + WELL_KNOWN)
            if said.get("issuer") != issuer:
                raise ServerTrouble("server_has_other_name")
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                if not isinstance(said.get(name), str) or not outward.may_ask(said[name]):
                    raise ServerTrouble("server_address_not_allowed")
            self._openid_config = said
        return self._openid_config

    def id_token(self, request: HttpRequest, verifier: str) -> tuple[str, str]:
        """Change the code for the signed token; returns it with the access token.

        Raises:
            ServerTrouble: the server gave none.
        """
        app = self._provider.app
        try:
            client = self.get_client(request, app)
            answer = self.get_access_token_data(request, app, client, pkce_code_verifier=verifier)
            token, access = answer["id_token"], answer["access_token"]
        except (OAuth2Error, requests.RequestException, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ServerTrouble("no_token") from error
        if not isinstance(token, str) or not isinstance(access, str):
            raise ServerTrouble("no_token")
        return token, access

    def keys(self) -> dict[str, Any]:
        """Return the keys with which the server signs."""
        return _json(self.openid_config["jwks_uri"])

    def with_address(self, claims: Claims, access_token: str) -> Claims:
        """Ask the server for the address when the token has none; it must be about the same subject."""
        url = self.openid_config.get("userinfo_endpoint")
        if "email" in claims or not isinstance(url, str):
            return claims
        said = _json(url, headers={"Authorization": f"Bearer {access_token}"})
        if said.get("sub") != claims["sub"]:
            raise ServerTrouble("other_subject_told")
        return claims | {name: said[name] for name in ("email", "email_verified") if name in said}


class Provider(OpenIDConnectProvider):
    """The library's provider with our conversation."""

    def get_oauth2_adapter(self, request: HttpRequest) -> Connection:
        """Return the conversation with this server."""
        return Connection(request, self)


def provider_of(request: HttpRequest, sign_on: SignOn) -> Provider:
    """Return the library's side of a sign-on."""
    return Provider(request, app=app_of(sign_on))


def _json(url: str, **options: Any) -> dict[str, Any]:
    try:
        with outward.OutwardSession() as session:
            answer = session.get(url, **options)
            answer.raise_for_status()
            said = answer.json()
    except outward.NotAllowed as error:
        raise ServerTrouble("server_address_not_allowed") from error
    except (requests.RequestException, ValueError) as error:
        raise ServerTrouble("server_does_not_answer") from error
    if not isinstance(said, dict):
        raise ServerTrouble("server_does_not_answer")
    return said
