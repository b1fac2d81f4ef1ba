"""PostgreSQL, Valkey and Celery processes of one test alone, which it may kill: those of the run are everybody's."""

import hashlib
import os
import random
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import DatabaseError, connection, connections

from rmt_portal import addresses
from tests.rig.worker import PROJECT, wait_until
from tools.devservices import Services
from tools.processes import first_number, run_as


def own_folder() -> Path:
    """Return a folder for servers of a test alone: in memory where that can be, because PostgreSQL brings all its
    files to the disk after every kill before it answers again."""
    run, memory = Path(os.environ["RMT_VAR"]).resolve(), Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        return run / "own"
    return memory / f"rmt-test-{hashlib.sha256(str(run).encode()).hexdigest()[:8]}"


class OwnServers:
    """A PostgreSQL with a copy of the test database, and a Valkey; both come back after ``kill -9``."""

    def __init__(self, folder: Path) -> None:
        self.services = Services(folder)  # durable: what was committed must be there after a kill
        self.addresses: dict[str, str] = {}

    def start(self) -> None:
        """Start what does not run."""
        self.addresses = self.services.ensure()

    def remove(self) -> None:
        """End both and leave nothing behind."""
        self.services.stop()
        shutil.rmtree(self.services.data, ignore_errors=True)
        shutil.rmtree(self.services.base, ignore_errors=True)

    def copy(self, database: str) -> None:
        """Fill the own database with a copy of one of the run's."""
        run = Services(os.environ["RMT_VAR"], durable=False)
        programs = run.postgres.binaries().folder
        said = f"-U postgres -h {shlex.quote(str(run.postgres.place.sockets))}"
        into = f"-U postgres -h {shlex.quote(str(self.services.postgres.place.sockets))} -d {addresses.DATABASE}"
        commands = (
            f"{shlex.quote(str(programs / 'pg_dump'))} {said} {shlex.quote(database)}",
            f"{shlex.quote(str(programs / 'psql'))} -Xq -v ON_ERROR_STOP=1 --single-transaction {into} > /dev/null",
        )
        done = run_as(self.services.postgres.place.user, ["sh", "-c", " | ".join(commands)])
        assert done.returncode == 0, done.stdout[-2000:]

    @contextmanager
    def serve_this_process(self) -> Iterator[None]:
        """Let the queries of the test itself go to the own PostgreSQL."""
        before = {alias: dict(connections[alias].settings_dict) for alias in ("default", "owner")}
        for alias in before:
            given = connections[alias].settings_dict
            connections[alias].close()
            folder = str(self.services.postgres.place.sockets)
            given.update(NAME=addresses.DATABASE, OPTIONS=given["OPTIONS"] | {"host": folder})
        try:
            yield
        finally:
            for alias, given in before.items():
                connections[alias].close()
                connections[alias].settings_dict.update(given)

    def kill_postgres(self, draw: random.Random) -> None:
        """Kill the server, or one of the processes that serve a connection, and let it come back."""
        others = "SELECT pid FROM pg_stat_activity WHERE usename = current_user AND pid <> pg_backend_pid()"
        with connection.cursor() as cursor:
            cursor.execute(others + " ORDER BY pid")
            serving = [pid for (pid,) in cursor.fetchall()]
        connection.close()
        whole = first_number(self.services.data / "postmaster.pid")
        assert whole
        end(draw.choice(serving) if serving and draw.random() < 0.5 else whole)
        wait_until(self._answers, 60)

    def _answers(self) -> bool:
        self.services.ensure()
        try:
            connection.ensure_connection()
        except DatabaseError:  # no server yet, or it was struck between answering and the first words
            connection.close()
            return False
        return True

    def kill_valkey(self, _draw: random.Random) -> None:
        """Kill the broker and start an empty one."""
        served = first_number(self.services.base / "valkey.pid")
        assert served
        end(served)
        self.services.ensure()


class OwnWorker:
    """A Celery worker with two processes, started again when it ends, as systemd does (docs/deployment.md)."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.environment, self.log = environment, log
        self.changing = threading.Lock()
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [
            sys.executable, "-m", "celery", "-A", "rmt_portal", "worker", "--concurrency=2", "--loglevel=WARNING",
            "--without-gossip", "--without-mingle",
        ]  # fmt: skip
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command, cwd=PROJECT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def look_after(self) -> None:
        """Start it again when it ended: Celery 5.7 gives up on some losses of the broker ("unrecoverable error")."""
        with self.changing:
            if self.process.poll() is not None:
                self.process = self._start()

    def kill(self, draw: random.Random) -> None:
        """Kill one of its processes, as the kernel does when memory is short, or all of it."""
        working = children(self.process.pid)
        if working and draw.random() < 0.7:
            end(draw.choice(working))
        else:
            with self.changing:
                self.stop()
                self.process = self._start()

    def stop(self) -> None:
        """Kill all of it."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)


def end(pid: int) -> None:
    """``kill -9``; a process that went by itself in the meantime is no error."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def children(pid: int) -> list[int]:
    """Return the processes a process started, ascending."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(parent) == pid and state != "Z":
            found.append(int(stat.parent.name))
    return sorted(found)


def every(seconds: float, act: Callable[[], None], stopped: Callable[[], bool]) -> None:
    """Do something again and again until it is time to stop."""
    while not stopped():
        act()
        time.sleep(seconds)
