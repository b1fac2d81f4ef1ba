"""Make the environment: ``.venv`` with the locked packages, and the style sheet. Only what changed is done again.

``PACKAGES=run`` installs what the portal runs on, half of what it is developed with; that takes a minute less.
Runs in any Python from 3.11 to 3.13, with the standard library only; ``tools/start.sh`` finds one.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.console import PROJECT, VENV_PYTHON, in_one_line, need_room, run, say

VENV = PROJECT / ".venv"
TO_RUN, TO_DEVELOP = PROJECT / "requirements-demo.txt", PROJECT / "requirements-dev.txt"
ROOM_FOR_PACKAGES = 1500
"""Megabytes; the installed packages take about 900, what pip unpacks meanwhile the rest."""


def main() -> int:
    """Bring the environment up to date."""
    (PROJECT / "var").mkdir(exist_ok=True)
    with (PROJECT / "var" / ".setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        make_venv()
        install_packages()
        build_style()
    return 0


def make_venv() -> None:
    """Make ``.venv`` when there is none, when its Python is gone, or when another version was asked for."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if _version_of(VENV_PYTHON) == version:
        return
    need_room(ROOM_FOR_PACKAGES, "the Python environment")
    say(f"Making .venv with Python {sys.version.split()[0]} ({sys.executable})")
    if VENV.exists():
        shutil.rmtree(VENV)
    run(
        [sys.executable, "-m", "venv", VENV],
        f"Python's venv module does not work. Run: sudo apt install python{version}-venv",
    )


def install_packages() -> None:
    """Install the locked packages, each with its hash, unless these very ones are there.

    Those to develop with contain those to run on.
    """
    mark = VENV / "installed.sha256"
    enough = [TO_RUN, TO_DEVELOP] if os.environ.get("PACKAGES") == "run" else [TO_DEVELOP]
    if mark.exists() and mark.read_text() in map(_hash_of, enough):
        return
    lock = enough[0]
    need_room(ROOM_FOR_PACKAGES if not mark.exists() else 300, "installing the packages")
    say("Installing the Python packages (a minute or two the first time)")
    uv = shutil.which("uv")
    if not (uv and _install_with_uv(uv, lock)):
        pip: list[str | Path] = [
            VENV_PYTHON,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-input",
        ]
        run([*pip, "--require-hashes", "-r", lock], f"pip could not install the packages of {lock.name}")
    mark.write_text(_hash_of(lock))


def _hash_of(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _install_with_uv(uv: str, lock: Path) -> bool:
    """Use uv when a person has it: it is only quicker, so its failure is no news."""
    command = [uv, "pip", "install", "--quiet", "--python", str(VENV_PYTHON), "--require-hashes", "-r", str(lock)]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, check=False).returncode == 0


def build_style() -> None:
    """Build the style sheet; does nothing when no input changed."""
    out = run([VENV_PYTHON, PROJECT / "tools" / "build_css.py"], "the style sheet could not be built")
    if "up to date" not in out:
        say(out.strip())


def _version_of(python: Path) -> str | None:
    """Return major and minor version, None when this Python does not run."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        asked = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    except OSError:
        return None
    return asked.stdout.strip() if asked.returncode == 0 else None


if __name__ == "__main__":
    sys.exit(in_one_line(main))
