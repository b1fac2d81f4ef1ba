"""Somebody who registers over HTTP as an old phone does: no script, cookies, a question per page. Standard library."""

import gzip
import http.client
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

PROJECT = Path(__file__).resolve().parent.parent
NUMBER = re.compile(r"<bdi[^>]*>([A-Z]{1,4}-\d{4}-\d{4,})</bdi>")
_CONCEPT = re.compile(r'name="concept" value="([^"]*)"')
FIRST, LAST = "/aanmelden/naam/", "/aanmelden/controle/"

ANSWERS: dict[str, dict[str, str | list[str]]] = {
    "bereiken": {"phone": "06-12345678", "contact_way": "call"},
    "postcode": {"postcode": "7001ab"},
    "situatie": {"situation": "lost"},
    "extra": {},
    "geboortedatum": {"birth_date_dag": "27", "birth_date_maand": "3", "birth_date_jaar": "1988"},
    "beroep": {"occupation": "ober", "years": "6"},
    "beroep-kiezen": {"closest": "none"},
    "sector": {"sector": "I"},
    "zoeken": {"wishes": ["other_work", "training"]},
    "uren": {"hours": ["24-32", "32-40"], "transport": ["bicycle"], "max_minutes": "30"},
    "delen": {},
}
"""What somebody answers to each question after the name; the site asks them in this order."""


@dataclass
class Asked:
    """One request: what, how it ended, how long it took in seconds, and how many bytes came over the line."""

    method: str
    path: str
    status: int
    seconds: float
    size: int
    text: str = ""
    location: str = ""


@dataclass
class Visitor:
    """A browser with cookies; ``watch`` is told of every request."""

    port: int
    watch: Callable[[Asked], None] = lambda asked: None
    cookies: dict[str, str] = field(default_factory=dict)
    _connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Asked:
        """Fetch a page, following redirects."""
        return self._follow(self._ask("GET", path, b""))

    def post(self, path: str, data: Mapping[str, str | list[str]]) -> Asked:
        """Send a form as the browser does: with the token of the site; the redirect is not followed."""
        form = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **data}
        return self._ask("POST", path, urlencode(form, doseq=True).encode())

    def begin(self, name: str) -> str:
        """Open the form and give a name; returns the address of the next question."""
        self.get("/aanmelden/")
        return self._onwards(FIRST, {"first_name": "Sami", "last_name": name}, "")

    def answer_all(self, name: str, email: str, *, reads: bool = True) -> str:
        """Answer every question, reading each page first (or only the first); returns the number of the draft."""
        here, concept = self.begin(name), ""
        for _question in range(20):
            slug = here.rstrip("/").rpartition("/")[2]
            if slug == "controle":
                return concept
            if reads or not concept:
                concept = self.concept_of(self.get(here))
            here = self._onwards(
                here, {"email": email, **ANSWERS[slug]} if slug == "bereiken" else ANSWERS[slug], concept
            )
        raise RuntimeError("the questions do not end")

    def send(self) -> str:
        """Send the registration from the page with all answers; returns the number the person reads, or nothing."""
        concept = self.concept_of(self.get(LAST))
        sent = self.post(LAST, {"concept": concept})
        found = NUMBER.search(self._follow(sent).text)
        return found[1] if found else ""

    @staticmethod
    def concept_of(page: Asked) -> str:
        """Return the hidden number of the draft on a page."""
        found = _CONCEPT.search(page.text)
        return found[1] if found else ""

    def _onwards(self, path: str, data: Mapping[str, str | list[str]], concept: str) -> str:
        done = self.post(path, {"concept": concept, **data})
        if not done.location:
            raise RuntimeError(
                f"{path} answered {done.status}: {' '.join(re.findall(r'error[^<]*<[^<]*', done.text))[:300]}"
            )
        return done.location

    def _follow(self, asked: Asked) -> Asked:
        while asked.location:
            asked = self._ask("GET", asked.location, b"")
        return asked

    def _ask(self, method: str, path: str, body: bytes) -> Asked:
        headers = {"Accept-Encoding": "gzip", "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        try:
            answer, raw = self._send(method, path, body, headers)
        except (http.client.HTTPException, ConnectionError):  # the server closed an idle line: browsers ask again
            if method == "POST" and self._connection is not None and self._connection.sock is not None:
                raise
            self._connection = None
            answer, raw = self._send(method, path, body, headers)
        seconds = time.perf_counter() - began
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _is, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        text = gzip.decompress(raw) if answer.getheader("Content-Encoding") == "gzip" else raw
        location = answer.getheader("Location") or ""
        asked = Asked(method, path, answer.status, seconds, len(raw), text.decode(errors="replace"))
        asked.location = urlsplit(urljoin(path, location)).path if location else ""
        self.watch(asked)
        return asked

    def _send(
        self, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> tuple[http.client.HTTPResponse, bytes]:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        return answer, answer.read()


def free_port() -> int:
    """Return a port nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def web_server(environment: Mapping[str, str], log: Path, workers: int = 2) -> Iterator[int]:
    """Run the real web server on a free port until the end; gives the port."""
    given = {**environment, "WEB_WORKERS": str(workers), "LOG_LEVEL": "WARNING"}
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"], cwd=PROJECT, env=given, check=True
    )
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--config=deploy/gunicorn.conf.py", f"--bind=127.0.0.1:{port}"]
    with log.open("wb") as out:
        process = subprocess.Popen([*command, "rmt_portal.wsgi"], cwd=PROJECT, env=given, stdout=out, stderr=out)
        try:
            _wait_for(port)
            yield port
        finally:
            process.terminate()
            process.wait(30)


def _wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the web server does not answer")
