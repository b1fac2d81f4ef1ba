"""No URL goes unvisited: with ``--every-route`` a run of the whole suite fails on a route no test asked for."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

NOT_OURS = ("account/", "admin/jsi18n/", "admin/r/", "admin/autocomplete/", "admin/password_change/", "static/")
"""Routes of packages that their own suites test; ours still stand in the access matrix."""


class VisitedRoutes:
    """Collects the routes that were asked for, over all workers of a run."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.folder = Path(os.environ["RMT_VAR"]) / "visited"
        self.seen: set[str] = set()
        self.worker = os.environ.get("PYTEST_XDIST_WORKER", "")

    @pytest.hookimpl
    def pytest_sessionstart(self) -> None:
        from django.urls import URLResolver

        if not self.worker:
            self.folder.mkdir(parents=True, exist_ok=True)
            for old in self.folder.glob("*.json"):
                old.unlink()
        original = URLResolver.resolve

        def resolve(resolver: Any, path: str) -> Any:
            match = original(resolver, path)
            self.seen.add(same_everywhere(match.route))
            return match

        URLResolver.resolve = resolve  # type: ignore[method-assign]

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.worker:
            (self.folder / f"{self.worker}.json").write_text(json.dumps(sorted(self.seen)))
            return
        ended = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)  # after failed tests too, or one hides the other
        if not self.config.getoption("--every-route") or session.exitstatus not in ended:
            return
        for file in self.folder.glob("*.json"):
            self.seen.update(json.loads(file.read_text()))
        if missed := sorted(set(all_routes()) - self.seen):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
            self.missed = missed

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        for route in getattr(self, "missed", []):
            terminalreporter.write_line(f"no test visits {route!r}", red=True)


def same_everywhere(route: str) -> str:
    """Return the route as every process writes it.

    The admin names its apps in one route, in the order in which their admin modules happened to be imported; that
    order differs between the process that collects and the ones that test. A match leaves out the ``^`` of an
    included pattern, the pattern itself does not.
    """
    return re.sub(r"[a-z]+(\|[a-z]+)+", lambda names: "|".join(sorted(names[0].split("|"))), route.replace("^", ""))


def all_routes() -> Iterator[str]:
    """Yield every route of the portal that is ours."""
    from django.urls import URLPattern, get_resolver

    def walk(resolver: Any, prefix: str) -> Iterator[str]:
        for entry in resolver.url_patterns:
            route = prefix + str(entry.pattern)
            if isinstance(entry, URLPattern):
                if not route.startswith(NOT_OURS):
                    yield same_everywhere(route)
            else:
                yield from walk(entry, route)

    yield from walk(get_resolver(), "")
