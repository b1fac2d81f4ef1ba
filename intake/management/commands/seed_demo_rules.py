"""Give the demo region its rules."""

from intake.demo import rules
from rmt_portal.reference.commands import RegionCommand
from rmt_portal.reference.models import LabourRegion


class Command(RegionCommand):
    """``manage.py seed_demo_rules --region AM09``."""

    help = "Who may take part, what is weighed, who takes up whom, promises and coaches. Run it after seed_demo_people."

    def make(self, region: LabourRegion) -> str:
        """Do it and say how many there are."""
        return f"{rules.seed(region)} rules and profiles of coaches made"
