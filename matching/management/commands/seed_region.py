"""``manage.py seed_region --region CODE``: fill a region with people and vacancies that do not exist."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from matching import seeding
from rmt_portal.reference.models import LabourRegion


class Command(BaseCommand):
    """Makes or removes a synthetic region; refused where real people are."""

    help = "Vul een regio met verzonnen cliënten en vacatures (om te meten en te testen). Zelfde --seed, zelfde regio."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument("--region", required=True, metavar="CODE")
        parser.add_argument("--clients", type=int, default=1_000)
        parser.add_argument("--vacancies", type=int, default=2_000)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--remove", action="store_true", help="haal weg wat dit commando eerder maakte")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed or remove."""
        if settings.PRODUCTION:
            raise CommandError("Dit commando werkt niet in productie: daar staan echte mensen.")
        region = LabourRegion.objects.filter(code=options["region"]).first()
        if region is None:
            raise CommandError(f"Regio {options['region']} is niet bekend. Doe eerst: manage.py load_reference")
        if min(options["clients"], options["vacancies"]) < 0:
            raise CommandError("Kies aantallen van 0 of meer.")
        if options["remove"]:
            clients, vacancies = seeding.remove(region)
            self.stdout.write(f"{region}: {clients} cliënten en {vacancies} vacatures weggehaald")
            return
        try:
            seeding.seed_region(region, options["clients"], options["vacancies"], options["seed"])
        except seeding.NothingToSeedOn as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{region}: {options['clients']} cliënten en {options['vacancies']} vacatures gemaakt")
