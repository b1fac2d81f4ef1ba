"""What a source is: one file, how its lines become rows, what is checked, and what is written where."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum

from rmt_portal.reference.loading.reading import Line

Row = tuple[object, ...]


class Presence(Enum):
    """Where a file is expected when somebody loads a folder of official files."""

    REQUIRED = "required"  # the folder has it, or the load stops before it begins
    OPTIONAL = "optional"  # the folder may have it; otherwise ours of the same name is used when there is one
    DEMO = "demo"  # as optional, and left out on request: values of ours that only show how it works


@dataclass(frozen=True)
class Check:
    """Staged rows for which ``condition`` (SQL over ``s``) holds are refused with ``reason`` (SQL text).

    ``waits``: not refused but left for later without a word per line, because it only lacks an optional other file.
    """

    condition: str
    reason: str
    waits: bool = False


@dataclass(frozen=True)
class Upsert:
    """Insert rows ``values`` (column -> SQL expression) selected ``from_``; update those whose ``key`` exists.

    ``from_`` yields each key once. ``fresh`` are columns that get a value at insertion only. ``keep_filled`` columns
    are not emptied by an empty value. ``unless`` (SQL over ``old`` and EXCLUDED) protects rows from an update. Rows
    that stay the same are not touched, so the number of changed rows is honest.
    """

    table: str
    key: tuple[str, ...]
    values: dict[str, str]
    from_: str = "stage s"
    fresh: dict[str, str] | None = None
    keep_filled: tuple[str, ...] = ()
    unless: str = ""

    def sql(self) -> str:
        """Return one statement that yields a row per written row: whether it was inserted."""
        columns = {**self.values, **(self.fresh or {})}
        changing = [c for c in self.values if c not in self.key]
        new = {
            c: f"COALESCE(NULLIF(EXCLUDED.{c}, ''), old.{c})" if c in self.keep_filled else f"EXCLUDED.{c}"
            for c in changing
        }
        action = "NOTHING"
        if changing:
            guard = f" AND NOT ({self.unless})" if self.unless else ""
            action = (
                f"UPDATE SET {', '.join(f'{c} = {new[c]}' for c in changing)} "
                f"WHERE ({', '.join(f'old.{c}' for c in changing)}) IS DISTINCT FROM ({', '.join(new.values())}){guard}"
            )
        return (
            f"INSERT INTO {self.table} AS old ({', '.join(columns)}) "  # noqa: S608 - our own names, no input
            f"SELECT {', '.join(columns.values())} FROM {self.from_} "
            f"ON CONFLICT ({', '.join(self.key)}) DO {action} RETURNING (xmax = 0)"
        )


@dataclass(frozen=True)
class Update:
    """Fill columns of rows that exist: ``values`` (column -> SQL expression) where ``match`` (SQL) holds."""

    table: str
    values: dict[str, str]
    match: str
    from_: str = "stage s"

    def sql(self) -> str:
        """Return one statement that yields ``false`` (not inserted) per changed row."""
        assignments = ", ".join(f"{column} = {value}" for column, value in self.values.items())
        return (
            f"UPDATE {self.table} AS old SET {assignments} FROM {self.from_} WHERE {self.match} AND "  # noqa: S608
            f"({', '.join(f'old.{c}' for c in self.values)}) IS DISTINCT FROM ({', '.join(self.values.values())}) "
            "RETURNING false"
        )


@dataclass(frozen=True)
class Remove:
    """Delete what the file no longer holds: rows of ``table`` within ``scope`` (SQL over ``old``) without a match.

    ``match`` gives the pairs of SQL expressions (over ``old`` and over ``from_``) that make a row of the table and a
    row of the file the same; ``scope`` limits it to what the file speaks of completely.
    """

    table: str
    match: dict[str, str]
    from_: str
    scope: str = "true"

    def sql(self) -> str:
        """Return one statement that yields NULL per removed row."""
        same = " AND ".join(f"{old} = {new}" for old, new in self.match.items())
        return (
            f"DELETE FROM {self.table} AS old WHERE {self.scope} "  # noqa: S608
            f"AND NOT EXISTS (SELECT FROM {self.from_} WHERE {same}) RETURNING NULL::boolean"
        )


@dataclass(frozen=True)
class Source:
    """One file of the folder. ``stage`` gives the columns of the temporary table its lines are copied to.

    ``parse`` turns a line into staged rows (without their line number) or raises ``LineRefusedError``; ``key`` are
    the staged columns that may occur together only once in the file.
    """

    path: str
    columns: tuple[str, ...]
    stage: dict[str, str]
    parse: Callable[[Line], Iterable[Row]]
    key: tuple[str, ...] = ()
    prepare: tuple[str, ...] = ()
    """SQL that runs after the checks and before the writes, making the tables named in ``temporary``."""
    temporary: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    writes: tuple[Upsert | Update | Remove, ...] = ()
    presence: Presence = Presence.REQUIRED
    again_for: str = ""
    """Filled when the same file is read once more for something that has to wait for another file."""


@dataclass
class Result:
    """What happened to one file; ``refused`` holds (line number, reason)."""

    path: str
    is_starter: bool
    lines: int = 0
    inserted: int = 0
    changed: int = 0
    removed: int = 0
    waiting: int = 0
    seconds: float = 0.0
    refused: list[tuple[int, str]] = field(default_factory=list)

    @property
    def writes(self) -> int:
        """Return how many rows of the database differ from before."""
        return self.inserted + self.changed + self.removed
