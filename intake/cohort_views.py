"""The pages of a cohort: its code for who registers, and opening, counting and closing for who holds the account."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.core.internal.httpkit import get_client_ip
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from intake import cohorts
from intake.cohort_questions import CodeQuestion, CohortForm
from intake.models import Cohort, RegistrationDraft
from intake.views import public
from partners import access
from partners.models import User
from rmt_portal.audit import bsn
from rmt_portal.nlds.context import show_brand

TOO_MANY = gettext_lazy(
    "Er is te vaak een verkeerde code getypt. Wacht een paar minuten, of ga verder zonder code. De hulp is dezelfde."
)
View = Callable[..., HttpResponse]


@public("GET", "HEAD", "POST")
def code(request: HttpRequest, draft: RegistrationDraft | None) -> HttpResponse:
    """Take the code of an employer, typed or in the address; a code we do not know is said kindly."""
    typed = request.POST if request.method == "POST" else request.GET if "code" in request.GET else None
    form = CodeQuestion(typed)
    if typed is not None and form.is_valid():
        try:
            cohort = cohorts.guess(form.cleaned_data["code"], get_client_ip(request))
        except cohorts.TooManyTries:
            form.add_error("code", TOO_MANY)
            return render(request, "intake/cohort_code.html", {"form": form}, status=429)
        if request.method == "POST" and cohorts.arrive(request.session, cohort) is not None:
            cohorts.join(request.session, draft)
            return redirect("registration")
        if cohort is None or not cohort.is_open:
            form.add_error("code", said_of(cohort))
    return render(request, "intake/cohort_code.html", {"form": form})


def said_of(cohort: Cohort | None) -> str:
    """Say why a code is not taken."""
    if cohort is not None:
        return _("Deze code geldt niet meer. Meld je gerust aan zonder code. Je krijgt dezelfde hulp.")
    return _("Deze code kennen we niet. Kijk hem na, of meld je aan zonder code. Je krijgt dezelfde hulp.")


def _holder_page(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        access.require(request, cohorts.may(request.user))
        return view(request, *args, **kwargs)

    page: View = never_cache(require_http_methods(["GET", "HEAD", "POST"])(guarded))
    return page


@_holder_page
def begin(request: HttpRequest) -> HttpResponse:
    """List the cohorts of the region, and open a new one."""
    user = _staff(request)
    works = cohorts.works(user)
    form = CohortForm(request.POST if request.method == "POST" else None, works=works)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        wanted = data.pop("work", str(works[0].pk))
        membership = next(m for m in works if str(m.pk) == wanted)
        cohort = cohorts.begin(user, membership, request, **data)
        bsn.note_denied(form, request, "intake.cohort", [cohort.pk])
        messages.success(request, _("De groep is open. Deel de code hieronder met de mensen."))
        return redirect("cohort", cohort.public_id)
    return render(request, "intake/cohorts.html", {"form": form, "cohorts": list(cohorts.of(user)[:100])})


@_holder_page
def cohort(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the code, the text to hand out and the numbers; POST closes the group."""
    user = _staff(request)
    found = get_object_or_404(cohorts.of(user), public_id=public_id)
    if request.method == "POST":
        cohorts.close(found, user, request)
        messages.success(request, _("De groep is gesloten. De code werkt niet meer."))
        return redirect("cohort", public_id)
    if hasattr(found.region, "brand"):
        show_brand(request, found.region.brand)
    link = request.build_absolute_uri(f"{reverse('registration')}?code={found.code}")
    context = {
        "cohort": found,
        "figures": cohorts.figures(found),
        "code": cohorts.readable(found.code),
        "link": link,
    }
    return render(request, "intake/cohort.html", context)


def _staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
