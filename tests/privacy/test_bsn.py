"""No form keeps text in which a citizen service number could stand, without asking about it."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

from django import forms

import intake
import matching
import partners
import rmt_portal
import services
from rmt_portal.nlds.dutch_fields import BsnGuardMixin

HOUSE = (intake, matching, partners, rmt_portal, services)
KEEPS_NOTHING = {
    "intake.assisting_views.BeginForm", "intake.assisting_views.CodeForm", "intake.cohort_questions.CodeQuestion",
    "intake.confirmation_views.ProofForm", "rmt_portal.workplace.opportunity_forms.FindVacancyForm",
    "rmt_portal.workplace.plans.forms.OccupationForm", "services.forms.refer.WhoForm",
}  # fmt: skip
"""Codes, proof and words to search with: compared or looked up, and forgotten."""


def forms_of_the_house() -> Iterator[type[forms.BaseForm]]:
    for app in HOUSE:
        for module in pkgutil.walk_packages(app.__path__, f"{app.__name__}."):
            if not {"migrations", "management"} & set(module.name.split(".")) and not module.name.endswith(".wsgi"):
                import_module(module.name)
    waiting = [forms.BaseForm]
    while waiting:
        for found in waiting.pop().__subclasses__():
            waiting.append(found)
            if found.__module__.split(".")[0] in {app.__name__ for app in HOUSE}:
                yield found


def test_every_form_that_keeps_words_asks_about_a_citizen_service_number():
    unguarded = {
        f"{form.__module__}.{form.__qualname__}"
        for form in forms_of_the_house()
        if not issubclass(form, BsnGuardMixin)
        and any(getattr(field, "guards_bsn", False) for field in getattr(form, "base_fields", {}).values())
    }
    assert unguarded == KEEPS_NOTHING
