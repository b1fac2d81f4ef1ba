"""Processes that are started together end together, however their starter ends."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tools.crew import Crew
from tools.processes import wait_until

PROJECT = Path(__file__).resolve().parents[2]
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, lambda *a: None); print('up', flush=True); time.sleep(600)"
)
STARTER = """
import sys, time
from pathlib import Path
from tools.crew import Crew
crew = Crew(Path(sys.argv[1]))
crew.start("one", ["sh", "-c", "sleep 600 & sleep 600"], {"PATH": "/usr/bin:/bin"})
print(crew.members["one"].pid, flush=True)
time.sleep(600)
"""


def lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def base():
    folder = Path(tempfile.mkdtemp(prefix="rmt-test-crew-"))
    folder.chmod(0o755)
    return folder


def test_the_end_takes_children_of_children_along(base):
    crew = Crew(base)
    crew.start("one", ["sh", "-c", "sleep 600 & sleep 600"], os.environ)
    group = crew.members["one"].pid
    assert crew.fallen() is None
    crew.end()
    assert not lives(group)


def test_a_process_that_falls_is_named_with_the_end_of_its_log(base):
    crew = Crew(base)
    crew.start("web", ["sh", "-c", "echo geen poort; exit 3"], os.environ)
    assert wait_until(lambda: crew.fallen() == "web", 5)
    assert crew.end_of_log("web") == "geen poort"
    crew.end()


def test_a_process_that_falls_comes_back_in_the_same_log_until_it_falls_too_often(base, monkeypatch):
    monkeypatch.setattr("tools.crew.MOST_FALLS", 2)
    crew = Crew(base)
    crew.start("worker", ["sh", "-c", "echo weg; exit 1"], os.environ)
    came_back = []
    for _ in range(3):
        assert wait_until(lambda: crew.fallen() == "worker", 5)
        came_back.append(crew.start_again("worker"))
    assert came_back == [True, True, False]
    assert crew.end_of_log("worker").split() == ["weg"] * 3
    crew.end()


@pytest.mark.full
def test_a_process_that_does_not_listen_is_killed_after_a_while(base, monkeypatch):
    monkeypatch.setattr("tools.crew.GRACE_SECONDS", 1)
    crew = Crew(base)
    crew.start("deaf", [sys.executable, "-c", STUBBORN], os.environ)
    assert wait_until(lambda: "up" in crew.end_of_log("deaf"), 10)
    crew.end()
    assert crew.members["deaf"].returncode == -signal.SIGKILL


@pytest.mark.full
def test_a_starter_that_is_killed_leaves_nothing_behind(base):
    starter = subprocess.Popen([sys.executable, "-c", STARTER, base], cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    group = int(starter.stdout.readline())
    assert lives(group)
    starter.kill()
    starter.wait()
    assert wait_until(lambda: not lives(group), 15)


@pytest.mark.full
def test_the_log_of_the_run_before_is_kept(base):
    for word in ("eerst", "daarna"):
        crew = Crew(base)
        crew.start("web", ["echo", word], os.environ)
        assert wait_until(lambda crew=crew: crew.fallen() == "web", 5)
        crew.end()
        time.sleep(0.05)
    assert (base / "log" / "web.log").read_text() == "daarna\n"
    assert (base / "log" / "web.log.1").read_text() == "eerst\n"
