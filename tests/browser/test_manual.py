"""The manual shows every screen: ``docs/handleiding/schermen.md``, with pictures made here.

``pytest tests/browser/test_manual.py --update-pictures`` makes the pictures anew. Without it nothing is compared by
its pixels: only whether every screen has its words and its picture, and is still found under the title of the manual.
"""

import base64
import re
from collections.abc import Callable
from html import unescape
from itertools import chain

import pytest
from django.conf import settings
from django.test import Client as Http
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE, Visitor
from tests.manual import beside
from tests.manual.region import Region, built
from tests.manual.screens import DESK, SCREENS, Screen
from tests.manual.screens import PHONE as ON_A_PHONE
from tests.matrix.routes import all_routes

MANUAL = settings.BASE_DIR / "docs" / "handleiding" / "schermen.md"
PICTURES = settings.BASE_DIR / "docs" / "pictures" / "handleiding"
HEIGHT, STORED_WIDTH = 820, 960
"""Pixels: so much of a screen is shown, and as wide is the picture of a screen at a desk kept."""
LARGEST, LARGEST_TOGETHER = 60_000, 3 * 2**20
"""Bytes of one picture, and of all: who fetches the code fetches them too."""
ENTRY = re.compile(
    r"^### .+\n\n(?:[^#!\n].*\n)+\n!\[(.+)\]\(\.\./pictures/handleiding/([a-z-]+)\.webp\)$", re.MULTILINE
)
TITLE = re.compile(r"<title>\s*(.*?)\s*</title>", re.DOTALL)
AS_WEBP = """
async ([png, width]) => {
  const whole = await createImageBitmap(await (await fetch('data:image/png;base64,' + png)).blob());
  const canvas = document.createElement('canvas');
  canvas.width = Math.min(whole.width, width);
  canvas.height = Math.round(whole.height * canvas.width / whole.width);
  const drawing = canvas.getContext('2d');
  drawing.imageSmoothingQuality = 'high';
  drawing.drawImage(whole, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/webp', 0.4).split(',')[1];
}
"""
CONTENT_ENDS = "Math.ceil((document.querySelector('footer') ?? document.body).getBoundingClientRect().bottom)"


def titles() -> dict[str, str]:
    """Read the manual: the title of each screen, by the name of its picture."""
    found = ENTRY.findall(MANUAL.read_text(encoding="utf-8"))
    assert len(found) == len({slug for _title, slug in found}), "a picture stands in the manual twice"
    return {slug: title for title, slug in found}


def test_the_manual_tells_of_every_screen_and_of_no_other() -> None:
    slugs, kept = {screen.slug for screen in SCREENS}, {file.stem for file in PICTURES.glob("*.webp")}
    assert set(titles()) == slugs, "each screen has a name, a sentence and its picture in docs/handleiding/schermen.md"
    assert kept == slugs, "make the pictures: pytest tests/browser/test_manual.py --update-pictures"
    sizes = {file.name: file.stat().st_size for file in PICTURES.iterdir()}
    assert not [name for name, size in sizes.items() if size > LARGEST]
    assert sum(sizes.values()) <= LARGEST_TOGETHER


def test_every_address_of_the_portal_has_a_place_in_the_manual() -> None:
    shown = {screen.route for screen in SCREENS}
    without = set(chain.from_iterable(beside.NO_SCREEN.values()))
    told = shown | set(beside.LIKE) | without
    routes = {route.key for route in all_routes() if route.model is None}
    missing = sorted(routes - told)
    assert not missing, f"give {missing} a screen in tests/manual/screens.py, or a reason in tests/manual/beside.py"
    tables = {route.key for route in all_routes() if route.model is not None}
    assert told <= routes | tables, "screens of routes that are gone"
    assert not (shown & without or shown & set(beside.LIKE) or without & set(beside.LIKE))
    slugs = {screen.slug for screen in SCREENS}
    assert {*beside.LIKE.values(), *beside.OF_TABLES.values()} <= slugs


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_every_screen_is_found_under_the_title_that_the_manual_gives_it(request: pytest.FixtureRequest) -> None:
    said = titles()
    with built() as region:
        if request.config.getoption("--update-pictures"):
            makes_the_pictures(request.getfixturevalue("visitor"), region)
        wrong = [line for screen in SCREENS if (line := complaint(screen, region, said.get(screen.slug, "")))]
    assert not wrong, "\n".join(wrong)


def complaint(screen: Screen, region: Region, title: str) -> str:
    """Ask a screen; say what is wrong with it, if anything."""
    http = Http()
    if screen.who in region.cookie:
        http.cookies[settings.SESSION_COOKIE_NAME] = region.cookie[screen.who]
    answer = http.get(screen.address(region))
    found = TITLE.search(answer.content.decode()) if answer.status_code == 200 else None
    now = unescape(found[1]).rpartition(" – ")[0] if found else ""
    return "" if now and now == title else f"{screen.slug}: {answer.status_code}, “{now}” and not “{title}”"


def makes_the_pictures(visitor: Callable[..., Visitor], region: Region) -> None:
    """Look at every screen in a window, and keep what is on top of it; pictures of screens that are gone go too."""
    windows = {DESK: visitor(DESKTOP), ON_A_PHONE: visitor(PHONE)}
    blank = windows[DESK].context.new_page()
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.webp"):
        old.unlink()
    for screen in SCREENS:
        person = windows[screen.window]
        person.context.clear_cookies()
        if screen.who in region.cookie:
            value = region.cookie[screen.who]
            person.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": person.base}])
        png = top_of(person.goes_to(screen.address(region)))
        small = blank.evaluate(AS_WEBP, [base64.b64encode(png).decode(), STORED_WIDTH])
        (PICTURES / f"{screen.slug}.webp").write_bytes(base64.b64decode(small))


def top_of(page: Page) -> bytes:
    """Take a picture of a page until its content ends, and not further than what a screen shows."""
    size = page.viewport_size
    assert size
    end = min(int(page.evaluate(CONTENT_ENDS)), HEIGHT)
    return page.screenshot(clip={"x": 0, "y": 0, "width": size["width"], "height": end}, full_page=True)
