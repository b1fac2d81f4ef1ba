"""WSGI entry point for gunicorn. Refuses to start with unsafe settings, or with pages that can not be imported."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from rmt_portal.checks import refuse_unsafe_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rmt_portal.settings")

application = get_wsgi_application()
refuse_unsafe_settings()
get_resolver().url_patterns  # noqa: B018 -- Django imports the pages at the first request; a mistake must show at the start
