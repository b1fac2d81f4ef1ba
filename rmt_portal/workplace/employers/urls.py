"""The addresses of these pages, below those of the workplace."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path

from rmt_portal.workplace.employers import candidate_pages, notice_pages, vacancy_pages


def pages(site: AdminSite) -> list[URLPattern]:
    """Return the pages, each behind the site's own door."""
    inside = site.admin_view
    return [
        path("vacatures/nieuw/", inside(vacancy_pages.add), name="vacancy_add"),
        path("vacatures/<int:pk>/", inside(vacancy_pages.vacancy), name="vacancy"),
        path("vacatures/<int:pk>/wijzig/", inside(vacancy_pages.change), name="vacancy_change"),
        path("vacatures/<int:pk>/vaardigheden/", inside(vacancy_pages.skills), name="vacancy_skills"),
        path("vacatures/<int:pk>/kandidaten/", inside(candidate_pages.people), name="vacancy_people"),
        path("vacatures/<int:pk>/<slug:slug>/", inside(vacancy_pages.step), name="vacancy_step"),
        path("van-werkgevers/", inside(notice_pages.notices), name="employer_notices"),
        path("van-werkgevers/<int:pk>/", inside(notice_pages.notice), name="employer_notice"),
        path("van-werkgevers/<int:pk>/<slug:slug>/", inside(notice_pages.step), name="employer_notice_step"),
    ]
