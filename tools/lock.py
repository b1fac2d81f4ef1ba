"""``make lock``: write the lock files (to install, for ``make run``, to develop) from pyproject.toml.

For every Python from 3.11 and every platform at once (a list made by pip on one machine misses what another needs),
with a hash per file and without the address of a registry. Uses uv: the system's, or one in ``var/uv``.
"""

import shutil
import sys
from pathlib import Path

from tools.console import PROJECT, in_one_line, run, say

FILES: dict[str, list[str]] = {
    "requirements.txt": [],
    "requirements-demo.txt": ["--extra=demo"],
    "requirements-dev.txt": ["--extra=demo", "--extra=dev"],
}
UNIVERSAL = ["--universal", "--python-version=3.11", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links"]


def main() -> int:
    """Resolve and write both files; versions that still fit stay as they are (``--upgrade`` renews them)."""
    uv = _uv()
    for name, extra in FILES.items():
        say(f"Locking {name} ...")
        command: list[str | Path] = [
            uv,
            "pip",
            "compile",
            "--quiet",
            *UNIVERSAL,
            "--no-header",
            "--no-annotate",
            *extra,
            *sys.argv[1:],
        ]
        run([*command, "pyproject.toml", "-o", name], f"{name} could not be resolved")
    return 0


def _uv() -> Path:
    if on_path := shutil.which("uv"):
        return Path(on_path)
    folder = PROJECT / "var" / "uv"
    if not (folder / "bin" / "uv").exists():
        run([sys.executable, "-m", "venv", folder], "no environment for uv could be made")
        run([folder / "bin" / "python", "-m", "pip", "install", "--quiet", "uv"], "uv could not be installed")
    return folder / "bin" / "uv"


if __name__ == "__main__":
    sys.exit(in_one_line(main))
