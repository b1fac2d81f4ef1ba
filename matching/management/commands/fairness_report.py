"""``manage.py fairness_report --region CODE``: how the ranking works out for groups of people, and for vacancies."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from matching import congestion, fairness
from rmt_portal.reference.models import LabourRegion

COLUMNS = ("people", "gate_pass", "with_training", "quality", "exposure", "thin", "put_aside")


class Command(BaseCommand):
    """Prints counts and averages of groups of at least thirty people; never anything about one person."""

    help = "Laat zien hoe het zoeken naar kansen uitpakt voor groepen mensen en hoe vacatures verdeeld zijn."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument("--region", required=True, metavar="CODE")
        parser.add_argument("--json", action="store_true", help="de laatste regel is één JSON-object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the report of this moment."""
        region = LabourRegion.objects.filter(code=options["region"]).first()
        if region is None:
            raise CommandError(f"Regio {options['region']} is niet bekend. Kies een code zoals AM09.")
        made = fairness.report(region.pk) | {"region": region.code, "exposure": congestion.figures(region.pk)}
        if options["json"]:
            self.stdout.write(json.dumps(made, ensure_ascii=False))
            return
        self.stdout.write(f"{region}: {made['people']} mensen; groepen vanaf {made['fewest']}")
        for dimension in made["dimensions"]:
            self.stdout.write(f"\n{dimension['name']:<44}" + "".join(f"{name:>14}" for name in COLUMNS))
            for group in dimension["groups"]:
                cells = ["-" if group.get(name) is None else str(group[name]) for name in COLUMNS]
                mark = " *" if group.get("notable") else ""
                self.stdout.write(f"  {group['name']:<42}" + "".join(f"{cell:>14}" for cell in cells) + mark)
        for career in made["careers"]:
            self.stdout.write(f"{career['name']}: {career['now']} nu, {career['with_training']} met een opleiding")
