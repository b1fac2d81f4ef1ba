"""Which process is it, and as whom do servers run. Standard library only.

A process id alone says nothing: after a crash or a reboot another program may carry it. A process is "ours" when its
name and its working folder are the expected ones.
"""

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

SERVICE_USERS = ("postgres", "nobody")
"""Who runs the servers when we are root (PostgreSQL refuses root); the first that exists."""


class ServiceError(RuntimeError):
    """A server can not be used; the message says why and what to do."""


def service_user(data: Path) -> pwd.struct_passwd | None:
    """Return whom to run servers as when we are root: the owner of the data, or a system user. Otherwise None."""
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        return pwd.getpwuid(data.stat().st_uid)
    for name in SERVICE_USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ServiceError("running as root, and no user 'postgres' or 'nobody' exists to run PostgreSQL as")


def run_as(
    user: pwd.struct_passwd | None, command: Sequence[str | Path], *, output: bool = True, seconds: float = 120
) -> subprocess.CompletedProcess[str]:
    """Run a command as ``user`` (None: as ourselves) without our PG* and LD_* variables.

    ``output=False`` is for commands that start a daemon: it would keep the pipe open for ever.
    """
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LD_"))} | {"LC_ALL": "C.UTF-8"}
    return subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if output else subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=seconds,
        env=environment,
        check=False,
        **({"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "cwd": "/"} if user else {}),  # type: ignore[call-overload]
    )


def first_number(file: Path) -> int | None:
    """Return the process id on the first line of a pid or lock file, None when there is none."""
    try:
        return int(file.read_text(errors="replace").split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def is_running(pid: int | None, name: str, folder: Path | None = None) -> bool:
    """Say whether ``pid`` is a living process whose name holds ``name`` and that works in ``folder``."""
    if not pid or pid < 1:
        return False
    process = Path(f"/proc/{pid}")
    if not Path("/proc/self/stat").exists():
        return _is_running_without_proc(pid, name)
    try:
        stat = (process / "stat").read_text()
        works_in = Path(os.readlink(process / "cwd"))  # noqa: PTH115 -- the kernel's text, not to be resolved
    except OSError:
        return False
    command, state = stat[stat.index("(") + 1 : stat.rindex(")")], stat[stat.rindex(")") + 2]
    return name in command and state != "Z" and (folder is None or works_in == folder)


def _is_running_without_proc(pid: int, name: str) -> bool:
    """Ask ``ps``, where there is no /proc (macOS). The folder can not be asked there."""
    ps = shutil.which("ps") or "ps"
    out = subprocess.run([ps, "-o", "stat=,comm=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(out.strip()) and not out.strip().startswith("Z") and name in out


def end(pid: int, gone: Callable[[], bool], *signals: int, seconds: float = 10) -> bool:
    """Send each signal in turn until ``gone()``; return whether it went."""
    for number in signals or (signal.SIGTERM, signal.SIGKILL):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return True
        if wait_until(gone, seconds):
            return True
    return False


def wait_until(answer: Callable[[], bool], seconds: float) -> bool:
    """Ask until the answer is yes, at most ``seconds``; return the last answer."""
    until = time.monotonic() + seconds
    while not answer():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True
