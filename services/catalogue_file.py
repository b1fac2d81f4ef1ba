"""The region's catalogue from a CSV file: good lines are stored, the others named (docs/services.md)."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from partners import organisations
from partners.models import Organisation, PartnerKind
from rmt_portal import clean_text, csv_file
from rmt_portal.audit import log
from rmt_portal.reference.models import LabourRegion, Municipality, Requirement, SkillGroup
from services.models import AvailableIn, CostUnit, GroupForm, Implementation, Scheme, Service, ServiceKind
from services.schemes import loading

COLUMNS = (
    "region", "code", "name", "kind", "provider", "provider_kind", "summary", "teaches", "gives", "months", "cost",
    "cost_unit", "paid_by", "scheme", "active", "aim", "for_whom", "conditions", "method", "implementation",
    "group_form", "hours_per_week", "available_in", "municipalities", "neighbourhood", "published_from",
    "published_until", "how_to_apply", "partners", "agreements", "contact", "more_at",
)  # fmt: skip
KEPT_BY_THE_PROVIDER = {"is_stopped", "waiting_weeks", "capacity", "checked_on", "checked_by"}
"""What who delivers a service keeps up to date on the page "Ons aanbod"; a new file leaves it as it is."""
_TEXTS = (
    "aim", "for_whom", "conditions", "method", "neighbourhood", "how_to_apply", "partners", "agreements", "contact",
    "more_at",
)  # fmt: skip
_CHOICES: dict[str, list[str]] = {
    "implementation": Implementation.values, "group_form": GroupForm.values, "available_in": AvailableIn.values,
}  # fmt: skip
_DAYS = ("published_from", "published_until")
_NOT_IN_OLD_FILES = ("cost_unit", "scheme", "hours_per_week", *_TEXTS, *_CHOICES, *_DAYS)
"""A file without these columns leaves what stands there."""
REQUIRED = {"region", "code", "name", "kind", "provider"}


class _Refused(ValueError):
    """A line can not be taken; the message says why."""


@dataclass
class LoadReport:
    """What a load did; a rejected line is its number and the reason."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: list[tuple[int, str]] = field(default_factory=list)

    def words(self) -> str:
        """Return how much was taken, and how much that changed."""
        return (
            f"{self.created} nieuw, {self.changed} veranderd, {self.unchanged} gelijk, "
            f"{len(self.rejected)} niet opgenomen\n{self.created + self.changed} changes"
        )


@transaction.atomic
def load(path: Path) -> LoadReport:
    """Store the services of a file, each known by its region and code; running it again changes nothing.

    A provider that does not exist yet is made when the line gives a ``provider_kind``. A service that is not in the
    file stays as it is: people may have been referred to it.

    Raises:
        csv_file.UnusableFile: the file can not be read, or its first line does not name the columns.
    """
    report, known = LoadReport(), _Known()
    for number, row in csv_file.read(path, COLUMNS, REQUIRED):
        try:
            _store(_understand(row, known), report)
        except _Refused as refused:
            report.rejected.append((number, str(refused)))
    if report.created or report.changed:
        log.record(action="services.load", object_kind="service")
    return report


class _Known:
    """What a line may name; read once."""

    def __init__(self) -> None:
        self.regions = {region.code: region for region in LabourRegion.objects.all()}
        self.groups = dict(SkillGroup.objects.exclude(code="").values_list("code", "pk"))
        self.municipalities = dict(Municipality.objects.values_list("code", "pk"))
        self.requirements = dict(Requirement.objects.values_list("code", "pk"))

    def scheme(self, region: LabourRegion, code: str) -> Scheme | None:
        """Return a scheme of the region; a region without any gets those it starts with."""
        if not code:
            return None
        if not Scheme.objects.filter(region=region).exists():
            loading.load(region)
        found = Scheme.objects.filter(region=region, code=code).first()
        if found is None:
            raise _Refused(_("regeling %(code)s is niet bekend in deze regio") % {"code": code})
        return found


@dataclass(frozen=True)
class _Line:
    service: Service
    unsaid: set[str]
    teaches: set[int]
    gives: set[int]
    municipalities: set[int] | None

    def _links(self) -> dict[str, set[int]]:
        links = {"teaches": self.teaches, "gives": self.gives}
        return links if self.municipalities is None else links | {"municipalities": self.municipalities}

    def link(self, service: Service) -> None:
        """Let the service teach, give and be there for what the line says."""
        for name, wanted in self._links().items():
            getattr(service, name).set(wanted)

    def is_linked(self, service: Service) -> bool:
        """Say whether that is so already."""
        return all(
            set(getattr(service, name).values_list("pk", flat=True)) == wanted for name, wanted in self._links().items()
        )


def _understand(row: dict[str, str], known: _Known) -> _Line:
    cells = {name: _cell(row.get(name, "")) for name in COLUMNS}
    region = known.regions.get(cells["region"])
    if region is None:
        raise _Refused(_("regio %(code)s is niet bekend") % {"code": cells["region"] or "-"})
    if cells["kind"] not in ServiceKind.values:
        raise _Refused(
            _("soort %(kind)s bestaat niet; kies uit: %(kinds)s")
            % {"kind": cells["kind"] or "-", "kinds": ", ".join(ServiceKind.values)}
        )
    for name, values in _CHOICES.items():
        if cells[name] and cells[name] not in values:
            words = _("%(column)s %(value)s bestaat niet; kies uit: %(values)s")
            raise _Refused(words % {"column": name, "value": cells[name], "values": ", ".join(values)})
    if cells["cost_unit"] and cells["cost_unit"] not in CostUnit.values:
        raise _Refused(_("cost_unit %(unit)s bestaat niet") % {"unit": cells["cost_unit"]})
    service = Service(
        region=region,
        code=cells["code"],
        name=cells["name"],
        kind=cells["kind"],
        provider=_provider(cells, region),
        summary=cells["summary"],
        months=_amount(cells["months"], "months"),
        cost=_amount(cells["cost"], "cost"),
        cost_unit=cells["cost_unit"] or CostUnit.ONCE,
        paid_by=cells["paid_by"],
        scheme=known.scheme(region, cells["scheme"]),
        hours_per_week=_amount(cells["hours_per_week"], "hours_per_week"),
        **{name: cells[name] for name in (*_TEXTS, *_CHOICES) if cells[name]},
        **{name: _day(cells[name], name) for name in _DAYS},
        is_active=cells["active"].lower() not in {"0", "nee", "no", "false"},
    )
    try:
        service.full_clean(validate_unique=False, exclude=["provider", "region", "scheme"])
    except ValidationError as error:
        raise _Refused(
            "; ".join(f"{name}: {' '.join(messages)}" for name, messages in error.message_dict.items())
        ) from error
    return _Line(
        service,
        {column for column in _NOT_IN_OLD_FILES if column not in row},
        _found(cells["teaches"], known.groups, "teaches"),
        _found(cells["gives"], known.requirements, "gives"),
        _found(cells["municipalities"], known.municipalities, "municipalities") if "municipalities" in row else None,
    )


def _cell(text: str) -> str:
    try:
        return clean_text.line(text)
    except clean_text.UnacceptableText as error:
        raise _Refused(_("onleesbare tekens (%(code)s)") % {"code": error.code}) from error


def _provider(cells: dict[str, str], region: LabourRegion) -> Organisation:
    provider = Organisation.objects.filter(name=cells["provider"]).first()
    if provider is None:
        if cells["provider_kind"] not in PartnerKind.values or not cells["provider"]:
            why = _("organisatie %(name)s bestaat niet: maak haar eerst aan, of vul provider_kind in")
            raise _Refused(why % {"name": cells["provider"] or "-"})
        provider = organisations.found(Organisation(name=cells["provider"], kind=cells["provider_kind"]))
    provider.regions.add(region)
    return provider


def _amount(text: str, column: str) -> Decimal | None:
    if not text:
        return None
    try:
        amount = Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise _Refused(_("%(column)s is geen getal: %(text)s") % {"column": column, "text": text}) from error
    if not amount.is_finite():
        raise _Refused(_("%(column)s is geen getal: %(text)s") % {"column": column, "text": text})
    return amount


def _day(text: str, column: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        words = _("%(column)s is geen datum (bijvoorbeeld 2026-01-31): %(text)s")
        raise _Refused(words % {"column": column, "text": text}) from error


def _found(text: str, known: dict[str, int], column: str) -> set[int]:
    codes = [code.strip() for code in text.split("|") if code.strip()]
    missing = [code for code in codes if code not in known]
    if missing:
        raise _Refused(_("%(column)s: %(codes)s is niet bekend") % {"column": column, "codes": ", ".join(missing)})
    return {known[code] for code in codes}


def _store(line: _Line, report: LoadReport) -> None:
    new = line.service
    old = Service.objects.filter(region=new.region, code=new.code).first()
    names: list[str] = [
        f.attname
        for f in Service._meta.concrete_fields
        if not f.primary_key and f.name not in KEPT_BY_THE_PROVIDER | line.unsaid
    ]
    if old is None:
        new.save()
        line.link(new)
        report.created += 1
        return
    if all(getattr(old, name) == getattr(new, name) for name in names) and line.is_linked(old):
        report.unchanged += 1
        return
    new.pk = old.pk
    new.save(force_update=True, update_fields=names)
    line.link(new)
    report.changed += 1
