"""The road through the registration, by keyboard, for the tests in a real browser in which somebody registers."""

from playwright.sync_api import Page

from tests.browser.going import press


def go_on(page: Page) -> None:
    press(page.get_by_role("button", name="Ga verder"))


def tick(page: Page, label: str) -> None:
    """By keyboard: a box or a choice is taken with the space bar."""
    page.get_by_label(label, exact=True).focus()
    page.keyboard.press("Space")


def says_who(page: Page, phone: str = "", email: str = "") -> None:
    """Name, how to reach, postcode."""
    page.get_by_label("Achternaam").fill("Mol")
    go_on(page)
    page.get_by_label("Telefoonnummer").fill(phone)
    page.get_by_label("E-mailadres").fill(email)
    if not phone:
        tick(page, "E-mail")
    go_on(page)
    page.get_by_label("Postcode").fill("7001ab")
    go_on(page)


def says_what(page: Page, situation: str, wish: str, before: str = "", work: str = "") -> None:
    """Everything from the situation to the check."""
    tick(page, situation)
    go_on(page)
    if before:
        (
            page.get_by_label("Dag").fill("31"),
            page.get_by_label("Maand").fill("1"),
            page.get_by_label("Jaar").fill(before),
        )
        go_on(page)
    go_on(page)  # what else is true
    go_on(page)  # birth date
    tick(page, work or "Ik heb nog geen werk gehad")
    go_on(page)
    tick(page, wish)
    go_on(page)


def sends(page: Page, name: str = "Verstuur mijn aanmelding") -> None:
    press(page.get_by_role("button", name=name))


def worked_as_a_waiter(page: Page) -> None:
    """Everything from the last work to the sending, for who worked as a waiter and wants other work."""
    page.get_by_label("Beroep of functie").fill("ober")
    go_on(page)
    if page.url.endswith("beroep-kiezen/"):
        tick(page, "Geen van deze")
        go_on(page)
    page.get_by_label("Horeca").check()
    go_on(page)
    tick(page, "Ander werk")
    for _question in ("zoeken", "uren", "delen"):
        go_on(page)
    sends(page)
