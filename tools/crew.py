"""The processes of ``make run``: started together, ended together, also when their starter is killed."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from tools.console import PROJECT
from tools.processes import is_running

GRACE_SECONDS = 10
"""How long a process may take to finish its work after it was asked to end."""
MOST_FALLS, FALLS_WITHIN = 5, 300
"""A process that falls this often within so many seconds has a fault that starting it again does not mend."""


class Crew:
    """Processes that each lead a group of their own. A guard process ends them when we die without doing so."""

    def __init__(self, base: Path) -> None:
        self.members: dict[str, subprocess.Popen[bytes]] = {}
        self._how: dict[str, tuple[Sequence[str | Path], Mapping[str, str]]] = {}
        self._falls: dict[str, list[float]] = {}
        self.logs = base / "log"
        self.logs.mkdir(parents=True, exist_ok=True)
        self._guard = subprocess.Popen(
            [sys.executable, "-m", "tools.guard", str(base)],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def start(self, name: str, command: Sequence[str | Path], environment: Mapping[str, str]) -> None:
        """Start a process whose output goes to ``log/<name>.log``; the log of the run before is kept beside it."""
        log = self.logs / f"{name}.log"
        if log.exists():
            log.replace(log.with_suffix(".log.1"))
        self._how[name] = command, environment
        self._begin(name)

    def _begin(self, name: str) -> None:
        command, environment = self._how[name]
        with (self.logs / f"{name}.log").open("ab") as output:
            self.members[name] = subprocess.Popen(
                [str(part) for part in command],
                cwd=PROJECT,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        assert self._guard.stdin is not None
        self._guard.stdin.write(b"%d\n" % self.members[name].pid)
        self._guard.stdin.flush()

    def start_again(self, name: str) -> bool:
        """Start a process anew that ended by itself, writing on in the same log; False when it falls too often."""
        now = time.monotonic()
        falls = [at for at in self._falls.get(name, []) if now - at < FALLS_WITHIN]
        if len(falls) >= MOST_FALLS:
            return False
        self._falls[name] = [*falls, now]
        end_groups([self.members[name].pid])  # what it left behind
        self._begin(name)
        return True

    def fallen(self) -> str | None:
        """Return the name of a process that ended by itself, None when all run."""
        return next((name for name, member in self.members.items() if member.poll() is not None), None)

    def part_with(self, name: str) -> int:
        """Let go of a process that ended by itself, as it should; return its exit code."""
        return self.members.pop(name).wait()

    def end_of_log(self, name: str) -> str:
        """Return the last lines a process wrote."""
        lines = (self.logs / f"{name}.log").read_text(errors="replace").splitlines()
        return "\n".join(lines[-15:])

    def end(self) -> None:
        """End everything and wait until it is gone; the guard then goes too."""
        end_groups([member.pid for member in self.members.values()], self._reap)
        for member in self.members.values():
            member.wait()
        assert self._guard.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._guard.stdin.write(b"done\n")
            self._guard.stdin.close()
        self._guard.wait()

    def _reap(self) -> None:
        for member in self.members.values():
            member.poll()


def end_groups(groups: Sequence[int], reap: Callable[[], None] = lambda: None) -> None:
    """Ask the leader of each group to end, so that it can end its own in good order; then kill what is left."""
    _signal(os.kill, groups, signal.SIGTERM)
    leaderless: set[int] = set()
    until = time.monotonic() + GRACE_SECONDS
    while (living := [group for group in groups if _lives(group)]) and time.monotonic() < until:
        reap()
        orphans = {group for group in living if not is_running(group, "")} - leaderless
        _signal(os.killpg, orphans, signal.SIGTERM)
        leaderless |= orphans
        time.sleep(0.05)
    _signal(os.killpg, groups, signal.SIGKILL)
    reap()


def _signal(send: Callable[[int, int], None], groups: Iterable[int], number: int) -> None:
    for group in groups:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            send(group, number)


def _lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True
