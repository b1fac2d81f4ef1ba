"""Where the embedded servers keep what: their folder, their sockets, their data. Standard library only."""

import fcntl
import os
import pwd
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rmt_portal import addresses
from tools.processes import ServiceError, run_as, service_user

DURABLE = Path(os.environ.get("RMT_DURABLE_DIR", "/var/lib/rmt-portal"))
"""Where data goes when root runs the portal in a folder its service user can not reach, such as /root."""


@dataclass(frozen=True)
class Place:
    """The folders of one set of servers.

    ``base`` is ``var/`` of the project; ``home`` holds the data and is ``base`` unless the service user can not reach
    it; ``sockets`` is a short private path in the temporary folder (a socket path may hold about 100 bytes) that may
    vanish at any moment; ``user`` runs PostgreSQL when we are root.
    """

    base: Path
    home: Path
    sockets: Path
    user: pwd.struct_passwd | None

    def give(self, path: Path) -> None:
        """Hand a file or folder to the service user."""
        if self.user:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)


@contextmanager
def locked(base: Path) -> Iterator[None]:
    """Let one process at a time look after the servers of ``base``.

    :raises ServiceError: when the folder can not be written.
    """
    try:
        base.mkdir(parents=True, exist_ok=True)
        handle = (base / ".services.lock").open("w")
    except PermissionError as error:
        raise ServiceError(
            f"{base} can not be written by this user; it was made by another one. Give it to yourself, "
            f"or set RMT_VAR to a folder of your own."
        ) from error
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def place_of(base: Path) -> Place:
    """Work out, and when needed make, the folders of the servers of ``base``. The caller holds the lock.

    :raises ServiceError: when the socket folder belongs to somebody else.
    """
    _refuse_data_of_another(base / "pgdata")
    user = service_user(base / "pgdata")
    home = _home(base, user)
    if home != base:
        user = service_user(home / "pgdata")
    place = Place(base, home, addresses.socket_folder(base), user)
    _make_socket_folder(place)
    log = home / "postgres.log"
    if user and not log.exists():
        log.touch(mode=0o600)
        place.give(log)
    return place


def _home(base: Path, user: pwd.struct_passwd | None) -> Path:
    """Return the folder for the data. A pointer file in ``base`` remembers one elsewhere, so a rename loses nothing."""
    pointer = base / "data-folder"
    if pointer.exists():
        return Path(pointer.read_text().strip())
    if user is None or run_as(user, ["test", "-x", base]).returncode == 0:
        return base
    home = DURABLE / secrets.token_hex(6)
    home.mkdir(parents=True, mode=0o755)
    if (base / "pgdata").exists():  # the project was moved to where the service user can not come
        shutil.move(base / "pgdata", home / "pgdata")
    pointer.write_text(f"{home}\n")
    return home


def _refuse_data_of_another(data: Path) -> None:
    """PostgreSQL only opens a data folder of its own user."""
    if os.geteuid() != 0 and data.exists() and data.stat().st_uid != os.geteuid():
        raise ServiceError(f"{data} belongs to another user; give it to yourself, or set RMT_VAR to another folder.")


def _make_socket_folder(place: Place) -> None:
    place.sockets.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = place.sockets.lstat().st_uid
    ours = {os.geteuid()} | ({place.user.pw_uid} if place.user else set())
    if owner not in ours or place.sockets.is_symlink() or not place.sockets.is_dir():
        raise ServiceError(f"{place.sockets} belongs to somebody else; set RMT_RUN_DIR to another short folder.")
    place.give(place.sockets)
    place.sockets.chmod(0o700)  # nobody else may come in: the servers trust whoever can open the socket
