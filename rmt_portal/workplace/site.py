"""The admin site of the house: one front page, one menu, one way in."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from intake.assisting import ASSISTING_ROLES
from matching.employers import access as employer_access
from matching.models import Vacancy
from partners.models import Role
from rmt_portal.admin_base import WorkplaceModelAdmin
from rmt_portal.audit import log
from rmt_portal.nlds.context import show_brand
from rmt_portal.workplace import urls
from rmt_portal.workplace.budget import pages as budget_pages
from rmt_portal.workplace.member import GUIDING_ROLES, Member, member_of
from rmt_portal.workplace.ranking import training_pages, weight_pages
from rmt_portal.workplace.refusal import missing, no_workplace
from rmt_portal.workplace.today import today
from services.referrals.roles import MAY_RECEIVE, MAY_SEND

ASSISTING = {role.value for role in ASSISTING_ROLES}
REFERRAL_ROLES = {role.value for role in (*MAY_SEND, *MAY_RECEIVE, Role.COORDINATOR)}
"""Who has pages of referrals; they lead back here by "Naar mijn werk"."""


class WorkplaceSite(AdminSite):
    """Django's admin with our look, Vandaag as its front page and our rules about who may come in."""

    site_header = _("RMT-portaal")
    site_title = _("RMT-portaal")
    index_title = _("Beheer")
    site_url = None
    enable_nav_sidebar = False

    # --- who ----------------------------------------------------------------------------------------------------------
    def has_permission(self, request: HttpRequest) -> bool:
        """Let in who works here today, and the technical administrator (who sees settings only)."""
        return member_of(request) is not None

    def roles(self, request: HttpRequest) -> frozenset[str]:
        """Return the roles this person has today."""
        member = member_of(request)
        return member.roles if member else frozenset()

    def record(self, request: HttpRequest, action: str, model: type[Model], ids: list[int], fields: list[str]) -> None:
        """Write a line in the log for a page of the administration."""
        log.record(
            action=f"{model._meta.model_name}.{action}",
            object_kind=model._meta.label_lower,
            object_ids=ids,
            fields=fields,
            result="ok",
            request=request,
        )

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send people to the one way in; who is signed in and may not enter hears why (SECURITY, V6.3.4)."""
        target = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
        if not request.user.is_authenticated:
            return HttpResponseRedirect(f"{resolve_url('account_login')}?{urlencode({REDIRECT_FIELD_NAME: target})}")
        if self.has_permission(request):
            return redirect("admin:index")
        return no_workplace(request)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        """Send people to the one way out."""
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        """Send people to the one page where they change their password."""
        return redirect("account_change_password")

    # --- what ---------------------------------------------------------------------------------------------------------
    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        """Show Vandaag, the front page of everyone who works with clients; the others start at their settings."""
        return today(request)

    def settings_index(self, request: HttpRequest) -> HttpResponse:
        """List the tables this person may look after."""
        return super().index(request, {"title": self.index_title, "subtitle": None})

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Put our own pages before those of Django."""
        own = [path("beheer/", self.admin_view(self.settings_index), name="settings"), *urls.pages(self)]
        return [*own, *super().get_urls()]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add the menu and the brand of the region this person works for to every page."""
        member = member_of(request) if hasattr(request, "user") else None
        brand = getattr(member.region, "brand", None) if member and member.region else None
        if brand:
            show_brand(request, brand)
        context: dict[str, Any] = super().each_context(request)
        return context | {
            "member": member,
            "site_header": brand.name if brand else self.site_header,
            "site_title": brand.short_name if brand else self.site_title,
            "menu": menu(request.path, member, has_settings=member is not None and self._has_settings(request)),
        }

    def _has_settings(self, request: HttpRequest) -> bool:
        """Say whether there is any table this person may look after; asks the roles, not the database."""
        tables = (table for table in self._registry.values() if isinstance(table, WorkplaceModelAdmin))
        return bool(request.user.is_superuser) or any(table.has_view_permission(request) for table in tables)

    def catch_all_view(self, request: HttpRequest, url: str) -> HttpResponse:
        """Say that a page is not there, with the menu around it."""
        try:
            return super().catch_all_view(request, url)
        except Http404:
            return missing(request)

    catch_all_view.should_append_slash = False  # type: ignore[attr-defined]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """List only what has a page; skipped on our own pages, where nobody shows it."""
        return super().get_app_list(request, app_label) if needs_app_list(request) else []


def needs_app_list(request: HttpRequest) -> bool:
    """Say whether this page shows the list of tables: only the front page of the settings and of an app."""
    match = request.resolver_match
    return match is not None and match.url_name in ("settings", "app_list")


def menu(here: str, member: Member | None, has_settings: bool) -> dict[str, list[dict[str, Any]]]:
    """Return the menu: title, address and whether it is the page people are on. Who guides nobody has less of it.

    What fits on one line is ``daily``, with the page people are on; the rest is ``more``, behind one press.
    """
    entries: list[tuple[Any, str]] = []
    if member and member.memberships:
        entries.append((_("Vandaag"), reverse("admin:index")))
        if member.guides:
            entries.append((_("Mijn kandidaten"), reverse("admin:my_candidates")))
        entries.append((_("Alle kandidaten"), reverse("admin:candidates")))
        if member.guides:
            entries.append((_("Nieuwe aanmeldingen"), reverse("admin:registrations")))
        if admin.site._registry[Vacancy].readers & member.roles:  # type: ignore[attr-defined]
            entries.append((_("Vacatures"), reverse("admin:matching_vacancy_changelist")))
        if employer_access.works(member.user):
            entries.append((_("Van werkgevers"), reverse("admin:employer_notices")))
    entries += _other_places(member)
    if has_settings:
        entries.append((_("Beheer"), reverse("admin:settings")))
    current = _current(here, [url for _title, url in entries])
    found = [{"title": title, "url": url, "current": url == current} for title, url in entries]
    fit = found if len(found) <= MENU_FITS else found[: MENU_FITS - 1]
    behind = found[len(fit) :]
    return {
        "daily": [*fit, *(entry for entry in behind if entry["current"])],
        "more": [entry for entry in behind if not entry["current"]],
    }


def _other_places(member: Member | None) -> list[tuple[Any, str]]:
    """Return the pages that are there for some roles, the daily ones first."""
    places = [
        (ASSISTING, _("Iemand aanmelden"), "assist"),
        (REFERRAL_ROLES, _("Verwijzingen"), "referrals"),
        (budget_pages.READERS, _("Budget"), "admin:budget"),
        ({Role.COORDINATOR.value}, _("Werk naar werk"), "cohorts"),
        ({Role.INTAKE_WORKER.value, Role.COORDINATOR.value}, _("Misschien dubbel"), "admin:duplicates"),
        ({Role.COORDINATOR.value, Role.REGIONAL_MANAGER.value}, _("Cijfers"), "admin:figures"),
        (GUIDING_ROLES, _("Korte vraag"), "admin:short_question"),
        (training_pages.READERS, _("Scholing"), "admin:trainings"),
        (weight_pages.READERS, _("Gewichten"), "admin:weights"),
        (weight_pages.READERS, _("Eerlijk verdeeld"), "admin:fairness"),
        ({Role.ADMINISTRATOR.value}, _("Mensen"), "admin:people"),
        ({Role.ADMINISTRATOR.value, Role.COORDINATOR.value}, _("Partners"), "admin:organisations"),
        ({Role.ADMINISTRATOR.value, Role.PRIVACY_OFFICER.value}, _("Toegang nakijken"), "admin:access_reviews"),
        ({Role.PRIVACY_OFFICER.value}, _("Logboek"), "admin:log"),
        ({Role.PRIVACY_OFFICER.value}, _("In nood geopend"), "admin:emergencies"),
        (GUIDING_ROLES, _("In nood openen"), "admin:emergency_find"),
        ({Role.COORDINATOR.value, Role.INTAKE_WORKER.value}, _("Vacatures nakijken"), "admin:vacancy_flags"),
        ({Role.COORDINATOR.value}, _("Mailboxen"), "admin:mailboxes"),
        ({Role.PRIVACY_OFFICER.value, Role.COORDINATOR.value}, _("Gegevens wissen"), "admin:erasures"),
    ]
    return [(title, reverse(name)) for roles, title, name in places if member and member.roles & roles]


def _current(here: str, urls: list[str]) -> str:
    """Return the entry a page belongs to: itself, the table it is in, or for any other table the settings."""
    front, settings = reverse("admin:index"), reverse("admin:settings")
    if here in urls:
        return here
    within = [url for url in urls if url != front and here.startswith(url) and url != reverse("admin:candidates")]
    if within:
        return within[0]
    return settings if any(here.startswith(f"{front}{app}/") for app in _SETTINGS_APPS) else ""


MENU_FITS = 9
"""Entries on one line of a desk's window; a coach has nine."""
_SETTINGS_APPS = ("partners", "intake", "services", "matching", "reference", "outbox", "audit")
