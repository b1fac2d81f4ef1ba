"""Somebody with a phone who goes through the questions."""

from typing import Any

import pytest
from django.test import Client

from tests.intake.factories import achterhoek
from tests.partners.factories import fnv, municipality, uwv


class Visitor:
    """A browser without script: it reads the hidden fields of a page and posts the form."""

    def __init__(self, browser: Client) -> None:
        self.browser = browser

    def open(self, path: str) -> Any:
        """Open a page, following redirects."""
        return self.browser.get(path, follow=True)

    def answer(self, slug: str, query: str = "", **data: Any) -> Any:
        """Fill in one question and press the button; returns the page that follows."""
        path = f"/aanmelden/{slug}/{query}"
        page = self.browser.get(path)
        hidden = {}
        if page.status_code == 200 and page.context and "form" in page.context:
            hidden = {"concept": page.context["form"].initial.get("concept", "")}
        return self.browser.post(path, {**hidden, **data}, follow=True)

    def answer_all(self, answers: dict[str, dict[str, Any]], until: str | None = None) -> Any:
        """Answer the questions in the order in which the site asks them; returns the last page."""
        page = self.open("/aanmelden/")
        for _question in range(len(answers) + 6):
            here = page.request["PATH_INFO"].rstrip("/").rsplit("/", 1)[-1]
            if here in (until, "controle"):
                return page
            if here in ("aanmelden", "geldzorgen"):
                page = self.open(page.context["next_url"])
                continue
            values = answers.get(here, {"closest": "none"} if here == "beroep-kiezen" else None)
            assert values is not None, f"the site asked {here!r}"
            page = self.answer(here, **values)
            assert not page.context.get("form") or not page.context["form"].errors, page.context["form"].errors
        raise AssertionError("the questions do not end")

    def send(self) -> Any:
        """Send the registration from the page with all answers."""
        page = self.browser.get("/aanmelden/controle/")
        return self.browser.post("/aanmelden/controle/", {"concept": page.context["concept"]}, follow=True)


@pytest.fixture
def region(db: None) -> Any:
    """The demo region with its partners: two that take up registrations, one that asks for consent."""
    brand = achterhoek()
    municipality(), uwv(), fnv()
    return brand


@pytest.fixture
def visitor(region: Any) -> Visitor:
    return Visitor(Client())
