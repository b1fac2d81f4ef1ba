"""``manage.py seed_demo_grants``: pots, and services granted to some demo clients."""

from rmt_portal.reference.commands import RegionCommand
from rmt_portal.reference.models import LabourRegion
from services import demo_grants


class Command(RegionCommand):
    """Run it after seed_demo_plans."""

    help = "Maakt regelingen, potten en inzet voor een paar kandidaten van de demoregio."

    def make(self, region: LabourRegion) -> str:
        """Make what is missing."""
        new_pots, new_grants = demo_grants.seed(region)
        return f"{new_pots} pots and {new_grants} grants made"
