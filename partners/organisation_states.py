"""The life of an organisation in the portal: proposed, approved or refused, ended (docs/decisions/0011)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rmt_portal.lifecycle import Lifecycle, Transition


class OrganisationState(models.TextChoices):
    """Only an approved organisation has members, receives referrals and can be found."""

    PROPOSED = "proposed", _("voorgesteld")
    APPROVED = "approved", _("doet mee")
    REFUSED = "refused", _("niet toegelaten")
    ENDED = "ended", _("gestopt")


_S = OrganisationState
LIFECYCLE = Lifecycle(
    {
        "propose": _S.PROPOSED,  # a coordinator or administrator asks for a new partner
        "found": _S.APPROVED,  # the administrator of the system, the catalogue file or the demo
    },
    [
        Transition("approve", (_S.PROPOSED,), _S.APPROVED),
        Transition("refuse", (_S.PROPOSED,), _S.REFUSED),
        Transition("propose_again", (_S.REFUSED,), _S.PROPOSED),
        Transition("end", (_S.APPROVED,), _S.ENDED),
        Transition("reopen", (_S.ENDED,), _S.APPROVED),
    ],
)
"""The table of transitions; :mod:`partners.organisations` has the action behind each."""

EVENT_WORDS = {
    "propose": _("voorgesteld"),
    "found": _("toegevoegd"),
    "approve": _("toegelaten"),
    "refuse": _("niet toegelaten"),
    "propose_again": _("opnieuw voorgesteld"),
    "end": _("gestopt"),
    "reopen": _("doet weer mee"),
}
