"""What every page of the workplace hands to its template."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.functional import Promise


def page_context(request: HttpRequest, title: str | Promise) -> dict[str, Any]:
    """Return the menu, the brand, who is at work and the title of the page."""
    return admin.site.each_context(request) | {"title": title}
