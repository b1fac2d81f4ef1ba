"""``manage.py seed_demo``: the demo region, complete."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from services.figures import drawing

REGION = "AM09"
VACANCIES = Path("matching") / "demo" / "vacancies.jsonl"


class Command(BaseCommand):
    """Calls what each floor ships, from the ground up. Each part changes nothing when it was done before."""

    help = "Fill the demo region: reference data, organisations with staff, vacancies and fictional clients."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many people, for who wants to begin soon; without it all of them, and the figures of last month."""
        parser.add_argument("--clients", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill, in the order in which the parts lean on each other; what is there already stays as it is."""
        only = options["clients"]
        if not settings.DEMO:
            raise CommandError("The demo has known passwords. Set RMT_DEMO=1, on a machine nobody else can reach.")
        call_command("load_reference", stdout=self.stdout)
        call_command("seed_demo_people", stdout=self.stdout)
        call_command("seed_demo_rules", region=REGION, stdout=self.stdout)
        call_command("load_services", stdout=self.stdout)
        call_command("import_vacancies", settings.BASE_DIR / VACANCIES, region=REGION, stdout=self.stdout)
        call_command("seed_demo_clients", region=REGION, stdout=self.stdout, **({"count": only} if only else {}))
        call_command("seed_demo_referrals", region=REGION, stdout=self.stdout)
        call_command("seed_demo_plans", region=REGION, stdout=self.stdout)
        call_command("seed_demo_grants", region=REGION, stdout=self.stdout)
        if not only:
            drawing.draw_newest()  # by a worker; figures of a month that is half filled would be frozen as they are
