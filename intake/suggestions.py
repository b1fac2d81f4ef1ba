"""Occupations while somebody types; without script the page after it asks the same."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from rmt_portal.reference import search

MAX_QUERY = 120
MAX_SUGGESTIONS = 8


@login_not_required
@require_safe
@cache_control(private=True, max_age=300)
def occupations(request: HttpRequest) -> JsonResponse:
    """Answer ``?q=`` with at most eight occupations: ``{"results": [{"label": "kelner", "matched": "ober"}]}``."""
    words = request.GET.get("q", "").replace("\x00", "")[:MAX_QUERY]
    found = search.occupations(words, limit=MAX_SUGGESTIONS)
    return JsonResponse({"results": [{"label": hit.name, "matched": hit.matched} for hit in found]})
