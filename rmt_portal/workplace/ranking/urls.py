"""The addresses of these pages, below those of the workplace."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path

from rmt_portal.workplace.ranking import fairness_pages, training_pages, weight_pages


def pages(site: AdminSite) -> list[URLPattern]:
    """Return the pages, each behind the site's own door."""
    inside = site.admin_view
    return [
        path("dossier/<uuid:public_id>/scholing/", inside(training_pages.of_client), name="dossier_training"),
        path("scholing/", inside(training_pages.trainings), name="trainings"),
        path("eerlijk/", inside(fairness_pages.fairness), name="fairness"),
        path("gewichten/", inside(weight_pages.weights), name="weights"),
        path("gewichten/nieuw/<slug:code>/", inside(weight_pages.propose), name="weights_propose"),
        path("gewichten/<int:pk>/", inside(weight_pages.proposal), name="weight_proposal"),
        path("gewichten/<int:pk>/<slug:slug>/", inside(weight_pages.step), name="weights_step"),
    ]
