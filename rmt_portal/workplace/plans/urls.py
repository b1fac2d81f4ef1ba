"""The addresses at which a coach makes and keeps a plan."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path

from rmt_portal.workplace.plans import pages, text_pages

PLAN = "dossier/<uuid:public_id>/plan"
STEP = f"{PLAN}/stap/<int:pk>"


def pages_of(site: AdminSite) -> list[URLPattern]:
    """Return the pages, each behind the site's own door."""
    inside = site.admin_view
    return [
        path(f"{PLAN}/maak/", inside(text_pages.make), name="plan_make"),
        path(f"{PLAN}/doel/", inside(text_pages.goal), name="plan_goal_new"),
        path(f"{PLAN}/doel/<int:pk>/", inside(text_pages.goal), name="plan_goal"),
        path(f"{PLAN}/stap/", inside(text_pages.step), name="plan_step_new"),
        path(f"{STEP}/", inside(text_pages.step), name="plan_step"),
        path(f"{STEP}/gedaan/", inside(pages.step_done), name="plan_step_done"),
        path(f"{STEP}/terug/", inside(pages.step_undo), name="plan_step_undo"),
        path(f"{STEP}/gaat-niet-door/", inside(pages.step_skip), name="plan_step_skip"),
        path(f"{PLAN}/beroep/", inside(text_pages.occupation), name="plan_occupation"),
        path(f"{PLAN}/akkoord/", inside(pages.agreed), name="plan_agreed"),
        path(f"{PLAN}/besproken/", inside(pages.review), name="plan_review"),
        path(f"{PLAN}/print/", inside(pages.paper), name="plan_paper"),
        path(f"{PLAN}/<slug:slug>/", inside(pages.press), name="plan_press"),
    ]
