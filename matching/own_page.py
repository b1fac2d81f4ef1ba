"""What matching contributes to the own page of a client: work a coach proposes or asks about."""

from typing import Any

from django.http import HttpRequest

from intake.models import Client
from matching.decisions import decided, deciding
from rmt_portal.contributions import OwnPageSection


def opportunities(request: HttpRequest, client: Client) -> dict[str, Any] | None:
    """Return the own opportunities, or nothing when a coach shared none; notes that they were looked at."""
    rows = decided.own_rows(client.pk)
    if any(row.decision.first_seen_at is None for row in rows):
        deciding.seen_by_client(client.pk)
    return {"rows": rows} if rows else None


CONTRIBUTIONS = (OwnPageSection("kansen", "matching/_own_page.html", opportunities, 10),)
