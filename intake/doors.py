"""At which door somebody came in: the site itself, or the site of a partner that links here with ``?deur=``.

The code stands with the organisation (``door_code``). It is remembered in the session at arrival, so that a walk along
other pages does not lose the door. A code nobody knows is the site itself: never an error.
"""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from intake.drafts import Door
from partners.models import Organisation
from rmt_portal.nlds.context import brand_of, brands_of

PARAMETER = "deur"
REGION = "regio"
_CAME_THROUGH = "door"


def arrive(request: HttpRequest) -> None:
    """Remember through which door and for which region somebody came, when the address says so."""
    if organisation := _known(request, request.GET.get(PARAMETER, "")):
        request.session[_CAME_THROUGH] = organisation.door_code


def of(request: HttpRequest) -> Door:
    """Return the door of a new registration."""
    code = request.GET.get(PARAMETER) or request.session.get(_CAME_THROUGH, "")
    return Door(brand_of(request).region, _known(request, code))


def link_of(organisation: Organisation) -> str:
    """Return the address a partner puts on its own site."""
    return f"{settings.SITE_URL.rstrip('/')}{reverse('registration')}?{PARAMETER}={organisation.door_code}"


def _known(request: HttpRequest, code: str) -> Organisation | None:
    """Return the active partner with this code in any region of this site."""
    cleaned = code.strip().lower()
    if not cleaned or "\x00" in cleaned:
        return None
    regions = [brand.region_id for brand in brands_of(request) if brand.region_id]
    here = Organisation.objects.filter(regions__in=regions, is_active=True, door_code=cleaned)
    return here.order_by("pk").first()
