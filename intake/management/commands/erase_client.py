"""``manage.py erase_client NUMBER``: carry out an erasure two people decided on; with ``--do``, otherwise only tell."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from intake import erasing
from intake.models import Case, Erasure, ErasureState
from rmt_portal.emptying import rows_of, tables


class Command(BaseCommand):
    """Erases the person of a case number; refuses when nobody decided on it."""

    help = "De persoon bij een dossiernummer wissen, na een besluit van twee mensen. Zonder --do wordt alleen geteld."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument("reference", help="het nummer van het dossier, zoals RA-2026-0001")
        parser.add_argument("--do", action="store_true", help="wis echt")

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell per table what goes and what stays without a person, and do it when asked."""
        case = Case.objects.filter(reference__iexact=options["reference"]).first()
        if case is None:
            raise CommandError("Er is geen dossier met dit nummer. Misschien is het al gewist.")
        if not options["do"]:
            self._tell(case.client_id)
            return
        with transaction.atomic():
            decided = Erasure.objects.select_for_update(of=("self",)).filter(client=case.client_id)
            erasure = decided.filter(state=ErasureState.CONFIRMED).first()
            if erasure is None:
                raise CommandError("Nog geen besluit van twee mensen. Zie in de werkplek: Wissen.")
            erasing.erase(case.client_id, erasure=erasure)
        self.stdout.write("gewist")

    def _tell(self, client_id: int) -> None:
        self.stdout.write("proef, er is niets veranderd:")
        for table in tables():
            count = rows_of(table, client_id).count()
            if count:
                self.stdout.write(f"  {table.model}: {count}, {table.at_erasure.value}")
