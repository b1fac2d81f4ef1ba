"""What every page about an outcome does first: the dossier, its work, and the appointment that the address names."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Concatenate, ParamSpec, Self

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from intake import still_running
from intake.contacts import ChangedMeanwhile
from intake.models import Appointment, Case, Placement
from intake.still_running import Running
from rmt_portal.lifecycle import Actor
from rmt_portal.workplace.dossier import Dossier
from rmt_portal.workplace.dossier_parts import OpenedPart, part_page
from rmt_portal.workplace.refusal import View
from rmt_portal.workplace.rows import dossier_url

P = ParamSpec("P")


@dataclass(frozen=True)
class Opened(OpenedPart):
    """A dossier in which is written what came of it, and an appointment when the address names one."""

    template = "workplace/outcomes/form.html"
    word = "outcome"
    not_possible = gettext_lazy("Dit kan nu niet. Hier zie je hoe het staat.")
    who_was_first = staticmethod(str)

    named: Appointment | None = None

    @classmethod
    def open(cls, request: HttpRequest, dossier: Dossier, actor: Actor, named: dict[str, Any]) -> Self:
        """Open the appointment that the address names, when it is of this dossier and still to come."""
        if "appointment" not in named:
            return cls(request, dossier, actor)
        coming = Appointment.objects.coming().filter(case=dossier.case, public_id=named.pop("appointment"))
        return cls(request, dossier, actor, coming.select_related("case__client").first())

    @property
    def case(self) -> Case:
        """The case of the dossier."""
        return self.dossier.case

    @property
    def runs(self) -> bool:
        """Whether the case did not end."""
        return not self.dossier.has_ended

    @property
    def appointment(self) -> Appointment:
        """The appointment this page is about."""
        assert self.named is not None
        return self.named

    @cached_property
    def known_work(self) -> Placement | None:
        """The work somebody is in, or begins in soon."""
        return Placement.objects.running().select_related("case", "sector").filter(case=self.case).first()

    @property
    def work(self) -> Placement:
        """The work this page is about."""
        assert self.known_work is not None
        return self.known_work

    @cached_property
    def still_runs(self) -> list[Running]:
        """What is not over in this dossier, as far as this reader may know of it."""
        return still_running.of(self.case, self.request.user)

    def url(self, at: Any = None) -> str:
        """Return the address of the dossier."""
        return dossier_url(self.case)

    def fill_in(self, form: Any, act: Callable[[], Any], **about: Any) -> HttpResponse:
        """Ask for what an action needs, and do it once it is filled in; nothing typed is lost when that can not be.

        When a colleague changed the dossier meanwhile, the form comes back with what was typed, to look at how the
        dossier stands now and to save again.
        """
        try:
            return super().fill_in(form, act, **about)
        except ChangedMeanwhile as changed:
            form.data = form.data.copy()
            form.data["version"] = str(changed.case.version)
        del about["done"]
        return self.form_page(about.pop("title"), form, overtaken=True, **about)


def outcome_page(
    *methods: str, when: Callable[[Opened], bool] | None = None
) -> Callable[[Callable[Concatenate[Opened, P], HttpResponse]], View]:
    """Open a page to who may write in the dossier; with ``when`` only while that holds."""
    return part_page(Opened, *methods, when=when)


def appointment_page(*methods: str) -> Callable[[Callable[Concatenate[Opened, P], HttpResponse]], View]:
    """Open a page about an appointment that is still to come."""
    return part_page(Opened, *methods, when=lambda opened: opened.named is not None)
