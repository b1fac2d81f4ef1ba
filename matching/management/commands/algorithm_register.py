"""``manage.py algorithm_register --region CODE``: the entry for the national Algoritmeregister as JSON."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from matching.weights import register as algorithm_register
from rmt_portal.reference.models import RegionBrand


class Command(BaseCommand):
    """Prints the same as the public file, for who delivers it by hand."""

    help = "Schrijf de registratie voor het Algoritmeregister (publicatiestandaard 1.0.0), uit de gewichten van nu."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument("--region", required=True, metavar="CODE")
        parser.add_argument("--site", default="", metavar="URL", help="adres van de site, voor de verwijzingen")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the entry."""
        brand = RegionBrand.objects.select_related("region").filter(region__code=options["region"]).first()
        if brand is None:
            raise CommandError(f"Regio {options['region']} heeft geen site. Kies een code zoals AM09.")
        page = f"{options['site'].rstrip('/')}/hoe-zoekt-de-computer/" if options["site"] else ""
        entry = algorithm_register.entry(brand, page, f"{page}algoritmeregister.json" if page else "")
        self.stdout.write(json.dumps(entry, ensure_ascii=False, indent=2))
