"""Staff types a vacancy, changes it, copies it, and says which skills matter.

One that came from a file is changed in that file, else the next file would undo it; it can be copied and closed here.
Each change moves the vacancy's version, and of an open one asks for a new ranking of the region, in one transaction.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from matching import rematches
from matching.employers import access as employer_access
from matching.models import ContractKind, Employer, Vacancy, VacancyState
from matching.models.vacancies import TYPED
from matching.vacancies import candidates, wording
from matching.vacancies.pay import lawful_wages
from matching.vacancies.sectors import Sectors
from matching.vacancies.states import LIFECYCLE
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.lifecycle import Actor, begin
from rmt_portal.reference.models import Occupation, Postcode, Requirement, Skill

_COPIED = (
    "title", "description", "occupation_id", "sector_id", "place", "postcode4", "latitude", "longitude", "hours_min",
    "hours_max", "wage_min", "wage_max", "contract", "education", "offers_training", "shifts", "demands", "places",
    "url", "wording_kept",
)  # fmt: skip
MOST_SKILLS = 30
FROM_A_FILE = _("Deze vacature komt uit een bestand. Pas haar daar aan, of maak hier een kopie.")


class NotTyped(Exception):
    """It came from a file, and is changed there."""


class ChangedMeanwhile(Exception):
    """A colleague saved the vacancy after this page of it was opened."""


class BelowMinimumWage(Exception):
    """The highest pay is lower than the law allows; ``lawful`` is the least per hour, in euro."""

    def __init__(self, lawful: Decimal) -> None:
        super().__init__(str(lawful))
        self.lawful = lawful


class WordingAsked(Exception):
    """Words may shut people out and nobody said yes to them yet."""

    def __init__(self, findings: list[wording.Finding]) -> None:
        super().__init__(", ".join(finding.rule.code for finding in findings))
        self.findings = findings


@dataclass(frozen=True)
class Entry:
    """What staff filled in. Pay is per hour in euro, hours are per week; unknown is None or empty.

    ``kept`` are the codes of the wording rules to which the writer said: this stays, on purpose.
    """

    employer: Employer
    title: str
    description: str = ""
    occupation: Occupation | None = None
    postcode4: str = ""
    place: str = ""
    hours_min: int | None = None
    hours_max: int | None = None
    wage_min: Decimal | None = None
    wage_max: Decimal | None = None
    contract: str = ContractKind.UNKNOWN.value
    education: int | None = None
    offers_training: bool = False
    shifts: tuple[str, ...] = ()
    demands: tuple[str, ...] = ()
    places: int = 1
    url: str = ""
    valid_through: Any = None
    requires: tuple[Requirement, ...] = ()
    kept: frozenset[str] = field(default_factory=frozenset)


@transaction.atomic
def add(entry: Entry, actor: Actor, *, event: str = "type", request: Any = None) -> Vacancy:
    """Keep a new vacancy as a draft.

    Raises:
        Refused: the actor does not look after employers in the employer's region.
        BelowMinimumWage, WordingAsked: what was filled in asks for a look.
    """
    employer_access.require(actor.user, entry.employer.region_id)
    vacancy = Vacancy(source=TYPED, external_id=str(uuid4()), **_columns(entry, ()))
    begin(vacancy, LIFECYCLE, event, actor)
    vacancy.requires.add(*entry.requires)
    _log("add", vacancy, actor, request, kept=vacancy.wording_kept)
    return vacancy


@transaction.atomic
def change(vacancy: Vacancy, entry: Entry, seen_version: int, actor: Actor, *, request: Any = None) -> list[str]:
    """Save what was changed, and return the names of the fields that did.

    Raises:
        Refused: the actor does not look after employers in this region.
        NotTyped: it came from a file.
        ChangedMeanwhile: its version is no longer ``seen_version``.
        BelowMinimumWage, WordingAsked: what was filled in asks for a look.
    """
    employer_access.require(actor.user, vacancy.region_id)
    employer_access.require(actor.user, entry.employer.region_id)
    if not vacancy.is_typed:
        raise NotTyped
    now = Vacancy.objects.select_for_update().get(pk=vacancy.pk)
    if now.version != seen_version:
        raise ChangedMeanwhile
    columns = _columns(entry, now.wording_kept)
    fields = [name for name, value in columns.items() if getattr(now, name) != value]
    had, wanted = set(now.requires.values_list("pk", flat=True)), {one.pk for one in entry.requires}
    if fields or had != wanted:
        old_region = now.region_id
        for name in fields:
            setattr(now, name, columns[name])
        now.requires.set(entry.requires)
        if "occupation_id" in fields:
            now.skills.set(now.skills.filter(occupations=now.occupation_id))
        fields += [] if had == wanted else ["requires"]
        _touch(now, {old_region, now.region_id})
        _log("change", now, actor, request, fields, kept=now.wording_kept)
    vacancy.refresh_from_db()
    return fields


@transaction.atomic
def copy(vacancy: Vacancy, actor: Actor, *, request: Any = None) -> Vacancy:
    """Make a draft that says the same, of a typed one or of one from a file.

    Raises:
        Refused: the actor does not look after employers in this region.
    """
    employer_access.require(actor.user, vacancy.region_id)
    made = Vacancy(
        source=TYPED,
        external_id=str(uuid4()),
        region_id=vacancy.region_id,
        employer_id=vacancy.employer_id,
        employer_name=vacancy.employer_name,
        **{name: getattr(vacancy, name) for name in _COPIED},
    )
    begin(made, LIFECYCLE, "copy", actor)
    made.requires.add(*vacancy.requires.values_list("pk", flat=True))
    made.skills.add(*vacancy.skills.values_list("pk", flat=True))
    _log("copy", made, actor, request)
    return made


def offered_skills(vacancy: Vacancy) -> list[Skill]:
    """Return the skills of the vacancy's occupation to choose from: essential ones first, then by name."""
    if vacancy.occupation_id is None:
        return []
    found = Skill.objects.filter(occupation_skills__occupation=vacancy.occupation_id).exclude(label_nl="")
    return list(found.order_by("-occupation_skills__is_essential", "label_nl", "pk")[:MOST_SKILLS])


@transaction.atomic
def choose_skills(vacancy: Vacancy, chosen: Iterable[Skill], actor: Actor, *, request: Any = None) -> None:
    """Keep which skills of the occupation matter for this vacancy.

    Raises:
        Refused: the actor does not look after employers in this region.
        NotTyped: it came from a file.
    """
    employer_access.require(actor.user, vacancy.region_id)
    if not vacancy.is_typed:
        raise NotTyped
    now = Vacancy.objects.select_for_update().get(pk=vacancy.pk)
    wanted = {skill.pk for skill in chosen}
    if wanted != set(now.skills.values_list("pk", flat=True)):
        now.skills.set(wanted)
        _touch(now, {now.region_id})
        _log("change", now, actor, request, ["skills"])
    vacancy.refresh_from_db()


def _columns(entry: Entry, kept_before: Iterable[str]) -> dict[str, Any]:
    """Return the columns of the vacancy, checked: pay by law, words by law, the place on the map, the sector."""
    lawful = lawful_wages()
    least = lawful.get(ContractKind(entry.contract), lawful[ContractKind.UNKNOWN])
    paid = [wage for wage in (entry.wage_min, entry.wage_max) if wage is not None]
    if paid and min(paid) < least:
        raise BelowMinimumWage(least)
    found = wording.findings(entry.title, entry.description)
    asked = wording.unanswered(found, {*kept_before, *entry.kept})
    if asked:
        raise WordingAsked(asked)
    spot = Postcode.objects.filter(code=entry.postcode4).first()
    return {
        "region_id": entry.employer.region_id,
        "employer_id": entry.employer.pk,
        "employer_name": entry.employer.name,
        "title": entry.title,
        "description": entry.description,
        "occupation_id": entry.occupation.pk if entry.occupation else None,
        "sector_id": entry.employer.sector_id or _sector_of(entry.occupation),
        "place": entry.place or (spot.place if spot else ""),
        "postcode4": entry.postcode4,
        "latitude": spot.latitude if spot else None,
        "longitude": spot.longitude if spot else None,
        **{name: getattr(entry, name) for name in _AS_TYPED},
        "shifts": list(entry.shifts),
        "demands": list(entry.demands),
        "wording_kept": sorted(finding.rule.code for finding in found),
    }


_AS_TYPED = (
    "hours_min", "hours_max", "wage_min", "wage_max", "contract", "education", "offers_training", "places", "url",
    "valid_through",
)  # fmt: skip


def _sector_of(occupation: Occupation | None) -> int | None:
    return Sectors().find("", occupation.isco.code) if occupation else None


def _touch(vacancy: Vacancy, regions: set[int]) -> None:
    """Move the change marker and, when it can be filled, have the regions ranked anew."""
    vacancy.version, vacancy.changed_at = vacancy.version + 1, clock.now()
    vacancy.save()
    if vacancy.state == VacancyState.OPEN:
        for region_id in sorted(regions):
            rematches.ask_for_region(region_id)  # first: more people wait for this
        candidates.ask(vacancy)


def _log(
    what: str, vacancy: Vacancy, actor: Actor, request: Any, fields: Iterable[str] = (), *, kept: Iterable[str] = ()
) -> None:
    log.record(
        f"vacancy.{what}",
        object_kind="matching.vacancy",
        object_ids=[vacancy.pk],
        fields=fields,
        reasons=[f"wording:{code}" for code in kept],
        actor=actor,
        request=request,
    )
