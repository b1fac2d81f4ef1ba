"""A real Celery worker with its beat, on the test's own database and queue, for tests that need the whole road."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from rmt_portal import addresses
from rmt_portal.outbox.models import Heartbeat

PROJECT = Path(__file__).resolve().parents[2]


def own_broker() -> str:
    """Return the address of a database of Valkey that this process of the test run has for itself."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) + 1
    return f"{addresses.redis_url()}?virtual_host={number}"


def environment() -> dict[str, str]:
    """Return the environment of a process that serves the test database, as the serving role."""
    database = connections["default"].settings_dict
    host = database["OPTIONS"].get("host") or database["HOST"]
    url = f"postgresql://{database['USER']}@/{database['NAME']}?host={host}"
    given = os.environ | {
        "DATABASE_URL": url,
        "REDIS_URL": own_broker(),
        "EMAIL_URL": "dummymail://",
        "RMT_TESTING": "",
        "DJANGO_SETTINGS_MODULE": "rmt_portal.settings",
    }
    return {name: value for name, value in given.items() if not name.startswith("PYTEST_")}


@pytest.fixture
def a_real_worker(transactional_db, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start worker and beat as one process, wait until it made progress, stop it afterwards."""
    command = [
        sys.executable, "-m", "celery", "-A", "rmt_portal", "worker", "--pool=prefork", "--concurrency=2", "--beat",
        "-s", str(tmp_path / "beat"), "--loglevel=WARNING", "--without-gossip", "--without-mingle",
    ]  # fmt: skip
    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=PROJECT, env=environment(), stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            wait_until(lambda: Heartbeat.objects.filter(name="outbox").exists(), 60, tmp_path / "worker.log")
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                try:
                    process.wait(30)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait(10)


def wait_until(true: object, seconds: float, log: Path | None = None) -> None:
    """Look until a condition holds; fails with the end of the log when it never does."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():  # type: ignore[operator]
            return
        time.sleep(0.1)
    tail = log.read_text(errors="replace")[-3000:] if log and log.exists() else ""
    raise AssertionError(f"not within {seconds} s\n{tail}")
