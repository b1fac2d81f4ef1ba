"""The gallery: pages with every part of the look, and their templates."""

from pathlib import Path

import pytest
from django.template import engines

TEMPLATES = Path(__file__).parent / "templates"


@pytest.fixture
def gallery(settings):
    """Serve the gallery beside the portal."""
    settings.ROOT_URLCONF = "tests.nlds.gallery"
    loader = engines["django"].engine
    loader.dirs.append(TEMPLATES)
    yield "/toonkamer/"
    loader.dirs.remove(TEMPLATES)
