"""The addresses of the budget."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path

from rmt_portal.workplace.budget import grant_pages, pages


def pages_of(site: AdminSite) -> list[URLPattern]:
    """Return the pages, each behind the site's own door."""
    inside = site.admin_view
    return [
        path("budget/", inside(pages.budget), name="budget"),
        path("budget/toevoegen/", inside(pages.put_in), name="budget_put_in"),
        path("budget/pot/<uuid:public_id>/", inside(pages.pot), name="budget_pot"),
        path("budget/pot/<uuid:public_id>/terug/<int:pk>/", inside(pages.correct), name="budget_correct"),
        path("budget/inzet/<uuid:grant>/", inside(grant_pages.grant), name="budget_grant"),
        path("budget/inzet/<uuid:grant>/betaal/", inside(grant_pages.pay), name="budget_pay"),
        path("budget/inzet/<uuid:grant>/reken-af/", inside(grant_pages.settle), name="budget_settle"),
    ]
