"""Addresses of the own page."""

from django.urls import path

from rmt_portal.mypage import appointments, opportunities, plan, rating, referrals, sign_in_views, telling, views

urlpatterns = [
    path("", views.overview, name="own_page"),
    path("inloggen/", sign_in_views.sign_in, name="own_page_sign_in"),
    path("inloggen/code/", sign_in_views.code, name="own_page_code"),
    path("inloggen/link/<str:token>/", sign_in_views.link, name="own_page_link"),
    path("uitloggen/", sign_in_views.sign_out, name="own_page_sign_out"),
    path("afspraak/<uuid:public_id>/", appointments.diary, name="own_page_appointment"),
    path("kansen/<uuid:public_id>/", opportunities.answer, name="own_page_opportunity"),
    path("plan/", plan.plan, name="own_page_plan"),
    path("plan/akkoord/", plan.agree, name="own_page_plan_agree"),
    path("plan/anders/", plan.other, name="own_page_plan_other"),
    path("plan/stap/<int:pk>/", plan.step, name="own_page_plan_step"),
    path("verwijzing/vraag/<uuid:public_id>/", referrals.asked, name="own_page_asked"),
    path("verwijzing/<slug:reference>/stop/", referrals.stop, name="own_page_referral_stop"),
    path("gegevens/", views.data, name="own_page_data"),
    path("gegevens/aanpassen/", views.correct, name="own_page_correct"),
    path("cijfer/", rating.rate, name="own_page_rating"),
    path("vertellen/", telling.tell_more, name="own_page_tell_more"),
    path("klopt-dit/", telling.agree, name="own_page_agree"),
    path("klopt-dit/verbeter/", telling.agree_correct, name="own_page_agree_correct"),
    path("delen/", views.share, name="own_page_share"),
    path("wie/", views.who, name="own_page_who"),
    path("alles/", views.everything, name="own_page_everything"),
    path("alles/download/", views.download, name="own_page_download"),
    path("wissen/", views.erase, name="own_page_erase"),
]
