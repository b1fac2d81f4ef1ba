"""Which training opens how much work, as people read it: for one client, a coach's caseload, a region.

What is read here was worked out by a worker (``matching.trainings.unlocking``). Counts of a region are about groups:
below ``SMALL_CELL`` people a count is not shown, and no name ever.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intake.models import Case
from matching import fact_words
from matching.models import RegionGain, TrainingGain, Vacancy
from partners import access
from partners.models import Layer, Role
from rmt_portal import clock
from services.models import Service

OWN, FIGURES = "training.own", "training.figures"
access.allow(OWN, [Role.COACH, Role.INTAKE_WORKER])
access.allow(FIGURES, [Role.BUDGET_HOLDER, Role.REGIONAL_MANAGER, Role.COORDINATOR])

SHOWN_EXAMPLES = 3
SHOWN_PEOPLE = 12
ASKED_CASES = 400
"""A caseload is some dozens of people; more than this is not one coach's."""


@dataclass(frozen=True)
class Gain:
    """One training: what it is in words, and how many vacancies it opens."""

    service: Service
    vacancies: int
    is_at_least: bool = False
    examples: list[Vacancy] = field(default_factory=list)
    people: int = 0
    """How many people it opens work for."""
    cases: list[tuple[Case, int]] = field(default_factory=list)

    @property
    def in_words(self) -> str:
        """How long, what it costs and who pays."""
        return fact_words.offer(self.service).removeprefix(str(self.service.name)).removeprefix(", ")

    @property
    def opens(self) -> str:
        """How many vacancies, as a sentence."""
        if self.is_at_least:
            return _("minstens %(n)d vacatures") % {"n": self.vacancies}
        return ngettext("%(n)d vacature", "%(n)d vacatures", self.vacancies) % {"n": self.vacancies}

    @property
    def places(self) -> str:
        """How many can still come, as the provider says; empty when nobody knows."""
        free, weeks = self.service.capacity, self.service.waiting_weeks
        if self.service.is_stale or free is None:
            return _("vrije plekken: niet nagekeken")
        told = ngettext("%(n)d vrije plek", "%(n)d vrije plekken", free) % {"n": free}
        if not weeks:
            return told
        wait = ngettext("%(n)d week wachten", "%(n)d weken wachten", weeks) % {"n": weeks}
        return f"{told}, {wait}"


@dataclass(frozen=True)
class Gains:
    """A list of trainings, the one that opens most first, and when it was worked out."""

    trainings: list[Gain] = field(default_factory=list)
    computed_at: datetime | None = None
    now: int = 0
    is_outdated: bool = False
    for_few: list[str] = field(default_factory=list)
    """Names of trainings that open work for too few people to give figures."""


def of_client(client_id: int) -> Gains:
    """Return what each training opens for one client within the own limits: four queries, however many trainings."""
    gain = TrainingGain.objects.select_related("client__work_profile").filter(client_id=client_id).first()
    if gain is None:
        return Gains()
    services = _services(gain.service_ids)
    open_now = Vacancy.objects.filter(pk__in=gain.vacancy_ids).open_on(clock.today()).in_bulk()
    trainings = [
        Gain(services[pk], count, examples=[open_now[v] for v in best if v in open_now][:SHOWN_EXAMPLES])
        for pk, count, best in gain.by_service()
        if pk in services
    ]
    profile = getattr(gain.client, "work_profile", None)
    outdated = profile is None or profile.version != gain.profile_version
    return Gains(trainings, gain.computed_at, gain.now, outdated)


def of_caseload(user: Any) -> Gains:
    """Return what each training opens for the people this coach guides, with whom: for how many, and how many
    different vacancies."""
    cases = Case.objects.of_coach(user).open().dossiers_of(user, Layer.WORK).select_related("client")[:ASKED_CASES]
    by_client = {case.client_id: case for case in cases}
    gains = list(TrainingGain.objects.filter(client__in=by_client))
    open_now = _open({v for gain in gains for v in gain.vacancy_ids})
    people: dict[int, list[tuple[Case, int]]] = {}
    vacancies: dict[int, set[int]] = {}
    cut_off: set[int] = set()
    for gain in gains:
        for service, count, best in gain.by_service():
            people.setdefault(service, []).append((by_client[gain.client_id], count))
            vacancies.setdefault(service, set()).update(open_now.intersection(best))
            if count > len(best):
                cut_off.add(service)
    services = _services(people)
    found = [
        Gain(
            services[pk],
            len(vacancies[pk]),
            is_at_least=pk in cut_off,
            people=len(cases_of),
            cases=sorted(cases_of, key=lambda one: (-one[1], one[0].client.sort_name, one[0].pk))[:SHOWN_PEOPLE],
        )
        for pk, cases_of in people.items()
        if pk in services
    ]
    moments = [gain.computed_at for gain in gains]
    return Gains(_in_order(found), min(moments, default=None))


def of_region(region_id: int) -> Gains:
    """Return what each training opens in a region; a count of too few people is hidden, with its vacancies."""
    rows = list(RegionGain.objects.filter(region=region_id).select_related("service").order_by("service_id"))
    rows = [row for row in rows if row.service.is_active and not row.service.is_stopped]
    found = [Gain(row.service, row.vacancies, people=row.people) for row in rows if row.people >= settings.SMALL_CELL]
    few = sorted(row.service.name for row in rows if row.people < settings.SMALL_CELL)
    return Gains(_in_order(found), min((row.computed_at for row in rows), default=None), for_few=few)


def _in_order(found: list[Gain]) -> list[Gain]:
    """Most people first, then most vacancies, then the cheapest."""
    return sorted(found, key=lambda gain: (-gain.people, -gain.vacancies, gain.service.cost or 0, gain.service.name))


def _services(ids: Iterable[int]) -> dict[int, Service]:
    return Service.objects.offered().in_bulk(list(ids))


def _open(ids: set[int]) -> set[int]:
    return set(Vacancy.objects.filter(pk__in=ids).open_on(clock.today()).values_list("pk", flat=True))
