"""Fill a demonstration with three regions that share one site."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from intake.demo import regions
from partners import demo
from rmt_portal.reference.models import LabourRegion


class Command(BaseCommand):
    """``manage.py seed_demo_regions``: safe to run again; only on a demo nobody else can reach."""

    help = "Drie regio's op een site, elk met een eigen naam en telefoonnummer (alleen voor een demo)"

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the teams and say where each is found."""
        try:
            demo.refuse_elsewhere()
            brands = regions.seed()
        except demo.NotADemo as error:
            raise CommandError(str(error)) from None
        except LabourRegion.DoesNotExist:
            raise CommandError("laad eerst de basisgegevens: manage.py load_reference") from None
        for brand in brands:
            self.stdout.write(f"/regio/{brand.slug}/: {brand.name}, {brand.contact_name}, {brand.phone}")
