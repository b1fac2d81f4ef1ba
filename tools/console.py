"""How our scripts speak: one line a step, and one clear line when something can not go on. Standard library only."""

import errno
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from rmt_portal import addresses
from tools.processes import ServiceError

PROJECT = Path(__file__).resolve().parent.parent
VENV_PYTHON = PROJECT / ".venv" / "bin" / "python"
_DISK_FULL = ("No space left on device", "Check free disk space", "Disk quota exceeded")
"""How the system, PostgreSQL and a quota say it."""


class Problem(Exception):
    """Something a person has to do first; the message is the one line that says what."""


def say(line: str) -> None:
    """Tell what happens, at once, also when the output is a file."""
    print(line, flush=True)


def in_one_line(work: Callable[[], int]) -> int:
    """Do the work; turn what a person can mend into one line and exit code 1."""
    try:
        return work()
    except (Problem, ServiceError) as problem:
        message = str(problem)
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES}:
            raise
        message = f"{error.strerror}: {error.filename or PROJECT}"
    except KeyboardInterrupt:
        message = "stopped"
    if any(sign in message for sign in _DISK_FULL):
        message = _full_disk()
    print(f"Error: {message}", file=sys.stderr, flush=True)
    return 1


def _full_disk() -> str:
    """Say which disk is full: the emptiest of the folders we write in."""
    folders = [folder for folder in (PROJECT, addresses.data_folder(), Path(tempfile.gettempdir())) if folder.exists()]
    fullest = min(folders, key=_free)
    return f"the disk is full: {_free(fullest)} MB is free at {fullest}. Make room and try again; no data was lost."


def need_room(megabytes: int, purpose: str, folder: Path = PROJECT) -> None:
    """Refuse to begin what would fill the disk.

    :raises Problem: when less than ``megabytes`` is free at ``folder``.
    """
    if _free(folder) < megabytes:
        raise Problem(f"{purpose} needs {megabytes} MB, and {_free(folder)} MB is free at {folder}. Make room first.")


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free // 2**20


def run(command: Sequence[str | Path], failure: str, environment: Mapping[str, str] | None = None) -> str:
    """Run a command quietly in the project folder and return what it printed.

    :raises Problem: when it fails, with ``failure`` and the end of what it printed.
    """
    done = subprocess.run(
        [str(part) for part in command],
        cwd=PROJECT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise Problem(f"{failure}:\n{done.stdout.strip()[-3000:]}")
    return done.stdout
