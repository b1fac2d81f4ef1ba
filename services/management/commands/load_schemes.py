"""``manage.py load_schemes --region AM09``: the schemes a region starts with."""

from rmt_portal.reference.commands import RegionCommand
from rmt_portal.reference.models import LabourRegion
from services.schemes import loading


class Command(RegionCommand):
    """What the region changed stays."""

    help = "Geeft een regio de regelingen die zij nog niet heeft, met bedragen, duur, voorwaarden en bron."

    def make(self, region: LabourRegion) -> str:
        """Load what is missing."""
        return f"{loading.load(region)} schemes made"
