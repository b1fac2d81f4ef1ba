"""The rig: real PostgreSQL and Valkey; tests run as the serving role; the owner creates, migrates and empties.

Reference data (the starter set) is loaded once per run and stays; everything else is made by the test that needs it.
"""

import os
from pathlib import Path

# Here and not in pyproject.toml: from there pytest-django would load the settings before these variables are set.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rmt_portal.settings")
os.environ["RMT_TESTING"] = "1"
os.environ.setdefault("RMT_VAR", str(Path(__file__).resolve().parent.parent / "var" / "test"))

import django
import pytest

django.setup()

from tests.rig.visited import VisitedRoutes  # noqa: E402
from tools import devservices  # noqa: E402

pytest_plugins = [
    "tests.rig.at_work",
    "tests.rig.database",
    "tests.rig.memory",
    "tests.rig.strictness",
    "tests.rig.sql_snapshots",
    "tests.rig.worker",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-sql", action="store_true", help="write the SQL snapshots anew, to be reviewed as code")
    parser.addoption(
        "--update-pictures", action="store_true", help="make the pictures of the manual anew, to be looked at"
    )
    parser.addoption("--every-route", action="store_true", help="fail when a URL was visited by no test (whole suite)")


def pytest_configure(config: pytest.Config) -> None:
    if "DATABASE_URL" not in os.environ and not hasattr(config, "workerinput"):
        devservices.Services(os.environ["RMT_VAR"], durable=False).ensure()
    config.pluginmanager.register(VisitedRoutes(config), "visited-routes")
