"""How the computer looks for opportunities, for everybody: a page and two files, made from the living weights.

On a site of several regions each team may count in its own way: the page speaks for the team somebody came for, or for
the one in the address (``?regio=``, which the entries in the Algoritmeregister use), and otherwise for the portal
itself with the way to every team.
"""

import json
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from intake import teams
from matching.weights import register as algorithm_register
from rmt_portal import csv_file
from rmt_portal.nlds.context import brand_of, brands_of, show_brand
from rmt_portal.reference.models import RegionBrand
from rmt_portal.workplace import pages


@transaction.non_atomic_requests  # reads a few rows and writes nothing
@login_not_required
@require_safe
def how_matching_works(request: HttpRequest) -> HttpResponse:
    """Tell what counts, how much, what does not count, and who decides."""
    several = _speak_for_the_asked_team(request)
    weight_set = algorithm_register.living(brand_of(request).region_id)
    counted = algorithm_register.components(weight_set)
    context = {
        "components": [one for one in counted if one.is_on],
        "off": [one for one in counted if not one.is_on],
        "version": weight_set.version,
        "since": weight_set.published_at,
        "hundredths": round(weight_set.spread * 100),
        "teams": several,
        "query": _query(request),
    }
    return render(request, "pages/how_matching_works.html", context)


@login_not_required
@require_safe
def register_json(request: HttpRequest) -> HttpResponse:
    """Give the entry for the Algoritmeregister as JSON."""
    _speak_for_the_asked_team(request)
    return JsonResponse(_entry(request), json_dumps_params={"ensure_ascii": False, "indent": 2})


@login_not_required
@require_safe
def register_csv(request: HttpRequest) -> HttpResponse:
    """Give the same entry as a table of one line; lists stand in it as JSON."""
    _speak_for_the_asked_team(request)
    entry = _entry(request)
    cells = [json.dumps(v, ensure_ascii=False) if isinstance(v, list) else v for v in entry.values()]
    return csv_file.response("algoritmeregister", list(entry), [cells])


def _speak_for_the_asked_team(request: HttpRequest) -> list[RegionBrand]:
    """Let the page speak for the team in the address, or whose team it is; returns all teams when it is nobody's."""
    asked = request.GET.get(teams.PARAMETER, "")
    team = next((brand for brand in brands_of(request) if asked and brand.slug == asked), None)
    if team is None:
        return pages.speak_for_whose_team_it_is(request)
    show_brand(request, team)
    return []


def _query(request: HttpRequest) -> str:
    """Return what an address needs to be about the team of this page, on a site of several."""
    slug = brand_of(request).slug
    return f"?{urlencode({teams.PARAMETER: slug})}" if slug and len(brands_of(request)) > 1 else ""


def _entry(request: HttpRequest) -> dict[str, Any]:
    names, query = ("how_matching_works", "algorithm_json"), _query(request)
    page, file = (request.build_absolute_uri(reverse(name) + query) for name in names)
    return algorithm_register.entry(brand_of(request), page, file)
