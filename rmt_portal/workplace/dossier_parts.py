"""What the pages of a part of the dossier (its plan, its grants) have in common: open it, ask, do it, and go back."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ClassVar, Concatenate, ParamSpec, Self, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from rmt_portal.lifecycle import Actor
from rmt_portal.workplace.attempt import Done, Ended, Words, attempt, filled_in
from rmt_portal.workplace.dossier import Dossier, dossier_page, note_denied
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import actor_of
from rmt_portal.workplace.refusal import View, missing
from rmt_portal.workplace.rows import row_of

P = ParamSpec("P")


@dataclass(frozen=True)
class OpenedPart(ABC):
    """A dossier that may be written in, and on whose behalf that happens; a subclass adds what its pages are about."""

    request: HttpRequest
    dossier: Dossier
    actor: Actor

    template: ClassVar[str]
    word: ClassVar[str]
    """How lines of the log about this part begin."""
    not_possible: ClassVar[Words] = gettext_lazy("Dit kan nu niet. Hier zie je hoe het staat.")
    """What is said when a page is asked for that is not for now."""

    @classmethod
    @abstractmethod
    def open(cls, request: HttpRequest, dossier: Dossier, actor: Actor, named: dict[str, Any]) -> Self | None:
        """Open the part with what the address names (taken out of ``named``); None when there is no such thing."""

    @abstractmethod
    def url(self, at: Any = None) -> str:
        """Return the address to go back to: where ``at`` is shown, when there is a choice."""

    @staticmethod
    @abstractmethod
    def who_was_first(row: Any, /) -> str:
        """Say who changed a row, and how it stands now."""

    @property
    def posted(self) -> QueryDict | None:
        """What was filled in, for a form that is empty until then."""
        return filled_in(self.request)

    def back(self, at: Any = None) -> HttpResponse:
        """Return to where this part is shown."""
        return redirect(self.url(at))

    def not_now(self) -> HttpResponse:
        """Say that this can not be done now, and return."""
        messages.info(self.request, str(self.not_possible))
        return self.back()

    def try_it(self, act: Callable[[], Any], done: Done, form: Any = None) -> Ended:
        """Do something and say how it went (:func:`rmt_portal.workplace.attempt.attempt`)."""
        return attempt(self.request, act, done, who_was_first=self.who_was_first, form=form)

    def note_denied(self, form: Any) -> None:
        """Write in the log that somebody said a number is no citizen service number."""
        note_denied(self.request, self.dossier, f"{self.word}.bsn_denied", form)

    def form_page(self, title: Words, form: Any, at: Any = None, **more: Any) -> HttpResponse:
        """Draw a page with one form."""
        context = page_context(self.request, title) | {
            "form": form,
            "name": row_of(self.dossier.case).name,
            "back_url": self.url(at),
        }
        return TemplateResponse(self.request, self.template, context | more)

    def fill_in(
        self, form: Any, act: Callable[[], Any], *, title: Words, done: Done, at: Any = None, **more: Any
    ) -> HttpResponse:
        """Ask for what a step needs, and take that step once it is filled in.

        A refusal stands in the form; whoever was too late reads, where it is shown, who was first.
        """
        if form.is_valid() and not self.try_it(act, done, form).stays:
            self.note_denied(form)
            return self.back(at)
        return self.form_page(title, form, at, **more)


Part = TypeVar("Part", bound=OpenedPart)


def part_page(
    part: type[Part], *methods: str, when: Callable[[Part], bool] | None = None
) -> Callable[[Callable[Concatenate[Part, P], HttpResponse]], View]:
    """Open a page about a part of the dossier to who may write in it; with ``when`` only while that holds."""

    def decorate(view: Callable[Concatenate[Part, P], HttpResponse]) -> View:
        @dossier_page(to_write=True)
        @wraps(view)
        def look(request: HttpRequest, dossier: Dossier, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            opened = part.open(request, dossier, actor_of(request, dossier.member), kwargs)
            if opened is None:
                return missing(request)
            if when is not None and not when(opened):
                return opened.not_now()
            return view(opened, *args, **kwargs)

        return require_http_methods(list(methods))(look)

    return decorate
