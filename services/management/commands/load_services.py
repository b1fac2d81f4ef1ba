"""``manage.py load_services FILE``: the region's catalogue from a CSV file."""

from pathlib import Path

from rmt_portal.reference.commands import FileCommand
from services import catalogue_file


class Command(FileCommand):
    """Each line is known by its number or code: a second time changes nothing."""

    help = (
        "Laad de menukaart (diensten en opleidingen) van een regio uit een CSV-bestand. Zonder bestand: het voorbeeld."
    )
    example = Path(__file__).resolve().parents[2] / "demo" / "services.csv"

    def load(self, path: Path) -> catalogue_file.LoadReport:
        """Load the file."""
        return catalogue_file.load(path)
