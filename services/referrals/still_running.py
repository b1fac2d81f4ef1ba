"""Referrals that are not over when a case ends, and what the side of the sender can choose for each.

A referral of another organisation stays with that organisation: it is told, and no more than that it is there.
"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake.models import Case
from intake.still_running import GOES_ON, LASTS, STOPS, Ending, Running
from services.models import Referral
from services.referrals import answering, sending
from services.referrals.lifecycle import OPEN, RUNNING, Party, ReferralState
from services.referrals.parties import parties_of
from services.referrals.sheet import help_in_words

_UNSENT = {STOPS: gettext_lazy("Trek het concept in")}
_WAITING = {GOES_ON: gettext_lazy("Blijft staan: het antwoord komt nog"), STOPS: gettext_lazy("Trek de verwijzing in")}
_HELPING = {GOES_ON: LASTS, STOPS: gettext_lazy("Stopt: de ontvanger krijgt bericht")}


def running(case: Case, user: Any) -> list[Running]:
    """Return the referrals of a case that are not over, as this user may know them."""
    found = Referral.objects.filter(case=case, state__in=[ReferralState.DRAFT, *OPEN]).with_list_columns()
    rows = [(referral, Party.SENDER in parties_of(user, referral)) for referral in found.order_by("pk")]
    own = [_own(referral) for referral, is_ours in rows if is_ours]
    return own + [_of_others(r) for r, is_ours in rows if not is_ours and r.state != ReferralState.DRAFT]


def _own(referral: Referral) -> Running:
    ways: dict[str, Any] = _HELPING if referral.state in RUNNING else _WAITING
    if referral.state == ReferralState.DRAFT:
        ways = _UNSENT
    what = {"help": help_in_words(referral), "partner": referral.receiver_organisation.name}

    def settle(way: str, ending: Ending) -> None:
        end = answering.stop if referral.state in RUNNING else sending.recall
        end(ending.actor, referral, _("Het dossier is afgesloten."))

    return Running(
        key=f"verwijzing-{referral.reference}",
        title=_("Verwijzing: %(help)s, bij %(partner)s") % what,
        stands=ReferralState(referral.state).label,
        url=reverse("referral", args=[referral.reference]),
        ways=ways,
        settle=settle,
    )


def _of_others(referral: Referral) -> Running:
    title = _("Verwijzing van %(partner)s") % {"partner": referral.sender_organisation.name}
    return Running(f"verwijzing-{referral.pk}", title, _("blijft bij die organisatie"))
