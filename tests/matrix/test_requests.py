"""What holds for every address: reading changes nothing, writing needs the token, odd requests end in an answer.

These walk the same world and the same routes as the matrix; each asks as the role that sees most of that part.
"""

import re
import time
from collections.abc import Iterator
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from django.db import connection, transaction
from django.urls import reverse

from tests.matrix.asking import METHOD, Answer, Matrix, matrix
from tests.matrix.cast import ADMINISTRATOR, ANONYMOUS, CLIENT, COACH, COORDINATOR, HOME, REGISTERING, SUPERUSER
from tests.matrix.expectations import expected
from tests.matrix.routes import Route, all_routes, is_like_another
from tests.rig.halves import first_now
from tests.rig.measuring import least_seconds

__all__ = ["matrix"]

MAY_CHANGE = {
    "audit_auditline": "reading is logged",
    "django_session": "the idle clock, the last list",
    "services_referral.seen_at": "when the receiver first saw a referral",
    "matching_matchdecision.first_seen_at": "when the client first saw work that a coach proposes",
    "partners_cache": "what is kept for a short while",
    "partners_attemptbucket": "how many tries are left",
    "mfa_authenticator": "allauth makes recovery codes when their page is opened",
}
"""What a GET may change, and why."""


def askers(route: Route) -> tuple[str, ...]:
    """Return the roles that together get furthest in this part of the portal."""
    if route.pattern.startswith("aanmelden/"):
        return (REGISTERING,)
    if route.pattern.startswith("mijn/"):
        return (CLIENT,)
    if route.model is not None:
        return (SUPERUSER, ADMINISTRATOR)
    return (COACH, COORDINATOR)


def every_address(matrix: Matrix) -> Iterator[tuple[Route, str, str]]:
    """Yield each route with the place and path of each object."""
    for route in all_routes():
        for where, path in matrix.addresses(route).items():
            yield route, where, path


# --- reading changes nothing ---------------------------------------------------------------------------------------
class Digest:
    """A fingerprint of every table, by how often its rows were written; cheap, and it misses no change."""

    SQL = """SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(self.SQL)
            self.counts = dict(cursor.fetchall())

    def changed_since(self, before: "Digest") -> set[str]:
        return {name for name, count in self.counts.items() if count != before.counts.get(name, 0)}


@pytest.mark.full
def test_reading_leaves_the_database_as_it_was(matrix):
    allowed = {name.split(".")[0] for name in MAY_CHANGE}
    wrong = []
    for route, where, path in every_address(matrix):
        for role in () if is_like_another(route) else askers(route):
            with transaction.atomic():
                sid = transaction.savepoint()
                before = Digest()
                matrix.send(role, "GET", path)
                changed = Digest().changed_since(before) - allowed
                transaction.savepoint_rollback(sid)
            if changed:
                wrong.append(f"GET {route} {where} as {role} writes {sorted(changed)}")
    assert not wrong, "\n" + "\n".join(wrong)


def test_a_change_would_be_seen(matrix):
    """Positive control of the fingerprint: taking over a candidate writes."""
    path = reverse("admin:take_over", args=[matrix.world.cases["neighbour"].client.public_id])
    with transaction.atomic():
        sid = transaction.savepoint()
        before = Digest()
        assert matrix.send("coach_other_org", "POST", path).status_code == 302
        changed = Digest().changed_since(before)
        transaction.savepoint_rollback(sid)
    assert {"intake_caseassignment", "intake_case", "audit_auditline"} <= changed


# --- writing needs the token ---------------------------------------------------------------------------------------
@pytest.mark.full
def test_no_post_is_taken_without_the_token_of_the_form(matrix):
    matrix.enforce_csrf = True
    try:
        wrong = []
        for route, where, path in every_address(matrix):
            for role in (*askers(route)[:1], ANONYMOUS):
                with transaction.atomic():
                    sid = transaction.savepoint()
                    status = matrix.send(role, "POST", path).status_code
                    transaction.savepoint_rollback(sid)
                outcomes = expected(route, "POST", where) or {}
                fine = status == 403 or (status == 405 and outcomes.get(role) == METHOD)
                if not fine:
                    wrong.append(f"POST {route} {where} as {role}: {status}")
    finally:
        matrix.enforce_csrf = False
    assert not wrong, "\n" + "\n".join(wrong)


# --- other methods -------------------------------------------------------------------------------------------------
@pytest.mark.full
@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "PUT", "PATCH", "DELETE"])
def test_other_methods_never_break_a_page(matrix, method):
    wrong = []
    for route, where, path in every_address(matrix):
        if route.model is not None and route.model._meta.app_label == "reference":
            continue  # fifteen tables under one class; the others stand for them
        answer = matrix.ask(askers(route)[0], method, path)
        if answer.response.status_code >= 500:
            wrong.append(f"{method} {route} {where}: {answer.response.status_code}")
        if answer.leaked:
            wrong.append(f"{method} {route} {where} shows {answer.leaked}")
    assert not wrong, "\n" + "\n".join(wrong)


# --- headers -------------------------------------------------------------------------------------------------------
HEADERS = {
    "Content-Security-Policy": r"default-src 'self'.*object-src 'none'.*base-uri 'none'.*frame-ancestors 'none'",
    "X-Content-Type-Options": r"nosniff",
    "Referrer-Policy": r"same-origin|no-referrer",
    "X-Frame-Options": r"DENY",
    "Cross-Origin-Opener-Policy": r"same-origin",
    "X-Request-ID": r"[0-9a-f-]{8,64}",
}


@pytest.mark.full
def test_every_page_carries_the_headers(matrix):
    wrong = []
    for route, where, path in every_address(matrix):
        for role in (askers(route)[0], ANONYMOUS):
            response = matrix.ask(role, "GET", path).response
            for name, pattern in HEADERS.items():
                if not re.search(pattern, response.get(name, "")):
                    wrong.append(f"{route} {where} as {role}: {name} is {response.get(name)!r}")
            csp = response.get("Content-Security-Policy", "")
            if "unsafe-inline" in csp or "unsafe-eval" in csp:
                wrong.append(f"{route}: {csp}")
            kind = response.get("Content-Type", "")
            if response.content and kind.startswith("text/") and "charset=utf-8" not in kind.replace('"', ""):
                wrong.append(f"{route}: {kind!r}")
            if role not in (ANONYMOUS, REGISTERING) and "no-store" not in response.get("Cache-Control", ""):
                wrong.append(f"{route} {where} as {role} may be kept: {response.get('Cache-Control')!r}")
    assert not wrong, "\n" + "\n".join(wrong)


# --- never away from here ------------------------------------------------------------------------------------------
OUTSIDE = [
    "//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example", "%2f%2fevil.example",
    "javascript:alert(1)", "///evil.example", "http:///evil.example", "\thttps://evil.example", "/\t/evil.example",
    "https://testserver@evil.example/", "https://testserver.evil.example/", "data:text/html,x", "//evil%E3%80%82eu",
]  # fmt: skip


@pytest.mark.parametrize("target", first_now(OUTSIDE))
def test_no_next_leads_outside(matrix, target):
    """A browser drops tabs and line ends from an address and reads a backslash as a slash; so does this test."""
    for name in ("account_login", "account_logout", "account_reauthenticate", "mfa_reauthenticate", "admin:login"):
        path = reverse(name)
        for role in (ANONYMOUS, COACH):
            asked = (
                ("GET", path, {"next": target}),
                ("POST", f"{path}?{urlencode({'next': target})}", {"next": target}),
            )
            for method, where, data in asked:
                location = matrix.ask(role, method, where, data).response.get("Location", "/")
                as_read = re.sub(r"[\t\r\n]", "", location).replace("\\", "/")
                there = urlsplit(urljoin(f"https://testserver{path}", as_read))
                assert (there.scheme, there.netloc) == ("https", "testserver"), f"{method} {name}: {location!r}"


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver:80@evil.example", "a b", ""])
def test_another_host_name_is_refused(matrix, host):
    for path in ("/", "/account/password/reset/", "/admin/", "/aanmelden/"):
        response = matrix.ask(ANONYMOUS, "GET", path, HTTP_HOST=host).response
        assert response.status_code == 400
        assert "evil" not in response.text


def test_the_forwarded_host_is_not_believed(matrix):
    for role, path in ((ANONYMOUS, "/"), (COACH, "/admin/"), (ANONYMOUS, "/admin/")):
        response = matrix.ask(role, "GET", path, HTTP_X_FORWARDED_HOST="evil.example").response
        assert "evil.example" not in response.text + str(response.headers)


# --- bad parameters ------------------------------------------------------------------------------------------------
BAD_VALUES = {
    "nul": "a\x00b",
    "5,000 digits": "9" * 5000,
    "1,000 words": "woord " * 1000,
    "year one": "0001-01-01",
    "arabic digits": "٣٤",
    "negative": "-1",
    "big": "99999999999999999999",
    "quote": "' OR 1=1 --",
    "list": "[1]",
    "surrogate": "\ud800",
    "empty": "",
    "newline": "a\r\nSet-Cookie: x=1",
    "right to left": "\u202egnp.exe",
}
QUICK = ("surrogate",)
"""Tried always, as it finds most; the others in ``make test-full``."""
PARAMETERS = {
    "/admin/kandidaten/": ("fase", "situatie", "gemeente", "coach", "zoek", "signaal", "volgorde", "pagina"),
    "/admin/kandidaten/mijn/": ("fase", "gemeente", "coach", "zoek", "pagina"),
    "/admin/aanmeldingen/": ("pagina",),
    "/admin/": ("pagina", "deel"),
    "/beroepen/": ("q",),
    "/aanmelden/": ("deur", "via", "organisatie"),
    "/aanmelden/naam/": ("terug",),
    "/verwijzingen/verstuurd/": ("wie", "stand", "page"),
    "/verwijzingen/ontvangen/": ("wie", "stand", "page"),
    "/verwijzingen/nieuw/": ("soort", "terug"),
    "/admin/services/service/": ("q", "p", "o", "kind__exact", "is_active__exact", "all", "e", "_facets", "onbekend"),
    "/admin/matching/vacancy/": ("q", "p", "o", "state__exact", "contract__exact", "source"),
    "/admin/reference/occupation/": ("q", "p", "o", "isco__id__exact"),
    "/admin/partners/membership/": ("q", "p", "o", "role__exact", "active_from__gte", "user__password__startswith"),
    "/admin/partners/user/": ("q", "p", "o", "is_active__exact", "password__startswith"),
    "/admin/outbox/outboxitem/": ("q", "p", "stand", "kind"),
    "/admin/mfa/authenticator/": ("q", "p", "type__exact", "data__contains"),
}
SLOWEST_SECONDS = 1.0


def parameter_cases(matrix: Matrix) -> Iterator[tuple[str, str]]:
    dossier = f"/admin/dossier/{matrix.world.cases[HOME].client.public_id}/"
    for path, names in (PARAMETERS | {dossier: ("deel", "soort")}).items():
        for name in names:
            yield path, name


def _who(path: str) -> str:
    if path.startswith("/aanmelden/"):
        return REGISTERING
    settings = ("/admin/partners/", "/admin/outbox/", "/admin/mfa/", "/admin/reference/")
    return SUPERUSER if path.startswith(settings) else COACH


def _faults(matrix: Matrix, path: str, query: str) -> Iterator[str]:
    """Yield what is wrong with the answer to one odd address. Time is this process's own, least of three askings."""
    answers: list[Answer] = []
    seconds = least_seconds(
        lambda: answers.append(matrix.ask(_who(path), "GET", f"{path}?{query}")), SLOWEST_SECONDS, time.process_time
    )
    if answers[0].response.status_code >= 500:
        yield f"ends in {answers[0].response.status_code}"
    if seconds > SLOWEST_SECONDS:
        yield f"takes {seconds:.1f} s"
    if answers[0].leaked:
        yield f"shows {answers[0].leaked}"


@pytest.mark.parametrize("kind", [k if k in QUICK else pytest.param(k, marks=pytest.mark.full) for k in BAD_VALUES])
def test_no_bad_parameter_breaks_or_slows_a_page(matrix, kind):
    value = BAD_VALUES[kind].encode("utf-8", "surrogatepass")
    wrong = []
    for path, name in parameter_cases(matrix):
        for query in (urlencode({name: value}), urlencode([(name, value), (name, b"1"), (f"{name}[]", value)])):
            wrong += [f"{path}?{name}={kind} {fault}" for fault in _faults(matrix, path, query)]
    assert not wrong, "\n" + "\n".join(wrong)


def test_no_filter_of_the_administration_asks_for_a_secret(matrix):
    """A filter on a field nobody offered answers nothing about it: the page is the same whatever is asked."""
    for path in (
        "/admin/partners/user/?password__startswith=",
        "/admin/partners/membership/?user__password__startswith=",
        "/admin/partners/user/?authenticator__data__contains=",
    ):
        answers = {matrix.ask(SUPERUSER, "GET", path + text).response.status_code for text in ("a", "md5", "x" * 9)}
        assert answers == {400}, f"{path} is answered with {answers}"
