"""The examples of plans, kept by the coordinator of a region."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from partners.models import Role
from rmt_portal.workplace.scoped_admin import ScopedAdmin, own_regions
from services.models import PlanTemplate, PlanTemplateGoal, PlanTemplateStep


class _Part(admin.StackedInline):
    """Goals or steps on the page of their example: for whoever may change the example."""

    extra = 1

    def _may(self, request: HttpRequest) -> bool:
        return PlanTemplateAdmin(PlanTemplate, self.admin_site).has_change_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Who sees the example sees its parts."""
        return PlanTemplateAdmin(PlanTemplate, self.admin_site).has_view_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Writers of the example."""
        return self._may(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Writers of the example."""
        return self._may(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Writers of the example: a plan that was made of it keeps its own text."""
        return self._may(request)


class GoalInline(_Part):
    """The goals of an example."""

    model = PlanTemplateGoal


class StepInline(_Part):
    """The steps of an example."""

    model = PlanTemplateStep


@admin.register(PlanTemplate)
class PlanTemplateAdmin(ScopedAdmin):
    """An example is switched off rather than deleted: plans name the one they began with."""

    readers = frozenset({Role.REGIONAL_MANAGER.value})
    writers = frozenset({Role.COORDINATOR.value, Role.ADMINISTRATOR.value})
    scope_field, scope = "region", own_regions
    list_display = ["name", "for_whom", "region", "position", "is_active"]
    list_filter: ClassVar[Any] = ["is_active", "region"]
    inlines = (GoalInline, StepInline)
