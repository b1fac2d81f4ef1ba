"""``manage.py processing_register``: write the register of processing from the code's own declarations."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rmt_portal.workplace import processing_register

FILE = "docs/privacy/processing-register.md"


class Command(BaseCommand):
    """Writes the file, or says that it fell behind."""

    help = "Write docs/privacy/processing-register.md; with --check only say whether it is up to date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take ``--check``."""
        parser.add_argument("--check", action="store_true", help="change nothing; fail when the file fell behind")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, or compare."""
        file = settings.BASE_DIR / FILE
        wanted = processing_register.text()
        if options["check"]:
            if not file.exists() or file.read_text() != wanted:
                raise CommandError(f"{FILE} fell behind: run manage.py processing_register")
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(wanted)
        self.stdout.write(f"{FILE} is written.")
