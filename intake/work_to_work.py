"""What the dossier shows of going from work to work."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from intake.models import Case
from partners.models import Layer
from rmt_portal.contributions import DossierCard


def card(request: HttpRequest, case: Case) -> dict[str, Any] | None:
    """Return the days of the old and the new work, for who works with this person."""
    if int(getattr(case, "layer", 0)) < Layer.WORK:
        return None
    return {"days": getattr(case, "work_to_work", None)}


CARD = DossierCard("werk-naar-werk", _("Van werk naar werk"), "intake/_work_to_work.html", card, 30)
