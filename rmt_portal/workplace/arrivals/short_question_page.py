"""The page on which somebody at a desk or telephone counts a question that was answered at once, without a dossier."""

from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from intake import information
from intake.models import Answered, AskedBy, InformationCount, Subject
from intake.questions import radios
from partners import access
from rmt_portal.nlds.forms import HouseForm
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import Member, actor_of
from rmt_portal.workplace.refusal import member_only

_COUNTED = "short_question"
"""In the session: the sheet that was counted last (a second click counts nothing) and which count it was added to."""


class ShortQuestionForm(HouseForm):
    """Three choices, of which two are filled in: what happens most takes one press."""

    submit_label = gettext_lazy("Tel deze vraag")
    sheet = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    subject = radios(gettext_lazy("Waar ging de vraag over?"), Subject.choices)
    asked_by = radios(gettext_lazy("Hoe kwam de vraag?"), AskedBy.choices)
    answered = radios(gettext_lazy("Wat heb je gedaan?"), Answered.choices)


@require_http_methods(["GET", "HEAD", "POST"])
@member_only
def short_question(request: HttpRequest, member: Member) -> HttpResponse:
    """Ask what was asked, and add one to the count of this month."""
    region = member.region
    region_id = region.pk if region else None
    access.require(request, access.may(member.user, information.COUNT, region_id=region_id))
    actor = actor_of(request, member)
    last = request.session.get(_COUNTED) or {}
    initial = {"sheet": uuid4().hex, "asked_by": last.get("asked_by", AskedBy.DESK), "answered": Answered.HERE}
    form = ShortQuestionForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid() and region_id is not None:
        data = form.cleaned_data
        if not data["sheet"] or data["sheet"] != last.get("sheet"):
            asked = information.Asked(data["subject"], data["asked_by"], data["answered"])
            counted = information.count(asked, region_id, actor, request=request)
            request.session[_COUNTED] = {
                "sheet": data["sheet"], "row": counted.pk, "asked_by": data["asked_by"],
            }  # fmt: skip
        messages.success(request, _("Geteld. Er is niets over de persoon bewaard."))
        return redirect("admin:short_question")
    context = page_context(request, _("Korte vraag")) | {
        "form": form,
        "number": information.of_month(region_id or 0, actor.organisation_id or 0),
        "organisation": member.organisation,
        "can_take_back": last.get("row") is not None,
    }
    return TemplateResponse(request, "workplace/arrivals/short_question.html", context)


@require_POST
@member_only
def take_back(request: HttpRequest, member: Member) -> HttpResponse:
    """Take off the question that was counted last in this session."""
    access.require(request, access.may(member.user, information.COUNT))
    last = request.session.get(_COUNTED) or {}
    counted = InformationCount.objects.filter(pk=last.get("row") or 0).first()
    if counted is None:
        messages.info(request, _("Er is niets om terug te nemen."))
    else:
        information.take_back(counted, actor_of(request, member), request=request)
        request.session[_COUNTED] = last | {"row": None}
        messages.success(request, _("Teruggenomen: de laatste vraag telt niet mee."))
    return redirect("admin:short_question")
