"""All addresses of the portal."""

from django.contrib import admin
from django.urls import include, path

from rmt_portal import health
from rmt_portal.workplace import algorithm, pages

handler400 = pages.bad_request
handler403 = pages.forbidden
handler404 = pages.not_found
handler500 = pages.server_error

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", pages.start, name="start"),
    path("regio/<slug:slug>/", pages.region_start, name="region_start"),
    path("start/", pages.my_place, name="my_place"),
    path("privacy/", pages.privacy, name="privacy"),
    path("toegankelijkheid/", pages.accessibility, name="accessibility"),
    path("klacht-of-tip/", pages.complaint, name="complaint"),
    path("hoe-zoekt-de-computer/", algorithm.how_matching_works, name="how_matching_works"),
    path("hoe-zoekt-de-computer/algoritmeregister.json", algorithm.register_json, name="algorithm_json"),
    path("hoe-zoekt-de-computer/algoritmeregister.csv", algorithm.register_csv, name="algorithm_csv"),
    path("geldzorgen/", pages.money_help, name="money_help"),
    path("tolk/", pages.interpreter, name="interpreter"),
    path("robots.txt", pages.robots_txt, name="robots_txt"),
    path(".well-known/security.txt", pages.security_txt, name="security_txt"),
    path("", include("rmt_portal.nlds.urls")),
    path("", include("intake.urls")),
    path("", include("services.urls")),
    path("", include("matching.urls")),
    path("mijn/", include("rmt_portal.mypage.urls")),
    path("account/", include("partners.account_urls")),
    path("admin/", admin.site.urls),
]
