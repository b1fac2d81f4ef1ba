"""People who register: what they answer, and the drafts and registrations that come of it."""

import copy
from datetime import timedelta
from typing import Any

import factory

from intake import registrations, sharing_questions
from intake.demo import regions
from intake.models import Registration, RegistrationDraft
from rmt_portal import clock
from rmt_portal.reference.models import LabourRegion, Municipality, Postcode, RegionBrand

WAITER: dict[str, dict[str, Any]] = {
    "naam": {"first_name": "Sami", "last_name": "van 't Hof"},
    "bereiken": {"phone": "06-12345678", "email": "sami@voorbeeld.nl", "contact_way": "call", "contact_moment": ""},
    "postcode": {"postcode": "7001ab"},
    "situatie": {"situation": "lost"},
    "extra": {"also_true": ["benefit"]},
    "geboortedatum": {"birth_date_dag": "27", "birth_date_maand": "3", "birth_date_jaar": "1988"},
    "beroep": {"occupation": "ober", "years": "6"},
    "sector": {"sector": "I"},
    "zoeken": {"wishes": ["other_work", "training"]},
    "uren": {"hours": ["24-32", "32-40"], "transport": ["bicycle"], "max_minutes": "30"},
    "delen": {},
}
"""What Sami, who waits tables, types on the phone; the keys are the steps in order."""


def shares(*organisations: Any, what: tuple[str, ...] = ("contact", "work_profile")) -> dict[str, list[str]]:
    """Return what somebody ticks to share these categories with these organisations."""
    return sharing_questions.as_answers({getattr(one, "pk", one): what for one in organisations})


def answers_of_waiter(**changes: dict[str, Any] | None) -> dict[str, dict[str, Any]]:
    """Return Sami's answers with other answers for some steps (``geboortedatum={}``); None leaves a step out."""
    answers = copy.deepcopy(WAITER)
    for step, values in changes.items():
        slug = step.replace("_", "-")
        if values is None:
            answers.pop(slug)
        else:
            answers[slug] = values
    return answers


def achterhoek() -> RegionBrand:
    """The demo region with its team and Doetinchem, whether the reference data was loaded or not."""
    region, _new = LabourRegion.objects.get_or_create(code="AM09", defaults={"name": "Achterhoek"})
    team = {
        "name": "Regionaal Mobiliteitsteam Achterhoek", "short_name": "RMT Achterhoek", "slug": "achterhoek",
        "reference_prefix": "RA", "phone": "085 000 00 00", "phone_hours": "maandag tot en met vrijdag",
        "caller_id": "085 000",
    }  # fmt: skip
    brand, _new = RegionBrand.objects.get_or_create(region=region, defaults=team)
    place("7001", "Doetinchem", "GM0222", region)
    return brand


def place(code: str, name: str, municipality_code: str, region: LabourRegion) -> Municipality:
    """A four-digit postcode in a municipality."""
    municipality, _new = Municipality.objects.get_or_create(
        code=municipality_code, defaults={"name": name, "region": region}
    )
    Postcode.objects.get_or_create(
        code=code,
        defaults={
            "place": name, "latitude": 51.96, "longitude": 6.29, "municipality": municipality, "region": region,
        },
    )  # fmt: skip
    return municipality


def twente() -> LabourRegion:
    """Another region, without a team on this site, with Enschede in it."""
    region, _new = LabourRegion.objects.get_or_create(code="AM05", defaults={"name": "Twente"})
    place("7511", "Enschede", "GM0153", region)
    return region


class DraftFactory(factory.django.DjangoModelFactory):
    """A draft whose questions all have an answer, as the forms cleaned them."""

    class Meta:
        model = RegistrationDraft

    class Params:
        last_name = "van 't Hof"
        email = "sami@voorbeeld.nl"

    key = factory.Sequence(lambda n: f"{n:064x}")
    region = factory.LazyFunction(lambda: achterhoek().region)
    expires_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=14))

    @factory.lazy_attribute
    def answers(self) -> dict[str, Any]:
        return {
            "naam": {"first_name": "Sami", "last_name": self.last_name},
            "bereiken": {
                "phone": "+31612345678", "email": self.email, "contact_way": "call", "contact_moment": "",
            },
            "postcode": {"postcode": "7001 AB", "no_address": False, "municipality": "GM0222"},
            "situatie": {"situation": "lost"},
            "extra": {"also_true": []},
            "geboortedatum": {"birth_date": "1988-03-27"},
            "beroep": {"occupation": "iets geks", "never_worked": False, "years": 6, "exact": None, "options": []},
            "sector": {"sector": "I"},
            "zoeken": {"wishes": ["other_work"]},
            "uren": {"hours": ["24-32"], "transport": ["bicycle"], "max_minutes": "30"},
            "delen": {},
        }  # fmt: skip


def registered(**draft: Any) -> Registration:
    """Somebody who registered, through the same action as the site."""
    return registrations.submit(DraftFactory(**draft).key).registration


def three_regions() -> list[RegionBrand]:
    """The three teams of the demo on one site, each with a named person and a number of its own."""
    achterhoek()
    for code, name in (("AM05", "Twente"), ("AM06", "Stedendriehoek en Noordwest Veluwe")):
        LabourRegion.objects.get_or_create(code=code, defaults={"name": name})
    return regions.seed()
