"""The logs say what happened to whom by number, and never who that is."""

import json
import logging
import subprocess
import sys
import time

import pytest
import structlog
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from partners.models import User
from rmt_portal.middleware import RequestIdMiddleware

CANARY = "kanarie.de.vries@example.nl"


@pytest.fixture
def lines():
    """What the handler of the settings writes, line by line."""
    handler = logging.getLogger().handlers[0]
    written: list[str] = []
    emit, handler.emit = handler.emit, lambda record: written.append(handler.format(record))
    yield lambda: [json.loads(line) for line in written]
    handler.emit = emit


@pytest.mark.django_db
def test_a_request_has_one_line_with_its_id_and_route_and_without_what_was_typed(client, lines):
    response = client.get(f"/healthz?q={CANARY}")
    assert lines() == [], "the questions of machines are not worth a line"
    response = client.get(f"/account/login/?next=/&q={CANARY}")
    [line] = [line for line in lines() if line["event"] == "request"]
    assert line["route"] == "account/login/"
    assert line["request_id"] == response["X-Request-ID"]
    assert CANARY not in json.dumps(lines())


@pytest.mark.django_db
def test_a_page_that_does_not_exist_is_named_by_its_route_not_by_its_path(client, lines):
    client.get(f"/{CANARY}/geheim-token")
    assert lines(), "Django tells of it"
    assert CANARY not in json.dumps(lines())
    assert "geheim-token" not in json.dumps(lines())


@pytest.mark.django_db
def test_a_database_error_is_told_without_the_row_it_quotes(lines):
    User.objects.create(email=CANARY, name="A")
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        User.objects.create(email=CANARY, name="B")
    assert CANARY in str(caught.value), "PostgreSQL quotes the value, so this test can fail"
    structlog.get_logger("somewhere").error("it.failed", exc_info=caught.value)
    [line] = lines()
    assert CANARY not in json.dumps(line)
    assert line["exception"][0]["type"] == "django.db.utils.IntegrityError"
    cause = line["exception"][1]
    assert cause["sqlstate"] == "23505"
    assert "email" in cause["constraint_name"]
    assert any("test_logs.py" in place for place in line["exception"][0]["at"])


def test_a_library_that_logs_an_address_loses_its_query_string(lines):
    logging.getLogger("gunicorn.error").warning("Error handling request %s", f"/zoek?q={CANARY}&x=1")
    assert lines()[0]["event"] == "Error handling request /zoek?..."


def test_an_id_from_the_proxy_is_kept_and_a_strange_one_is_not():
    def id_for(given: str) -> str:
        request = RequestFactory().get("/", headers={"x-request-id": given})
        from django.http import HttpResponse

        return RequestIdMiddleware(lambda r: HttpResponse())(request)["X-Request-ID"]

    assert id_for("abc-12345678") == "abc-12345678"
    assert id_for('x" onmouseover="alert(1)') != 'x" onmouseover="alert(1)'
    assert len(id_for("kort")) == 32


WORKER = """
import sys, structlog
sys.path.insert(0, {project!r})
from rmt_portal.celery import app

@app.task(name="test.tell")
def tell(word):
    structlog.get_logger("tell").info("told", word=word)
    if word == "fail":
        raise ValueError({canary!r})
"""


@pytest.mark.full
def test_a_real_worker_logs_under_the_id_of_the_request_that_asked_and_hides_what_a_failure_quotes(tmp_path, settings):
    """Message through the real broker, read back from the log of a real worker process."""
    module = tmp_path / "told_app.py"
    module.write_text(WORKER.format(project=str(settings.BASE_DIR), canary=CANARY))
    queue = f"told-{time.time_ns()}"
    log = tmp_path / "worker.log"
    command = [sys.executable, "-m", "celery", "-A", "told_app", "worker", "-Q", queue, "--pool=solo", "-n", queue]
    with log.open("wb") as output:
        worker = subprocess.Popen(command, cwd=tmp_path, stdout=output, stderr=output)
    try:
        from rmt_portal.celery import app

        with structlog.contextvars.bound_contextvars(request_id="verzoek-0001"):
            app.send_task("test.tell", ["ok"], queue=queue)
            app.send_task("test.tell", ["fail"], queue=queue)
        app.send_task("test.tell", ["alone"], queue=queue)
        until = time.monotonic() + 40
        while log.read_text().count('"told"') < 3 and time.monotonic() < until:
            time.sleep(0.1)
        time.sleep(0.3)
    finally:
        worker.terminate()
        worker.wait(20)
    told = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    ids = {line["word"]: line["request_id"] for line in told if line["event"] == "told"}
    assert ids["ok"] == ids["fail"] == "verzoek-0001"
    assert ids["alone"] not in ("verzoek-0001", "")
    failure = next(line for line in told if line["logger"] == "celery.app.trace")
    assert failure["exception"][0]["type"] == "builtins.ValueError"
    assert CANARY not in log.read_text()
