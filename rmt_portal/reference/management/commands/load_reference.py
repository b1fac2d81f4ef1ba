"""``manage.py load_reference [DIR]``: fill the reference tables from the starter set or from official files."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rmt_portal.reference.loading.load import Step, load, plan
from rmt_portal.reference.loading.reading import FileRefusedError
from rmt_portal.reference.loading.sources import Result
from rmt_portal.reference.models import (
    LabourRegion,
    Municipality,
    Occupation,
    OccupationLabel,
    OccupationSkill,
    Postcode,
    Skill,
)

BAR_WIDTH = 30


class Command(BaseCommand):
    """Loads reference data; running it again changes nothing and says so."""

    help = "Load reference data: the starter set, or the official files in DIR (docs/reference-data.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder, and which part of it."""
        parser.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="folder with the official files")
        parser.add_argument("--only", action="append", default=[], metavar="FILE", help="only this file of the folder")
        parser.add_argument("--no-demo", action="store_true", help="leave out the demo values of the starter set")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, showing what happened to each file and to each refused line."""
        self.verbosity: int = options["verbosity"]
        started, results = monotonic(), []
        try:
            steps = plan(options["folder"], only=options["only"], demo=not options["no_demo"])
            for result in load(steps, self._show_progress):
                results.append(result)
                self._report(result)
        except FileRefusedError as error:
            self._clear_bar()
            raise CommandError(str(error)) from error
        self._summary(results, monotonic() - started)

    def _show_progress(self, step: Step, share: float) -> None:
        if self.verbosity and sys.stderr.isatty():
            filled = "#" * round(share * BAR_WIDTH)
            sys.stderr.write(f"\r[{filled:.<{BAR_WIDTH}}] {share:4.0%} {step.source.path:<45.45}")
            sys.stderr.flush()

    def _clear_bar(self) -> None:
        if self.verbosity and sys.stderr.isatty():
            sys.stderr.write("\r" + " " * (BAR_WIDTH + 55) + "\r")

    def _report(self, result: Result) -> None:
        if not self.verbosity:
            return
        self._clear_bar()
        for number, reason in result.refused:
            self.stderr.write(f"{result.path}: line {number}: {reason}")
        waiting = f", {result.waiting} wait for a file that is not loaded" if result.waiting else ""
        self.stdout.write(
            f"{result.path}{' (starter)' if result.is_starter else ''}: {result.lines} lines, "
            f"{result.inserted} added, {result.changed} changed, {result.removed} removed, "
            f"{len(result.refused)} refused{waiting} ({result.seconds:.1f} s)"
        )

    def _summary(self, results: list[Result], seconds: float) -> None:
        if not self.verbosity:
            return
        counts = {
            "occupations": Occupation.objects.count(),
            "skills": Skill.objects.count(),
            "occupation-skill relations": OccupationSkill.objects.count(),
            "names of occupations": OccupationLabel.objects.count(),
            "regions": LabourRegion.objects.count(),
            "municipalities": Municipality.objects.count(),
            "address postcodes": Postcode.objects.filter(is_address=True).count(),
        }
        self.stdout.write("Now in the database: " + ", ".join(f"{n} {what}" for what, n in counts.items()) + ".")
        refused = sum(len(result.refused) for result in results)
        writes = sum(result.writes for result in results)
        self.stdout.write(
            self.style.SUCCESS(
                f"{len(results)} files read in {seconds:.1f} s: {writes} changes"
                f"{' (everything was there already)' if not writes else ''}, {refused} lines refused."
            )
        )
