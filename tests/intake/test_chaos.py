"""A thousand people register while the worker and the broker are killed again and again: nothing lost or doubled.

Real parts throughout: the web server as in production, a Celery worker with its beat, a Valkey of this test alone.
Fifty browsers are at it at once. Each person types a name, the rest of the answers stand in the draft already (one in
twenty answers every question over HTTP), reads the page with all answers and sends it, every third one twice.
"""

import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from statistics import median

import pytest
from django.db import connection

from bench.visitor import LAST, Asked, Visitor, web_server
from intake.models import Client, Registration, RegistrationDraft
from matching.models import MatchList
from rmt_portal import row_security
from rmt_portal.outbox.models import OutboxItem
from tests.intake.factories import DraftFactory, achterhoek
from tests.matching.factories import VacancyFactory
from tests.partners.factories import fnv, municipality, uwv
from tests.rig.worker import PROJECT, environment, wait_until
from tools.valkey import Valkey

PEOPLE = int(os.environ.get("RMT_CHAOS_PEOPLE", "1000"))
"""Fewer on a machine that has other things to do."""
BROWSERS, WHOLE_ROAD, TWICE, QUIET = 50, 20, 3, 100
HANDS = threading.Semaphore(4)
"""How many browsers may fill in their draft at once: each needs a connection of the database."""
MOST_TIMES_MEDIAN = 20
"""How much longer than the middle one without faults the slowest request may take; waiting for a broker takes more."""


class Broker:
    """A Valkey of this test alone, to be killed."""

    def __init__(self, folder: Path) -> None:
        self.socket, self.folder, self.process = folder / "v.sock", folder, None
        self.start()

    def start(self) -> None:
        self.socket.unlink(missing_ok=True)
        command = [str(Valkey.binary(self)), "--port", "0", "--unixsocket", str(self.socket), "--save", ""]
        self.process = subprocess.Popen(command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(self.socket.exists, 10)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


class Worker:
    """A worker with its beat, in one process group, to be killed."""

    def __init__(self, given: dict[str, str], folder: Path) -> None:
        self.given, self.folder, self.process = given, folder, None
        self.start()

    def start(self) -> None:
        command = [
            sys.executable, "-m", "celery", "-A", "rmt_portal", "worker", "--pool=solo", "--beat",
            "-s", str(self.folder / f"beat{random.random()}"), "--loglevel=ERROR", "--without-gossip",
            "--without-mingle",
        ]  # fmt: skip
        with (self.folder / "worker.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=PROJECT, env=self.given, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)  # beat is a child of the worker: both die
        self.process.wait()


class Breaking(threading.Thread):
    """Kills the worker, the broker or both, leaves them dead for a moment and starts them again, until told to stop."""

    def __init__(self, broker: Broker, worker: Worker) -> None:
        super().__init__()
        self.parts, self.enough, self.kills = (broker, worker), threading.Event(), Counter()

    def run(self) -> None:
        draw = random.Random(7)
        while not self.enough.wait(draw.uniform(1, 3)):
            hit = draw.choice([self.parts[:1], self.parts[1:], self.parts])
            for part in hit:
                part.kill()
                self.kills[type(part).__name__] += 1
            time.sleep(draw.uniform(0.5, 2))
            for part in hit:
                part.start()


def register(visitor: Visitor, number: int) -> str:
    """One person registers; returns the number that was shown."""
    name, email = f"Chaos{number}", f"chaos{number}@voorbeeld.nl"
    if number % WHOLE_ROAD == 0:
        visitor.answer_all(name, email, reads=False)
    else:
        visitor.begin(name)
        _fill_in(name, email)
    page = visitor.get(LAST)
    concept = visitor.concept_of(page)
    if number % TWICE == 0:
        visitor.post(LAST, {"concept": concept})
        return _number(visitor.get("/aanmelden/gelukt/")) or visitor.send()
    visitor.post(LAST, {"concept": concept})
    return _number(visitor.get("/aanmelden/gelukt/"))


def _number(page: Asked) -> str:
    found = re.search(r"RA-\d{4}-\d{4,}", page.text)
    return found[0] if found else ""


def _fill_in(name: str, email: str) -> None:
    """Put the other answers in the draft that this person began, as the forms would have cleaned them."""
    with HANDS, closing(connection), row_security.house("registration"):
        draft = RegistrationDraft.objects.get(answers__naam__last_name=name)
        answers = DraftFactory.build(last_name=name, email=email).answers
        RegistrationDraft.objects.filter(pk=draft.pk).update(answers=answers, region=draft.region)


def go(port: int, numbers: range, watch: list[Asked]) -> dict[int, str]:
    """Fifty browsers register these people; returns what number each was shown."""
    waiting, shown, lock = list(numbers), {}, threading.Lock()
    trouble: list[BaseException] = []

    def browser() -> None:
        while True:
            with lock:
                if not waiting or trouble:
                    return
                number = waiting.pop()
            try:
                shown[number] = register(Visitor(port, watch.append), number)
            except BaseException as error:
                trouble.append(error)

    threads = [threading.Thread(target=browser) for _ in range(BROWSERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if trouble:
        raise trouble[0]
    return shown


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_a_thousand_register_while_worker_and_broker_die(tmp_path):
    achterhoek(), municipality(), uwv(), fnv()
    for work in ("heftruckchauffeur", "ober", "verzorgende"):
        VacancyFactory.create_batch(3, work=work)
    letters = tmp_path / "letters"
    letters.mkdir()
    with tempfile.TemporaryDirectory(prefix="rmt-chaos-") as short:
        broker = Broker(Path(short))
        given = environment() | {
            "REDIS_URL": f"redis+socket://{broker.socket}",
            "EMAIL_URL": f"filemail:///{letters}",
        }
        worker = Worker(given, tmp_path)
        try:
            with web_server(given, tmp_path / "web.log") as port:
                quiet: list[Asked] = []
                shown = go(port, range(QUIET), quiet)
                noisy: list[Asked] = []
                breaking = Breaking(broker, worker)
                breaking.start()
                shown |= go(port, range(QUIET, PEOPLE), noisy)
                breaking.enough.set()
                breaking.join()
            _check_answers(quiet, noisy, breaking)
            _check_people(shown)
            wait_until(lambda: not OutboxItem.objects.waiting().exists(), 180, tmp_path / "worker.log")
            _check_work(letters)
        finally:
            worker.kill()
            broker.kill()


def _check_answers(quiet: list[Asked], noisy: list[Asked], breaking: Breaking) -> None:
    assert [one for one in (*quiet, *noisy) if one.status >= 400] == []
    middle, slowest = median(one.seconds for one in quiet), max(noisy, key=lambda one: one.seconds)
    print(
        f"{len(noisy)} requests, middle {middle:.3f} s, slowest {slowest.seconds:.3f} s, kills {dict(breaking.kills)}"
    )
    assert min(breaking.kills["Worker"], breaking.kills["Broker"]) >= 3
    assert slowest.seconds < MOST_TIMES_MEDIAN * middle, f"{slowest.method} {slowest.path} waited"
    assert median(one.seconds for one in noisy if one.path == LAST) < 5 * middle


def _check_people(shown: dict[int, str]) -> None:
    """Everybody saw a number, everybody another one, and each number is one registration of that person."""
    assert sorted(shown) == list(range(PEOPLE))
    assert all(shown.values()), [number for number, reference in shown.items() if not reference][:5]
    with row_security.house("work"):
        rows = Registration.objects.values_list("client__last_name", "case__reference")
        assert Counter(rows) == Counter((f"Chaos{number}", reference) for number, reference in shown.items())


def _check_work(letters: Path) -> None:
    """Everybody is ranked and got the receipt; one that went out twice is the same letter."""
    assert not OutboxItem.objects.parked().exists()
    with row_security.house("work"):
        ids = set(Client.objects.values_list("pk", flat=True))
        assert set(MatchList.objects.current().values_list("client_id", flat=True)) == ids
    text = "\n".join(file.read_text() for file in letters.iterdir())
    told: dict[str, set[str]] = {}
    for letter in text.split("-" * 79):
        to, mark = re.search(r"^To: (.*)$", letter, re.M), re.search(r"^Message-ID: (.*)$", letter, re.M)
        if to and mark and "RA-" in letter:
            told.setdefault(to[1], set()).add(mark[1])
    assert {to: len(marks) for to, marks in told.items()} == {f"chaos{n}@voorbeeld.nl": 1 for n in range(PEOPLE)}
