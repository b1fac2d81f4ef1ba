"""The colours of a region as a style sheet of its own, because the security policy forbids inline style."""

import hashlib
import logging

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition, require_safe

from rmt_portal import colours
from rmt_portal.reference.models import RegionBrand

logger = logging.getLogger(__name__)
MINUTES = 60
THEME_SECONDS = 60 * MINUTES


def theme_css(brand: RegionBrand) -> str:
    """Write the eight shades as variables; nothing at all for a region without colours of its own.

    Colours that can not be read, or that are no colours, are refused: the house's own then stay (the admin refuses
    them earlier, with the reasons).
    """
    reasons = colours.problems(brand.theme)
    if reasons:
        logger.warning("theme_refused", extra={"brand": brand.slug, "reasons": [str(r) for r in reasons]})
    if reasons or not brand.theme:
        return "/* the house's own colours */\n"
    shades = "".join(f"--rmt-brand-{shade}:{brand.theme[shade]};" for shade in colours.SHADES)
    return f":root{{{shades}}}\n"


def theme_version(brand: RegionBrand) -> str:
    """Return a short mark that changes with the colours, so that a browser may keep the style sheet."""
    return hashlib.sha256(theme_css(brand).encode()).hexdigest()[:12]


def _etag(request: HttpRequest, slug: str) -> str:
    return f'"{theme_version(get_object_or_404(RegionBrand, slug=slug))}"'


@login_not_required
@require_safe
@condition(etag_func=_etag)
def region_theme(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve ``/thema/<slug>.css``; kept by browsers for an hour, then asked again by its tag."""
    brand = get_object_or_404(RegionBrand, slug=slug)
    response = HttpResponse(theme_css(brand), content_type="text/css; charset=utf-8")
    patch_cache_control(response, public=True, max_age=THEME_SECONDS)
    return response
