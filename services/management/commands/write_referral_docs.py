"""``manage.py write_referral_docs``: write the tables of docs/referrals.md from the code."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from services.referrals import documentation


class Command(BaseCommand):
    """Run it after a change of the table of transitions, the terms or the data contracts."""

    help = "Write the tables of docs/referrals.md from the tables in the code."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, and say whether anything changed."""
        changed = documentation.write(settings.BASE_DIR / "docs" / "referrals.md")
        self.stdout.write("docs/referrals.md is written anew" if changed else "docs/referrals.md was up to date")
