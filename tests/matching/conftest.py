"""A small region that exists only for a test, and what it shows afterwards."""

import hashlib

import pytest
from django.db import connection

from matching import seeding
from matching.models import MatchList
from tests.matching.factories import achterhoek


@pytest.fixture
def small_region(db):
    """Thirty people and sixty vacancies in the Achterhoek."""
    seeding.seed_region(achterhoek(), clients=30, vacancies=60, seed=7)
    return achterhoek()


def fingerprint() -> str:
    """Everything readers see now, as one value: equal results give equal values, down to the last bit."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT client_id, profile_version, n_new, vacancy_ids, scores::text, gates, reasons,
                 confidences::text, components::text
               FROM matching_matchlist WHERE id = ANY(%s) ORDER BY client_id""",
            [list(MatchList.objects.current().values_list("pk", flat=True))],
        )
        return hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
