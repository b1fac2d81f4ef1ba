"""What fails a test although nobody asserts it: undefined template variables, inline script or style,
template code that was not rendered, N+1 queries, and leaning on an order nobody asked for."""

import inspect
import random
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.models import QuerySet
from django.template import engines
from django.template.base import Origin, Template
from django.test import Client
from zeal import zeal_context

INLINE = re.compile(
    rb"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")[^>]*>|<style|\sstyle=|\son[a-z]+=\"|javascript:",
    re.IGNORECASE,
)
UNRENDERED = re.compile(rb"\{\{|\{%|&lt;django\.|<django\.")


class UndefinedVariable(str):
    """Stands for an undefined template variable; fails the test when the template is one of ours."""

    def __contains__(self, item: object) -> bool:
        return item == "%s"

    def __mod__(self, variable: Any) -> str:
        frame = inspect.currentframe()
        while frame := frame and frame.f_back:
            template = frame.f_locals.get("self")
            if isinstance(template, Template) and isinstance(template.origin, Origin):
                name = Path(str(template.origin.name))
                if settings.BASE_DIR in name.parents and ".venv" not in name.parts and "admin" not in name.parts:
                    pytest.fail(
                        f"undefined variable {variable} in {name.relative_to(settings.BASE_DIR)}", pytrace=False
                    )
                break
        return ""


def pytest_configure() -> None:
    Client.request = _watched(Client.request)  # type: ignore[method-assign]
    QuerySet._fetch_all = _shuffled(QuerySet._fetch_all)  # type: ignore[attr-defined]


@pytest.fixture(autouse=True, scope="session")
def undefined_variables_fail() -> None:
    engines["django"].engine.string_if_invalid = UndefinedVariable()


def _watched(request: Any) -> Any:
    def watched(client: Client, **environ: Any) -> Any:
        with zeal_context():
            response = request(client, **environ)
        content_type = response.get("Content-Type", "")
        if not response.streaming and content_type.startswith("text/html"):
            path = environ.get("PATH_INFO", "")
            if found := INLINE.search(response.content):
                pytest.fail(f"inline script or style in {path}: {_around(response.content, found)}", pytrace=False)
            if found := UNRENDERED.search(response.content):
                pytest.fail(f"unrendered template code in {path}: {_around(response.content, found)}", pytrace=False)
        return response

    return watched


def _around(content: bytes, found: re.Match[bytes]) -> str:
    return content[max(0, found.start() - 60) : found.end() + 60].decode(errors="replace")


def _shuffled(fetch_all: Any) -> Any:
    def shuffled(queryset: Any) -> None:
        fresh = queryset._result_cache is None
        fetch_all(queryset)
        if fresh and not queryset.ordered and not queryset.query.is_sliced and len(queryset._result_cache) > 1:
            random.shuffle(queryset._result_cache)

    return shuffled
