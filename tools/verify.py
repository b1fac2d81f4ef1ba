"""``make test`` and ``make test-full``: everything CI runs, on the same real PostgreSQL, Valkey and Chromium.

``test``: lint, types, import contracts, missing migrations, system checks, and the tests with those in the browser.
``full``: the tests that take long (faults, races, every browser state), and the workers in an environment without
development packages. ``RMT_SKIP_BROWSER=1`` leaves the browser out by a person's choice; CI refuses it.
Arguments after the name go to pytest.
"""

import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.console import PROJECT, VENV_PYTHON, Problem, in_one_line, run, say
from tools.devservices import Services

REPORTS = PROJECT / "var" / "reports"
STEPS = {
    "lint": ["-m", "ruff", "check", "."],
    "format": ["-m", "ruff", "format", "--check", "."],
    "types": ["-m", "mypy", "."],
    "imports": ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
    "migrations": ["manage.py", "makemigrations", "--check", "--dry-run"],
    "checks": ["manage.py", "check", "--fail-level=WARNING"],
}
FIRST = {
    "engine compiles": ["-m", "tools.warm_engine"],
    "database": ["-c", "import tests.conftest; from tests.rig.database import pattern; pattern()"],
}
"""What the tests would wait for, each in one process while the other looks on: done beside the other steps, it costs
no time of its own. The longest first."""
BARE = PROJECT / "var" / "bare"
PARTS_OF_PRODUCTION = "import rmt_portal.wsgi, rmt_portal.celery; rmt_portal.celery.app.loader.import_default_modules()"


def main() -> int:
    """Run the wanted half; return 0 when everything passed."""
    wanted, *for_pytest = sys.argv[1:] or ["test"]
    os.environ["RMT_VAR"] = os.environ.get("RMT_VAR") or str(PROJECT / "var" / "test")
    marks = _which_browser_tests()
    services = None if "DATABASE_URL" in os.environ else Services(os.environ["RMT_VAR"], durable=False)
    failed = []
    try:
        if services:
            services.ensure()
        if wanted == "test":
            failed = _failing(FIRST | STEPS)
            tests = _tests(wanted, [*marks, "not full"], [*for_pytest, "--every-route"] if not marks else for_pytest)
        else:
            failed = [] if _workers_start_without_development_packages() else ["production environment"]
            failed += _failing(FIRST)
            tests = _tests(wanted, [*marks, "full"], for_pytest)
    finally:
        if services:
            services.stop()
    if not tests:
        failed.append("tests")
    say(f"FAILED: {', '.join(failed)}" if failed else "Everything passed.")
    return 1 if failed else 0


def _failing(steps: Mapping[str, Sequence[str]]) -> list[str]:
    """Run steps two at a time, as many as there are cores at the least; return the names of those that failed."""
    with ThreadPoolExecutor(2) as lanes:
        outcomes = lanes.map(lambda name: _passes(name, [VENV_PYTHON, *steps[name]]), steps)
        return [name for name, passed in zip(steps, outcomes, strict=True) if not passed]


def _passes(name: str, command: Sequence[str | Path]) -> bool:
    """Run one step; print a line when it passed and everything it said when it did not."""
    began = time.monotonic()
    done = subprocess.run(
        [str(part) for part in command],
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    outcome = "ok" if done.returncode == 0 else "FAILED"
    say(f"{name}: {outcome} ({time.monotonic() - began:.1f} s)")
    if done.returncode:
        say(done.stdout)
    return done.returncode == 0


def _tests(half: str, marks: list[str], arguments: Sequence[str]) -> bool:
    REPORTS.mkdir(parents=True, exist_ok=True)
    report = REPORTS / f"{half}.xml"
    report.unlink(missing_ok=True)
    command = [VENV_PYTHON, "-m", "pytest", "-n", os.environ.get("RMT_TEST_PROCESSES", "2"), "--dist", "worksteal"]
    command += ["--create-db", "-m", " and ".join(marks), f"--junitxml={report}", *arguments]
    return subprocess.run([str(part) for part in command], cwd=PROJECT, check=False).returncode == 0


def _which_browser_tests() -> list[str]:
    """Make sure that there is a Chromium, installing Debian's where we may; or leave its tests out by choice.

    :raises Problem: when there is none and nobody chose to go on without.
    """
    in_ci = bool(os.environ.get("CI"))
    if os.environ.get("RMT_SKIP_BROWSER") == "1":
        if in_ci:
            raise Problem("CI never leaves the browser tests out; unset RMT_SKIP_BROWSER")
        say("The browser tests are left out by choice (RMT_SKIP_BROWSER=1).")
        return ["not browser"]
    if os.environ.get("RMT_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser"):
        return []
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing Chromium for the browser tests ...")
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        run(["apt-get", "update", "-qq"], "the list of Debian's packages could not be read", quiet)
        run(
            ["apt-get", "install", "-y", "-qq", "chromium", "fonts-noto-core"], "Chromium could not be installed", quiet
        )
        return []
    raise Problem(
        "the browser tests need Chromium. Run: sudo apt install chromium (or leave them out: RMT_SKIP_BROWSER=1)"
    )


def _workers_start_without_development_packages() -> bool:
    """Import web server, worker and beat in an environment that holds requirements.txt and nothing else.

    Development packages hide what production lacks: Celery's Redis transport once imported a package that only
    pytest brought in.
    """
    lock = PROJECT / "requirements.txt"
    mark = BARE / "requirements.txt"
    if not mark.exists() or mark.read_bytes() != lock.read_bytes():
        shutil.rmtree(BARE, ignore_errors=True)
        run([sys.executable, "-m", "venv", BARE], "no second environment could be made")
        pip: list[str | Path] = [
            BARE / "bin" / "python",
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ]
        run([*pip, "--require-hashes", "-r", lock], "pip could not install the packages of requirements.txt")
        shutil.copy(lock, mark)
    python = BARE / "bin" / "python"
    celery = [python, "-m", "celery", "-A", "rmt_portal", "inspect", "ping", "--timeout=1"]
    starts = _passes("production environment", [python, "-c", PARTS_OF_PRODUCTION])
    reaches_broker = subprocess.run([str(p) for p in celery], cwd=PROJECT, capture_output=True, text=True, check=False)
    if "No nodes replied" not in reaches_broker.stderr + reaches_broker.stdout:  # it spoke with the broker
        say(reaches_broker.stdout + reaches_broker.stderr)
        return False
    return starts


def passed_tests() -> int:
    """Return how many tests passed, according to the reports of the last runs."""
    count = 0
    for report in REPORTS.glob("*.xml"):
        for suite in ET.parse(report).getroot().iter("testsuite"):  # noqa: S314 -- our own file
            lost = sum(int(suite.get(kind, 0)) for kind in ("failures", "errors", "skipped"))
            count += int(suite.get("tests", 0)) - lost
    return count


if __name__ == "__main__":
    sys.exit(in_one_line(main))
