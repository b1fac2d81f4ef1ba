"""A real Chromium (Debian's) against the real site: phone and desktop, with and without JavaScript."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client as Http
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from intake.models import Client
from partners.models import User
from tests.browser import checks
from tests.workplace.signing_in import client_enters, sign_in

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's sync API runs a loop in this thread

PATIENCE = 30_000
"""Milliseconds until a test gives up on something that should appear: a busy machine is slow, not wrong."""
expect.set_options(timeout=PATIENCE)

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
WINDOWS = [pytest.param(PHONE, id="phone"), pytest.param(DESKTOP, id="desk", marks=pytest.mark.full)]
"""Both sizes for a walk along pages: ``make test`` takes the phone, ``make test-full`` the desk."""
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PICTURES = Path(os.environ["RMT_VAR"]) / "pictures"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium per run. A missing browser is an error; only a person may choose to leave these tests out."""
    path = os.environ.get("RMT_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("RMT_SKIP_BROWSER") == "1" and not os.environ.get("CI"):
            pytest.skip("browser tests left out by choice (RMT_SKIP_BROWSER=1)")
        pytest.fail("no Chromium: apt install chromium, or leave these tests out with RMT_SKIP_BROWSER=1")
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=flags)
        yield chromium
        chromium.close()


class Visitor:
    """A person with a window. Errors on the console, policy violations and failed requests fail the test."""

    def __init__(self, context: BrowserContext, base: str, javascript: bool) -> None:
        self.context, self.base, self.runs_scripts = context, base, javascript
        self.page: Page = context.new_page()
        self.trouble: list[str] = []
        self.page.on("console", lambda m: self.trouble.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))

    def goes_to(self, path: str) -> Page:
        """Open a path of the site."""
        self.page.goto(self.base + path)
        return self.page

    def signs_in(self, user: User) -> Http:
        """Get the session of somebody at work, with both factors shown; returned for requests without a page."""
        http = Http()
        sign_in(http, user)
        return self._takes_the_session_of(http)

    def enters_the_own_page(self, client: Client) -> Http:
        """Get the session of a client who came in by the link."""
        http = Http()
        client_enters(http, client)
        return self._takes_the_session_of(http)

    def _takes_the_session_of(self, http: Http) -> Http:
        name = settings.SESSION_COOKIE_NAME
        self.context.add_cookies([{"name": name, "value": http.cookies[name].value, "url": self.base}])
        return http

    def complaints(self, name: str, targets: int = 44) -> list[str]:
        """What is wrong with the page, for a walk that goes on and tells everything at its end."""
        try:
            self.finds_it_accessible(name, targets)
        except AssertionError as complaint:
            return [str(complaint).split("\nassert")[0]]
        return []

    def finds_it_accessible(self, name: str, targets: int = 44) -> None:
        """axe finds nothing, our own checks neither; a picture is kept under ``name``.

        Both are scripts in the page: in a window without JavaScript the browser would wait for them for ever.
        """
        if not self.runs_scripts:
            pytest.fail(f"{name}: axe can not look in a window without JavaScript; look with one that has it", False)
        width = self.page.viewport_size["width"] if self.page.viewport_size else 0
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=str(PICTURES / f"{name}-{width}.png"), full_page=True)
        found = checks.everything(self.page, targets if width < 500 else 24)
        assert not found, f"{name} at {width} px:\n" + "\n".join(found)


@pytest.fixture
def visitor(browser: Browser, live_server) -> Iterator[Callable[..., Visitor]]:
    """Make people with windows: ``visitor(PHONE, javascript=False)``."""
    made: list[Visitor] = []

    def make(viewport: dict[str, int] = PHONE, javascript: bool = True) -> Visitor:
        context = browser.new_context(
            viewport=viewport,  # type: ignore[arg-type]
            java_script_enabled=javascript,
            locale="nl-NL",
            has_touch=viewport["width"] < 500,
        )
        context.set_default_timeout(PATIENCE)
        made.append(Visitor(context, live_server.url, javascript))
        return made[-1]

    yield make
    trouble = [line for person in made for line in person.trouble]
    for person in made:
        person.context.close()
    assert not trouble, "the browser complained:\n" + "\n".join(trouble)


@pytest.fixture
def on_a_phone(visitor: Callable[..., Visitor]) -> Visitor:
    return visitor(PHONE)


@pytest.fixture
def on_an_old_phone(visitor: Callable[..., Visitor]) -> Visitor:
    """390 px wide, without JavaScript."""
    return visitor(PHONE, javascript=False)


@pytest.fixture
def at_a_desk(visitor: Callable[..., Visitor]) -> Visitor:
    return visitor(DESKTOP)
