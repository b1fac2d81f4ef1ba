"""How the ranking works out for groups of people, and how vacancies are spread: figures, never a person."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from matching.models import RegionReport
from matching.weights import weighing
from partners import access
from partners.reach import reach_of
from rmt_portal.audit import log
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import Member
from rmt_portal.workplace.ranking.weight_pages import READERS
from rmt_portal.workplace.refusal import member_only

NOTABLE = {
    "gate_pass": gettext_lazy("minder werk open"),
    "quality": gettext_lazy("minder goede lijst"),
    "exposure": gettext_lazy("minder gezien"),
}


@require_safe
@member_only
def fairness(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the newest figures of the own regions."""
    access.require(request, access.may(member.user, weighing.READ))
    held = {m.region_id: m.region for m in reach_of(member.user).memberships if m.role in READERS}
    reports = RegionReport.objects.filter(region__in=held).order_by("region_id", "kind")
    found: dict[int, dict[str, RegionReport]] = {}
    for report in reports:
        found.setdefault(report.region_id, {})[report.kind] = report
    log.record(
        "fairness.read", object_kind="matching.regionreport", object_ids=[r.pk for r in reports], request=request
    )
    context = page_context(request, _("Is het eerlijk verdeeld?")) | {
        "regions": [(region, _in_words(found.get(pk, {}))) for pk, region in sorted(held.items())]
    }
    return TemplateResponse(request, "workplace/ranking/fairness.html", context)


def _in_words(reports: dict[str, RegionReport]) -> dict[str, Any] | None:
    fairness, exposure = reports.get(RegionReport.Kind.FAIRNESS), reports.get(RegionReport.Kind.EXPOSURE)
    if fairness is None or exposure is None:
        return None
    figures = fairness.figures
    for dimension in figures["dimensions"]:
        dimension["shown"] = [group for group in dimension["groups"] if not group.get("hidden")]
        dimension["few"] = [group["name"] for group in dimension["groups"] if group.get("hidden")]
        for group in dimension["groups"]:
            group["notes"] = [str(NOTABLE[name]) for name in group.get("notable", [])]
            for name in ("gate_pass", "with_training", "thin", "put_aside"):
                value = group.get(name)
                group[name] = None if value is None else round(100 * value)
            group["quality"] = None if group.get("quality") is None else round(100 * group["quality"])
            group["seen"] = None if group.get("exposure") is None else round(100 * group["exposure"])
    return {
        "at": fairness.made_at, **figures, "exposure": exposure.figures, "hundredths": exposure.figures["spread"] * 100
    }  # fmt: skip
