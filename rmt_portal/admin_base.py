"""What every page of the administration has: bounded search, scoped rows, roles instead of a table of permissions.

The rules about who may do what live higher up; the admin site this class hangs under answers for them
(:class:`WorkplaceRules`), so that the ground floor knows neither roles nor the log.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from functools import reduce
from typing import Any, ClassVar, Protocol

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, DateField, DateTimeField, Field, Model, Q, QuerySet, TextField
from django.forms import BaseModelForm, DateInput, DateTimeInput
from django.forms import DateTimeField as FormDateTimeField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from rmt_portal import clean_text

MAX_SEARCH_LENGTH = 100
MAX_SEARCH_TERMS = 6


class WorkplaceRules(Protocol):
    """What the admin site answers for: who this is, and keeping the log."""

    def roles(self, request: HttpRequest) -> frozenset[str]:
        """Return the roles this person has today."""

    def record(self, request: HttpRequest, action: str, model: type[Model], ids: list[int], fields: list[str]) -> None:
        """Write a line in the log: what was done to which objects, and which fields."""


def search_terms(text: str) -> list[str]:
    """Split what was typed into at most six folded terms, of a hundred characters in all."""
    return clean_text.fold(text[:MAX_SEARCH_LENGTH].replace("\x00", "")).split()[:MAX_SEARCH_TERMS]


class WorkplaceModelAdmin(admin.ModelAdmin):
    """A table of the administration. ``readers`` and ``writers`` name roles; a person needs one of them.

    A technical administrator (superuser) reads and writes settings, and never a table that ``holds_client_data``.
    Lists to choose from are plain selects or ``filter_horizontal``: Django's autocomplete writes inline styles, which
    the content security policy refuses. Dates are typed. Nothing is deleted here unless a class says ``deletable``:
    dossiers end by retention, not by a click.
    """

    readers: ClassVar[frozenset[str]] = frozenset({"administrator"})
    writers: ClassVar[frozenset[str]] = frozenset({"administrator"})
    holds_client_data: ClassVar[bool] = False
    deletable: ClassVar[bool] = False

    formfield_overrides: ClassVar[dict[type[Field[Any, Any]], dict[str, Any]]] = {
        DateField: {"widget": DateInput},
        DateTimeField: {"form_class": FormDateTimeField, "widget": DateTimeInput},
    }
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 0
    actions: Sequence[str] | None = None
    view_on_site = False

    # --- who ----------------------------------------------------------------------------------------------------------
    def _has_one_of(self, request: HttpRequest, roles: frozenset[str]) -> bool:
        user = request.user
        if not user.is_authenticated or not user.is_active:
            return False
        if user.is_superuser and not self.holds_client_data:
            return True
        rules: WorkplaceRules = self.admin_site  # type: ignore[assignment]
        return bool(roles & rules.roles(request))

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Readers and writers see the table."""
        return self._has_one_of(request, self.readers | self.writers)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Writers add."""
        return self._has_one_of(request, self.writers)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Writers change."""
        return self._has_one_of(request, self.writers)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Writers delete, where the class allows that at all."""
        return self.deletable and self._has_one_of(request, self.writers)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the app in the list when one of its tables may be seen."""
        return self.has_view_permission(request)

    # --- what ---------------------------------------------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Only what this person may see, for every table that knows the question ``visible_to``."""
        rows = super().get_queryset(request)
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows

    def get_list_select_related(self, request: HttpRequest) -> Any:
        """Fetch the relations the list shows in the same query."""
        if self.list_select_related:
            return self.list_select_related
        shown = {name for name in self.get_list_display(request) if isinstance(name, str)}
        return tuple(f.name for f in self.opts.fields if f.many_to_one and f.name in shown)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find rows in which every term occurs; a term of more than a hundred characters in all is cut off."""
        terms, fields = search_terms(search_term), self.get_search_fields(request)
        if not terms or not fields:
            return queryset, False
        per_term = [reduce(operator.or_, (Q(**{self._lookup(f): term}) for f in fields)) for term in terms]
        crosses_many = any("__" in f for f in fields)
        return queryset.filter(*per_term), crosses_many

    def _lookup(self, name: str) -> str:
        """Turn Django's mark before a field (``^`` prefix, ``=`` exact) into a lookup; text without one contains."""
        for mark, lookup in (("^", "istartswith"), ("=", "iexact")):
            if name.startswith(mark):
                return f"{name[1:]}__{lookup}"
        field: Field[Any, Any] | None = None if "__" in name else self.opts.get_field(name)  # type: ignore[assignment]
        is_text = field is None or isinstance(field, CharField | TextField)
        return f"{name}__icontains" if is_text else name

    # --- what may be asked --------------------------------------------------------------------------------------------
    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Filter on what the page offers, and on nothing else.

        Django allows every field of the table itself: ``?password__startswith=a`` tells a hash letter by letter.
        """
        filters = self.get_list_filter(request)
        if lookup in {getattr(one, "parameter_name", None) for one in filters}:
            return True
        offered = [name for name in filters if isinstance(name, str)]
        ends = ("exact", "id__exact", "pk__exact", "isnull", "gte", "lt")
        return any(lookup == name or lookup in {f"{name}__{end}" for end in ends} for name in offered)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Ask first who this is: whoever may not see the table does not learn which rows there are."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    # --- the log ------------------------------------------------------------------------------------------------------
    def _record(self, request: HttpRequest, action: str, ids: list[int], fields: list[str] | None = None) -> None:
        rules: WorkplaceRules = self.admin_site  # type: ignore[assignment]
        rules.record(request, action, self.model, ids, fields or [])

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list and, where it holds people, log one line with the rows that were shown."""
        if any("\x00" in value for name, values in request.GET.lists() for value in values if name != SEARCH_VAR):
            return HttpResponseRedirect(request.path)  # the database refuses to compare with such a character
        response = super().changelist_view(request, {"title": self.opts.verbose_name_plural, **(extra_context or {})})
        if self.holds_client_data and isinstance(response, TemplateResponse) and response.context_data:
            changes: ChangeList | None = response.context_data.get("cl")
            if changes is not None:
                self._record(request, "list", [row.pk for row in changes.result_list])
        return response

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form and log that it was read."""
        if request.method == "GET" and context.get("original") is not None:
            self._record(request, "read", [context["original"].pk])
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: BaseModelForm[Any], change: bool) -> None:
        """Save, and log which fields changed (never their values)."""
        super().save_model(request, obj, form, change)
        self._record(request, "change" if change else "add", [obj.pk], list(form.changed_data))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete, and log it."""
        pk = obj.pk
        super().delete_model(request, obj)
        self._record(request, "delete", [pk])

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Keep no second record: the log of the portal already has it ."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Keep no second record."""

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:  # type: ignore[override]
        """Keep no second record."""


class ReadOnlyModelAdmin(WorkplaceModelAdmin):
    """A table people look at and the portal writes: reference data, the log, what a file brought in."""

    writers: ClassVar[frozenset[str]] = frozenset()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody changes by hand."""
        return False
