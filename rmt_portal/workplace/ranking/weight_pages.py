"""The weights of a region: what counts now, proposing other ones, seeing what they change, publishing them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from matching.engine.weights import NAMES
from matching.models import WeightPreview, WeightSet
from matching.weights import published as published_weights
from matching.weights import weighing
from matching.weights.words import LONG, SHORT
from partners import access
from partners.reach import reach_of
from rmt_portal.audit import log
from rmt_portal.changing import Refused
from rmt_portal.nlds.forms import HouseForm
from rmt_portal.reference.models import LabourRegion
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import Member, actor_of
from rmt_portal.workplace.refusal import member_only

READERS = frozenset({"administrator", "coordinator", "regional_manager", "privacy_officer"})
SHOWN_VERSIONS = 12
TOO_MUCH = gettext_lazy("Schrijf een heel getal, bijvoorbeeld 12.")


class WeightForm(HouseForm):
    """All components with their points out of a hundred, spreading, and why."""

    show_optional = False
    submit_label = gettext_lazy("Laat zien wat dit verandert")

    def __init__(self, *args: Any, living: WeightSet, with_moves: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.with_moves = with_moves
        for name in NAMES:
            self.fields[name] = _number(SHORT[name], LONG[name], living.weights.get(name, 0), weighing.MOST)
        self.fields["spread"] = _number(
            gettext_lazy("Vacatures verdelen over mensen"),
            gettext_lazy("0 is uit. Het getal zegt hoeveel honderdsten een kans hooguit mag zakken, zodat niet "
                         "iedereen dezelfde vacature bovenaan krijgt."),
            living.spread * 100, weighing.MOST_SPREAD,
        )  # fmt: skip
        self.fields["note"] = forms.CharField(
            label=gettext_lazy("Waarom verander je dit?"),
            max_length=200,
            error_messages={"required": _("Schrijf kort waarom. Dat staat straks bij deze versie.")},
        )

    def clean(self) -> dict[str, Any]:
        """Look at the weights together: they add up to a hundred, and none decides by itself."""
        data = super().clean() or self.cleaned_data
        if not self.errors:
            for name, message in weighing.problems(
                {n: data[n] for n in NAMES}, data["spread"], with_moves=self.with_moves
            ).items():
                self.add_error(name or None, message)
        return data

    def proposal(self) -> weighing.Proposal:
        """Return what was filled in; only after ``is_valid``."""
        data = self.cleaned_data
        return weighing.Proposal({name: data[name] for name in NAMES}, data["spread"], data["note"])


def _number(label: Any, help_text: Any, now: float, most: int) -> forms.IntegerField:
    asked = _("Kies een getal van 0 tot en met %(most)d.") % {"most": most}
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        initial=round(now),
        min_value=0,
        max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "day", "autocomplete": "off"}),
        error_messages={"invalid": TOO_MUCH, "required": asked, "min_value": asked, "max_value": asked},
    )


@require_safe
@member_only
def weights(request: HttpRequest, member: Member) -> HttpResponse:
    """Show what counts now in the own regions, with the proposals and the versions of before."""
    access.require(request, access.may(member.user, weighing.READ))
    regions = [_of_region(region, member) for region in _regions(member)]
    context = page_context(request, _("Waar de computer op let")) | {"regions": regions}
    return TemplateResponse(request, "workplace/ranking/weights.html", context)


def _of_region(region: LabourRegion, member: Member) -> dict[str, Any]:
    living = published_weights.shown(region.pk)
    versions = WeightSet.objects.filter(region=region).prefetch_related("events__actor").order_by("-version")
    return {
        "region": region,
        "living": living,
        "components": [(d.words, LONG[d.name], d.before) for d in weighing.compare(living, living)],
        "spread": round(living.spread * 100),
        "versions": list(versions[:SHOWN_VERSIONS]),
        "may_change": weighing.may_change(member.user, region.pk),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@member_only
def propose(request: HttpRequest, member: Member, code: str) -> HttpResponse:
    """Fill in other weights; the next page shows what they would change."""
    access.require(request, access.may(member.user, weighing.CHANGE))
    region = next((r for r in _regions(member) if r.code == code and weighing.may_change(member.user, r.pk)), None)
    if region is None:
        raise Http404
    with_moves = weighing.can_use_moves(region.pk)
    form = WeightForm(request.POST or None, living=published_weights.shown(region.pk), with_moves=with_moves)
    if request.method == "POST" and form.is_valid():
        try:
            proposed = weighing.propose(actor_of(request, member), region, form.proposal(), request)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("admin:weight_proposal", proposed.pk)
    context = page_context(request, _("Andere gewichten voorstellen")) | {"form": form, "region": region}
    return TemplateResponse(request, "workplace/ranking/weights_propose.html", context)


@require_safe
@member_only
def proposal(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Show one version: what differs, and for a proposal what it would change for people, as far as it is counted."""
    access.require(request, access.may(member.user, weighing.READ))
    version = _version(member, pk)
    living = published_weights.shown(version.region_id)
    preview = WeightPreview.objects.select_related("against").filter(weight_set=version).first()
    before = preview.against if preview else living
    log.record("weights.read", object_kind="matching.weightset", object_ids=[version.pk], request=request)
    context = page_context(request, _("Gewichten, versie %(n)d") % {"n": version.version}) | {
        "version": version,
        "preview": preview,
        "differences": weighing.compare(before, version),
        "spread": (round(before.spread * 100), round(version.spread * 100)),
        "why_not_yet": "" if version.published_at else weighing.why_not_yet(version, living),
        "may_change": not version.published_at and weighing.may_change(member.user, version.region_id or 0),
        "events": version.events.select_related("actor"),
    }
    return TemplateResponse(request, "workplace/ranking/weights_version.html", context)


STEPS = {
    "publiceer": (weighing.publish, gettext_lazy("Gepubliceerd. De kansen van de regio worden opnieuw gezocht.")),
    "opnieuw": (weighing.look_again, gettext_lazy("Wordt opnieuw geteld.")),
    "weg": (weighing.drop, gettext_lazy("Het voorstel is weggegooid.")),
}


@require_POST
@member_only
def step(request: HttpRequest, member: Member, pk: int, slug: str) -> HttpResponse:
    """Publish a proposal, have it counted again, or throw it away."""
    access.require(request, access.may(member.user, weighing.CHANGE))
    version = _version(member, pk)
    if slug not in STEPS or not weighing.may_change(member.user, version.region_id or 0):
        raise Http404
    action, done = STEPS[slug]
    try:
        action(actor_of(request, member), version, request)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("admin:weight_proposal", pk)
    messages.success(request, str(done))
    return redirect("admin:weight_proposal", pk) if slug == "opnieuw" else redirect("admin:weights")


def _regions(member: Member) -> list[LabourRegion]:
    """Return the regions in which this person reads the weights."""
    held = [m for m in reach_of(member.user).memberships if m.role in READERS]
    return [region for _pk, region in sorted({m.region_id: m.region for m in held}.items())]


def _version(member: Member, pk: int) -> WeightSet:
    """Return a version of one of the own regions.

    Raises:
        Http404: there is none.
    """
    found = WeightSet.objects.filter(pk=pk, region__in=_regions(member)).first()
    if found is None:
        raise Http404
    return found
