"""Addresses of the registration; every question has its own."""

from django.urls import path

from intake import assisting_views, caseload_views, cohort_views, confirmation_views, resume_views, suggestions, views
from intake import second_part_views as second

urlpatterns = [
    path("aanmelden/", views.begin, name="registration"),
    path("aanmelden/team/", views.team, name="registration_team"),
    path("aanmelden/code/", cohort_views.code, name="registration_code"),
    path("aanmelden/groepen/", cohort_views.begin, name="cohorts"),
    path("aanmelden/groepen/<uuid:public_id>/", cohort_views.cohort, name="cohort"),
    path("aanmelden/namens/", assisting_views.begin, name="assist"),
    path("aanmelden/namens/verder/<int:pk>/", assisting_views.go_on, name="assist_go_on"),
    path("aanmelden/namens/bekend/", views.known, name="assist_known"),
    path("aanmelden/namens/bestand/", caseload_views.begin, name="caseload"),
    path("aanmelden/namens/bestand/<uuid:public_id>/", caseload_views.file, name="caseload_file"),
    path("aanmelden/namens/bestand/<uuid:public_id>/kolommen/", caseload_views.columns, name="caseload_columns"),
    path("aanmelden/namens/bestand/<uuid:public_id>/wissen/", caseload_views.throw_away, name="caseload_wipe"),
    path("aanmelden/namens/<uuid:public_id>/", assisting_views.assisted, name="assisted"),
    path("aanmelden/namens/<uuid:public_id>/scherm/", assisting_views.on_this_screen, name="assisted_screen"),
    path(
        "aanmelden/namens/<uuid:public_id>/verbeter/", assisting_views.correct_on_this_screen, name="assisted_correct"
    ),
    path("aanmelden/bevestig/<str:token>/", confirmation_views.answer, name="confirm"),
    path("aanmelden/bevestig/<str:token>/verbeter/", confirmation_views.correct, name="confirm_correct"),
    path("aanmelden/controle/", views.check, name="registration_check"),
    path("aanmelden/gelukt/", views.done, name="registration_done"),
    path("aanmelden/geldzorgen/", views.money, name="registration_money"),
    path("aanmelden/andere-regio/", views.elsewhere, name="registration_elsewhere"),
    path("aanmelden/wissen/", views.wipe, name="registration_wipe"),
    path("aanmelden/gewist/", views.wiped, name="registration_wiped"),
    path("aanmelden/klaar/", views.wiped, {"after_sending": True}, name="registration_wiped_after_sending"),
    path("aanmelden/later/", resume_views.later, name="registration_later"),
    path("aanmelden/later/verstuurd/", resume_views.later_sent, name="registration_later_sent"),
    path("aanmelden/verder/<str:token>/", resume_views.resume, name="registration_resume"),
    path("aanmelden/<slug:slug>/", views.question, name="registration_question"),
    path("werkprofiel/", second.overview, name="profile"),
    path("werkprofiel/klaar/", second.done, name="profile_done"),
    path("werkprofiel/later/", second.later, name="profile_later"),
    path("werkprofiel/dicht/", second.closed, name="profile_closed"),
    path("werkprofiel/verder/<str:token>/", second.by_link, name="profile_link"),
    path("werkprofiel/<slug:slug>/", second.question, name="profile_question"),
    path("beroepen/", suggestions.occupations, name="occupation_suggestions"),
]
