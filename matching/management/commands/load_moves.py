"""``manage.py load_moves FILE --region CODE --source TEXT``: a table of observed job changes (docs/matching.md)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from matching import moves
from rmt_portal.reference.models import LabourRegion


class Command(BaseCommand):
    """Loads or removes the table of a region; nobody's list changes by that alone."""

    help = "Laad een tabel met overstappen van een regio: origin_isco, destination_isco, count en, als bekend, women."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument("file", type=Path, nargs="?", metavar="FILE")
        parser.add_argument("--region", required=True, metavar="CODE", help="de regio, bijvoorbeeld AM09")
        parser.add_argument("--source", default="", help="waar de tabel vandaan komt")
        parser.add_argument("--remove", action="store_true", help="haal de tabel van de regio weg")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what is in it."""
        region = LabourRegion.objects.filter(code=options["region"]).first()
        if region is None:
            raise CommandError(f"Regio {options['region']} is niet bekend.")
        if options["remove"]:
            self.stdout.write("weggehaald" if moves.remove(region) else "er was geen tabel")
            return
        if options["file"] is None or not options["source"].strip():
            raise CommandError("Geef een bestand en --source: waar de tabel vandaan komt.")
        try:
            table = moves.load(options["file"], region, options["source"].strip()[:200])
        except moves.UnusableTable as error:
            raise CommandError(str(error)) from error
        known = "met" if table.women is not None else "zonder"
        self.stdout.write(f"{len(table.counts)} paren, {sum(table.counts)} overstappen, {known} aantal vrouwen")
        self.stdout.write("Nog uit: geef er gewicht aan bij Beheer > Gewichten, na te zien wat het doet.")
