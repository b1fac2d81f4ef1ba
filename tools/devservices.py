"""PostgreSQL and Valkey for development and tests, from their Python packages. Standard library only.

``python tools/devservices.py up [FOLDER]`` starts them when they do not run yet and prints their addresses;
``down [FOLDER]`` ends them. Both are daemons that outlive the caller. Settings compute the same addresses
(``rmt_portal/addresses.py``) and never start anything.
"""

import sys
import time
from pathlib import Path

if __package__ in {None, ""}:  # run as a script
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rmt_portal import addresses
from tools.console import in_one_line
from tools.place import locked, place_of
from tools.postgres import Postgres
from tools.valkey import Valkey


class Services:
    """The servers whose data lives in ``base``; safe to use from many processes at once."""

    def __init__(self, base: str | Path, *, durable: bool = True) -> None:
        self.base = Path(base).expanduser().resolve()
        with locked(self.base):
            place = place_of(self.base)
        self.postgres = Postgres(place, durable=durable)
        self.valkey = Valkey(place)

    @property
    def data(self) -> Path:
        """The folder that holds the database; to be backed up, never to be deleted while in use."""
        return self.postgres.data

    def ensure(self) -> dict[str, str]:
        """Start what does not run, and return the addresses.

        :raises ServiceError: when a server can not be started; the message says what to do.
        """
        for server in (self.postgres, self.valkey):
            if not server.is_up():
                with locked(self.base):
                    place_of(self.base)
                    if not server.is_up():
                        server.start()
        return {
            "DATABASE_URL": addresses.database_url(addresses.SERVING_ROLE, self.base),
            "DATABASE_OWNER_URL": addresses.database_url(addresses.OWNER_ROLE, self.base),
            "REDIS_URL": addresses.redis_url(self.base),
        }

    def stop(self) -> None:
        """End both servers; the data stays."""
        with locked(self.base):
            self.valkey.stop()
            self.postgres.stop()


def main() -> int:
    """Carry out ``up`` or ``down``; return the exit code."""
    wanted, *given = sys.argv[1:] or [""]
    if wanted not in {"up", "down"}:
        print(__doc__, file=sys.stderr)
        return 2
    began = time.monotonic()
    services = Services(given[0] if given else addresses.data_folder())
    if wanted == "up":
        for name, value in services.ensure().items():
            print(f"{name}={value}")
        print(f"# data in {services.data}, {time.monotonic() - began:.2f} s", file=sys.stderr)
    else:
        services.stop()
        print(f"# stopped in {time.monotonic() - began:.2f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(in_one_line(main))
