"""Check the seals of the log."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rmt_portal.audit.models import SealedDay
from rmt_portal.audit.seal import check


class Command(BaseCommand):
    """``manage.py check_audit``: ends with an error when one byte of a sealed day is different."""

    help = "Controleert of het logboek nog is zoals het werd verzegeld."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add ``--expect``."""
        parser.add_argument("--expect", default="", help="het nieuwste zegel, zoals het elders is bewaard")

    def handle(self, *args: Any, **options: Any) -> None:
        """Show every finding."""
        findings = list(check(options["expect"]))
        for finding in findings:
            self.stderr.write(f"{finding.day}: {finding.what}")
        if findings:
            raise CommandError(f"{len(findings)} keer klopt het logboek niet met zijn zegels")
        newest = SealedDay.objects.last()
        self.stdout.write(f"In orde tot en met {newest}: {newest.digest}" if newest else "Er is nog niets verzegeld.")
