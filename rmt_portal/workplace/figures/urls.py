"""The addresses of the figures."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path

from rmt_portal.workplace.figures import list_page, month_page


def pages_of(site: AdminSite) -> list[URLPattern]:
    """Return the pages, each behind the site's own door."""
    inside = site.admin_view
    return [
        path("cijfers/", inside(month_page.month), name="figures"),
        path("cijfers/bereken/", inside(month_page.draw), name="figures_draw"),
        path("cijfers/bestand/", inside(month_page.export), name="figures_export"),
        path("cijfers/dossiers/", inside(list_page.cases_behind), name="figures_cases"),
    ]
