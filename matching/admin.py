"""Runs in the administration. Vacancies are shown by the workplace, which knows who works in which region."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from matching import rematches
from matching.models import MatchChunk, MatchRun
from partners.reach import reach_of
from rmt_portal.admin_base import ReadOnlyModelAdmin

_PARTS = {
    "parts_total": Count("chunks"),
    "parts_done": Count("chunks", filter=Q(chunks__state=MatchChunk.State.DONE)),
    "parts_failed": Count("chunks", filter=Q(chunks__state=MatchChunk.State.FAILED)),
}


class AttentionFilter(admin.SimpleListFilter):
    """What is going on and what went wrong, without the many runs of one client that are ready."""

    title = _("aandacht")
    parameter_name = "aandacht"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, Any]]:
        """Offer what is busy, what failed, and runs of a whole region."""
        return [("bezig", _("Bezig")), ("mislukt", _("Niet af")), ("regio", _("Hele regio"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[MatchRun]) -> QuerySet[MatchRun]:
        """Keep the runs of the choice."""
        match self.value():
            case "bezig":
                return queryset.filter(state=MatchRun.State.OPEN)
            case "mislukt":
                return queryset.filter(state=MatchRun.State.PARTIAL)
            case "regio":
                return queryset.exclude(kind=MatchRun.Kind.CLIENT)
        return queryset


@admin.register(MatchRun)
class MatchRunAdmin(ReadOnlyModelAdmin):
    """What is being ranked and what was: how far it is, with which versions, how long it took, what failed."""

    readers: ClassVar[frozenset[str]] = frozenset({"regional_manager", "coordinator", "administrator"})
    starters: ClassVar[frozenset[str]] = frozenset({"administrator"})
    list_display = ("pk", "region", "kind", "state", "progress", "failed", "clients", "started_at", "took")
    list_select_related = ("region",)
    list_filter = (AttentionFilter, "kind", "region")
    fields = (
        "region", "kind", "state", "progress", "failed", "attempts", "clients", "started_at", "published_at", "took",
        "work", "memory", "weight_set", "inputs",
    )  # fmt: skip
    actions = ["try_again"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[MatchRun]:
        """Only the own regions: how many people another team guides is theirs to tell."""
        rows = super().get_queryset(request).annotate(**_PARTS)
        return rows if request.user.is_superuser else rows.filter(region__in=reach_of(request.user).region_ids)

    def has_start_permission(self, request: HttpRequest) -> bool:
        """Say who lets a run that failed begin again."""
        return self._has_one_of(request, self.starters)

    @admin.action(description=_("Probeer opnieuw"), permissions=["start"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[MatchRun]) -> None:
        """Begin anew with what failed; what is ready or going on is left alone."""
        begun = [run.pk for run in queryset.filter(state=MatchRun.State.PARTIAL) if rematches.try_again(run)]
        self._record(request, "try_again", begun)
        number = len(begun)
        text = ngettext("%d berekening begint opnieuw.", "%d berekeningen beginnen opnieuw.", number) % number
        if not number:
            text += " " + _("Kies een berekening die niet af is en waarna er geen nieuwe kwam.")
        self.message_user(request, text, messages.SUCCESS if number else messages.WARNING)

    @admin.display(description=_("cliënten"))
    def clients(self, run: MatchRun) -> int:
        """How many people were ranked."""
        return int(run.inputs.get("clients", 0))

    @admin.display(description=_("delen klaar"))
    def progress(self, run: MatchRun) -> str:
        """How many parts of how many are done; one client has none."""
        known = {"done": run.parts_done, "total": run.parts_total}
        return _("%(done)d van %(total)d") % known if run.parts_total else "–"

    @admin.display(description=_("delen mislukt"))
    def failed(self, run: MatchRun) -> int:
        """How many parts failed too often."""
        return run.parts_failed

    @admin.display(description=_("vaker geprobeerd"))
    def attempts(self, run: MatchRun) -> str:
        """Which parts cost more than one attempt, and who took them last."""
        again = run.chunks.filter(attempts__gt=1).order_by(F("attempts").desc(), "number")[:10]
        lines = [
            _("deel %(number)d: %(attempts)d keer, laatst door %(owner)s%(error)s")
            % {"number": c.number + 1, "attempts": c.attempts, "owner": c.owner, "error": c.error and f" ({c.error})"}
            for c in again
        ]
        return "; ".join(lines) or "–"

    @admin.display(description=_("seconden"))
    def took(self, run: MatchRun) -> str:
        """From start to publication."""
        total = run.seconds.get("total", run.seconds.get("score"))
        return number_format(total, 1) if total is not None else "–"

    @admin.display(description=_("werk van alle workers"))
    def work(self, run: MatchRun) -> str:
        """Seconds of reading, computing and writing, added up."""
        parts = (("load", _("lezen")), ("score", _("rekenen")), ("write", _("schrijven")))
        known = [f"{word} {number_format(run.seconds[name], 2)} s" for name, word in parts if name in run.seconds]
        return ", ".join(known) or "–"

    @admin.display(description=_("geheugen"))
    def memory(self, run: MatchRun) -> str:
        """The most one worker used."""
        most = max((c.get("peak_rss_mb", 0) for c in run.chunks.values_list("seconds", flat=True)), default=0)
        return f"{number_format(most, 0)} MB" if most else "–"
