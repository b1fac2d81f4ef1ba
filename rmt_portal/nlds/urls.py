"""Addresses of the look."""

from django.urls import path

from rmt_portal.nlds.views import region_theme

urlpatterns = [path("thema/<slug:slug>.css", region_theme, name="region_theme")]
