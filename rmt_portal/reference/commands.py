"""What commands have in common that are about one region, or that load a file somebody made."""

from abc import ABC, abstractmethod
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from django.core.management.base import BaseCommand, CommandError

from rmt_portal.csv_file import UnusableFile
from rmt_portal.reference.models import LabourRegion


class RegionCommand(BaseCommand, ABC):
    """Makes something in one region, the demo region when no other is named; a second time changes nothing."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which region."""
        parser.add_argument("--region", default="AM09")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing, and say what that was."""
        region = LabourRegion.objects.filter(code=options["region"]).first()
        if region is None:
            raise CommandError(f"Region {options['region']} is not there. Run load_reference first.")
        self.stdout.write(self.make(region))

    @abstractmethod
    def make(self, region: LabourRegion) -> str:
        """Make what is missing in a region, and return what was made in words."""


class Loaded(Protocol):
    """What a file gave: the lines that were not taken with their reason, and the rest in words."""

    @property
    def rejected(self) -> Sequence[tuple[int, str]]:
        """The lines that were not taken."""

    def words(self) -> str:
        """Return how much was taken."""


class FileCommand(BaseCommand, ABC):
    """Loads a file and says line by line what was not taken and why; without a file, the example that comes along."""

    example: Path

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which file."""
        parser.add_argument("file", type=Path, nargs="?", default=self.example, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and report."""
        try:
            loaded = self.load(options["file"])
        except UnusableFile as error:
            raise CommandError(str(error)) from error
        for number, reason in loaded.rejected:
            self.stderr.write(f"regel {number}: niet opgenomen, {reason}")
        self.stdout.write(loaded.words())

    @abstractmethod
    def load(self, path: Path) -> Loaded:
        """Load the file, and return what came of it."""
