"""A month with registrations in it, and having it counted as the worker does."""

from datetime import timedelta
from typing import Any

from intake.models import CASE_LIFECYCLE, Case, Registration
from partners.models import User
from rmt_portal import clock
from rmt_portal.lifecycle import SYSTEM, advance
from rmt_portal.outbox.drain import drain_long
from rmt_portal.reference.models import LabourRegion, Municipality
from services.figures import drawing
from services.figures.months import Month
from services.models import FigureSnapshot
from tests.services.factories import works_for
from tests.workplace.factories import registered


def place(code: str, name: str, region: LabourRegion) -> Municipality:
    made: Municipality = Municipality.objects.get_or_create(code=code, defaults={"name": name, "region": region})[0]
    return made


def arrived(number: int, month: Month, where: Municipality | None = None, **fields: Any) -> list[Case]:
    """So many people registered in a month, from one place, and were called the next day."""
    found = []
    with clock.pretend(month.start + timedelta(days=3, hours=10)):
        for _number in range(number):
            found.append(registered(client__municipality=where, **fields))
    for case in found:
        with clock.pretend(month.start + timedelta(days=4, hours=10)):
            advance(case, CASE_LIFECYCLE, "contact", SYSTEM)
            Registration.objects.filter(case=case).update(municipality=where, first_contact_at=clock.now())
    return found


def counted(month: Month, by: User) -> FigureSnapshot:
    """The newest figures of a month, asked for by somebody and drawn by the worker."""
    region = by.memberships.get().region_id
    snapshot = drawing.ask(region, month, works_for(by))
    drain_long()
    snapshot.refresh_from_db()
    return snapshot


def as_told(month: Month, region: LabourRegion, partners: list[int], scheme: int) -> FigureSnapshot:
    """A month in which there is something in every table, written down as if it was counted."""
    one, two, three = (str(pk) for pk in partners)
    numbers: dict[str, Any] = {
        "aanmeldingen": {
            "per-maand": [[month.back(back).code, "", 20 + 7 * back % 31] for back in range(12)],
            "per-kanaal": [["web", "", 61], ["phone", "", 24], ["desk", "", 12], ["partner", "", 4]],
            "per-deur": [["", "", 61], [one, "", 28], [two, "", 12]],
            "per-gemeente": [["GM0222", "", 41], ["GM0294", "", 33], ["GM1876", "", 15], ["GM1509", "", 12]],
            "per-situatie": [["lost", "", 55], ["may_lose", "", 30], ["self_employed", "", 16]],
            "per-leeftijd": [["0", "", 18], ["27", "", 34], ["40", "", 22], ["50", "", 16], ["60", "", 11]],
            "per-opleiding": [["2", "", 31], ["3", "", 24], ["4", "", 28], ["5", "", 14], ["", "", 4]],
            "per-uitkering": [["no", "", 62], ["yes", "", 39]],
        },
        "besluiten": {
            "per-reden": [
                ["fits", "admitted", 48], ["several_partners", "admitted", 14],
                ["municipality", "regular_referred", 12], ["uwv", "regular_referred", 11],
                ["only_question", "informed", 13], ["found_work", "informed", 3],
            ]
        },
        "fasen": {"per-fase": [["submitted", "", 14], ["assigned", "", 37], ["intake", "", 52], ["active", "", 3]]},
        "wachtlijst": {"per-week": [["0", "", 12], ["2", "", 11], ["8", "", 14]]},
        "doorlooptijd": {
            "per-stap": [
                ["contact", 88, 1.6, 3.0, None, None], ["triage", 74, 3.1, 6.4, None, None],
                ["plan", 40, 31.4, 48.8, 27.0, 41.5], ["service", 22, 44.0, 60.2, 9.4, 15.9],
                ["work", 11, 96.5, 141.0, 49.0, 88.0],
            ]
        },
        "caseload": {"per-organisatie": [[one, 90, 2, 45.0, 64.2, 69], [two, 17, 1, 17.0, 17.0, 17]]},
        "verwijzingen": {
            "per-partner": [
                [one, "accepted", 22], [one, "declined", 12], [one, "waiting", 11], [two, "accepted", 31],
                [two, "expired", 2], [three, "accepted", 15], [three, "taken_back", 1],
            ],
            "antwoordtijd": [[one, 34, 1.8, 4.1, None, None], [two, 31, 0.9, 2.2, None, None]],
        },
        "schuldhulp": {
            "op-tijd": [["normal", "in_time", 21], ["normal", "late", 12], ["threat", "in_time", 13]],
            "hoe-lang": [["normal", 33, 19.0, 31.0, None, None], ["threat", 13, 2.0, 3.0, None, None]],
        },
        "uitkomsten": {
            "per-uitkomst": [["work", "", 44], ["training", "", 12], ["kept_job", "", 11], ["no_contact", "", 2]],
            "werk-naar-werk": [["yes", "", 28], ["no", "", 16]],
            "per-contract": [["permanent", "", 19], ["fixed_term", "", 25]],
            "van-naar": [
                ["2008-I", "2008-Q", 34], ["2008-I", "2008-H", 12], ["2008-G", "2008-Q", 21], ["2008-G", "2008-C", 15],
                ["2008-N", "2008-H", 11], ["2008-N", "2008-Q", 2], ["2008-G", "2008-G", 1],
            ],
            "na-zes-maanden": [["still_there", "", 24], ["other_work", "", 11]],
        },
        "tevredenheid": {
            "antwoord": [["yes", "", 34], ["no", "", 31]], "cijfer": [["", 34, 7.6]],
            "verdeling": [["6", "", 14], ["8", "", 20]],
            "meer-vertrouwen": [["yes", "", 22], ["no", "", 12]], "meer-kans": [["yes", "", 19], ["passed", "", 15]],
        },
        "diensten": {"per-soort": [["training", "ask", 31], ["training", "approve", 24], ["coaching", "ask", 4]]},
        "praktijkleren": {
            "per-school": [[two, "ask", 17], [two, "approve", 14], [two, "start", 12], [three, "ask", 11]],
            "plekken": [["approved", "", 13], ["started", "", 26]],
        },
        "geld": {"per-regeling": [[str(scheme), 24, "50000.00", "4100.00", "2950.50", "17220.10"]]},
    }  # fmt: skip
    made: FigureSnapshot = FigureSnapshot.objects.create(
        region=region, month=month.first, draw=1, definitions=1, numbers=numbers, made_at=clock.now()
    )
    return made
