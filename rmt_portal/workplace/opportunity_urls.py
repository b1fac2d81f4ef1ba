"""The addresses at which a coach decides about opportunities, and asks why."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path

from rmt_portal.workplace import opportunity_pages, why_pages

CLIENT = "dossier/<uuid:public_id>"
PAIR = f"{CLIENT}/kansen/<int:vacancy>"


def pages(site: AdminSite) -> list[URLPattern]:
    """Return the pages, each behind the site's own door."""
    inside = site.admin_view
    return [
        path(f"{PAIR}/wegleggen/", inside(opportunity_pages.dismiss), name="opportunity_dismiss"),
        path(f"{PAIR}/antwoord/", inside(opportunity_pages.answer), name="opportunity_answer"),
        path(f"{PAIR}/profiel/", inside(opportunity_pages.profile_for_employer), name="opportunity_profile"),
        path(f"{PAIR}/uitleg/", inside(why_pages.explanation), name="opportunity_explanation"),
        path(f"{PAIR}/<slug:slug>/", inside(opportunity_pages.opportunity_step), name="opportunity_step"),
        path(f"{CLIENT}/waarom-niet/", inside(why_pages.why_not), name="why_not"),
        path(f"{CLIENT}/waarom-niet/<int:question>/", inside(why_pages.why_not_answer), name="why_not_answer"),
        path("vacatures-nakijken/", inside(why_pages.flags), name="vacancy_flags"),
    ]
