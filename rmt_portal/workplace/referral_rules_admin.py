"""The settings of a region around referrals: how fast an answer must come, and which data each kind of help asks."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from partners.models import Role
from rmt_portal.workplace.rules_admin import RuleAdmin
from rmt_portal.workplace.scoped_admin import own_regions
from services.disclosure import FIELDS
from services.models import DataContract, DeadlineRule


class OfARegion(RuleAdmin):
    """A rule of a region; what holds everywhere is for the technical administrator."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Ask for the region."""
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "region":
            field.required = own_regions(request) is not None
        return field


@admin.register(DeadlineRule)
class DeadlineRuleAdmin(OfARegion):
    """After how many working days an answer is chased; without a rule the terms of the manual hold."""

    deletable = True
    list_display = ["region", "service_kind", "urgency", "remind_after", "escalate_after", "expire_after"]
    list_filter: ClassVar[Any] = ["region", "service_kind", "urgency"]


class DataContractForm(forms.ModelForm):
    """What a receiver sees in a step, ticked."""

    class Meta:
        model = DataContract
        fields = ["region", "service_kind", "step", "fields"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fields"] = forms.MultipleChoiceField(
            label=_("Wat ziet de ontvanger in deze stap?"),
            choices=[(code, field.label) for code, field in FIELDS.items()],
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Alleen wat voor deze hulp nodig is. Wat al verstuurd is, verandert niet."),
        )


@admin.register(DataContract)
class DataContractAdmin(OfARegion):
    """Which data belong to which step of a kind of help; the privacy officer looks on and may change it too."""

    form = DataContractForm
    deletable = True
    writers = frozenset({Role.COORDINATOR.value, Role.PRIVACY_OFFICER.value})
    readers = frozenset({Role.REGIONAL_MANAGER.value, Role.ADMINISTRATOR.value})
    list_display = ["service_kind", "step", "region", "fields"]
    list_filter: ClassVar[Any] = ["region", "service_kind"]
