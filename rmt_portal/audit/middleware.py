"""Lines of the log that must stand even when the request is rolled back."""

from django.http import HttpRequest, HttpResponse

from rmt_portal.audit.log import record_apart, write_kept_lines
from rmt_portal.audit.models import Result
from rmt_portal.middleware import GetResponse


class AuditMiddleware:
    """Log every refused request, and write the lines that were kept apart once the view's transaction is over."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, then write."""
        response = self.get_response(request)
        if response.status_code == 403:
            match = request.resolver_match
            route = match.view_name if match else ""
            reasons = getattr(request, "refusal_reasons", ())
            given = match.kwargs.items() if match else ()
            ids = [value for name, value in given if value is not None and name != "token"]
            record_apart(
                request,
                "request",
                object_kind=route[:60],
                object_ids=ids,
                result=Result.REFUSED,
                reasons=reasons,
            )
        write_kept_lines(request)
        return response
