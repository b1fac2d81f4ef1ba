"""What every request gets: an id that also stands in the logs and in tasks, and a strict content security policy."""

import re
import time
from collections.abc import Callable
from uuid import uuid4

import structlog
from django.http import HttpRequest, HttpResponse

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
_REQUEST_ID = re.compile(r"^[A-Za-z0-9-]{8,64}$")

_NOT_WORTH_A_LINE = {"healthz", "readyz"}

log = structlog.get_logger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Give the request an id (or take a well-formed one from the proxy) and bind it to every log line."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request under its id."""
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _REQUEST_ID.match(given) else uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            began = time.perf_counter()
            response = self.get_response(request)
            _write_line(request, response, time.perf_counter() - began)
        response["X-Request-ID"] = request_id
        return response


def _write_line(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """Log one line a request: the route instead of the path (a path may hold a token), ids instead of names."""
    match = request.resolver_match
    if match is not None and match.route not in _NOT_WORTH_A_LINE:
        log.info(
            "request",
            method=request.method,
            route=match.route,
            status=response.status_code,
            ms=round(seconds * 1000),
            user=getattr(getattr(request, "_cached_user", None), "pk", None),  # without asking the database for it
        )


class ContentSecurityPolicyMiddleware:
    """Forbid everything that does not come from this site, inline script and style included, on every page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request and add the policy."""
        response = self.get_response(request)
        response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        return response


class ReadableCookiesMiddleware:
    """Forget cookies with control characters in them: no session has such a key, and the database refuses to look."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request without the cookies no browser of ours sends."""
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if value.isprintable()}
        return self.get_response(request)
