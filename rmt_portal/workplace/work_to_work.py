"""The page on which a coach writes down when the old work of somebody ends and the new work starts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from intake import cohorts
from intake.models import WorkToWork
from rmt_portal.nlds.fields import DatePartsField
from rmt_portal.nlds.forms import HouseForm
from rmt_portal.workplace.dossier import Dossier, dossier_page
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import actor_of
from rmt_portal.workplace.rows import dossier_url, row_of


class DaysForm(HouseForm):
    """The two days; either may be left open."""

    submit_label = gettext_lazy("Bewaar")
    show_optional = False
    old = DatePartsField(label=gettext_lazy("Laatste dag van het oude werk"), required=False)
    new = DatePartsField(label=gettext_lazy("Eerste dag van het nieuwe werk"), required=False)


@require_http_methods(["GET", "HEAD", "POST"])
@dossier_page(to_write=True)
def work_to_work(request: HttpRequest, opened: Dossier) -> HttpResponse:
    """Ask the two days, and keep them."""
    noted = WorkToWork.objects.filter(case=opened.case).first()
    known = {"old": noted.old_work_ends_on, "new": noted.new_work_starts_on} if noted else {}
    form = DaysForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        cohorts.note_days(opened.case, actor_of(request, opened.member), data["old"], data["new"], request)
        messages.success(request, _("Bewaard."))
        return redirect(dossier_url(opened.case))
    context = page_context(request, gettext_lazy("Van werk naar werk")) | {
        "form": form,
        "name": row_of(opened.case).name,
        "back_url": dossier_url(opened.case),
    }
    return TemplateResponse(request, "workplace/work_to_work.html", context)
