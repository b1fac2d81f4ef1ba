"""``manage.py seed_demo_plans``: examples of plans, and plans for some demo clients."""

from rmt_portal.reference.commands import RegionCommand
from rmt_portal.reference.models import LabourRegion
from services import demo_plans


class Command(RegionCommand):
    """Run it after seed_demo_clients."""

    help = "Maakt voorbeeldplannen en plannen voor een paar kandidaten van de demoregio."

    def make(self, region: LabourRegion) -> str:
        """Make what is missing."""
        return f"{demo_plans.seed(region)} plans made"
