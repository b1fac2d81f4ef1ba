"""Read a publisher's CSV file line by line, and say in one line what is wrong with it."""

import csv
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import zip_longest
from pathlib import Path

LONGEST_FIELD = 1_000_000
"""Characters in one field; ESCO's longest (the labels of an occupation) stays far below it."""
csv.field_size_limit(LONGEST_FIELD)


class FileRefusedError(Exception):
    """A whole file can not be loaded; the message is one line that names the file and what to do."""


class LineRefusedError(ValueError):
    """A single line can not be loaded; the message is the reason."""


@dataclass(frozen=True)
class Line:
    """One record of a file: ``number`` is the line of the file it starts on, counted from 1 with the header."""

    number: int
    values: dict[str, str]

    def text(self, column: str, longest: int = 255) -> str:
        """Return the text without space around it; empty when the column is absent."""
        text = self.values.get(column, "").strip()
        if len(text) > longest:
            raise LineRefusedError(f"{column} is longer than {longest} characters")
        return text

    def needed(self, column: str, longest: int = 255) -> str:
        """Return the text, which may not be empty."""
        text = self.text(column, longest)
        if not text:
            raise LineRefusedError(f"{column} is empty")
        return text

    def like(self, column: str, pattern: str) -> str:
        """Return the text, which has to match ``pattern`` completely."""
        text = self.needed(column)
        if not re.fullmatch(pattern, text):
            raise LineRefusedError(f"{column} {text!r} is not of the form {pattern}")
        return text

    def decimal(self, column: str) -> Decimal | None:
        """Return a number written with a point or a comma; None when empty."""
        text = self.text(column)
        if not text:
            return None
        try:
            value = Decimal(text.replace(",", "."))
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite():
            raise LineRefusedError(f"{column} {text!r} is not a number")
        return value

    def whole(self, column: str) -> int | None:
        """Return a whole number, also when it is written "2.0"; None when empty."""
        value = self.decimal(column)
        if value is not None and value != value.to_integral_value():
            raise LineRefusedError(f"{column} {self.text(column)!r} is not a whole number")
        return None if value is None else int(value)

    def day(self, column: str) -> date | None:
        """Return a date written as 2026-01-31; None when empty."""
        text = self.text(column)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise LineRefusedError(f"{column} {text!r} is not a date like 2026-01-31") from None

    def flag(self, column: str) -> bool:
        """Return whether the field holds 1; empty and 0 mean no."""
        text = self.text(column)
        if text not in {"", "0", "1"}:
            raise LineRefusedError(f"{column} {text!r} is not 0 or 1")
        return text == "1"

    def of_some_year(self, prefix: str) -> str:
        """Return the name of the column that starts with ``prefix`` (publishers write a year behind it)."""
        return max((name for name in self.values if name.startswith(prefix)), default=prefix)


def read(path: Path, columns: tuple[str, ...], refuse: Callable[[int, str], None]) -> Iterator[Line]:
    """Yield the records of a UTF-8 CSV file whose header holds at least ``columns``.

    A record with too many fields goes to ``refuse(line number, reason)``; raises
    :class:`FileRefusedError` when the file can not be read as such a file at all.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, [])
            missing = [column for column in columns if column not in header]
            if missing:
                raise FileRefusedError(f"{path}: the header misses {', '.join(missing)}; is this the right file?")
            end = reader.line_num
            for fields in reader:
                number, end = end + 1, reader.line_num
                if not fields:
                    continue
                if len(fields) > len(header):
                    refuse(number, f"{len(fields)} fields instead of {len(header)}")
                elif any("\0" in field for field in fields):
                    refuse(number, "holds a NUL character")
                else:
                    # ESCO leaves out empty fields at the end of a line; they read as empty.
                    yield Line(number, dict(zip_longest(header, fields, fillvalue="")))
    except UnicodeDecodeError as error:
        raise FileRefusedError(f"{path}: is not UTF-8 text (byte {error.start}); save it as CSV UTF-8") from error
    except csv.Error as error:
        raise FileRefusedError(f"{path}: line {reader.line_num}: {error}; is the file complete?") from error
    except OSError as error:
        raise FileRefusedError(f"{path}: {error.strerror}") from error


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
