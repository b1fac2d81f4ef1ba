"""``manage.py seed_demo_referrals``: data contracts, terms and a handful of referrals."""

from rmt_portal.reference.commands import RegionCommand
from rmt_portal.reference.models import LabourRegion
from services import demo_referrals
from services.seeding import seed_contracts


class Command(RegionCommand):
    """Run it after seed_demo_people, load_services and seed_demo_clients."""

    help = "Maakt afspraken over gegevens, termijnen en een paar verwijzingen voor de demoregio."

    def make(self, region: LabourRegion) -> str:
        """Make what is missing."""
        rules, made = seed_contracts(), demo_referrals.seed(region)
        return f"{rules} rules and {made} referrals made"
