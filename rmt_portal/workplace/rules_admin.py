"""The settings of a region around registrations: who may take part, what is weighed, routes, promises, coaches."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from intake.models import (
    GROUPS,
    CoachProfile,
    ContactRhythm,
    EligibilityVersion,
    RegionPromise,
    RetentionRule,
    RoutingRule,
    Situation,
    WeighingCriterion,
)
from intake.models.client import TalkLanguage
from partners.models import Membership, Role, User
from rmt_portal.workplace.scoped_admin import ScopedAdmin, own_organisations, own_regions

KEEPERS = frozenset({Role.ADMINISTRATOR.value, Role.COORDINATOR.value})
LOOKS_ON = frozenset({Role.REGIONAL_MANAGER.value})


class RuleAdmin(ScopedAdmin):
    """A dated rule of a region: a new rule is a new row, an old one gets a last day, so that the past stays known."""

    readers = LOOKS_ON
    writers = KEEPERS
    scope_field, scope = "region", own_regions
    list_filter: ClassVar[Any] = ["region"]


def _ticks(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple)


class EligibilityForm(forms.ModelForm):
    """Who may take part; the situations are ticked."""

    situations = _ticks(_("Situaties (leeg: iedereen)"), Situation.choices)

    class Meta:
        model = EligibilityVersion
        fields = ["region", "name", "explanation", "situations", "valid_from", "valid_until"]


@admin.register(EligibilityVersion)
class EligibilityAdmin(RuleAdmin):
    """Who the team is for, per period."""

    form = EligibilityForm
    list_display = ["name", "region", "valid_from", "valid_until"]


@admin.register(WeighingCriterion)
class CriterionAdmin(RuleAdmin):
    """What the professional weighs."""

    list_display = ["question", "region", "position", "valid_from", "valid_until"]


@admin.register(RoutingRule)
class RoutingAdmin(RuleAdmin):
    """Which partner takes up which group. Every active partner of the own regions can be chosen."""

    list_display = ["group", "organisation", "region", "position", "valid_from", "valid_until"]
    list_select_related = ["organisation", "region"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the partners of the region, not only the own organisation: a route leads to a colleague's door."""
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "organisation":
            regions = own_regions(request)
            every = db_field.related_model.objects.filter(is_active=True)
            field.queryset = every if regions is None else every.filter(regions__in=regions).distinct()
        return field


@admin.register(RegionPromise)
class PromiseAdmin(RuleAdmin):
    """Within how many working days something happens."""

    list_display = ["kind", "working_days", "region", "valid_from", "valid_until"]


@admin.register(ContactRhythm)
class ContactRhythmAdmin(RuleAdmin):
    """In how many days somebody in a phase is spoken again; without a rule the manual says what is usual."""

    list_display = ["phase", "every_days", "region", "valid_from", "valid_until"]


@admin.register(RetentionRule)
class RetentionAdmin(RuleAdmin):
    """How long what is kept, from which day and by which decision; without a rule the proposals of the docs hold."""

    list_display = ["kind", "months", "region", "from_on", "until_on"]
    list_filter: ClassVar[Any] = ["kind", "region"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Ask for a region: what holds everywhere is for the technical administrator."""
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "region":
            field.required = own_regions(request) is not None
        return field


class CoachProfileForm(forms.ModelForm):
    """What a coach speaks and knows, ticked."""

    languages = _ticks(_("Talen naast Nederlands"), [pair for pair in TalkLanguage.choices if pair[0] != "nl"])
    groups = _ticks(_("Kent deze groepen"), GROUPS)

    class Meta:
        model = CoachProfile
        fields = ["user", "max_cases", "languages", "groups", "municipalities"]


@admin.register(CoachProfile)
class CoachProfileAdmin(ScopedAdmin):
    """What makes somebody the right coach; kept by the administrator of the coach's organisation."""

    form = CoachProfileForm
    scope_field, scope = "user__memberships__organisation", own_organisations
    list_display = ["user", "max_cases"]
    list_select_related = ["user"]
    filter_horizontal = ["municipalities"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the coaches of the own organisations."""
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "user":
            own = own_organisations(request)
            coaches = Membership.objects.active().filter(role=Role.COACH)
            if own is not None:
                coaches = coaches.filter(organisation__in=own)
            field.queryset = User.objects.filter(pk__in=coaches.values("user")).order_by("name")
        return field
