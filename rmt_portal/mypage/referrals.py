"""What a client decides about referrals: yes or no before one is sent, and stopping with sharing afterwards."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from intake.models import Client
from rmt_portal.lifecycle import Actor
from rmt_portal.mypage.session import own_page
from services import concepts
from services.referrals import asking_client, sheet
from services.referrals.for_client import referrals_of
from services.referrals.sending import withdraw_by_client


@own_page("GET", "HEAD", "POST")
def stop(request: HttpRequest, client: Client, reference: str) -> HttpResponse:
    """Say what stopping means, and stop on the button; the coach hears of it by mail."""
    if request.method == "POST":
        actor = Actor(trace_id=getattr(request, "request_id", ""))
        ended = withdraw_by_client(client, reference, actor)
        if ended is not None:
            name = ended.receiver_organisation.name
            messages.success(request, _("Gestopt. %(name)s ziet niets meer van jou.") % {"name": name})
            return redirect("own_page")
    found = next((one for one in referrals_of(client) if one.reference == reference and one.can_stop), None)
    if found is None:
        messages.info(request, _("Hier is niets meer te stoppen. Hieronder staat hoe het nu is."))
        return redirect("own_page")
    return render(request, "mypage/stop_sharing.html", {"client": client, "one": found})


@own_page("GET", "HEAD", "POST")
def asked(request: HttpRequest, client: Client, public_id: UUID) -> HttpResponse:
    """Show exactly what would be shared with whom, and keep the yes or the no."""
    if request.method == "POST" and request.POST.get("antwoord") in (asking_client.YES, asking_client.NO):
        yes = request.POST["antwoord"] == asking_client.YES
        actor = Actor(trace_id=getattr(request, "request_id", ""))
        if asking_client.answer(client, public_id, yes=yes, actor=actor):
            said = _("Dank je. Je contactpersoon regelt het verder.") if yes else _("Dat is goed. We delen dit niet.")
            messages.success(request, said)
            return redirect("own_page")
    found = next((one for one in asking_client.waiting(client) if one.public_id == public_id), None)
    if found is None:
        messages.info(request, _("Deze vraag is er niet meer. Misschien gaf je al antwoord."))
        return redirect("own_page")
    referral = concepts.as_referral(found, concepts.request_of(found))
    steps = [step for step in sheet.HEADINGS if step in referral.disclosed]
    context = {"client": client, "sheets": sheet.sheets(referral, steps), "receiver": referral.receiver_organisation}
    return render(request, "mypage/asked.html", context | {"coach": found.owner.name, "from": found.organisation.name})
