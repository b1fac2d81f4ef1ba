"""Sign in for a test, with the second factor that every member of staff needs."""

from django.test import Client

from partners.middleware import SECOND_FACTOR
from partners.models import User
from rmt_portal import clock
from rmt_portal.mypage.session import CLIENT, ENTERED_AT, SEEN_AT


def sign_in(client: Client, user: User) -> User:
    """Give a test client a session in which both factors were shown."""
    client.force_login(user)
    session = client.session
    session[SECOND_FACTOR] = True
    session.save()
    return user


def client_enters(browser: Client, person: object) -> None:
    """Give a test client the session of somebody on the own page."""
    session = browser.session
    now = clock.now().timestamp()
    session.update({CLIENT: person.pk, SEEN_AT: now, ENTERED_AT: now})  # type: ignore[attr-defined]
    session.save()
    browser.cookies["sessionid"] = session.session_key
