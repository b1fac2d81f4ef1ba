"""The rig itself: which role, which engine."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def test_tests_run_as_the_serving_role_on_postgresql():
    with connection.cursor() as cursor:
        cursor.execute("select current_user, (select rolsuper from pg_roles where rolname = current_user)")
        assert cursor.fetchone() == ("rmt_app", False)


def test_the_driver_is_psycopg2():
    assert connection.Database.__name__ == "psycopg2"
