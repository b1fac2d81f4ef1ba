"""``make run`` as a person meets it: it answers, it says in one line what is wrong, and it leaves nothing behind."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tools.devservices import Services
from tools.processes import wait_until

PROJECT = Path(__file__).resolve().parents[2]
START_SECONDS = 180

pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def base():
    folder = Path(tempfile.mkdtemp(prefix="rmt test met spatie "))
    folder.chmod(0o755)
    yield folder / "var"
    with contextlib.suppress(Exception):
        Services(folder / "var").stop()
    shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def begin(base: Path, port: int, **more: str) -> subprocess.Popen[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("RMT_", "DJANGO_", "PYTEST_"))}
    environment = kept | {"RMT_VAR": str(base), "PORT": str(port), "RMT_DEMO": "0"} | more
    # Deaf to Ctrl-C, as a shell starts a job in the background; the portal must listen all the same.
    command = ["sh", "-c", "trap '' INT; exec \"$@\"", "sh", sys.executable, "-m", "tools.run"]
    return subprocess.Popen(
        command,
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def said(process: subprocess.Popen[str], until: str) -> str:
    text = ""
    while until not in text:
        line = process.stdout.readline()
        if not line:
            pytest.fail(f"ended before {until!r}:\n{text}")
        text += line
    return text


def processes_of(base: Path) -> list[str]:
    """Every living process that was started for this folder, by the environment it got."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"RMT_VAR={base}".encode() in (process / "environ").read_bytes().split(b"\0"):
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


def ready(port: int) -> dict:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=20) as answer:
        return json.load(answer)


def test_it_answers_goes_on_after_kill_9_and_leaves_no_process_after_ctrl_c(base):
    port = free_port()
    run = begin(base, port)
    said(run, "Ctrl-C ends everything.")
    assert ready(port)["ready"]
    assert wait_until(lambda: ready(port)["worker"] == "ok", 40), "worker and beat make progress"

    second = begin(base, free_port())
    assert "already runs from this folder" in second.communicate(timeout=30)[0]

    run.kill()
    run.wait()
    assert wait_until(lambda: processes_of(base) == [], 40), processes_of(base)

    run = begin(base, port)
    began = time.monotonic()
    said(run, "Ctrl-C ends everything.")
    assert time.monotonic() - began < START_SECONDS
    assert ready(port)["migrations"] == "ok"
    os.killpg(run.pid, signal.SIGINT)
    rest = run.communicate(timeout=60)[0]
    assert run.returncode == 0
    assert "Your data is kept" in rest
    assert processes_of(base) == []
    with pytest.raises(urllib.error.URLError):
        ready(port)


def test_a_taken_port_is_told_in_one_line_and_nothing_is_started(base):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        out = begin(base, port).communicate(timeout=30)[0]
    assert out == f"Error: port {port} is taken. Choose another one: make run PORT={port + 1}\n"
    assert processes_of(base) == []


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"PORT": "veel"}, "no port number"),
        ({"HOST": "0.0.0.0", "RMT_DEMO": "1"}, "for this machine only"),
    ],
)
def test_what_can_not_be_is_refused_in_one_line(base, setting, words):
    out = begin(base, free_port(), **setting).communicate(timeout=30)[0]
    assert words in out
    assert out.count("\n") == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk_is_told_in_one_line():
    disk = Path(tempfile.mkdtemp(prefix="rmt-test-disk-"))
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", disk], check=False).returncode:
        pytest.skip("this machine does not let us mount a disk")
    try:
        out = begin(disk / "var", free_port()).communicate(timeout=60)[0]
        assert "20 MB" in out or "19 MB" in out
        assert out.count("\n") == 1
        command = [sys.executable, "tools/devservices.py", "up", disk / "var"]
        up = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
        assert up.stderr.startswith("Error: the disk is full")
        assert up.stderr.count("\n") == 1
    finally:
        subprocess.run(["umount", disk], check=True)
