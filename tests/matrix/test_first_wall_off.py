"""The first wall switched off: what the second lets through of a client who is closed to whoever asks.

``visible_to`` and ``may_see_client`` say yes to everything, as code would that forgot to ask. PostgreSQL still hides
the rows of every client that neither a grant nor a role opens. What is shown of a client who is partly open (a layer)
stays a matter of the first wall, so only people who are closed to the reader count here.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest
from django.db.models import Value
from django.urls import reverse

from partners import access, scope
from partners.models import Layer
from rmt_portal import row_security
from tests.matrix.asking import MISSING, REFUSED, Matrix, matrix
from tests.matrix.canaries import leaks, readable_by
from tests.matrix.cast import COACH_OTHER_REGION, ELSEWHERE, HOME, MEMBERS, PRIVACY

__all__ = ["matrix"]

PARTS = ("overzicht", "intake", "kansen", "verwijzingen", "tijdlijn", "toegang")


@pytest.fixture
def without_first_wall(matrix: Matrix, monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, int]]:
    """Let the rules say yes to all; return what each role may really see, worked out before."""
    people = {who: case.client for who, case in matrix.world.cases.items()}
    really = {role: readable_by(matrix.world.users[role], people) for role in MEMBERS}
    monkeypatch.setattr(access, "may_see_client", lambda *_asked, **_more: access.ALLOWED)
    monkeypatch.setattr(
        scope.ClientScopedQuerySet, "visible_to",
        lambda rows, *_asked, **_more: rows.annotate(layer=Value(int(Layer.SENSITIVE))),
    )  # fmt: skip
    return really


def pages(matrix: Matrix) -> Iterator[str]:
    """Yield the addresses of the main pages about people: of everybody in the world."""
    for case in matrix.world.cases.values():
        dossier = reverse("admin:dossier", args=[case.client.public_id])
        yield from (f"{dossier}?deel={part}" for part in PARTS)
        yield reverse("admin:dossier_summary", args=[case.client.public_id])
        yield f"/admin/kandidaten/?zoek={case.reference}"
        yield f"/admin/kandidaten/?zoek=canary{case.client.last_name[6:10]}"
    for referral in matrix.world.referrals.values():
        yield reverse("referral", args=[referral.reference])
    yield from ("/admin/", "/admin/kandidaten/", "/admin/kandidaten/mijn/", "/admin/aanmeldingen/", "/admin/dubbel/")
    yield from ("/verwijzingen/verstuurd/?wie=iedereen", "/verwijzingen/ontvangen/", "/verwijzingen/wacht-te-lang/")


def posts(matrix: Matrix) -> Iterator[str]:
    """Yield what hands out data on a click: the contact data and the summary as a file."""
    for case in matrix.world.cases.values():
        yield reverse("admin:show_contact", args=[case.client.public_id])
        yield reverse("admin:dossier_summary", args=[case.client.public_id])


def seen_of_closed_people(matrix: Matrix, role: str, really: dict[str, int]) -> list[str]:
    """Ask every page; return each word of somebody who is closed to this role, and each page that stumbled."""
    closed = {who for who, layer in really.items() if layer < 0}
    if role == PRIVACY:
        closed.discard(HOME)  # a line of the log names a dossier of the own region
    words = [canary for canary in matrix.world.canaries if canary.who in closed]
    found = []
    for method, addresses in (("GET", pages(matrix)), ("POST", posts(matrix))):
        for address in addresses:
            answer = matrix.ask(role, method, address)
            if answer.response.status_code >= 500:
                found.append(f"{method} {address} as {role} stumbles over a row that is hidden from it")
            typed = address.rpartition("zoek=")[2] if "zoek=" in address else ""
            body = "" if answer.response.streaming else answer.response.text
            text = body.lower().replace(typed.lower(), "") if typed else body
            found += [f"{method} {address} as {role} shows {name}" for name in leaks(text, words, {})]
    return found


@pytest.mark.full
@pytest.mark.parametrize("role", MEMBERS)
def test_the_second_wall_lets_nothing_of_a_closed_client_through(matrix, without_first_wall, role):
    found = seen_of_closed_people(matrix, role, without_first_wall[role])
    assert not found, "\n" + "\n".join(found)


def test_a_dossier_and_the_lists_stay_closed_behind_the_second_wall(matrix, without_first_wall):
    """The quick half: a coach of another region asks for the dossier, the list and the search of the home team."""
    path = reverse("admin:dossier", args=[matrix.world.cases[HOME].client.public_id])
    assert matrix.ask(COACH_OTHER_REGION, "GET", path).outcome in (MISSING, REFUSED)
    for address in ("/admin/kandidaten/", f"/admin/kandidaten/?zoek={matrix.world.cases[HOME].client.first_name}"):
        page = matrix.ask(COACH_OTHER_REGION, "GET", address).response.text
        assert "Canaryhomelast" not in page
    assert "Canaryelsewherelast" in matrix.ask(COACH_OTHER_REGION, "GET", "/admin/kandidaten/").response.text


def test_without_both_walls_the_same_pages_tell_everything(matrix, without_first_wall, monkeypatch):
    """Positive control: with the second wall off as well, the search finds what the tests above look for."""
    within = row_security.within

    def for_the_house(_scope: row_security.Scope) -> AbstractContextManager[None]:
        return within(row_security.Scope("house", purpose="command"))

    monkeypatch.setattr(row_security, "within", for_the_house)
    path = reverse("admin:dossier", args=[matrix.world.cases[HOME].client.public_id])
    page = matrix.ask(COACH_OTHER_REGION, "GET", f"{path}?deel=intake")
    words = [canary for canary in matrix.world.canaries if canary.who == HOME]
    assert {"home.first_name", "home.last_name", "home.birth_date"} <= set(leaks(page.response.text, words, {}))
    assert ELSEWHERE in without_first_wall[COACH_OTHER_REGION]
