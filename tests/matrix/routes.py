"""Every route of the portal, read from the URL resolver; the admin's pages come with it, because they are in there."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.contrib import admin
from django.db.models import Model
from django.urls import URLPattern, get_resolver

STAND_FOR_THE_OTHERS = {"reference.LabourRegion", "reference.RegionBrand"}
ADMIN_ACTIONS = ("changelist", "add", "change", "delete", "history", "")


@dataclass(frozen=True)
class Route:
    """One address. ``key`` is what the table of expectations calls it; ``model`` is set for a page of a table."""

    key: str
    pattern: str
    parameters: tuple[str, ...]
    model: type[Model] | None = None
    action: str = ""

    def __str__(self) -> str:
        return self.key


@cache
def all_routes() -> tuple[Route, ...]:
    """Return every route, in the order of the resolver."""
    return tuple(_walk(get_resolver(), "", ()))


def _walk(resolver: object, prefix: str, namespaces: tuple[str, ...]) -> Iterator[Route]:
    for entry in resolver.url_patterns:  # type: ignore[attr-defined]
        pattern = prefix + str(entry.pattern)
        if not isinstance(entry, URLPattern):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from _walk(entry, pattern, inner)
            continue
        name = entry.name or ""
        model, action = _table_page(entry) if namespaces == ("admin",) else (None, "")
        key = ":".join((*namespaces, name)) if name else pattern
        parameters = tuple(entry.pattern.converters) or tuple(entry.pattern.regex.groupindex)
        yield Route(key, pattern, parameters, model, action)


def _table_page(entry: URLPattern) -> tuple[type[Model] | None, str]:
    """Say to which table an address of the admin belongs, from the address itself."""
    view = entry.callback
    owner = getattr(view, "model_admin", None)
    if owner is None:
        return None, ""
    named = {f"{owner.opts.app_label}_{owner.opts.model_name}_{action}": action for action in ADMIN_ACTIONS if action}
    return owner.model, named.get(entry.name or "", "")


def tables() -> set[str]:
    """Return the label of every table in the administration."""
    return {model._meta.label for model in admin.site._registry}


def is_like_another(route: Route) -> bool:
    """Say whether a page follows the same rule, in the same class, as that of another table of reference data."""
    label = route.model._meta.label if route.model is not None else ""
    return label.startswith("reference.") and label not in STAND_FOR_THE_OTHERS
