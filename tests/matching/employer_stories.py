"""People of the employers' side: who looks after employers, an employer of the register, and what one leaves."""

from typing import Any

import factory
from django.test import Client

from matching.models import Employer
from partners.models import PartnerKind, Role, User
from tests.matching.factories import achterhoek
from tests.partners.factories import MembershipFactory, OrganisationFactory, UserFactory

VACANCY, SURPLUS = "/werkgever/vacature/", "/werkgever/medewerkers/"


def at_work(name: str, role: Role, kind: PartnerKind = PartnerKind.MUNICIPALITY, organisation: str = "") -> User:
    """Somebody with one role in the Achterhoek."""
    made = OrganisationFactory(name=organisation or f"Organisatie van {name}", kind=kind)
    user = UserFactory(name=name, email=f"{name.split(maxsplit=1)[0].lower()}@werk.example")
    MembershipFactory(user=user, organisation=made, region=achterhoek(), role=role)
    return user


def desk() -> User:
    """Daan guides at the employers' service point."""
    return at_work("Daan Peters", Role.COACH, PartnerKind.EMPLOYER_DESK, "Werkgeversservicepunt")


class EmployerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Employer

    region = factory.LazyFunction(achterhoek)
    name = factory.Sequence(lambda n: f"Berkelstroom {n} B.V.")
    trade_number = factory.Sequence(lambda n: f"{60000000 + n}")
    place = "Doetinchem"


def a_vacancy(**changes: Any) -> dict[str, Any]:
    """A vacancy as an employer leaves it on the public page."""
    return {
        "function": "Medewerker magazijn",
        "people": "2",
        "hours": "24 tot 32",
        "text": "Je pakt dozen in en tilt tot 15 kilo.",
        "company": "Berkelstroom Logistiek",
        "trade_number": "6012 3456",
        "postcode": "7001ab",
        "contact_name": "Ria Smit",
        "contact_phone": "0314 123456",
        "contact_email": "ria@berkelstroom.example",
        "homepage": "",
    } | changes


def people_who_go(**changes: Any) -> dict[str, Any]:
    """Staff who may work elsewhere for a while, as an employer announces it."""
    return {
        "function": "kok",
        "people": "12",
        "parting": "loan",
        "starts_on_dag": "1", "starts_on_maand": "1", "starts_on_jaar": "2027",
        "ends_on_dag": "30", "ends_on_maand": "4", "ends_on_jaar": "2027",
        "text": "Zij kunnen ook in het weekend.",
        "company": "Hotel De Kroon",
        "trade_number": "",
        "postcode": "7001 AB",
        "contact_name": "Mo Yilmaz",
        "contact_phone": "06 12345678",
        "contact_email": "",
    } | changes  # fmt: skip


def typed(employer: Employer, **changes: Any) -> dict[str, Any]:
    """A vacancy as staff types it in the workplace."""
    return {
        "employer": str(employer.pk),
        "title": "Heftruckchauffeur",
        "work": "",
        "description": "Je laadt en lost vrachtwagens.",
        "postcode4": "7001",
        "place": "",
        "places": "1",
        "hours_min": "24",
        "hours_max": "32",
        "contract": "fixed",
        "wage_min": "16,50",
        "wage_max": "18,00",
        "education": "",
        "url": "",
        "version": "",
    } | changes


def send(visitor: Client, path: str, said: dict[str, Any]) -> Any:
    return visitor.post(path, said)
