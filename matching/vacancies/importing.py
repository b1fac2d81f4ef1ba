"""Take a file of vacancies in: good lines are stored, the others named, and what is gone from its source is closed."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from matching import rematches
from matching.models import ContractKind, Vacancy, VacancyEvent, VacancyState
from matching.models.vacancies import TYPED
from matching.vacancies import lines, values, wording
from matching.vacancies.advertisements import LONGEST, Advertisement, understand
from matching.vacancies.lines import Rejected
from matching.vacancies.occupations import Occupations
from matching.vacancies.pay import lawful_wages
from matching.vacancies.places import Places, Spot
from matching.vacancies.sectors import Sectors
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.reference.models import LabourRegion, Occupation, Requirement

BATCH = 1_000


@dataclass
class ImportReport:
    """What an import did."""

    lines: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    closed: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    unresolved: Counter[str] = field(default_factory=Counter)
    notes: list[tuple[int, str]] = field(default_factory=list)

    @property
    def changes(self) -> int:
        """How many vacancies are other than before."""
        return self.created + self.changed + self.closed


@dataclass(frozen=True)
class _Ready:
    """A checked line: the columns of the vacancy and the requirements it asks."""

    source: str
    external_id: str
    columns: dict[str, Any]
    requires: frozenset[int]


def import_file(
    path: Path, region: LabourRegion | None = None, source: str = "", progress: Callable[[int], None] | None = None
) -> ImportReport:
    """Store the vacancies of a file; running it again changes nothing.

    Without ``region`` each vacancy belongs to the region its place lies in. ``source`` is used for lines that do not
    name theirs; without it, the name of the file. A vacancy of a source that occurs in the file (and of ``region``,
    when given) is closed when the file no longer has it; a file without one good line closes nothing.

    Raises:
        lines.UnusableFile: the file as a whole can not be read.
    """
    report = ImportReport()
    check = _Check(region, source or values.text(path.stem, LONGEST["source"]))
    ready: dict[tuple[str, str], _Ready] = {}
    for line in lines.read(path):
        report.lines += 1
        good = line if isinstance(line, Rejected) else check.line(understand(line), report)
        if isinstance(good, Rejected):
            report.rejected.append(good)
        else:
            ready[good.source, good.external_id] = good
        if progress:
            progress(line.number)
    if ready:
        _store(list(ready.values()), region, report)
    return report


class _Refused(ValueError):
    """A line can not be taken; the message says why."""


class _Check:
    """Checks lines and looks up what they name; reads the reference tables once."""

    def __init__(self, region: LabourRegion | None, source: str) -> None:
        self.region, self.source = region, source
        self.places, self.sectors, self.occupations = Places(region.pk if region else None), Sectors(), Occupations()
        self.isco = dict(Occupation.objects.values_list("pk", "isco__code"))
        self.requirements = dict(Requirement.objects.values_list("code", "pk"))
        self.lawful = lawful_wages()
        self.seen: dict[tuple[str, str], int] = {}

    def line(self, said: Advertisement, report: ImportReport) -> _Ready | Rejected:
        """Return the vacancy of a line, or why it can not be taken."""
        try:
            spot = self._spot(said)
            wage = self._wage(said, report)
            key = (said.source or self.source, said.external_id)
            if key[0].lower() == TYPED:
                raise _Refused(_('de bron mag niet "%(source)s" heten: zo heet wat hier getypt is') % {"source": TYPED})
            first = self.seen.setdefault(key, said.number)
            if first != said.number:
                known = {"first": first, "id": said.external_id}
                raise _Refused(_("hetzelfde nummer als regel %(first)d: %(id)s") % known)
        except _Refused as refused:
            return Rejected(said.number, str(refused), said.external_id)
        return _Ready(*key, self._columns(said, spot, wage, report), self._requires(said))

    def _spot(self, said: Advertisement) -> Spot:
        """Return where the work is, in the region that was given or lies there."""
        if not said.title:
            raise _Refused(_("geen functie (title)"))
        if not said.place and not said.postcode4:
            raise _Refused(_("geen plaats of postcode"))
        if said.valid_through and said.valid_through < clock.today():
            raise _Refused(_("verlopen op %(day)s") % {"day": said.valid_through})
        spot = self.places.find(said.postcode4, said.place)
        spot = replace(spot, region_id=self.region.pk) if self.region else spot
        if spot.region_id is None:
            place = {"place": said.place or said.postcode4}
            raise _Refused(_("de regio van %(place)s is niet bekend (geef --region)") % place)
        return spot

    def _wage(self, said: Advertisement, report: ImportReport) -> tuple[Decimal, Decimal] | None:
        """Return pay per hour; a scale that begins below the adult minimum (youth) begins at that minimum."""
        lawful = self.lawful.get(said.contract, self.lawful[ContractKind.UNKNOWN])
        wage = values.per_hour(said.pay, said.hours[1] if said.hours else None, lawful) if said.pay else None
        if wage is None:
            return None
        if wage[1] < lawful:
            amounts = {"wage": wage[1], "lawful": lawful}
            why = _("loon %(wage)s per uur is lager dan het wettelijk minimumloon van %(lawful)s")
            raise _Refused(why % amounts)
        if wage[0] < lawful:
            report.notes.append((said.number, _("laagste loon ligt onder het minimumloon voor volwassenen")))
        return max(wage[0], lawful), wage[1]

    def _requires(self, said: Advertisement) -> frozenset[int]:
        return frozenset(self.requirements[code] for code in said.requirements if code in self.requirements)

    def _columns(
        self, said: Advertisement, spot: Spot, wage: tuple[Decimal, Decimal] | None, report: ImportReport
    ) -> dict[str, Any]:
        occupation = self.occupations.find(said.occupation, said.title)
        if occupation is None:
            report.unresolved[said.title] += 1
        report.notes += [(said.number, note) for note in said.notes]
        report.notes += [(said.number, _in_words(found)) for found in wording.findings(said.title, said.description)]
        return {
            "region_id": spot.region_id,
            "title": said.title,
            "employer_name": said.employer,
            "description": said.description,
            "occupation_id": occupation,
            "sector_id": self.sectors.find(said.industry, self.isco.get(occupation or 0, "")),
            "place": said.place or spot.place,
            "postcode4": said.postcode4,
            "latitude": spot.latitude,
            "longitude": spot.longitude,
            "hours_min": said.hours[0] if said.hours else None,
            "hours_max": said.hours[1] if said.hours else None,
            "wage_min": wage[0] if wage else None,
            "wage_max": wage[1] if wage else None,
            "contract": said.contract.value,
            "education": said.education,
            "offers_training": said.offers_training,
            "shifts": list(said.shifts),
            "demands": list(said.demands),
            "url": said.url,
            "state": VacancyState.OPEN.value,
            "posted_on": said.posted_on,
            "valid_through": said.valid_through,
        }


def _in_words(found: wording.Finding) -> str:
    """Say which words of a line may shut people out; the line is taken, who delivers it can better the text."""
    said = {"words": ", ".join(found.words), "ground": found.rule.ground, "law": found.rule.law}
    return _("kijk naar de woorden: %(words)s (%(ground)s, %(law)s)") % said


@transaction.atomic
def _store(ready: list[_Ready], region: LabourRegion | None, report: ImportReport) -> None:
    sources = sorted({item.source for item in ready})
    _one_at_a_time(sources)
    known = {
        (v.source, v.external_id): v for v in Vacancy.objects.filter(source__in=sources).prefetch_related("requires")
    }
    present = {(item.source, item.external_id): item for item in ready}
    regions = {item.columns["region_id"] for item in ready}
    _create([item for key, item in present.items() if key not in known], report)
    _change([(known[key], item) for key, item in present.items() if key in known], report)
    regions |= _close_gone(known.values(), set(present), region, report)
    if report.changes:
        log.record(action="vacancies.import", object_kind="vacancy")
        for region_id in sorted(regions):
            rematches.ask_for_region(region_id)


def _one_at_a_time(sources: Iterable[str]) -> None:
    """Let a second import of the same source wait for this one."""
    with connection.cursor() as cursor:
        for source in sources:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"import_vacancies:{source}"])


def _create(items: list[_Ready], report: ImportReport) -> None:
    made = Vacancy.objects.bulk_create(
        [Vacancy(source=i.source, external_id=i.external_id, **i.columns) for i in items], batch_size=BATCH
    )
    _link((vacancy.pk, pk) for vacancy, item in zip(made, items, strict=True) for pk in item.requires)
    report.created = len(made)


def _change(pairs: list[tuple[Vacancy, _Ready]], report: ImportReport) -> None:
    now, changed, reopened = clock.now(), [], []
    for vacancy, item in pairs:
        had = frozenset(requirement.pk for requirement in vacancy.requires.all())
        columns = item.columns | ({"state": vacancy.state} if vacancy.stays_closed else {})
        if had == item.requires and all(getattr(vacancy, name) == value for name, value in columns.items()):
            report.unchanged += 1
            continue
        if columns["state"] != vacancy.state:
            reopened.append(vacancy.pk)
        for name, value in columns.items():
            setattr(vacancy, name, value)
        vacancy.version, vacancy.changed_at = vacancy.version + 1, now
        changed.append((vacancy, item))
    if changed:
        names = [name.removesuffix("_id") for name in changed[0][1].columns]
        Vacancy.objects.bulk_update([v for v, _item in changed], [*names, "version", "changed_at"], batch_size=BATCH)
        Vacancy.requires.through.objects.filter(vacancy_id__in=[v.pk for v, _item in changed]).delete()
        _link((vacancy.pk, pk) for vacancy, item in changed for pk in item.requires)
    VacancyEvent.objects.bulk_create(
        VacancyEvent(vacancy_id=pk, event="reopen", from_state=VacancyState.CLOSED, to_state=VacancyState.OPEN)
        for pk in reopened
    )
    report.changed = len(changed)


def _link(pairs: Iterable[tuple[int, int]]) -> None:
    through = Vacancy.requires.through
    through.objects.bulk_create(
        [through(vacancy_id=vacancy, requirement_id=requirement) for vacancy, requirement in pairs],
        batch_size=5 * BATCH,
    )


def _close_gone(
    known: Iterable[Vacancy], present: set[tuple[str, str]], region: LabourRegion | None, report: ImportReport
) -> set[int]:
    """Close what its source no longer has; return the regions it was in."""
    gone = [
        v
        for v in known
        if v.state == VacancyState.OPEN
        and (v.source, v.external_id) not in present
        and (region is None or v.region_id == region.pk)
    ]
    report.closed = Vacancy.objects.filter(pk__in=[v.pk for v in gone]).close()
    return {v.region_id for v in gone}
