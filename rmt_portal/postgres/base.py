"""The database connection of the serving role: before a query it tells PostgreSQL the scope of row security.

Inside a transaction the settings are local to it and gone with it, so nothing of one request is left for the next one
on the same connection; what was told outside holds again then. Outside a transaction they hold for the session, and are
told anew as soon as the scope is another. What PostgreSQL may have taken back (a savepoint, a failed commit, a new
connection) counts as not told.
A pooler that hands out connections per transaction would break the second case: do not put one in between.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from rmt_portal import clock, row_security
from rmt_portal.postgres import planning


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that knows what it told PostgreSQL last."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._told: dict[str, str] | None = None
        self._told_outside: dict[str, str] | None = None
        self.execute_wrappers.append(self._tell_first)

    def _tell_first(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        wanted = row_security.current().settings | {"rmt.now": _pretended_moment()} | planning.settings()
        if wanted != self._told and self.connection.info.transaction_status != TRANSACTION_STATUS_INERROR:
            self._tell(wanted)
        return execute(sql, params, many, context)

    def _tell(self, wanted: dict[str, str]) -> None:
        local = self.in_atomic_block or not self.get_autocommit()
        self._told = None  # what follows may fail
        calls = ", ".join(["set_config(%s, %s, %s)"] * len(wanted))
        with self.wrap_database_errors, self.connection.cursor() as cursor:
            cursor.execute(f"SELECT {calls}", [part for item in wanted.items() for part in (*item, local)])
        self._told = wanted
        if not local:
            self._told_outside = wanted

    def connect(self) -> None:
        """Connect; a new connection was told nothing."""
        self._told = self._told_outside = None
        super().connect()

    def _commit(self) -> None:
        self._told = None
        super()._commit()  # type: ignore[misc]
        self._told = self._told_outside

    def _rollback(self) -> None:
        self._told = None
        super()._rollback()  # type: ignore[misc]
        self._told = self._told_outside

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self._told = None


def _pretended_moment() -> str:
    """Return the moment the policies must take for now when the clock is not the real one: in tests and demo data.

    Rounded up, so that what was given a moment ago holds already.
    """
    if not (settings.TESTING or clock.is_pretended()):
        return ""
    return (clock.now() + timedelta(seconds=1)).replace(microsecond=0).isoformat()
