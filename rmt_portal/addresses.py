"""Where the database and the broker answer. Standard library only: set-up code uses it before any package is there.

Without ``DATABASE_URL`` / ``REDIS_URL`` the portal uses the embedded servers of this project folder.
Their addresses follow from the folder alone, so settings can *compute* them and never have to start anything
(``tools/devservices.py`` starts them).
"""

import hashlib
import os
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
DATABASE = "rmt"
OWNER_ROLE = "rmt_owner"
SERVING_ROLE = "rmt_app"


def socket_folder(base: Path) -> Path:
    """Return the private folder that holds the sockets of the servers whose data lives in ``base``.

    A socket path may hold about 100 bytes, so it can not lie in the project folder, whose path may be long.
    """
    key = hashlib.sha256(str(base.resolve()).encode()).hexdigest()[:8]
    return Path(os.environ.get("RMT_RUN_DIR") or tempfile.gettempdir()) / f"rmt-{os.geteuid()}-{key}"


def data_folder() -> Path:
    """Return the folder of the embedded servers: ``var/`` of the project, or ``RMT_VAR`` when that is set."""
    return Path(os.environ.get("RMT_VAR") or PROJECT / "var").resolve()


def database_url(role: str, base: Path | None = None, database: str = DATABASE) -> str:
    """Return the address of the embedded PostgreSQL for one of the two roles."""
    return f"postgresql://{role}@/{database}?host={socket_folder(base or data_folder())}"


def redis_url(base: Path | None = None) -> str:
    """Return the address of the embedded Valkey as Celery writes it."""
    return f"redis+socket://{socket_folder(base or data_folder())}/valkey.sock"
