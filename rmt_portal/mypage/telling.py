"""From the own page to what another floor asks of a person: the second part of the form, and a yes or no."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from intake import confirmation_views, confirmations, second_part
from intake.models import AgreedHow, Client
from rmt_portal.mypage.session import own_page


@own_page("GET", "HEAD")
def tell_more(request: HttpRequest, client: Client) -> HttpResponse:
    """Go on with the second part of the form, as this client."""
    return redirect(second_part.start(request.session, client))


@own_page("GET", "HEAD", "POST")
def agree(request: HttpRequest, client: Client) -> HttpResponse:
    """Show what staff filled in, and take the yes or the no."""
    waiting = confirmations.open_of(client).first()
    if waiting is None:
        return redirect("own_page")
    return confirmation_views.show(request, waiting, AgreedHow.OWN_PAGE, reverse("own_page_agree_correct"))


@own_page("GET", "HEAD", "POST")
def agree_correct(request: HttpRequest, client: Client) -> HttpResponse:
    """Let the person put right what staff filled in, before saying yes."""
    waiting = confirmations.open_of(client).first()
    if waiting is None:
        return redirect("own_page")
    return confirmation_views.put_right(request, waiting, reverse("own_page_agree"))
