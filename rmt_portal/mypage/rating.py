"""What a client thought of the help, in three questions."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from intake import ratings
from intake.models import Client
from rmt_portal.changing import Refused
from rmt_portal.mypage.forms import RatingForm
from rmt_portal.mypage.session import own_page


@own_page("GET", "HEAD", "POST")
def rate(request: HttpRequest, client: Client) -> HttpResponse:
    """Ask for a grade, once; who comes later hears that there is nothing to say any more."""
    if ratings.waiting(client.pk) is None:
        messages.info(request, _("Je hoeft geen cijfer te geven. Je deed het al, of het is te lang geleden."))
        return redirect("own_page")
    form = RatingForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "mypage/rating.html", {"client": client, "form": form})
    said = form.cleaned_data
    try:
        ratings.give(client, said["grade"], trust=said["trust"], chances=said["chances"], request=request)
    except Refused as refused:
        messages.info(request, str(refused))
    else:
        messages.success(request, _("Dank je wel. We hebben je cijfer."))
    return redirect("own_page")
