"""The settings behind grants: schemes with their dated rules, and the register of accredited companies."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from partners.models import Role
from rmt_portal.admin_base import ReadOnlyModelAdmin
from rmt_portal.workplace.scoped_admin import ScopedAdmin, own_regions
from services.models import AccreditedCompany, Condition, Scheme, SchemeVersion
from services.schemes import using

OVERSEES = frozenset({Role.REGIONAL_MANAGER.value, Role.BUDGET_HOLDER.value, Role.COORDINATOR.value})


class SchemeVersionForm(forms.ModelForm):
    """The rules of a scheme in a period; what grants were asked by only gets a last day."""

    conditions = forms.MultipleChoiceField(
        label=_("voorwaarden"), choices=Condition.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = SchemeVersion
        fields = (
            "valid_from", "valid_until", "max_amount", "cap_unit", "includes_vat", "max_months", "decision_days",
            "conditions", "source", "source_on",
        )  # fmt: skip

    def clean(self) -> dict[str, Any] | None:
        """Refuse a change of rules by which something was asked; the database does too."""
        data = super().clean() or self.cleaned_data
        if self.instance.pk is None:
            return data
        if set(self.changed_data) - {"valid_until"} and using.is_used(self.instance):
            self.add_error(None, _("Met deze regels is al inzet aangevraagd. Geef ze een laatste dag en maak nieuwe."))
        last, granted = data.get("valid_until"), using.latest_start(self.instance)
        if last and granted and granted > last:
            self.add_error("valid_until", _("Er is inzet toegekend die na deze dag begint. Kies een latere dag."))
        return data


class SchemeVersionFormSet(forms.BaseInlineFormSet):
    """The versions of one scheme: at most one holds on a day."""

    def clean(self) -> None:
        """Refuse two versions for one day, at the later one."""
        super().clean()
        kept = [
            form
            for form in self.forms
            if getattr(form, "cleaned_data", None) and form.cleaned_data.get("valid_from") and not form.errors
        ]
        kept.sort(key=lambda form: form.cleaned_data["valid_from"])
        for before, after in pairwise(kept):
            if (before.cleaned_data.get("valid_until") or date.max) >= after.cleaned_data["valid_from"]:
                words = _("Op deze dag gelden ook andere regels. Geef die eerst een laatste dag.")
                after.add_error("valid_from", words)


class SchemeVersionInline(admin.StackedInline):
    """The dated rules on the page of their scheme: for whoever may change the scheme; never deleted."""

    model = SchemeVersion
    form, formset = SchemeVersionForm, SchemeVersionFormSet
    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Who sees the scheme sees its rules."""
        return SchemeAdmin(Scheme, self.admin_site).has_view_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Writers of the scheme."""
        return SchemeAdmin(Scheme, self.admin_site).has_change_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Writers of the scheme."""
        return SchemeAdmin(Scheme, self.admin_site).has_change_permission(request)


@admin.register(Scheme)
class SchemeAdmin(ScopedAdmin):
    """A scheme is switched off rather than deleted: grants name the rules by which they were decided."""

    readers = OVERSEES
    writers = frozenset({Role.ADMINISTRATOR.value})
    scope_field, scope = "region", own_regions
    list_display = ["name", "who_pays", "region", "is_active"]
    list_filter: ClassVar[Any] = ["is_active", "region"]
    search_fields = ["name", "code"]
    inlines = (SchemeVersionInline,)


@admin.register(AccreditedCompany)
class AccreditedCompanyAdmin(ReadOnlyModelAdmin):
    """The register as it was imported (``manage.py load_accredited_companies``)."""

    readers = frozenset({*OVERSEES, Role.ADMINISTRATOR.value})
    list_display = ["name", "place", "number", "accredited_from", "accredited_until"]
    search_fields = ["name", "place", "number"]
