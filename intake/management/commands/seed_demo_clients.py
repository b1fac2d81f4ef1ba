"""Fill the demo region with fictional people."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from intake.demo import seeding
from rmt_portal.reference.models import RegionBrand


class Command(BaseCommand):
    """``manage.py seed_demo_clients --region AM09 --count 200 --seed 2026``."""

    help = "Registers fictional people in a region, through the same action as the site. Run it after seed_demo_people."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which region, how many, which draw."""
        parser.add_argument("--region", default="AM09")
        parser.add_argument("--count", type=int, default=200)
        parser.add_argument("--seed", type=int, default=2026)

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say how many there are."""
        brand = RegionBrand.objects.filter(region__code=options["region"]).select_related("region").first()
        if brand is None:
            raise CommandError(f"Region {options['region']} has no brand. Run load_reference first.")
        seeded = seeding.seed(brand, options["count"], options["seed"])
        self.stdout.write(f"{seeded.made} fictional people registered, {seeded.known} were there already")
