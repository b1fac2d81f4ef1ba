"""The addresses of these pages, below those of the workplace."""

from typing import Any

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path

from rmt_portal.workplace.arrivals import duplicates_page, figures_page, short_question_page, triage_page


def pages(site: AdminSite) -> list[URLPattern]:
    """Return the pages, each behind the site's own door."""
    inside = site.admin_view
    return [
        path("dossier/<uuid:public_id>/beoordelen/", inside(triage_page.triage_screen), name="triage"),
        *(_step(inside, slug) for slug in triage_page.STEPS),
        path("dossier/<uuid:public_id>/brief-elders/", inside(triage_page.letter), name="triage_letter"),
        path("dubbel/", inside(duplicates_page.duplicates), name="duplicates"),
        path("dubbel/<int:pk>/oordeel/", inside(duplicates_page.judge), name="duplicate_judge"),
        path("dubbel/<int:pk>/samenvoegen/", inside(duplicates_page.merge), name="duplicate_merge"),
        path("dubbel/<int:pk>/terugdraaien/", inside(duplicates_page.undo), name="duplicate_undo"),
        path("korte-vraag/", inside(short_question_page.short_question), name="short_question"),
        path("korte-vraag/terug/", inside(short_question_page.take_back), name="short_question_take_back"),
        path("cijfers/aanmelding/", inside(figures_page.figures), name="triage_figures"),
    ]


def _step(inside: Any, slug: str) -> URLPattern:
    name = f"triage_{slug.replace('-', '_')}"
    return path(f"dossier/<uuid:public_id>/{slug}/", inside(triage_page.answer), {"step": slug}, name=name)
