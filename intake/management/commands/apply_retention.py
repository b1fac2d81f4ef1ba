"""``manage.py apply_retention``: what is kept too long. Only counts, unless ``--do`` is given (docs/privacy)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from intake import retention


class Command(BaseCommand):
    """Warns, erases and removes by the terms of each region; can be repeated at any moment."""

    help = "Bewaartermijnen toepassen. Zonder --do wordt alleen geteld."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument("--do", action="store_true", help="voer het uit in plaats van alleen te tellen")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the report, a line per kind."""
        report = retention.apply(dry_run=not options["do"])
        self.stdout.write("gedaan:" if options["do"] else "proef, er is niets veranderd:")
        for line in report.lines():
            self.stdout.write(f"  {line}")
