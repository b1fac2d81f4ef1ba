"""Tables of which people see the rows of their own organisations or regions."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest

from partners.models import Organisation, Role
from rmt_portal.admin_base import WorkplaceModelAdmin
from rmt_portal.workplace.member import Member, member_of


def own_organisations(request: HttpRequest) -> list[int] | None:
    """Return the organisations this person administers; None is all of them, for the technical administrator."""
    member = member_of(request)
    if member is None:
        return []
    if member.user.is_superuser:
        return None
    return [m.organisation_id for m in member.memberships if m.role == Role.ADMINISTRATOR]


def own_regions(request: HttpRequest) -> list[int] | None:
    """Return the regions this person works in; None is all of them, for the technical administrator."""
    member: Member | None = member_of(request)
    if member is None:
        return []
    return None if member.user.is_superuser else [m.region_id for m in member.memberships]


class ScopedAdmin(WorkplaceModelAdmin):
    """A table of which people see the rows of their own organisations or regions."""

    scope_field: ClassVar[str]
    scope: ClassVar[Any]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Only the rows of the own organisations or regions."""
        rows, own = super().get_queryset(request), type(self).scope(request)
        return rows if own is None else rows.filter(**{f"{self.scope_field}__in": own}).distinct()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer only the own organisations and regions, so that nobody gives a role somewhere else."""
        for model, own in ((Organisation, own_organisations(request)), ("LabourRegion", own_regions(request))):
            related = db_field.related_model
            if own is not None and (related is model or related.__name__ == model):
                kwargs["queryset"] = related._default_manager.filter(pk__in=own)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
