"""The region of the pictures: fictional people in every state a screen of the manual shows, on one fixed day.

Everything is made through the same actions as the site, by the cast of the tests.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import time_machine
from django.conf import settings
from django.core import mail
from django.test import Client as Http

from intake.models import Case, SavedList
from partners.models import User
from rmt_portal import clock
from rmt_portal.reference.models import LabourRegion, RegionBrand
from services.plans import templates
from services.seeding import seed_contracts
from tests.intake.factories import achterhoek
from tests.manual import around_dossiers, in_dossiers
from tests.matching.employer_stories import desk
from tests.partners import factories as people
from tests.rig.work import all_work
from tests.services.grants import budget_holder
from tests.workplace.factories import caseload, guided_by, registered
from tests.workplace.signing_in import client_enters, sign_in

TODAY = "2026-11-17 09:40+01:00"
"""A Tuesday morning. The pictures change when the screens change, and not with the day on which they are made."""


@dataclass
class Region:
    """Where the screens are: ``at`` has an address by name, ``cookie`` the session of somebody who is in."""

    region: LabourRegion
    staff: dict[str, User] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    at: dict[str, str] = field(default_factory=dict)
    cookie: dict[str, str] = field(default_factory=dict)

    def dossier(self, who: str = "sami") -> str:
        """Return the address of a dossier."""
        return f"/admin/dossier/{self.cases[who].client.public_id}/"

    def enters(self, who: str, http: Http) -> None:
        """Keep the session of somebody."""
        self.cookie[who] = http.cookies[settings.SESSION_COOKIE_NAME].value

    def post(self, who: str, path: str, data: dict[str, Any]) -> str:
        """Send a form as somebody, and return where it leads."""
        http = Http()
        http.cookies[settings.SESSION_COOKIE_NAME] = self.cookie[who]
        return str(http.post(path, data).headers.get("Location", ""))


@contextmanager
def built() -> Iterator[Region]:
    """Make the region on its day, and stay on that day."""
    with time_machine.travel(TODAY, tick=True):
        brand = achterhoek()
        hosts = RegionBrand.objects.filter(pk=brand.pk)
        hosts.update(hosts=["localhost", "testserver"])
        try:
            yield _made(brand.region)
        finally:
            hosts.update(hosts=brand.hosts)  # brands outlive a test that commits


def _made(area: LabourRegion) -> Region:
    region = Region(area)
    seed_contracts()
    _staff(region)
    templates.load(area)
    _candidates(region)
    for make in (*in_dossiers.PARTS, *around_dossiers.PARTS):
        make(region)
        all_work()
    mail.outbox.clear()
    return region


def _staff(region: Region) -> None:
    made: dict[str, Callable[..., User]] = {person.__name__: person for person in people.CAST}
    region.staff = {name: make(phone=f"+3161234567{n}") for n, (name, make) in enumerate(made.items())}
    region.staff |= {"bea": budget_holder(), "daan": desk()}
    school = people.OrganisationFactory(name="Graafschap College", kind="school")
    sbb = people.OrganisationFactory(name="SBB", kind="sbb")
    region.staff["marieke"] = people._person("Marieke Lubbers", school, "school_mentor")
    region.staff["rik"] = people._person("Rik Tuinstra", sbb, "sbb_adviser")
    for name, user in region.staff.items():
        http = Http()
        sign_in(http, user)
        region.enters(name, http)


def _candidates(region: Region) -> None:
    """Fatima guides Sami and twelve others; six people wait."""
    coach, today, places = region.staff["fatima"], clock.today(), list(region.region.municipalities.order_by("name"))
    region.cases |= {case.client.first_name.lower(): case for case in caseload(coach, places)}
    for n, (first, last) in enumerate((("Wim", "Hoitink"), ("Ria", "Smeenk"), ("Ali", "Demir"), ("Joke", "Wolters"))):
        region.cases[first.lower()] = registered(
            days_ago=n,
            reference=f"RA-2026-{300 + n:04d}",
            client__first_name=first,
            client__last_name=last,
            client__email=f"{first.lower()}@voorbeeld.nl",
            client__municipality=places[n % len(places)],
            contact_due_on=today + timedelta(days=2 - n),
        )
    region.cases["sami"] = guided_by(
        coach,
        days_ago=34,
        reference="RA-2026-0412",
        client__first_name="Sami",
        client__last_name="van 't Hof",
        client__email="sami@voorbeeld.nl",
        client__municipality=places[0],
        next_action="Bellen over de cursus",
        next_action_on=today + timedelta(days=1),
        last_contact_at=clock.now() - timedelta(days=4),
    )
    http = Http()
    client_enters(http, region.cases["sami"].client)
    region.enters("sami", http)
    lists = {"Te laat": {"signaal": "te-laat"}, "Lang stil": {"signaal": "lang-stil"}}
    for name, filters in lists.items():
        made = SavedList.objects.create(user=coach, name=name, mine=True, filters=filters)
        region.at["lijst"] = f"/admin/kandidaten/lijsten/{made.pk}/"
