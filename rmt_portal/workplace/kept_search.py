"""Searching without a name in the address (SECURITY V14.2.1).

What people typed is kept in their session under a short key, and only the key stands in the address of the list.
So "back" works, a list can be reloaded and sorted, and neither browser history nor a proxy's log holds a name.
"""

import hashlib
from urllib.parse import urlencode

from django.http import HttpRequest

from rmt_portal.admin_base import MAX_SEARCH_LENGTH

_SESSION_KEY = "kept_searches"
_KEPT = 20


def keep(request: HttpRequest) -> str:
    """Keep the posted search and return the address of the list that shows its result."""
    text = " ".join(request.POST.get("zoek", "").replace("\x00", "").split())[:MAX_SEARCH_LENGTH]
    other = {name: value for name, value in request.GET.items() if name not in ("zoek", "pagina")}
    if text:
        key = hashlib.sha256(f"{request.session.session_key}:{text}".encode()).hexdigest()[:12]
        searches = request.session.get(_SESSION_KEY, {})
        searches.pop(key, None)
        request.session[_SESSION_KEY] = dict([*searches.items(), (key, text)][-_KEPT:])
        other["zoek"] = key
    return f"{request.path}?{urlencode(other)}" if other else request.path


def read(request: HttpRequest) -> str:
    """Return what was typed for this list, or an empty string (also when the session no longer knows it)."""
    found: str = request.session.get(_SESSION_KEY, {}).get(request.GET.get("zoek", ""), "")
    return found
