"""The register of employers and the list of vacancies."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Model, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from matching.employers import access as employer_access
from matching.employers.forms import TradeNumberField
from matching.employers.no_names import tells_who
from matching.models import Employer, Vacancy
from rmt_portal.admin_base import ReadOnlyModelAdmin
from rmt_portal.clean_text import find_bsn
from rmt_portal.nlds.dutch_fields import BSN_ERROR
from rmt_portal.reference.models import LabourRegion, Sector
from rmt_portal.workplace.employers.vacancy_words import span
from rmt_portal.workplace.scoped_admin import ScopedAdmin, own_regions

READERS = employer_access.READERS
COUNTED = {"open_number": Count("vacancies", filter=Q(vacancies__state="open"))}


class EmployerForm(ModelForm):
    """An employer; notes are about the company."""

    trade_number = TradeNumberField(label=_("KvK-nummer"), required=False, help_text=_("8 cijfers."))

    class Meta:
        model = Employer
        fields = [
            "name", "trade_number", "region", "sector", "place", "contact_name", "contact_phone", "contact_email",
            "account_holder", "notes",
        ]  # fmt: skip

    def clean_notes(self) -> str:
        """Refuse what tells who somebody is."""
        notes: str = self.cleaned_data["notes"]
        if find_bsn(notes):
            raise ValidationError(BSN_ERROR, code="bsn")
        if tells_who(notes):
            raise ValidationError(_("Schrijf hier niets over mensen. De contactpersoon heeft eigen vakken."))
        return notes


@admin.register(Employer)
class EmployerAdmin(ScopedAdmin):
    """The employers of the region: who reads vacancies reads them, who looks after employers changes them."""

    form = EmployerForm
    readers = READERS
    scope_field, scope = "region", own_regions
    list_display = ["name", "place", "sector", "account_holder", "open_vacancies", "trade_number"]
    list_select_related = ["sector", "account_holder"]
    search_fields = ["name", "place", "trade_number"]
    search_help_text = _("Zoek op naam, plaats of KvK-nummer")
    readonly_fields = ["links"]
    fieldsets = (
        (None, {"fields": ["links", "name", "trade_number", "region", "sector", "place"]}),
        (_("Contact"), {"fields": ["contact_name", "contact_phone", "contact_email", "account_holder", "notes"]}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Employer]:
        """Count the open vacancies in the same query."""
        rows: QuerySet[Employer] = super().get_queryset(request)
        return rows.annotate(**COUNTED)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let in who looks after employers."""
        return self._edits(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Let in who looks after employers, in the region of this one."""
        return self._edits(request, getattr(obj, "region_id", None))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the sectors of one version of the list, the own regions, and who can hold an account there."""
        own = [m.region_id for m in employer_access.works(request.user)]
        whole = bool(getattr(request.user, "is_superuser", False))
        if db_field.name == "sector":
            kwargs["queryset"] = Sector.objects.filter(scheme=2008).order_by("code")
        elif db_field.name == "account_holder":
            regions = list(LabourRegion.objects.values_list("pk", flat=True)) if whole else own
            kwargs["queryset"] = employer_access.may_hold(regions)
        elif db_field.name == "region" and not whole:
            kwargs["queryset"] = LabourRegion.objects.filter(pk__in=own)
            kwargs["initial"] = own[0] if own else None
            return admin.ModelAdmin.formfield_for_foreignkey(self, db_field, request, **kwargs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("open vacatures"), ordering="open_number")
    def open_vacancies(self, employer: Employer) -> int:
        """How many vacancies of this employer are open."""
        return employer.open_number

    @admin.display(description=_("vacatures"))
    def links(self, employer: Employer) -> SafeString | str:
        """Lead to the vacancies of this employer, and to typing a new one."""
        if employer.pk is None:
            return "-"
        listed = f"{reverse('admin:matching_vacancy_changelist')}?employer__id__exact={employer.pk}"
        new = f"{reverse('admin:vacancy_add')}?werkgever={employer.pk}"
        return format_html(
            '<a href="{}">{}</a> <a href="{}">{}</a>', listed, _("Bekijk de vacatures"), new, _("Nieuwe vacature")
        )

    def _edits(self, request: HttpRequest, region_id: int | None = None) -> bool:
        user: Any = request.user
        if not (user.is_authenticated and user.is_active):
            return False
        return bool(user.is_superuser) or employer_access.may_edit(user, region_id).allowed


@admin.register(Vacancy)
class VacancyAdmin(ScopedAdmin, ReadOnlyModelAdmin):
    """The vacancies of the region, from files and typed here. Each has a page of its own in the workplace."""

    readers = READERS
    scope_field, scope = "region", own_regions
    list_display = ["name", "employer_name", "place", "occupation", "hours", "state", "posted_on"]
    list_display_links = None
    list_filter = ["state", "source", "contract"]
    search_fields = ["title", "employer_name", "place"]
    search_help_text = _("Zoek op functie, werkgever of plaats")
    list_select_related = ["occupation"]
    change_list_template = "workplace/employers/vacancy_list.html"

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Also take one employer, to which the register leads."""
        return lookup == "employer__id__exact" or super().lookup_allowed(lookup, value, request)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Offer a new vacancy to who may type one."""
        may_add = employer_access.may_edit(request.user).allowed
        return super().changelist_view(request, {"may_add": may_add, **(extra_context or {})})

    @admin.display(description=_("functie"), ordering="title")
    def name(self, vacancy: Vacancy) -> SafeString:
        """Lead to the page of the vacancy."""
        return format_html('<a href="{}">{}</a>', reverse("admin:vacancy", args=[vacancy.pk]), vacancy.title)

    @admin.display(description=_("Uren"))
    def hours(self, vacancy: Vacancy) -> str:
        """Say how many hours a week."""
        return span(vacancy.hours_min, vacancy.hours_max)
