"""Reading the word of an organisation's server about who somebody is (OpenID Connect Core 3.1.3.7).

The signature is always checked, also over TLS: what the portal believes must be what the server signed.
"""

import hmac
from typing import Any

import jwt

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384")
"""Signatures with a public key only: ``none`` and shared keys (HS256) are never taken."""

LEEWAY_SECONDS = 60
"""How far two clocks may differ."""

NEEDED = ["iss", "sub", "aud", "exp", "iat", "nonce"]
Claims = dict[str, Any]


class NotBelieved(Exception):
    """The token does not hold; ``why`` is a code for the log."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


_WHY: tuple[tuple[type[Exception], str], ...] = (
    (jwt.ExpiredSignatureError, "token_expired"),
    (jwt.InvalidIssuerError, "wrong_issuer"),
    (jwt.InvalidAudienceError, "wrong_audience"),
    (jwt.InvalidSignatureError, "wrong_signature"),
    (jwt.MissingRequiredClaimError, "token_incomplete"),
    (jwt.ImmatureSignatureError, "token_too_early"),
)


def read(token: str, keys: Any, *, issuer: str, client_id: str, nonce: str) -> Claims:
    """Return what the token says, once all of it was checked.

    ``keys`` is the server's JSON Web Key Set. A subject longer than the standard allows is no subject.

    Raises:
        NotBelieved: it was not signed by this server, or not for us, now, and this sign-in.
    """
    try:
        header = jwt.get_unverified_header(token)
        algorithm = header.get("alg")
        if algorithm not in ALGORITHMS:
            raise NotBelieved("wrong_algorithm")
        claims: Claims = jwt.decode(
            token,
            key=_key(keys, header.get("kid"), algorithm),
            algorithms=[algorithm],
            issuer=issuer,
            audience=client_id,
            leeway=LEEWAY_SECONDS,
            options={"require": NEEDED},
        )
    except jwt.PyJWTError as error:
        raise NotBelieved(next((why for kind, why in _WHY if isinstance(error, kind)), "token_broken")) from error
    if not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise NotBelieved("wrong_nonce")
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != client_id:
        raise NotBelieved("wrong_audience")
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 191:
        raise NotBelieved("token_broken")
    return claims


def _key(keys: Any, kid: Any, algorithm: str) -> Any:
    """Return the public key a token names; without a name there must be exactly one."""
    try:
        found = [key for key in keys["keys"] if key.get("use", "sig") == "sig" and key.get("kty") in ("RSA", "EC")]
        named = [key for key in found if key.get("kid") == kid] if kid is not None else found
        if len(named) != 1:
            raise NotBelieved("unknown_key")
        return jwt.PyJWK(named[0], algorithm=algorithm).key
    except (KeyError, TypeError, AttributeError) as error:
        raise NotBelieved("unknown_key") from error
