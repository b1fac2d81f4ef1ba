"""``manage.py import_vacancies FILE``: take in a file of vacancies (docs/vacancies.md)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from matching.vacancies.importing import ImportReport, import_file
from matching.vacancies.lines import UnusableFile
from rmt_portal.progress import Progress
from rmt_portal.reference.models import LabourRegion


class Command(BaseCommand):
    """Imports vacancies and says line by line what was not taken and why."""

    help = "Neem vacatures op uit een bestand: JSON-regels (schema.org JobPosting) of CSV. Zie docs/vacancies.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--region", metavar="CODE", help="alle regels horen bij deze regio (bijvoorbeeld AM09)")
        parser.add_argument(
            "--source", default="", help="bron van regels die er zelf geen noemen (anders: de bestandsnaam)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and report."""
        path: Path = options["file"]
        with Progress("Vacatures", _count_lines(path)) as bar:
            try:
                report = import_file(path, _region(options["region"]), options["source"], bar.reach)
            except UnusableFile as error:
                raise CommandError(str(error)) from error
        self._tell(report)

    def _tell(self, report: ImportReport) -> None:
        for rejected in report.rejected:
            self.stderr.write(f"regel {rejected.number}: niet opgenomen, {rejected.reason}")
        for number, note in report.notes:
            self.stdout.write(f"regel {number}: {note}")
        for title, times in report.unresolved.most_common():
            self.stdout.write(f"beroep onbekend: {title}" + (f" ({times} keer)" if times > 1 else ""))
        self.stdout.write(
            f"{report.lines} regels: {report.created} nieuw, {report.changed} veranderd, {report.unchanged} gelijk, "
            f"{report.closed} gesloten, {len(report.rejected)} niet opgenomen, "
            f"{sum(report.unresolved.values())} zonder beroep"
        )
        self.stdout.write(f"{report.changes} changes")


def _region(code: str | None) -> LabourRegion | None:
    if code is None:
        return None
    region = LabourRegion.objects.filter(code=code).first()
    if region is None:
        raise CommandError(f"Regio {code} is niet bekend. Laad de referentiedata of kies een code zoals AM09.")
    return region


def _count_lines(path: Path) -> int:
    try:
        return path.read_bytes().count(b"\n") + 1
    except OSError:
        return 0
