""" "Ik ben werkgever": leave a vacancy, or announce people who will lose or may leave their work for a while.

For everybody, without an account and without JavaScript. What a reader sees is the same whether we know the employer.
"""

from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from matching.employers import notices as employer_notices
from matching.employers.forms import HONEYPOT, EmployerForm
from partners import attempts
from partners.attempts import Bucket
from rmt_portal.audit import bsn
from rmt_portal.nlds.context import brands_of, speak_for_all

PER_HOUR = 10
HOUR = 3600


@login_not_required
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Ask what the employer comes for."""
    speak_for_all(request)
    return render(request, "matching/employer/begin.html", {})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest, form_class: type[EmployerForm], template: str) -> HttpResponse:
    """Ask, and keep what was told; sent twice it is one."""
    speak_for_all(request)
    brands = brands_of(request)
    form = form_class(request.POST if request.method == "POST" else None, brands=brands)
    context: dict[str, Any] = {"form": form, "honeypot": HONEYPOT}
    if request.method != "POST" or not brands:
        return render(request, template, context)
    if form.is_of_a_machine:
        return _received(form)
    if not form.is_valid() or form.region is None:
        return render(request, template, context)
    if not attempts.take([Bucket(f"employer notice from {get_client_ip(request)}", limit=PER_HOUR, seconds=HOUR)]):
        form.add_error(None, _("Er kwamen net veel berichten van deze plek. Wacht een uur, of bel ons."))
        return render(request, template, context, status=429)
    kept = employer_notices.receive(form.told(), form.region, request=request)
    bsn.note_denied(form, request, "matching.employernotice", [kept.pk], action="employer_notice.bsn_denied")
    return _received(form)


@login_not_required
@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """Say what happens next; nothing of what was sent stands on it, so a reload shows nothing to the next visitor."""
    speak_for_all(request)
    return render(request, "matching/employer/received.html", {"about": request.GET.get("over", "")})


def _received(form: EmployerForm) -> HttpResponse:
    return redirect(f"{reverse('employer_received')}?over={form.kind.value}")
