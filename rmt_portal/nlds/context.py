"""What every template knows about the region it speaks for.

A host name belongs to one or more regions; on a host nobody claimed, all regions of the site count. With one region
its brand is shown; with several the first by code, until a page knows better (the postcode decides) and calls
:func:`show_brand`, or is about all of them and calls :func:`speak_for_all`.
"""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from rmt_portal.reference.models import RegionBrand

_last_known: dict[str, RegionBrand] = {}
"""The brand last shown per host (bounded by ALLOWED_HOSTS), for the page that says that the database is away."""


def brand(request: HttpRequest) -> dict[str, Any]:
    """Give templates ``brand`` and ``brands``; the database is asked only by a template that uses them."""
    return {
        "brand": SimpleLazyObject(lambda: brand_of(request)),
        "brands": SimpleLazyObject(lambda: brands_of(request)),
    }


def brands_of(request: HttpRequest) -> list[RegionBrand]:
    """Return the brands of the host that was asked, by region code (one query per request)."""
    if not hasattr(request, "_region_brands"):
        host = request.get_host().rpartition(":")[0] or request.get_host()
        every = list(RegionBrand.objects.select_related("region").order_by("region__code"))
        request._region_brands = [b for b in every if isinstance(b.hosts, list) and host in b.hosts] or every  # type: ignore[attr-defined]
    return request._region_brands  # type: ignore[attr-defined]


def brand_of(request: HttpRequest) -> RegionBrand:
    """Return the brand this page speaks for; a neutral one, without phone, before any region is loaded."""
    chosen = getattr(request, "_shown_brand", None)
    if chosen is None:
        chosen = next(iter(brands_of(request)), None) or neutral_brand()
        _last_known[_asked_host(request)] = chosen
    return chosen


def show_brand(request: HttpRequest, chosen: RegionBrand) -> None:
    """Let the rest of this request speak for another region than the host's first."""
    request._shown_brand = chosen  # type: ignore[attr-defined]


def speak_for_all(request: HttpRequest) -> None:
    """Let a page that is about all teams of this site speak for none of them; where one team is open, for that one."""
    if sum(brand.is_open for brand in brands_of(request)) > 1:
        show_brand(request, neutral_brand())


def last_known_brand(request: HttpRequest) -> RegionBrand:
    """Return the brand last shown on this host, without asking the database."""
    return _last_known.get(_asked_host(request)) or neutral_brand()


def _asked_host(request: HttpRequest) -> str:
    """Return the host name as it was asked for, which may be one we do not answer to."""
    return str(request.META.get("HTTP_HOST") or request.META.get("SERVER_NAME", ""))


def neutral_brand() -> RegionBrand:
    """Return an unsaved brand for a site without regions."""
    return RegionBrand(name=str(_("Regionaal Mobiliteitsteam")), short_name="RMT", slug="", is_open=False)
