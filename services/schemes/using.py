"""Whether something was asked by the rules of a scheme version: who keeps the schemes sees no client, only that."""

from datetime import date

from django.db.models import Max
from django.db.models.functions import Coalesce

from rmt_portal import row_security
from services.grants.lifecycle import GrantState
from services.models import SchemeVersion, ServiceGrant

WILL_RUN = (GrantState.APPROVED, GrantState.STARTED)


def is_used(version: SchemeVersion) -> bool:
    """Whether anything was ever asked by these rules; then they stay as they are, except for their last day."""
    with row_security.house("figures"):
        return ServiceGrant.objects.filter(scheme_version=version).exists()


def latest_start(version: SchemeVersion) -> date | None:
    """Return the latest day on which something that was granted by these rules begins or began."""
    with row_security.house("figures"):
        granted = ServiceGrant.objects.filter(scheme_version=version, state__in=WILL_RUN)
        found: date | None = granted.aggregate(last=Max(Coalesce("started_on", "starts_on")))["last"]
    return found
