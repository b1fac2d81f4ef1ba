"""A progress bar for commands: on a terminal only, on standard error, so that what a command prints stays clean."""

import sys
from typing import TextIO

WIDTH = 30


class Progress:
    """Shows how far a command is; writes nothing when nobody watches."""

    def __init__(self, title: str, total: int, stream: TextIO | None = None) -> None:
        self.title, self.total, self.done = title, max(total, 0), 0
        self._stream = stream or sys.stderr
        self._shown = -1
        self._watched = self._stream.isatty()

    def __enter__(self) -> "Progress":
        self._show()
        return self

    def __exit__(self, *_: object) -> None:
        if self._watched:
            self._stream.write("\n")

    def advance(self, by: int = 1) -> None:
        """Count work as done."""
        self.reach(self.done + by)

    def reach(self, done: int) -> None:
        """Say how much is done in all."""
        self.done = done
        self._show()

    def _show(self) -> None:
        percent = 100 if not self.total else min(100, 100 * self.done // self.total)
        if self._watched and percent != self._shown:
            self._shown = percent
            bar = "#" * (WIDTH * percent // 100)
            self._stream.write(f"\r{self.title} [{bar:<{WIDTH}}] {percent:3d} % ({self.done} van {self.total})")
            self._stream.flush()
