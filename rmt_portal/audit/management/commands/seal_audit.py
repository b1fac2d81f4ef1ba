"""Seal the finished days of the log."""

from typing import Any

from django.core.management.base import BaseCommand

from rmt_portal.audit.seal import seal_finished_days


class Command(BaseCommand):
    """``manage.py seal_audit``: safe to run as often as you like."""

    help = "Verzegelt de dagen van het logboek die voorbij zijn."

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal and show each day with its digest."""
        for day in seal_finished_days():
            self.stdout.write(f"{day.day} {day.lines} regels {day.digest}")
