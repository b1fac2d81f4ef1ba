"""The test database: made and emptied by its owner, used by the serving role."""

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.apps import AppConfig, apps
from django.core.management import call_command
from django.db import OperationalError, connections
from django.test import TransactionTestCase

from rmt_portal import row_security
from tests.official_data import OFFICIAL
from tools.console import PROJECT

KEPT = ("reference_", "django_migrations", "django_content_type", "auth_permission")


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_blocker):
    """Give this process a database of its own, made by the owner role, and then serve as the serving role.

    A new one is a copy of the pattern (see :func:`pattern`), which is migrated once for all processes and runs.
    """
    owner, default = connections["owner"], connections["default"]
    keep = request.config.getoption("reuse_db") and not request.config.getoption("create_db")
    name = "test_rmt_" + os.environ.get("RMT_TEST_NAME", "main") + os.environ.get("PYTEST_XDIST_WORKER", "")
    with django_db_blocker.unblock():
        production_name = owner.settings_dict["NAME"]
        default.close()
        if keep:
            _migrated(name, keep=True)
        else:
            _copied(pattern(), name)
        for connection in (owner, default):
            connection.settings_dict["NAME"] = connection.settings_dict["TEST"]["NAME"] = name
        with _as_owner() as cursor:
            cursor.execute("CREATE SCHEMA IF NOT EXISTS rig")
            cursor.execute("CREATE TABLE IF NOT EXISTS rig.brands AS TABLE reference_regionbrand")
    yield
    with django_db_blocker.unblock():
        default.close()
        default.settings_dict["NAME"] = production_name
        dropped(_official(name))
        owner.close()
        owner.settings_dict["NAME"] = production_name
        if not keep:
            dropped(name)  # whoever still holds a connection, like a thread that ended, loses it


@pytest.fixture
def official_reference(transactional_db):
    """Run a test in a database of its own that holds the complete official files instead of the starter set.

    A copy of the pattern where there is one: a live server may keep a connection to the usual database open.
    """
    owner, default = connections["owner"], connections["default"]
    usual = default.settings_dict["NAME"]
    name = _official(usual)
    default.close()
    pattern = _name_of_pattern()
    _copied(pattern if pattern in _patterns() else usual, name)
    for connection in (owner, default):
        connection.settings_dict["NAME"] = name
    call_command("load_reference", OFFICIAL, verbosity=0)
    yield
    default.close()
    for connection in (owner, default):
        connection.settings_dict["NAME"] = usual


def _migrated(name: str, keep: bool) -> None:
    """Create and migrate a database and load the starter set; leaves no connection open."""
    owner, default = connections["owner"], connections["default"]
    before = owner.settings_dict["NAME"]
    owner.settings_dict["TEST"]["NAME"] = default.settings_dict["TEST"]["NAME"] = name
    owner.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=keep)
    default.settings_dict["NAME"] = name
    call_command("load_reference", verbosity=0)
    default.close()
    owner.close()
    owner.settings_dict["NAME"] = default.settings_dict["NAME"] = before


def pattern() -> str:
    """Return the name of the database to copy; migrate it when this code has none yet. One process at a time."""
    name = _name_of_pattern()
    owner = connections["owner"]
    with (Path(os.environ["RMT_VAR"]) / "pattern.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        patterns = _patterns()
        if name in patterns:
            return name
        for old in patterns:
            dropped(old)
        _migrated("rmt_unfinished", keep=False)
        with owner._nodb_cursor() as cursor:
            cursor.execute(f'ALTER DATABASE rmt_unfinished RENAME TO "{name}"')
    return name


def _patterns() -> set[str]:
    with connections["owner"]._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'rmt_pattern_%'")
        return {found for (found,) in cursor.fetchall()}


def _name_of_pattern() -> str:
    return f"rmt_pattern_{_fingerprint()}"


def _official(name: str) -> str:
    return f"{name}_official"


def dropped(name: str) -> None:
    """Drop a database from under whoever still holds a connection to it, like a thread that ended.

    Not ``WITH (FORCE)``: that fails at once on a connection of another role, and on PostgreSQL's own process that
    tidies up (autovacuum). So each role ends its own connections; a plain drop asks PostgreSQL's to stop and waits
    five seconds for it, and is tried again when another came meanwhile.

    :raises OperationalError: when somebody stays in it for a minute.
    """
    last = time.monotonic() + 60
    while True:
        for alias in ("default", "owner"):
            with connections[alias]._nodb_cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = user",
                    [name],
                )
        try:
            with connections["owner"]._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            return
        except OperationalError:
            if time.monotonic() > last:
                raise


def _copied(pattern: str, name: str) -> None:
    dropped(name)
    with connections["owner"]._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{pattern}"')


def _fingerprint() -> str:
    """Return a mark of everything a migrated database may follow from: the code that is not a test, and its data."""
    found = hashlib.sha256()
    rooms = {Path(config.path).relative_to(PROJECT).parts[0] for config in apps.get_app_configs() if _is_ours(config)}
    for file in sorted(file for room in rooms for file in (PROJECT / room).rglob("*")):
        if file.suffix in (".py", ".csv", ".json") and file.is_file():
            found.update(str(file.relative_to(PROJECT)).encode() + file.read_bytes())
    return found.hexdigest()[:16]


def _is_ours(app: AppConfig) -> bool:
    return PROJECT in Path(app.path).parents and ".venv" not in app.path


@pytest.fixture(autouse=True)
def _as_the_house():
    """Let the code of a test reach every row; what the test asks over HTTP runs as whoever is signed in there."""
    with row_security.house("command"):
        yield


def _empty_all_but_reference(test: TransactionTestCase) -> None:
    """Empty the tables as their owner: the serving role may not, which is the point of having two.

    Only those that hold a row: emptying all of them takes longer than most tests.
    """
    connections["default"].close()
    with _as_owner() as cursor:
        tables = [t for t in connections["owner"].introspection.table_names(cursor) if not t.startswith(KEPT)]
        cursor.execute("SET row_security = off")
        cursor.execute(" UNION ALL ".join(f"SELECT '{t}' WHERE EXISTS (SELECT FROM \"{t}\")" for t in tables))
        filled = [f'"{table}"' for (table,) in cursor.fetchall()]
        if filled:
            for table in filled:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"TRUNCATE {', '.join(filled)} RESTART IDENTITY CASCADE")
            for table in filled:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute(_BRANDS_AS_THEY_WERE)


_BRANDS_AS_THEY_WERE = """
DELETE FROM reference_regionbrand WHERE id NOT IN (SELECT id FROM rig.brands);
UPDATE reference_regionbrand b SET hosts = r.hosts, is_open = r.is_open, phone = r.phone, theme = r.theme
  FROM rig.brands r WHERE r.id = b.id AND (b.hosts, b.is_open, b.phone, b.theme) IS DISTINCT FROM
                                          (r.hosts, r.is_open, r.phone, r.theme);
INSERT INTO reference_regionbrand
  SELECT * FROM rig.brands r WHERE NOT EXISTS (SELECT FROM reference_regionbrand b WHERE b.id = r.id);
"""
"""Brands are kept like all reference data, but a site of three regions in one test is none in the next."""


@contextmanager
def _as_owner() -> Iterator[Any]:
    """Give a cursor of the owner that commits. A connection of its own: Django forbids a test the alias "owner"."""
    owner = connections["owner"]
    with closing(owner.Database.connect(**owner.get_connection_params())) as connection, connection.cursor() as cursor:
        yield cursor
        connection.commit()


TransactionTestCase._fixture_teardown = _empty_all_but_reference
