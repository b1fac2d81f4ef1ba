"""Do the waiting work without Celery."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from rmt_portal.outbox.drain import drain


class Command(BaseCommand):
    """``manage.py drain_outbox [--loop]``: the same work as the Celery tick, for a day without a broker."""

    help = "Doet het werk dat in de wachtrij staat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add ``--loop``."""
        parser.add_argument("--loop", action="store_true", help="blijf doorgaan, elke seconde (stop met Ctrl-C)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Drain once until nothing waits, or keep on until interrupted."""
        while True:
            drained = drain(budget_seconds=25 if options["loop"] else float("inf"))
            if not options["loop"]:
                self.stdout.write(f"{drained.done} gedaan, {drained.failed} mislukt, {drained.parked} geparkeerd")
                return
            time.sleep(1)
            close_old_connections()
