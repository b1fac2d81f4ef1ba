"""How a person goes on: presses something and waits for the page it leads to."""

from playwright.sync_api import Locator


def follow(target: Locator) -> None:
    """Click a link or a button and wait until the next page is there, so that no press lands on the old one."""
    with target.page.expect_navigation():
        target.click()


def press(target: Locator) -> None:
    """The same by keyboard: reached without a mouse, pressed with Enter."""
    target.focus()
    with target.page.expect_navigation():
        target.page.keyboard.press("Enter")
