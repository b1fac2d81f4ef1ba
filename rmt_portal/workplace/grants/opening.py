"""What every page of a grant does first: the dossier, and the grant."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, Self

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from rmt_portal.lifecycle import Actor
from rmt_portal.workplace.attempt import Words
from rmt_portal.workplace.dossier import Dossier
from rmt_portal.workplace.dossier_parts import OpenedPart, part_page
from rmt_portal.workplace.refusal import View
from rmt_portal.workplace.rows import dossier_url
from services.grants import words
from services.grants.writing import GRANTS
from services.models import ServiceGrant

TAB = "inzet"
P = ParamSpec("P")


@dataclass(frozen=True)
class Opened(OpenedPart):
    """A dossier that may be written in, and one of its grants when the address names one."""

    template = "workplace/grants/form.html"
    word = "grant"
    who_was_first = staticmethod(words.who_was_first)

    found: ServiceGrant | None = None

    @classmethod
    def open(cls, request: HttpRequest, dossier: Dossier, actor: Actor, named: dict[str, Any]) -> Self | None:
        """Open the grant that the address names, when it belongs to this dossier."""
        if "grant" not in named:
            return cls(request, dossier, actor)
        found = ServiceGrant.objects.filter(case=dossier.case, public_id=named.pop("grant")).with_service().first()
        return cls(request, dossier, actor, found) if found else None

    @property
    def grant(self) -> ServiceGrant:
        """The grant this page is about."""
        assert self.found is not None
        return self.found

    def url(self, at: ServiceGrant | None = None) -> str:
        """Return the address of the grant this page is about; without one that of the tab."""
        shown = at or self.found
        if shown is None:
            return dossier_url(self.dossier.case, TAB)
        return reverse("admin:grant", args=[self.dossier.client.public_id, shown.public_id])

    def form_page(self, title: Words, form: Any, at: Any = None, **more: Any) -> HttpResponse:
        """Draw a page with one form, under what the grant is about."""
        return super().form_page(title, form, at, grant=self.found, **more)


def grants_page(*methods: str, event: str = "") -> Callable[[Callable[Concatenate[Opened, P], HttpResponse]], View]:
    """Open a page to who may write in the dossier; with ``grant`` in the address the page is about that one.

    With ``event`` only while that can happen to the grant, or be changed about it.
    """
    if not event:
        return part_page(Opened, *methods)
    return part_page(Opened, *methods, when=lambda opened: GRANTS.allows(event, opened.grant.state))
