"""Write who has access, for the yearly review (BIO 8.02.01)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from partners.access_review import Period, all_places, people_of
from rmt_portal import csv_file
from rmt_portal.audit import log
from rmt_portal.reference.models import LabourRegion
from rmt_portal.workplace.oversight.access_review import HEADER, as_row


class Command(BaseCommand):
    """``manage.py access_review --to toegang.csv``: all members of all partners, or of one region."""

    help = "Schrijft wie toegang heeft naar een bestand (CSV)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the file, the period and the region."""
        parser.add_argument("--to", required=True, help="het bestand dat wordt geschreven")
        parser.add_argument("--period", choices=[p.value for p in Period], default=Period.YEAR.value)
        parser.add_argument("--region", default="", help="de code van een arbeidsmarktregio; leeg is alle")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file; readable for its owner only, because it holds names of colleagues."""
        regions = None
        if options["region"]:
            regions = list(LabourRegion.objects.filter(code=options["region"]).values_list("pk", flat=True))
            if not regions:
                raise CommandError(f"Er is geen regio {options['region']}.")
        people = people_of(all_places(regions), Period(options["period"]))
        file = Path(options["to"])
        file.touch(mode=0o600)
        with file.open("w", encoding="utf-8-sig", newline="") as stream:
            number = csv_file.write(stream, HEADER, map(as_row, people))
        log.record(
            "review.export",
            object_kind="partners.user",
            object_ids=[person.user.pk for person in people],
            reasons=[f"rows:{number}"],
        )
        self.stdout.write(f"{number} regels in {file}")
