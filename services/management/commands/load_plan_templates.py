"""``manage.py load_plan_templates``: give regions the examples of plans they do not have yet."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rmt_portal.reference.models import LabourRegion
from services.plans import templates


class Command(BaseCommand):
    """What a coordinator changed or switched off stays as it is."""

    help = "Laadt voorbeeldplannen voor een regio, of voor elke regio met een eigen huisstijl."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which region; without it every region that takes part."""
        parser.add_argument("--region", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load what is missing."""
        code = options["region"]
        regions = LabourRegion.objects.filter(code=code) if code else LabourRegion.objects.filter(brand__isnull=False)
        if code and not regions:
            raise CommandError(f"Region {code} is not there. Run load_reference first.")
        for region in regions:
            self.stdout.write(f"{region.code}: {templates.load(region)} new examples")
