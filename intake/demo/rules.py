"""The rules of the demo region: who may take part, what is weighed, who takes up whom, and what is promised.

The criteria and the door rule are those of the process of 2021-22 (VNG, Eva core, ``TileSeeder``), the openness to
everyone is the rule since 15-12-2022. The numbers of working days are a proposal of this project.
"""

from datetime import date
from typing import Any

from django.db import transaction

from intake.models import (
    MONEY,
    CoachProfile,
    EligibilityVersion,
    PromiseKind,
    RegionPromise,
    RoutingRule,
    WeighingCriterion,
)
from intake.promises import STANDARD
from partners.models import Membership, Organisation, PartnerKind, Role
from rmt_portal.reference.models import LabourRegion

CRISIS, OPENED = date(2021, 3, 25), date(2022, 12, 15)

CRITERIA = (
    ("opleiding", "Opleiding", "Heeft iemand een startkwalificatie?"),
    ("taal", "Taal", "Lukt praten, lezen en schrijven in het Nederlands?"),
    ("werkverleden", "Werkverleden", "Hoe lang in de laatste baan, en hoeveel verschillend werk?"),
    ("afstand", "Afstand tot het werk dat iemand wil", "Hoe ver ligt dat werk van wat iemand nu kan?"),
    ("kans", "Kans op werk binnen een jaar", "Lukt het zonder extra hulp?"),
)
ROUTES = (
    ("job_agreement", PartnerKind.MUNICIPALITY, "Banenafspraak: zonder weging naar de contactpersoon.", True),
    (MONEY, PartnerKind.MUNICIPALITY, "Geldzorgen: de gemeente helpt, en belt dezelfde dag.", False),
    ("benefit", PartnerKind.UWV, "Wie een WW-uitkering krijgt, gaat meestal naar UWV.", False),
    (
        "may_lose",
        PartnerKind.UNION,
        "Van werk naar werk: een vakbond of werkgeversorganisatie helpt vaak eerst.",
        False,
    ),
    ("self_employed", PartnerKind.MUNICIPALITY, "Zelfstandigen gaan meestal naar de gemeente.", False),
    ("other", PartnerKind.MUNICIPALITY, "Wie geen uitkering heeft, gaat meestal naar de gemeente.", False),
)
COACHES = {
    "fatima": (40, ["ar", "tr"], ["lost", MONEY]),
    "daan": (25, ["en", "de"], ["self_employed"]),
}
"""By the first name in the log-in: room, languages, groups."""


@transaction.atomic
def seed(region: LabourRegion) -> int:
    """Give a region its first rules; what is there already stays. Returns how many rows were made."""
    made: list[tuple[Any, bool]] = [
        EligibilityVersion.objects.get_or_create(
            region=region, name="Crisisdienstverlening 2021", valid_from=CRISIS, valid_until=date(2022, 12, 14),
            defaults={
                "situations": ["lost", "may_lose", "self_employed"],
                "explanation": "voor wie door de coronacrisis werk verloor of dreigde te verliezen",
            },
        ),
        EligibilityVersion.objects.get_or_create(
            region=region, name="Open voor iedereen", valid_from=OPENED,
            defaults={"explanation": "iedereen die werk zoekt of ander werk wil, met of zonder uitkering"},
        ),
    ]  # fmt: skip
    for position, (code, question, text) in enumerate(CRITERIA):
        made.append(
            WeighingCriterion.objects.get_or_create(
                region=region, code=code, valid_from=CRISIS,
                defaults={"question": question, "help_text": text, "position": position},
            )
        )  # fmt: skip
    for position, (group, kind, reason, skips) in enumerate(ROUTES):
        organisation = Organisation.objects.filter(regions=region, kind=kind, is_active=True).order_by("pk").first()
        if organisation is not None:
            made.append(
                RoutingRule.objects.get_or_create(
                    region=region, group=group, valid_from=OPENED,
                    defaults={
                        "organisation": organisation, "reason": reason, "skips_weighing": skips, "position": position,
                    },
                )
            )  # fmt: skip
    for promised in PromiseKind:
        made.append(
            RegionPromise.objects.get_or_create(
                region=region, kind=promised, valid_from=OPENED, defaults={"working_days": STANDARD[promised]}
            )
        )
    return sum(is_new for _row, is_new in made) + _coaches(region)


def _coaches(region: LabourRegion) -> int:
    coaches = Membership.objects.active().filter(region=region, role=Role.COACH).select_related("user").order_by("pk")
    count = 0
    for membership in coaches:
        first = membership.user.email.split("@")[0].split(".")[0]
        room, languages, groups = COACHES.get(first, (30, [], []))
        _profile, is_new = CoachProfile.objects.get_or_create(
            user=membership.user, defaults={"max_cases": room, "languages": languages, "groups": groups}
        )
        count += is_new
    return count
