"""Throw away the drafts nobody came back for, without Celery."""

from typing import Any

from django.core.management.base import BaseCommand

from intake import drafts


class Command(BaseCommand):
    """``manage.py wipe_expired_drafts``."""

    help = "Throws away drafts of registrations older than DRAFT_DAYS."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say how many there were."""
        self.stdout.write(f"{drafts.wipe_expired()} drafts wiped")
