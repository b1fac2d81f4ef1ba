"""``make run``: services, tables, reference data and the demo region, then web server, one Celery worker and beat.

``PORT`` (8000) and ``HOST`` (127.0.0.1) say where it listens. With ``DATABASE_URL`` and ``REDIS_URL`` those servers are
used and the demo region stays out (``RMT_DEMO=1`` asks for it); otherwise the embedded ones, with their data in
``var/`` (``RMT_DEMO=0`` leaves the demo region out). Ctrl-C ends every process; the next run continues with the same
data.
"""

import fcntl
import http.client
import ipaddress
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from rmt_portal import addresses
from tools.console import PROJECT, Problem, in_one_line, need_room, run, say
from tools.crew import Crew
from tools.devservices import Services

ROOM_TO_RUN = 150
START_SECONDS = 90
FIRST_PEOPLE = 60
"""So many fictional people are there when the page answers; the others come while the visitor looks around."""
COMES_BACK = ("worker", "beat")
"""They hold nothing: work stands as rows, and goes on where it was."""
FILLS = "demo"
"""The process that fills the demo region further; it ends by itself."""


def main() -> int:
    """Start everything, say where it is, and wait for the end."""
    began = time.monotonic()
    host, port = os.environ.get("HOST", "127.0.0.1"), _port()
    embedded = not {"DATABASE_URL", "REDIS_URL"} <= os.environ.keys()
    environment = {"RMT_DEMO": "1" if embedded else "0"} | os.environ | {"PYTHONUNBUFFERED": "1"}
    if environment["RMT_DEMO"] == "1" and not _is_local(host):
        raise Problem(f"the demo has known passwords and is for this machine only; not for HOST={host} (or RMT_DEMO=0)")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # a shell starts background jobs deaf to Ctrl-C
        signal.signal(number, _interrupt)
    base = addresses.data_folder()
    with only_one_of(base):
        _refuse_taken_port(host, port)
        need_room(ROOM_TO_RUN, "the portal", base)
        crew = Crew(base)
        services = None
        try:
            if embedded:
                services = Services(base)
                services.ensure()
                say(f"Database runs; its data is in {services.data}")
            _make_tables(environment)
            _start(crew, host, port, environment)  # the worker ranks while the demo region fills
            _fill(environment)
            _wait_for_page(crew, host, port)
            _welcome(host, port, environment, time.monotonic() - began)
            _fill_further(crew, environment)
            _watch(crew)
        except KeyboardInterrupt:
            say("\nStopping ...")
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave half of it running
            crew.end()
            if services:
                services.stop()
        say("Stopped. Your data is kept; make run continues with it.")
    return 0


def _make_tables(environment: dict[str, str]) -> None:
    manage = [sys.executable, "manage.py"]
    say("Making the tables ...")
    run([*manage, "migrate", "--verbosity=0"], "the tables could not be made", environment)
    run([*manage, "collectstatic", "--noinput", "--verbosity=0"], "the static files could not be made", environment)


def _fill(environment: dict[str, str]) -> None:
    manage = [sys.executable, "manage.py"]
    if environment["RMT_DEMO"] == "1":
        say("Filling the demo region (the first time takes a moment) ...")
        first = f"--clients={FIRST_PEOPLE}"
        run([*manage, "seed_demo", first], "the demo region could not be filled", environment)
    else:
        run([*manage, "load_reference"], "the reference data could not be loaded", environment)


def _fill_further(crew: Crew, environment: dict[str, str]) -> None:
    if environment["RMT_DEMO"] == "1":
        crew.start(FILLS, [sys.executable, "manage.py", "seed_demo"], environment)


def _start(crew: Crew, host: str, port: int, environment: dict[str, str]) -> None:
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    gunicorn = [sys.executable, "-m", "gunicorn", "--config=deploy/gunicorn.conf.py", f"--bind={bind}"]
    celery = [sys.executable, "-m", "celery", "-A", "rmt_portal"]
    crew.start("web", [*gunicorn, "rmt_portal.wsgi"], environment)
    crew.start("worker", [*celery, "worker", "--concurrency=2", "--loglevel=INFO"], environment)
    crew.start("beat", [*celery, "beat", "--loglevel=WARNING", "--pidfile="], environment)


def _wait_for_page(crew: Crew, host: str, port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while not _answers(host, port):
        _refuse_fallen(crew)
        if time.monotonic() > until:
            raise Problem(f"the page does not answer:\n{crew.end_of_log('web')}")
        time.sleep(0.1)


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(_reachable(host), port, timeout=10)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def _welcome(host: str, port: int, environment: dict[str, str], seconds: float) -> None:
    address = f"http://{'localhost' if _is_local(host) else host}:{port}/"
    say(f"\nThe portal answers at {address} ({seconds:.0f} s); register at {address}aanmelden/")
    say(f"Staff log in at {address}admin/; logs are in {addresses.data_folder() / 'log'}\n")
    if environment["RMT_DEMO"] == "1":
        say(run([sys.executable, "manage.py", "demo_logins"], "the demo log-ins can not be shown", environment))
    say("Ctrl-C ends everything.")


def _watch(crew: Crew) -> None:
    """Wait; a worker or beat that ends by itself is started again, as systemd does where the portal is installed."""
    while True:
        name = crew.fallen()
        if name in COMES_BACK and crew.start_again(name):
            say(f"The {name} process ended by itself and was started again; why stands in {crew.logs / name}.log")
        elif name == FILLS:
            _say_filled(crew)
        elif name:
            _refuse_fallen(crew)
        time.sleep(0.5)


def _say_filled(crew: Crew) -> None:
    if crew.part_with(FILLS):
        say(f"The demo region is not complete; make run tries again. Why:\n{crew.end_of_log(FILLS)}")
    else:
        say("The demo region is complete.")


def _refuse_fallen(crew: Crew) -> None:
    if name := crew.fallen():
        raise Problem(f"the {name} process ended by itself:\n{crew.end_of_log(name)}")


def _port() -> int:
    given = os.environ.get("PORT", "8000")
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise Problem(f"PORT={given} is no port number; choose one from 1024 to 65535")
    return int(given)


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except PermissionError as error:
            raise Problem(f"port {port} is for the system only. Choose another one: make run PORT=8000") from error
        except OSError as error:
            raise Problem(f"port {port} is taken. Choose another one: make run PORT={port + 1}") from error


@contextmanager
def only_one_of(base: Path) -> Iterator[None]:
    """Let one ``make run`` at a time use a data folder.

    :raises Problem: when another one runs; with its process id.
    """
    base.mkdir(parents=True, exist_ok=True)
    with (base / "run.pid").open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            handle.seek(0)
            raise Problem(f"the portal already runs from this folder (process {handle.read().strip()})") from error
        handle.truncate(0)
        handle.write(f"{os.getpid()}\n")
        handle.flush()
        yield
        handle.truncate(0)


def _is_local(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 -- to connect to, not to bind


def _interrupt(number: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    os.chdir(PROJECT)
    sys.exit(in_one_line(main))
