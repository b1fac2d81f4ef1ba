"""Measurements of speed: ``make bench``, or one of them with ``python -m bench.<name>`` (on a migrated database)."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rmt_portal.settings")
os.environ.setdefault("RMT_TESTING", "1")  # style sheets by their own name: nobody collected them here
django.setup()
