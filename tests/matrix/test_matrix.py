"""Every address of the portal, asked by every role, of something own and of something foreign.

Each answer must be what the table of expectations says, and neither the answer nor what the portal wrote meanwhile may
hold a word of a person that this reader may not see. A new route, or a new table of the administration, fails here
until somebody decides who may ask it. In ``make test`` the roles take turns: each address is read
by somebody who did not sign in, and by one of those who should find a wall or one of the others; ``make test-full``
reads as everybody else, and posts as everybody.
"""

from collections.abc import Callable, Collection

import pytest

from partners.models import Layer
from tests.matrix.asking import Matrix, logged, matrix
from tests.matrix.canaries import leaks
from tests.matrix.cast import (
    ANONYMOUS,
    CLIENT,
    COACH,
    COACH_OTHER_ORG,
    COACH_OTHER_REGION,
    HOME,
    NO_FACTOR,
    RECEIVER,
    ROLES,
)
from tests.matrix.expectations import TABLE, TABLES, expected
from tests.matrix.routes import Route, all_routes, is_like_another, tables

__all__ = ["matrix"]


def test_every_route_has_a_row_and_every_row_a_route():
    keys = {route.key for route in all_routes() if route.model is None}
    missing = sorted(keys - set(TABLE))
    assert not missing, f"decide in tests/matrix/expectations/ who may ask {missing}"
    assert not set(TABLE) - keys, "rows of routes that are gone"
    assert tables() == set(TABLES), "decide in tests/matrix/expectations/ who reads and changes these tables"


WALLED = (CLIENT, COACH_OTHER_ORG, COACH_OTHER_REGION, RECEIVER, NO_FACTOR)
"""Who should find the walls: on the own page, in another organisation or region, without second factor."""
OTHERS = [role for role in ROLES if role not in (ANONYMOUS, *WALLED)]


def everybody(_route: Route) -> Collection[str]:
    return ROLES


def whose_turn_it_is(route: Route) -> Collection[str]:
    """Return who asks this address in ``make test``; over all addresses each role has its turns."""
    turn = all_routes().index(route)
    among = WALLED if turn % 2 else OTHERS
    return (ANONYMOUS, among[turn // 2 % len(among)])


def who_waits(route: Route) -> Collection[str]:
    return [role for role in ROLES if role not in whose_turn_it_is(route)]


def walk(
    matrix: Matrix, method: str, routes: list[Route], roles: Callable[[Route], Collection[str]] = everybody
) -> list[str]:
    """Ask everything as the roles that ``roles`` names for a route; return what went differently, a line each."""
    wrong = []
    with logged() as log:
        for route in routes:
            for where, path in matrix.addresses(route).items():
                outcomes = expected(route, method, where)
                assert outcomes is not None, f"{route} has no row in tests/matrix/expectations/"
                for role in roles(route):
                    answer = matrix.ask(role, method, path)
                    if answer.outcome != outcomes[role]:
                        wrong.append(f"{method} {route} {where} as {role}: {answer.outcome}, not {outcomes[role]}")
                    if answer.leaked:
                        wrong.append(f"{method} {route} {where} as {role} shows {', '.join(answer.leaked)}")
        found = leaks("\n".join(log.lines), matrix.world.canaries, {})
    return wrong + [f"the log holds {name}" for name in found]


PARTS = ("public", "aanmelden", "mijn", "account", "verwijzingen", "workplace", "tables")


def part_of(route: Route) -> str:
    """Say to which part of the portal a route belongs; reports are easier to read per part."""
    if route.pattern.startswith("admin/"):
        return "tables" if route.model is not None else "workplace"
    first = route.pattern.split("/")[0]
    return first if first in PARTS else "public"


def routes_of(part: str) -> list[Route]:
    return [route for route in all_routes() if part_of(route) == part]


def test_each_role_has_its_turn():
    """Nobody is left out of ``make test``, and both parts together ask every address as everybody."""
    asked = dict.fromkeys(ROLES, 0)
    for route in all_routes():
        assert set(whose_turn_it_is(route)) | set(who_waits(route)) == set(ROLES)
        for role in whose_turn_it_is(route):
            asked[role] += 1
    assert min(asked.values()) >= 10, asked


@pytest.mark.parametrize("part", PARTS)
def test_every_role_gets_what_the_table_says_and_nothing_of_anybody_else(matrix, part):
    routes = [route for route in routes_of(part) if not is_like_another(route)]
    assert routes
    wrong = walk(matrix, "GET", routes, whose_turn_it_is)
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.full
@pytest.mark.parametrize("part", PARTS)
def test_so_does_everybody_else(matrix, part):
    routes = [route for route in routes_of(part) if not is_like_another(route)]
    wrong = walk(matrix, "GET", routes, who_waits)
    assert not wrong, "\n" + "\n".join(wrong)


def test_the_other_tables_of_reference_data_are_open_to_who_keeps_them_only(matrix):
    """Every one of them is asked in ``make test`` too, so that a route of which nobody thought is seen at once."""
    routes = [route for route in routes_of("tables") if is_like_another(route)]
    wrong = walk(matrix, "GET", routes, lambda _route: (ANONYMOUS,))
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.full
def test_the_other_tables_of_reference_data_answer_alike(matrix):
    wrong = walk(matrix, "GET", [route for route in routes_of("tables") if is_like_another(route)])
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.full
@pytest.mark.parametrize("part", PARTS)
def test_every_role_may_do_what_the_table_says(matrix, part):
    wrong = walk(matrix, "POST", routes_of(part))
    assert not wrong, "\n" + "\n".join(wrong)


# --- the test tested ------------------------------------------------------------------------------------------------
def test_the_search_finds_what_it_should(matrix):
    """Positive control: a page that is right for its coach is full of leaks when a stranger would get it."""
    world = matrix.world
    path = f"/admin/dossier/{world.cases[HOME].client.public_id}/?deel=intake"
    page = matrix.ask(COACH, "GET", path)
    assert page.outcome == "ok"
    assert not page.leaked
    seen_by_stranger = leaks(page.response.text, world.canaries, world.layers[COACH_OTHER_REGION])
    assert {"home.first_name", "home.last_name", "home.birth_date", "home.postcode"} <= set(seen_by_stranger)


def test_nobody_in_the_world_sees_everybody(matrix):
    """The roles differ in what they see; otherwise the search could not fail."""
    layers = matrix.world.layers
    assert layers[COACH][HOME] == Layer.SENSITIVE
    assert all(min(seen.values()) == -1 for seen in layers.values())


@pytest.mark.parametrize("value", ["phone", "email", "postcode", "birth_date", "first_name", "note"])
def test_a_token_is_found_however_it_is_written(matrix, value):
    canary = next(c for c in matrix.world.canaries if c.who == HOME and c.field == value)
    for form in canary.forms:
        for text in (form, form.upper(), form.replace("-", "%2d"), form.replace(" ", "&nbsp;")):
            assert leaks(f"<p>canary {text}</p>", [canary], {}), text
