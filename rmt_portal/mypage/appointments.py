"""An appointment of a client, as a file for the own diary."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from intake import diary_file
from intake.models import Appointment, Client
from rmt_portal.mypage.session import own_page


@own_page("GET", "HEAD")
def diary(request: HttpRequest, client: Client, public_id: UUID) -> HttpResponse:
    """Give an appointment that is still to come as a file."""
    found = Appointment.objects.coming().filter(case__client=client, public_id=public_id).first()
    if found is None:
        messages.info(request, _("Deze afspraak is al geweest of afgezegd."))
        return redirect("own_page")
    return diary_file.as_file(found, request.get_host())
