"""The embedded servers: whatever happens to their processes and folders, they come back with the same data."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg2
import pytest
import redis

from rmt_portal import addresses
from tests.rig.measuring import least_seconds
from tools import place
from tools.devservices import Services
from tools.processes import first_number, is_running

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder():
    """A folder the service user can reach, as a project folder usually is. Pytest's own are closed to others."""
    path = Path(tempfile.mkdtemp(prefix="rmt-test-"))
    path.chmod(0o755)
    yield path
    for base in [path, *path.rglob("pgdata")]:
        with contextlib.suppress(OSError):
            Services(base.parent if base.name == "pgdata" else base).stop()
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def durable(tmp_path, monkeypatch):
    """Where data goes when the project folder is closed to the service user."""
    path = Path(tempfile.mkdtemp(prefix="rmt-test-durable-"))
    path.chmod(0o755)
    monkeypatch.setattr(place, "DURABLE", path)
    yield path
    shutil.rmtree(path, ignore_errors=True)


def ask(services: Services, sql: str, role: str = addresses.OWNER_ROLE) -> list[tuple]:
    connection = psycopg2.connect(addresses.database_url(role, services.base))
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def write_down(services: Services) -> None:
    services.ensure()
    ask(services, "create table note (words text); insert into note values ('bewaar mij')")


def is_kept(services: Services) -> bool:
    services.ensure()
    return ask(services, "select words from note") == [("bewaar mij",)]


def servers_of(folder: Path) -> list[int]:
    """Every process that works in this folder, seen by the kernel."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if str(folder) in str((process / "cwd").readlink()):
                found.append(int(process.name))
    return found


def test_a_first_start_gives_two_roles_of_which_none_is_a_superuser(folder):
    services = Services(folder / "var")
    services.ensure()
    roles = ask(services, "select rolname, rolsuper, rolcreatedb from pg_roles where rolname like 'rmt%' order by 1")
    assert roles == [("rmt_app", False, False), ("rmt_owner", False, True)]
    owner = ask(services, "select pg_get_userbyid(datdba) from pg_database where datname = 'rmt'")
    assert owner == [("rmt_owner",)]
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(services, "create table mine (id int)", role=addresses.SERVING_ROLE)
    assert redis.Redis(unix_socket_path=str(services.valkey.socket)).ping()


def test_a_path_with_spaces_and_accents_and_very_long_works_and_stop_leaves_no_process(folder):
    base = folder / "een map met spatie en é" / ("lang" * 40) / "var"
    services = Services(base)
    write_down(services)
    assert services.data == base / "pgdata"
    services.stop()
    assert servers_of(folder) == []
    assert is_kept(Services(base))


@pytest.mark.full
def test_after_kill_9_of_both_servers_they_start_again_with_the_data(folder):
    services = Services(folder)
    write_down(services)
    os.kill(first_number(services.data / "postmaster.pid"), signal.SIGKILL)
    os.kill(first_number(folder / "valkey.pid"), signal.SIGKILL)
    assert is_kept(services)
    assert services.valkey.is_up()


@pytest.mark.full
def test_a_stale_process_id_that_another_program_carries_now_does_not_stop_a_start(folder):
    services = Services(folder)
    write_down(services)
    pid_file = services.data / "postmaster.pid"
    lines = pid_file.read_text().split("\n")
    services.stop()
    sleeper = subprocess.Popen(["sleep", "60"], cwd=services.data if os.geteuid() == 0 else folder)
    try:
        lines[0] = str(sleeper.pid)
        pid_file.write_text("\n".join(lines))
        (folder / "valkey.pid").write_text(f"{sleeper.pid}\n")
        assert is_kept(services)
        assert sleeper.poll() is None, "the innocent process lives on"
    finally:
        sleeper.kill()
        sleeper.wait()


@pytest.mark.full
def test_the_cleaner_of_the_temporary_folder_loses_no_data_and_leaves_no_orphan(folder):
    services = Services(folder)
    write_down(services)
    shutil.rmtree(services.postgres.socket.parent)
    assert is_kept(Services(folder))
    assert services.valkey.is_up()
    valkeys = [pid for pid in servers_of(folder) if is_running(pid, "valkey")]
    assert valkeys == [first_number(folder / "valkey.pid")]


@pytest.mark.full
def test_another_temporary_folder_loses_no_data(folder, monkeypatch):
    write_down(Services(folder))
    monkeypatch.setenv("RMT_RUN_DIR", str(folder / "andere tijdelijke map"))
    services = Services(folder)
    assert is_kept(services)
    assert services.postgres.socket.parent.parent == folder / "andere tijdelijke map"
    shutil.rmtree(folder / "andere tijdelijke map")
    monkeypatch.delenv("RMT_RUN_DIR")
    assert is_kept(Services(folder))


@pytest.mark.full
def test_a_renamed_project_folder_keeps_its_data_running_or_not(folder):
    write_down(Services(folder / "oud"))
    (folder / "oud").rename(folder / "nieuw")
    services = Services(folder / "nieuw")
    assert is_kept(services)
    services.stop()
    (folder / "nieuw").rename(folder / "nog nieuwer")
    assert is_kept(Services(folder / "nog nieuwer"))
    assert len([pid for pid in servers_of(folder) if is_running(pid, "valkey")]) == 1


@pytest.mark.full
def test_who_started_the_servers_can_end_them_after_the_folder_was_renamed(folder):
    services = Services(folder / "oud")
    write_down(services)
    (folder / "oud").rename(folder / "nieuw")
    services.stop()
    assert servers_of(folder) == []
    assert is_kept(Services(folder / "nieuw"))


@pytest.mark.full
def test_a_new_project_at_the_path_of_a_renamed_one_gets_its_own_data(folder):
    write_down(Services(folder / "a"))
    (folder / "a").rename(folder / "b")
    fresh = Services(folder / "a")
    fresh.ensure()
    with pytest.raises(psycopg2.errors.UndefinedTable):
        ask(fresh, "select words from note")
    assert is_kept(Services(folder / "b"))


@pytest.mark.full
def test_data_deleted_under_a_running_server_and_a_half_made_folder_give_a_fresh_start(folder):
    services = Services(folder)
    write_down(services)
    shutil.rmtree(services.data)
    (folder / "pgdata.init-half").mkdir()
    services = Services(folder)
    services.ensure()
    assert ask(services, "select 1") == [(1,)]
    assert not (folder / "pgdata.init-half").exists()


@pytest.mark.full
def test_six_processes_that_start_at_once_share_one_server(folder):
    command = [sys.executable, str(PROJECT / "tools" / "devservices.py"), "up", str(folder)]
    with ThreadPoolExecutor(6) as pool:
        results = list(
            pool.map(lambda _: subprocess.run(command, capture_output=True, text=True, check=False), range(6))
        )
    assert [r.returncode for r in results] == [0] * 6, results
    assert len({r.stdout for r in results}) == 1
    postmasters = [pid for pid in servers_of(folder) if b"-D" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    assert postmasters == [first_number(folder / "pgdata" / "postmaster.pid")]


@pytest.mark.full
@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a service user")
def test_root_keeps_data_out_of_a_closed_folder_and_opens_no_folder_for_others(folder, durable):
    closed = folder / "root"
    closed.mkdir(mode=0o700)
    write_down(Services(closed / "var"))
    kept_in = Services(closed / "var").data
    assert kept_in.parent.parent == durable
    assert closed.stat().st_mode & 0o777 == 0o700
    closed.rename(folder / "hernoemd")
    services = Services(folder / "hernoemd" / "var")
    assert services.data == kept_in
    assert is_kept(services)


@pytest.mark.full
@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a service user")
def test_data_moves_along_when_the_project_is_moved_to_a_closed_folder(folder, durable):
    services = Services(folder / "open" / "var")
    write_down(services)
    services.stop()
    (folder / "dicht").mkdir(mode=0o700)
    (folder / "open").rename(folder / "dicht" / "project")
    services = Services(folder / "dicht" / "project" / "var")
    assert is_kept(services)
    assert services.data.parent.parent == durable


@pytest.mark.full
@pytest.mark.skipif(os.geteuid() != 0, reason="needs a second user to be")
def test_an_ordinary_user_and_root_after_them_use_the_same_data(folder):
    base = folder / "var"
    base.mkdir()
    os.chown(base, 65534, 65534)
    nobody = {"user": 65534, "group": 65534, "extra_groups": [], "capture_output": True, "text": True}
    packages = {"PYTHONPATH": str(Path(psycopg2.__file__).parents[1])}
    command = ["/usr/bin/python3", str(PROJECT / "tools" / "devservices.py"), "up", str(base)]
    as_user = subprocess.run(command, env=packages, cwd="/", check=False, **nobody)
    if "can't open file" in as_user.stderr:
        pytest.skip("the project lies in a folder that is closed to other users")
    assert as_user.returncode == 0, as_user.stderr
    services = Services(base)
    services.ensure()
    assert ask(services, "select current_user") == [("rmt_owner",)]
    assert (base / "pgdata").stat().st_uid == 65534


@pytest.mark.full
def test_an_idle_start_takes_seconds_and_a_running_one_is_found_at_once(folder):
    services = Services(folder)
    began = time.monotonic()
    services.ensure()
    assert time.monotonic() - began < 20
    assert least_seconds(Services(folder).ensure, 1) < 1
