"""The register of accredited companies (erkende leerbedrijven) from a CSV file: good lines stored, the others named."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from rmt_portal import clean_text, csv_file
from rmt_portal.audit import log
from services.models import AccreditedCompany

COLUMNS = ("number", "name", "place", "qualifications", "accredited_from", "accredited_until")
REQUIRED = {"number", "name", "accredited_from"}
DATE_FORMATS = ("%Y-%m-%d", "%d-%m-%Y")


@dataclass
class LoadReport:
    """What a load did; a rejected line is its number and the reason."""

    stored: int = 0
    rejected: list[tuple[int, str]] = field(default_factory=list)

    def words(self) -> str:
        """Return how much was taken."""
        return f"{self.stored} opgenomen, {len(self.rejected)} niet opgenomen"


@transaction.atomic
def load(path: Path) -> LoadReport:
    """Store the companies of a file, each known by its number; a company that is not in the file stays as it is.

    Raises:
        csv_file.UnusableFile: the file can not be read, or its first line does not name the columns.
    """
    report = LoadReport()
    for number, row in csv_file.read(path, COLUMNS, REQUIRED):
        try:
            _store(row)
        except (ValueError, ValidationError) as error:
            words = error.messages if isinstance(error, ValidationError) else [str(error)]
            report.rejected.append((number, "; ".join(words)))
        else:
            report.stored += 1
    if report.stored:
        log.record(action="accredited_companies.load", object_kind="services.accreditedcompany")
    return report


def _store(row: dict[str, str]) -> None:
    cells = {name: clean_text.line(row.get(name, "")) for name in COLUMNS}
    fields = {
        "name": cells["name"],
        "place": cells["place"],
        "qualifications": cells["qualifications"],
        "accredited_from": _day(cells["accredited_from"]),
        "accredited_until": _day(cells["accredited_until"]) if cells["accredited_until"] else None,
    }
    company = AccreditedCompany.objects.filter(number=cells["number"]).first() or AccreditedCompany(
        number=cells["number"]
    )
    for name, value in fields.items():
        setattr(company, name, value)
    company.full_clean()
    company.save()


def _day(text: str) -> date:
    for form in DATE_FORMATS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    raise ValueError(_("%(text)s is geen datum (bijvoorbeeld 2026-01-31)") % {"text": text or "-"})
