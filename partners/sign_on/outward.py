"""Asking the server of an organisation something: https only, never into our own network, short and small.

The address is looked up once and checked, and the connection goes to what was checked: a name that points somewhere
else a moment later (DNS rebinding) finds nothing. Redirects are not followed, proxies of the environment not used.
"""

import ipaddress
import socket
import time
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3 import PoolManager
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError
from urllib3.util.connection import create_connection

SECONDS_PER_READ = 5
SECONDS_IN_ALL = 10
MOST_BYTES = 1_000_000
LOCAL = frozenset({"127.0.0.1", "localhost"})


class NotAllowed(requests.RequestException):
    """The address is not https, or leads into a network of our own."""


def may_ask(url: str) -> bool:
    """Say whether an address has a form we ask or lead people to; where its name leads is looked at on connecting."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except (ValueError, AttributeError):
        return False
    if not host or parts.username or parts.password or parts.fragment:
        return False
    if settings.SIGN_ON_MAY_BE_LOCAL and parts.scheme == "http" and host in LOCAL:
        return True
    return parts.scheme == "https" and not _is_ours(host)


def _is_ours(host: str) -> bool:
    """Say whether a host that is written as a number lies inside; a name is looked up on connecting."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or "." not in host or host.endswith((".local", ".internal", ".localhost"))


def outside_address(host: str, port: int) -> str:
    """Look a name up and return an address outside our network.

    Raises:
        OSError: there is none, or one of them lies inside: such a name is not asked at all.
    """
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for address in found:
        number = ipaddress.ip_address(address.partition("%")[0])
        inner = getattr(number, "ipv4_mapped", None) or getattr(number, "sixtofour", None) or number
        if not (number.is_global and inner.is_global) or number.is_multicast:
            raise OSError(f"{host} leads inside")
    return found[0]


class _OutwardConnection(HTTPSConnection):
    """Connects to an address that was looked at; the certificate is still checked against the name."""

    def _new_conn(self) -> socket.socket:
        try:
            address = outside_address(self._dns_host, self.port)
            return create_connection((address, self.port), self.timeout, socket_options=self.socket_options)
        except OSError as error:
            raise NewConnectionError(self, "no way outside") from error


class _OutwardPool(HTTPSConnectionPool):
    ConnectionCls = _OutwardConnection


class _OutwardAdapter(HTTPAdapter):
    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **more: Any) -> None:
        """Let every connection be one of ours."""
        self.poolmanager = PoolManager(num_pools=connections, maxsize=maxsize, block=block, **more)
        self.poolmanager.pool_classes_by_scheme = {"https": _OutwardPool}


class OutwardSession(requests.Session):
    """A session that asks only what :func:`may_ask` allows, and reads only so much for so long."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.adapters.clear()
        self.mount("https://", _OutwardAdapter())
        if settings.SIGN_ON_MAY_BE_LOCAL:
            self.mount("http://127.0.0.1", HTTPAdapter())
            self.mount("http://localhost", HTTPAdapter())

    def request(self, method: Any, url: Any, **options: Any) -> requests.Response:  # type: ignore[override]
        """Ask, and read the answer whole.

        Raises:
            NotAllowed: the address is not one to ask.
            requests.RequestException: no answer, or one that is too long or takes too long.
        """
        if not may_ask(str(url)):
            raise NotAllowed(f"not asked: {urlsplit(str(url)).scheme}")
        options |= {"timeout": SECONDS_PER_READ, "allow_redirects": False, "stream": True}
        response = super().request(method, url, **options)
        response._content = _read(response)
        return response


def _read(response: requests.Response) -> bytes:
    until, parts, length = time.monotonic() + SECONDS_IN_ALL, [], 0
    try:
        while part := response.raw.read1(16_384, decode_content=True):
            parts.append(part)
            length += len(part)
            if length > MOST_BYTES or time.monotonic() > until:
                raise requests.RequestException("the answer is too long")
    except (OSError, ValueError) as error:
        raise requests.RequestException("the answer broke off") from error
    except Exception as error:
        if type(error).__module__.startswith("urllib3"):
            raise requests.RequestException("the answer broke off") from error
        raise
    finally:
        response.close()
    return b"".join(parts)
