"""What Vandaag shows of employers: what they left with us and nobody dealt with yet."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from matching.employers import access as employer_access
from matching.employers import notices as employer_notices
from matching.models import EmployerNotice
from rmt_portal.contributions import TodayList

MOST_SHOWN = 12
ON_TOP = -3


def waiting(user: Any) -> list[EmployerNotice]:
    """Return what waits for this person, the oldest first; who looks after no employers is asked nothing."""
    if not employer_access.works(user):
        return []
    return list(employer_notices.waiting_for(user)[:MOST_SHOWN])


CONTRIBUTIONS = (
    TodayList("werkgevers", _("Nieuw van werkgevers"), "workplace/employers/_waiting.html", waiting, "", ON_TOP),
)
