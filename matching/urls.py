"""Addresses of the page for employers."""

from django.urls import path

from matching.employers import page as employer_page
from matching.employers.forms import SurplusNoticeForm, VacancyNoticeForm

_VACANCY = {"form_class": VacancyNoticeForm, "template": "matching/employer/vacancy.html"}
_SURPLUS = {"form_class": SurplusNoticeForm, "template": "matching/employer/surplus.html"}

urlpatterns = [
    path("werkgever/", employer_page.begin, name="employer"),
    path("werkgever/vacature/", employer_page.notice, _VACANCY, name="employer_vacancy"),
    path("werkgever/medewerkers/", employer_page.notice, _SURPLUS, name="employer_surplus"),
    path("werkgever/ontvangen/", employer_page.received, name="employer_received"),
]
