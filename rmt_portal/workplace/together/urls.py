"""The addresses for several candidates at once."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path

from rmt_portal.workplace.together import pages, whole_list


def pages_of(site: AdminSite) -> list[URLPattern]:
    """Return the pages, each behind the site's own door."""
    inside = site.admin_view
    return [
        path("kandidaten/bestand/", inside(whole_list.whole_list), name="candidates_file"),
        path("kandidaten/mijn/bestand/", inside(whole_list.whole_list), {"mine": True}, name="my_candidates_file"),
        path("kandidaten/samen/", inside(pages.choose), name="together"),
        path("kandidaten/samen/<slug:key>/uitslag/", inside(pages.result), name="together_result"),
        path("kandidaten/samen/<slug:key>/<slug:slug>/", inside(pages.step), name="together_step"),
    ]
