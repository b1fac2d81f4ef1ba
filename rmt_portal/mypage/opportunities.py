"""The answer of a client to work that a coach proposes."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from intake.models import Client
from matching.decisions import deciding
from matching.models import MatchDecision
from rmt_portal.changing import Conflict, Refused
from rmt_portal.lifecycle import Actor
from rmt_portal.mypage.session import own_page
from rmt_portal.typed_numbers import version_of


@own_page("POST")
def answer(request: HttpRequest, client: Client, public_id: UUID) -> HttpResponse:
    """Keep what the client says about one opportunity, and return to where it stands."""
    found = MatchDecision.objects.on_own_page().filter(client=client, public_id=public_id).first()
    said, version = request.POST.get("antwoord", ""), request.POST.get("versie", "")
    if found is None:
        messages.error(request, _("Je coach heeft dit werk teruggenomen. Wil je het toch? Bel je coach."))
    elif said not in deciding.ANSWERS:
        messages.error(request, _("Kies een van de knoppen bij het werk."))
    else:
        _keep(request, found, said, version)
    return redirect(reverse("own_page") + "#kansen")


def _keep(request: HttpRequest, found: MatchDecision, said: str, version: str) -> None:
    actor = Actor(trace_id=getattr(request, "request_id", ""))
    try:
        deciding.answer(found, said, actor, version=version_of(version), request=request)
    except Conflict:
        messages.warning(request, _("Dit is net veranderd. Kijk hoe het er nu staat, en kies opnieuw."))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Bewaard. Je coach ziet je antwoord."))
