"""A synthetic region of any size on the loaded taxonomy, for benchmarks and tests: the same seed, the same region.

Occupations occur as often as CBS counts jobs (BRC groups), places as municipalities have inhabitants. Nobody here
exists. What was made is known by its marks (``SEED``) and can be removed again.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

import numpy as np
from django.db import connection, transaction
from django.db.models import Count, QuerySet

from intake.models import (
    Case,
    CaseEvent,
    CaseState,
    Channel,
    Client,
    EducationLevel,
    ProfileSkill,
    Registration,
    Situation,
    Transport,
    Wish,
    WorkExperience,
    WorkProfile,
)
from matching.models import ContractKind, Vacancy
from matching.vacancies.sectors import Sectors
from partners.models import AccessGrant, Layer, LegalBasis, Organisation
from rmt_portal import clean_text, clock
from rmt_portal.reference.models import (
    LabourRegion,
    MinimumWage,
    Occupation,
    OccupationRequirement,
    Postcode,
    Requirement,
)

SEED = "seed"
BATCH = 2_000
FIRST_NAMES = ("Aya", "Bram", "Cem", "Daan", "Eva", "Femke", "Gijs", "Hanna", "Imre", "Jade", "Koen", "Lotte", "Milan")
LAST_NAMES = ("Voorbeeld", "Proef", "Verzonnen", "Schijn", "Bedacht", "Oefening", "Sjabloon", "Monster", "Probeersel")
TRANSPORT = (
    [Transport.CAR],
    [Transport.CAR, Transport.BICYCLE],
    [Transport.BICYCLE],
    [Transport.PUBLIC],
    [Transport.MOPED],
)
TRANSPORT_SHARE = (0.45, 0.22, 0.18, 0.10, 0.05)
KM = (5, 10, 15, 20, 25, 30, 40, None)
KM_SHARE = (0.04, 0.12, 0.16, 0.22, 0.12, 0.14, 0.08, 0.12)
HOURS = ((12, 20), (16, 24), (20, 28), (24, 32), (32, 36), (32, 40), (36, 40), (None, None))
HOURS_SHARE = (0.08, 0.14, 0.12, 0.20, 0.12, 0.16, 0.12, 0.06)
CONTRACT_SHARE = (0.32, 0.34, 0.20, 0.05, 0.09)
LEVEL_BY_MAJOR = {"1": 5, "2": 5, "3": 4, "4": 4, "5": 3, "6": 3, "7": 4, "8": 3, "9": 2, "0": 4}


class NothingToSeedOn(Exception):
    """The reference data is not loaded, or the region has no postcodes."""


@dataclass(frozen=True)
class _Work:
    """Occupations one can have, how often they occur, and what they ask and pay."""

    keys: Any
    share: Any
    labels: list[str]
    isco: list[str]
    wage: Any
    skills: dict[int, list[int]]
    requires: dict[str, list[int]]


@transaction.atomic
def seed_region(region: LabourRegion, clients: int, vacancies: int, seed: int) -> None:
    """Make clients and vacancies; what an earlier call made in this region is removed first.

    Raises:
        NothingToSeedOn: load the reference data first.
    """
    remove(region)
    ground = _ground(region)
    _vacancies(ground, vacancies, np.random.default_rng([seed, 2]))
    _clients(ground, clients, np.random.default_rng([seed, 1]))
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE matching_vacancy, intake_client, intake_case, intake_workprofile, intake_workexperience"
        )


@transaction.atomic
def remove(region: LabourRegion) -> tuple[int, int]:
    """Remove what was made; return how many clients and vacancies that were.

    Raises:
        django.db.models.ProtectedError: somebody worked with a seeded client (a referral, a plan); it stays.
    """
    registrations = Registration.objects.filter(draft_key__startswith=f"{SEED}:{region.code}:")
    clients = list(registrations.values_list("client_id", flat=True))
    AccessGrant.objects.filter(client_id__in=clients).delete()
    registrations.delete()
    Case.objects.filter(client_id__in=clients).delete()
    Client.objects.filter(pk__in=clients).delete()
    _deleted, counts = seeded_vacancies(region).delete()
    return len(clients), counts.get("matching.Vacancy", 0)


def seeded_vacancies(region: LabourRegion) -> QuerySet[Vacancy]:
    """Return the vacancies that were made here."""
    return Vacancy.objects.filter(region=region, source=SEED)


@dataclass(frozen=True)
class _Ground:
    """What everything is drawn from."""

    region: LabourRegion
    work: _Work
    places: "_Places"
    sector: list[int | None]
    """The sector of each occupation of ``work``."""
    lawful: float


def _ground(region: LabourRegion) -> _Ground:
    lawful = MinimumWage.objects.filter(contract="regular", age=21).values_list("hourly", flat=True).first()
    work, sectors = _work(), Sectors()
    sector = [sectors.find("", code) for code in work.isco]
    return _Ground(region, work, _Places(region), sector, float(lawful or Decimal(12)))


def _work() -> _Work:
    rows = list(
        Occupation.objects.filter(occupation_skills__isnull=False)
        .exclude(label_nl="")
        .annotate(n_skills=Count("occupation_skills"))
        .order_by("uri")
        .values_list(
            "pk", "label_nl", "isco__code", "isco__brc_id", "isco__brc__jobs_thousands", "isco__brc__median_hourly_wage"
        )
    )
    if not rows:
        raise NothingToSeedOn("Er zijn geen beroepen met vaardigheden. Doe eerst: manage.py load_reference")
    sizes: dict[int | None, int] = {}
    for row in rows:
        sizes[row[3]] = sizes.get(row[3], 0) + 1
    share = np.array([float(row[4] or 1) / sizes[row[3]] for row in rows])
    skills: dict[int, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT occupation_id, skill_id
               FROM reference_occupationskill s JOIN reference_skill k ON k.id = s.skill_id
               WHERE is_essential ORDER BY occupation_id, k.uri"""
        )
        for occupation, skill in cursor.fetchall():
            skills.setdefault(occupation, []).append(skill)
    requires: dict[str, list[int]] = {}
    for code, requirement in OccupationRequirement.objects.order_by("requirement__code").values_list(
        "isco__code", "requirement_id"
    ):
        requires.setdefault(code, []).append(requirement)
    return _Work(
        keys=np.array([row[0] for row in rows]),
        share=share / share.sum(),
        labels=[row[1] for row in rows],
        isco=[row[2] for row in rows],
        wage=np.array([float(row[5] or 18) for row in rows]),
        skills=skills,
        requires=requires,
    )


class _Places:
    """Draws address postcodes as often as people live there."""

    def __init__(self, region: LabourRegion) -> None:
        self.rows = list(
            Postcode.objects.filter(region=region, is_address=True).select_related("municipality").order_by("code")
        )
        if not self.rows:
            raise NothingToSeedOn(f"{region} heeft geen postcodes. Doe eerst: manage.py load_reference")
        per: dict[int, int] = {}
        for row in self.rows:
            per[row.municipality_id] = per.get(row.municipality_id, 0) + 1
        share = np.array([(row.municipality.population or 1_000) / per[row.municipality_id] for row in self.rows])
        self.share = share / share.sum()

    def draw(self, draw: np.random.Generator, count: int) -> list[Postcode]:
        return [self.rows[at] for at in draw.choice(len(self.rows), count, p=self.share)]


def _vacancies(ground: _Ground, count: int, draw: np.random.Generator) -> None:
    region, work, sector = ground.region, ground.work, ground.sector
    chosen = draw.choice(len(work.keys), count, p=work.share)
    where = ground.places.draw(draw, count)
    hours = draw.choice(len(HOURS), count, p=HOURS_SHARE)
    contracts = draw.choice(len(ContractKind.values), count, p=CONTRACT_SHARE)
    wage = np.maximum(ground.lawful, work.wage[chosen] * draw.lognormal(-0.1, 0.15, count)).round(2)
    other = draw.random((count, 4))
    employers = draw.integers(1, max(2, count // 12), count)
    rows = []
    for n in range(count):
        at, spot = chosen[n], where[n]
        low, high = HOURS[hours[n]]
        knows_wage = other[n, 0] > 0.2
        level = LEVEL_BY_MAJOR[work.isco[at][0]]
        rows.append(
            Vacancy(
                region=region,
                source=SEED,
                external_id=f"{region.code}-{n}",
                title=work.labels[at][:200],
                employer_name=f"Proefbedrijf {employers[n]}",
                occupation_id=int(work.keys[at]),
                sector_id=sector[at],
                place=spot.place,
                postcode4=spot.code,
                latitude=spot.latitude,
                longitude=spot.longitude,
                hours_min=low,
                hours_max=high,
                wage_min=Decimal(str(wage[n])) if knows_wage else None,
                wage_max=Decimal(str(round(wage[n] * 1.2, 2))) if knows_wage else None,
                contract=ContractKind.values[contracts[n]],
                education=level if other[n, 1] < 0.5 else None,
                offers_training=bool(other[n, 2] < 0.2),
                posted_on=date(2026, 1, 1) + timedelta(days=int(other[n, 3] * 200)),
            )
        )
    Vacancy.objects.bulk_create(rows, batch_size=BATCH)


def _clients(ground: _Ground, count: int, draw: np.random.Generator) -> None:
    region, work = ground.region, ground.work
    people = _people(region, count, ground.places, draw)
    cases = [
        Case(client=client, region=region, reference=f"S{region.pk}-{n:07d}", contact_due_on=clock.today())
        for n, client in enumerate(people)
    ]
    Case.objects.bulk_create(cases, batch_size=BATCH)
    CaseEvent.objects.bulk_create(
        [CaseEvent(case=case, event="submit", to_state=CaseState.SUBMITTED) for case in cases], batch_size=BATCH
    )
    _registrations(region, people, cases)
    chosen = draw.choice(len(work.keys), (count, 4), p=work.share)
    lengths = draw.choice((1, 2, 3, 4), count, p=(0.25, 0.35, 0.25, 0.15))
    profiles = _profiles(ground, people, chosen, draw)
    years = draw.integers(1, 16, (count, 4))
    WorkExperience.objects.bulk_create(
        [
            WorkExperience(
                profile=profiles[n], position=at, occupation_id=int(work.keys[chosen[n, at]]), years=int(years[n, at])
            )
            for n in range(count)
            for at in range(lengths[n])
        ],
        batch_size=2 * BATCH,
    )
    _proofs(profiles, chosen, lengths, work, draw)
    _own_skills(profiles, chosen, work, draw)


def _people(region: LabourRegion, count: int, places: _Places, draw: np.random.Generator) -> list[Client]:
    where = places.draw(draw, count)
    names = draw.integers(0, (len(FIRST_NAMES), len(LAST_NAMES)), (count, 2))
    days = draw.integers(19 * 365, 66 * 365, count)
    made = [
        Client(
            public_id=uuid5(UUID(bytes=draw.bytes(16), version=4), region.code),  # regions may have the same seed
            region=region,
            first_name=FIRST_NAMES[names[n, 0]],
            last_name=f"{LAST_NAMES[names[n, 1]]} {n}",
            sort_name=clean_text.sort_name(FIRST_NAMES[names[n, 0]], f"{LAST_NAMES[names[n, 1]]} {n}"),
            birth_date=date(2026, 1, 1) - timedelta(days=int(days[n])),
            postcode=f"{spot.code} AA",
            municipality_id=spot.municipality_id,
        )
        for n, spot in enumerate(where)
    ]
    return Client.objects.bulk_create(made, batch_size=BATCH)


def _registrations(region: LabourRegion, people: list[Client], cases: list[Case]) -> None:
    made = Registration.objects.bulk_create(
        [
            Registration(
                client=client,
                case=case,
                draft_key=f"{SEED}:{region.code}:{n}",
                channel=Channel.IMPORT,
                situation=Situation.LOST,
            )
            for n, (client, case) in enumerate(zip(people, cases, strict=True))
        ],
        batch_size=BATCH,
    )
    doors = Organisation.objects.filter(regions=region, handles_registrations=True, is_active=True).order_by("pk")
    AccessGrant.objects.bulk_create(
        [
            AccessGrant(
                client_id=registration.client_id,
                organisation=organisation,
                region_id=region.pk,
                layer=Layer.WORK,
                legal_basis=LegalBasis.PUBLIC_TASK,
                source_kind="registration",
                source_id=registration.pk,
            )
            for organisation in doors
            for registration in made
        ],
        batch_size=BATCH,
    )


def _profiles(ground: _Ground, people: list[Client], chosen: Any, draw: np.random.Generator) -> list[WorkProfile]:
    work, sector = ground.work, ground.sector
    count = len(people)
    transport = draw.choice(len(TRANSPORT), count, p=TRANSPORT_SHARE)
    km = draw.choice(len(KM), count, p=KM_SHARE)
    hours = draw.choice(len(HOURS), count, p=HOURS_SHARE)
    step = draw.choice((-1, 0, 0, 0, 1), count)
    wage = np.maximum(ground.lawful, work.wage[chosen[:, 0]] * draw.lognormal(-0.1, 0.2, count)).round(2)
    unknown = draw.random((count, 2)) < (0.1, 0.3)
    made = []
    for n, client in enumerate(people):
        at = chosen[n, 0]
        level = min(max(LEVEL_BY_MAJOR[work.isco[at][0]] + int(step[n]), EducationLevel.NONE), EducationLevel.WO)
        made.append(
            WorkProfile(
                client=client,
                wishes=[Wish.OTHER_WORK],
                last_sector_id=sector[at],
                education=None if unknown[n, 0] else level,
                hours_min=HOURS[hours[n]][0],
                hours_max=HOURS[hours[n]][1],
                transport=list(TRANSPORT[transport[n]]),
                max_km=KM[km[n]],
                last_hourly_wage=None if unknown[n, 1] else Decimal(str(wage[n])),
            )
        )
    return WorkProfile.objects.bulk_create(made, batch_size=BATCH)


def _proofs(profiles: list[WorkProfile], chosen: Any, lengths: Any, work: _Work, draw: np.random.Generator) -> None:
    """Who worked somewhere mostly has what that work asks; three out of four drive a car."""
    through = WorkProfile.has.through
    car = Requirement.objects.filter(code="rijbewijs-b").values_list("pk", flat=True).first()
    luck = draw.random((len(profiles), 5))
    rows = []
    for n, profile in enumerate(profiles):
        has = {
            requirement
            for at in range(lengths[n])
            if luck[n, at] < 0.85
            for requirement in work.requires.get(work.isco[chosen[n, at]], ())
        }
        if car and luck[n, 4] < 0.75:
            has.add(car)
        rows += [through(workprofile_id=profile.pk, requirement_id=requirement) for requirement in sorted(has)]
    through.objects.bulk_create(rows, batch_size=2 * BATCH)


def _own_skills(profiles: list[WorkProfile], chosen: Any, work: _Work, draw: np.random.Generator) -> None:
    """Three out of ten people confirmed two skills of their work and said of one that they do not have it."""
    luck = draw.random(len(profiles))
    picks = draw.random((len(profiles), 3))
    rows = []
    for n, profile in enumerate(profiles):
        known = work.skills.get(int(work.keys[chosen[n, 0]]), [])
        if luck[n] < 0.3 and known:
            drawn = dict.fromkeys(known[int(pick * len(known))] for pick in picks[n])
            rows += [
                ProfileSkill(profile=profile, skill_id=skill, source="client", is_confirmed=place < 2)
                for place, skill in enumerate(drawn)
            ]
    ProfileSkill.objects.bulk_create(rows, batch_size=2 * BATCH)
