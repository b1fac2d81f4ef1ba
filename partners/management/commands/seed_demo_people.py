"""Fill the demo region with organisations and people."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from partners import demo
from rmt_portal.reference.models import LabourRegion


class Command(BaseCommand):
    """``manage.py seed_demo_people``: only with RMT_DEMO=1 and on this machine."""

    help = "Maakt de organisaties en medewerkers van de demoregio."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing."""
        try:
            new = demo.seed()
        except demo.NotADemo as error:
            raise CommandError(str(error)) from error
        except LabourRegion.DoesNotExist as error:
            raise CommandError("Laad eerst de regio's: manage.py load_reference") from error
        self.stdout.write(f"{len(demo.PEOPLE)} medewerkers, {new} nieuw; {len(demo.ORGANISATIONS)} organisaties")
