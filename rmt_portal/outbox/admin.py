"""The administrator's list of work: what waits, what is parked, and "try again"."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from rmt_portal.admin_base import ReadOnlyModelAdmin
from rmt_portal.outbox.drain import try_again
from rmt_portal.outbox.models import OutboxItem


class StateFilter(admin.SimpleListFilter):
    """Parked first, because that is what needs a person."""

    title = _("stand")
    parameter_name = "stand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the three states."""
        return [("parked", _("Geparkeerd")), ("waiting", _("Wacht")), ("done", _("Gedaan"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[OutboxItem]) -> QuerySet[OutboxItem]:
        """Keep the rows of the chosen state."""
        if self.value() == "parked":
            return queryset.filter(parked_at__isnull=False)
        if self.value() == "waiting":
            return queryset.filter(done_at__isnull=True, parked_at__isnull=True)
        if self.value() == "done":
            return queryset.filter(done_at__isnull=False)
        return queryset


@admin.register(OutboxItem)
class OutboxItemAdmin(ReadOnlyModelAdmin):
    """Shows ids only; rows are made and changed by the portal, a person can only let parked work try again."""

    list_display = ["key", "kind", "attempts", "not_before", "done_at", "parked_at", "last_error"]
    list_filter = [StateFilter, "kind"]
    search_fields = ["^key"]
    ordering = ["-id"]
    actions = ["try_again"]

    @admin.action(description=_("Probeer opnieuw"), permissions=["view"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[OutboxItem]) -> None:
        """Give the chosen parked rows a fresh start."""
        items = list(queryset)
        number = try_again(items)
        self._record(request, "try_again", [item.pk for item in items])
        text = ngettext("%d stuk werk begint opnieuw.", "%d stukken werk beginnen opnieuw.", number) % number
        self.message_user(request, text, messages.SUCCESS if number else messages.WARNING)
