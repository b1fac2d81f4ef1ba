"""``manage.py load_accredited_companies FILE``: the register of accredited companies from a CSV file."""

from pathlib import Path

from rmt_portal.reference.commands import FileCommand
from services import accredited_file


class Command(FileCommand):
    """Each line is known by its number or code: a second time changes nothing."""

    help = "Laad het register van erkende leerbedrijven uit een CSV-bestand. Zonder bestand: het voorbeeld."
    example = Path(__file__).resolve().parents[2] / "demo" / "accredited_companies.csv"

    def load(self, path: Path) -> accredited_file.LoadReport:
        """Load the file."""
        return accredited_file.load(path)
