"""A small real OpenID Connect server in a thread: discovery, authorize, token (RS256), keys, userinfo.

``server.person`` says who signs in there; ``server.token`` changes what the token says, ``server.broken`` which
address answers with rubbish. The portal reaches it over a real socket.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, SECRET = "portaal", "een geheim van de test"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Oidc:
    """What the server knows and how it misbehaves."""

    def __init__(self) -> None:
        self.issuer = ""
        self.person: dict[str, Any] = {}
        self.token: dict[str, Any] = {}
        self.gone: set[str] = set()
        self.userinfo: dict[str, Any] | None = None
        self.discovery: dict[str, Any] = {}
        self.broken = ""
        self.signing_key: Any = KEY
        self.algorithm = "RS256"
        self.asked: list[str] = []
        self.codes: dict[str, dict[str, str]] = {}

    def id_token(self, asked: dict[str, str]) -> str:
        """Sign who somebody is, for who asked."""
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": asked["client_id"], "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims |= self.person | self.token
        claims = {name: value for name, value in claims.items() if name not in self.gone}
        key = self.signing_key if self.algorithm == "RS256" else "x" * 40
        return jwt.encode(claims, key, algorithm=self.algorithm, headers={"kid": "one"})


class _Handler(BaseHTTPRequestHandler):
    oidc: Oidc

    def log_message(self, *args: Any) -> None:
        pass

    def _answer(self, body: Any, status: int = 200) -> None:
        said = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def _breaks(self, part: str) -> bool:
        self.oidc.asked.append(part)
        if self.oidc.broken == part:
            self._answer(["rubbish"], 500)
        elif self.oidc.broken == f"{part} html":
            self.send_response(200)
            self.send_header("Content-Length", "6")
            self.end_headers()
            self.wfile.write(b"<html>")
        elif self.oidc.broken == f"{part} away":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/")
            self.end_headers()
        elif self.oidc.broken == f"{part} endless":
            self.send_response(200)
            self.end_headers()
            try:
                for _n in range(40):
                    self.wfile.write(b" " * 100_000)
            except OSError:
                pass
        else:
            return False
        return True

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        base = self.oidc.issuer
        if parts.path == "/.well-known/openid-configuration" and not self._breaks("discovery"):
            self._answer(
                {
                    "issuer": base,
                    "authorization_endpoint": f"{base}/authorize",
                    "token_endpoint": f"{base}/token",
                    "jwks_uri": f"{base}/keys",
                    "userinfo_endpoint": f"{base}/userinfo",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
                | self.oidc.discovery
            )
        elif parts.path == "/authorize":
            code = secrets.token_urlsafe(16)
            self.oidc.codes[code] = asked
            self.send_response(302)
            self.send_header(
                "Location", f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"
            )
            self.end_headers()
        elif parts.path == "/keys" and not self._breaks("keys"):
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            self._answer({"keys": [public | {"kid": "one", "use": "sig", "alg": "RS256"}]})
        elif parts.path == "/userinfo" and not self._breaks("userinfo"):
            self._answer(self.oidc.userinfo or self.oidc.person)

    def do_POST(self) -> None:
        sent = {
            name: values[0]
            for name, values in parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()).items()
        }
        if self._breaks("token"):
            return
        asked = self.oidc.codes.pop(sent.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest())
        good = (
            asked is not None
            and sent.get("client_secret") == SECRET
            and sent.get("client_id") == asked["client_id"]
            and sent.get("redirect_uri") == asked["redirect_uri"]
            and challenge.decode().rstrip("=") == asked.get("code_challenge")
        )
        if not good or asked is None:
            knows = (sent.get("client_id"), sent.get("client_secret")) == (CLIENT_ID, SECRET)
            self._answer({"error": "invalid_grant" if knows else "invalid_client"}, 400 if knows else 401)
        else:
            self._answer({"access_token": "open", "token_type": "Bearer", "id_token": self.oidc.id_token(asked)})


@contextmanager
def running() -> Any:
    """Run the server on a free port of this machine."""
    oidc = Oidc()
    handler = type("Handler", (_Handler,), {"oidc": oidc})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    oidc.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield oidc
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
