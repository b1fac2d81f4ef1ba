"""The tables people look after or look up in the settings: who works here, and services."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import BaseModelForm, ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from intake import doors
from partners import organisations, role_rules
from partners.models import Membership, Organisation, Role, User
from rmt_portal.admin_base import WorkplaceModelAdmin
from rmt_portal.lifecycle import Actor
from rmt_portal.reference.models import Municipality
from rmt_portal.workplace import partner_admin, referral_rules_admin, rules_admin  # noqa: F401 - register their tables
from rmt_portal.workplace.employers import tables  # noqa: F401 - registers its tables
from rmt_portal.workplace.grants import tables as grant_tables  # noqa: F401 - registers its tables
from rmt_portal.workplace.plans import tables as plan_tables  # noqa: F401 - registers its tables
from rmt_portal.workplace.scoped_admin import ScopedAdmin, own_organisations, own_regions
from services.models import Service

AT_WORK = frozenset({Role.COACH.value, Role.INTAKE_WORKER.value, Role.COORDINATOR.value, Role.REGIONAL_MANAGER.value})


@admin.register(Organisation)
class OrganisationAdmin(ScopedAdmin):
    """The partners; new ones are made by the technical administrator."""

    scope_field, scope = "pk", own_organisations
    list_display = ["name", "kind", "phone", "handles_registrations", "state"]
    list_filter = ["kind", "state"]
    search_fields = ["name"]
    filter_horizontal = ["municipalities"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only the technical administrator adds a partner at once; others propose one (page Partners)."""
        return bool(request.user.is_superuser)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Keep from an administrator what decides how far the own organisation reaches.

        The kind says which roles there may be, the regions where, and the two tasks which clients are open to it.
        """
        if request.user.is_superuser:
            return ("door_link",)
        return ("door_link", "name", "kind", "regions", "handles_registrations", "decides_on_benefit")

    @admin.display(description=_("Link voor de eigen site"))
    def door_link(self, organisation: Organisation) -> str:
        """Show the link to copy: who registers through it is recorded with this organisation as the door."""
        return doors.link_of(organisation) if organisation.pk else "-"

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer an administrator the municipalities of the own regions."""
        own = own_regions(request)
        if db_field.name == "municipalities" and own is not None:
            kwargs["queryset"] = Municipality.objects.filter(region__in=own)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Organisation, form: BaseModelForm[Any], change: bool) -> None:
        """Save; a new one takes part at once, with its first event."""
        if change:
            super().save_model(request, obj, form, change)
        else:
            organisations.found(obj, actor=Actor(request.user))


def _colleagues(rows: QuerySet[User], own: list[int]) -> QuerySet[User]:
    at_work_here = rows.filter(memberships__organisation__in=own)
    return (at_work_here | rows.filter(memberships__isnull=True, is_superuser=False)).distinct()


class MembershipForm(ModelForm):
    """A role, as far as who gives it may give it and the organisation keeps an administrator."""

    giver: ClassVar[Any]

    class Meta:
        model = Membership
        fields = ["user", "organisation", "region", "role", "active_from", "active_until"]

    def clean(self) -> dict[str, Any] | None:
        """Refuse a role that does not fit the organisation, that is not this person's to give, or the last one out."""
        data = super().clean() or self.cleaned_data
        organisation, region, role = data.get("organisation"), data.get("region"), data.get("role")
        if data.get("user") == self.giver:
            self.add_error("user", _("Jezelf een rol geven kan niet. Vraag een andere beheerder."))
        if organisation and not organisation.is_active:
            self.add_error("organisation", _("Deze organisatie doet (nog) niet mee."))
        if organisation and region and role:
            whole = self.giver.is_superuser
            if not (role_rules.fits(role, organisation) if whole else role in self._givable(organisation, region)):
                self.add_error("role", _("Deze rol past niet bij deze organisatie, of je mag hem niet geven."))
            if role_rules.leaves_no_administrator(self.initial.get("organisation"), self.instance.pk, data):
                self.add_error(
                    None, _("Dit is de enige beheerder van de organisatie. Geef eerst iemand anders die rol.")
                )
        return data

    def _givable(self, organisation: Organisation, region: Any) -> list[Role]:
        return role_rules.givable(self.giver, organisation, region.pk)


@admin.register(Membership)
class MembershipAdmin(ScopedAdmin):
    """Who has which role where; a role is ended by a date, never thrown away.

    An administrator ends the roles of a colleague on the page Mensen, where the work is handed over first.
    """

    form = MembershipForm

    scope_field, scope = "organisation", own_organisations
    list_display = ["user", "role", "organisation", "region", "active_from", "active_until"]
    list_filter = ["role"]
    search_fields = ["user__name", "user__email", "organisation__name"]

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Only the technical administrator changes a role that was given."""
        return bool(request.user.is_active and getattr(request.user, "is_superuser", False))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer an administrator the own colleagues and who has no role yet; others are invited, and say yes."""
        own = own_organisations(request)
        if db_field.name == "user" and own is not None:
            kwargs["queryset"] = _colleagues(User.objects.all(), own)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Tell the form who gives the role."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.giver = request.user
        return form


class UserForm(ModelForm):
    """A colleague, whose account stays open while an organisation has no other administrator."""

    def clean_is_active(self) -> bool:
        """Refuse to close the account of the last administrator of an organisation."""
        stays: bool = self.cleaned_data["is_active"]
        left = [] if stays or not self.instance.pk else list(role_rules.left_without_administrator(self.instance)[:3])
        if left:
            names = ", ".join(organisation.name for organisation in left)
            raise ValidationError(
                _("Dit is de enige beheerder van %(names)s. Geef eerst iemand anders die rol.") % {"names": names}
            )
        return stays


@admin.register(User)
class UserAdmin(WorkplaceModelAdmin):
    """Colleagues. Their password and second factor are their own business."""

    form = UserForm
    list_display = ["name", "email", "is_active", "last_login"]
    list_filter = ["is_active"]
    search_fields = ["name", "email"]
    fields = ["name", "email", "phone", "is_active", "is_staff"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Colleagues of the own organisation, and people who have no role anywhere yet."""
        rows, own = super().get_queryset(request), own_organisations(request)
        if own is None:
            return rows
        return _colleagues(rows, own)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Let an administrator correct a name or phone number only.

        The address is the log-in: whoever changes it can have the password reset. Accounts are closed on the page
        Mensen, where the work is handed over first and an organisation keeps an administrator.
        """
        if obj is None or getattr(request.user, "is_superuser", False):
            return ()
        return ("email", "is_active", "is_staff")

    def save_model(self, request: HttpRequest, obj: User, form: BaseModelForm[Any], change: bool) -> None:
        """Save; a new account has no password until its owner chooses one."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)


@admin.register(Service)
class ServiceAdmin(ScopedAdmin):
    """The catalogue of what the region does for a client."""

    readers = AT_WORK
    writers = frozenset({Role.ADMINISTRATOR.value, Role.COORDINATOR.value})
    scope_field, scope = "region", own_regions
    list_display = ["name", "kind", "provider", "months", "cost", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["name", "provider__name"]
    filter_horizontal = ["teaches", "gives", "municipalities"]
    fieldsets = [
        (None, {"fields": ["region", "code", "name", "kind", "provider", "summary", "is_active", "is_stopped"]}),
        (_("Wat het is"), {"fields": ["aim", "for_whom", "conditions", "method", "implementation", "group_form",
                                      "months", "hours_per_week", "teaches", "gives"]}),
        (_("Wie betaalt dit?"), {"fields": ["cost", "cost_unit", "paid_by", "scheme"]}),
        (_("Praktisch"), {"fields": ["available_in", "municipalities", "neighbourhood", "published_from",
                                     "published_until", "how_to_apply", "partners", "agreements", "contact",
                                     "more_at"]}),
        (_("Nagekeken"), {"fields": ["waiting_weeks", "capacity", "checked_on", "checked_by"]}),
    ]  # fmt: skip
