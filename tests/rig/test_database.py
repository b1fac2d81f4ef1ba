"""The rig's own databases go away, whoever is still in them."""

import os
import subprocess
from threading import Timer

import pytest
from django.db import connections

from tests.rig.database import dropped
from tests.rig.worker import wait_until
from tools.devservices import Services

LEFT = "test_rmt_left_behind"


@pytest.fixture
def left_behind(transactional_db):
    """A database that a run made and did not clear away."""
    name = f"{LEFT}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    dropped(name)
    with connections["owner"]._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    return name


def test_a_database_goes_from_under_a_thread_that_ended_and_a_postgresql_that_tidies_up(left_behind):
    """A submission was refused for it: the owner may end neither of the two."""
    default = connections["default"]
    forgotten = default.get_new_connection(default.get_connection_params() | {"dbname": left_behind})
    tidying = _superuser_in(left_behind)
    try:
        wait_until(lambda: _guests(left_behind) == {"postgres", default.settings_dict["USER"]}, 20)

        Timer(1, tidying.kill).start()
        dropped(left_behind)

        assert not _exists(left_behind)
    finally:
        forgotten.close()
        tidying.communicate()


def _superuser_in(database: str) -> subprocess.Popen[bytes]:
    postgres = Services(os.environ["RMT_VAR"], durable=False).postgres
    psql = [postgres.binaries().folder / "psql", "-X", "-h", postgres.place.sockets, "-U", "postgres", "-d", database]
    return subprocess.Popen(psql, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)


def _guests(database: str) -> set[str]:
    with connections["owner"]._nodb_cursor() as cursor:
        cursor.execute("SELECT usename FROM pg_stat_activity WHERE datname = %s", [database])
        return {str(name) for (name,) in cursor.fetchall()}


def _exists(database: str) -> bool:
    with connections["owner"]._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        return cursor.fetchone() is not None
