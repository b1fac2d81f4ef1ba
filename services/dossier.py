"""What referrals contribute to the workplace: a tab of the dossier, and a number on Vandaag."""

from typing import Any

from django.db.models import Count, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intake.models import ENDED_STATES, Case
from partners.models import Layer
from partners.reach import reach_of
from rmt_portal.contributions import DossierTab, TodayNumber
from services.models import Referral
from services.referrals import words
from services.referrals.lifecycle import Party, ReferralState
from services.referrals.roles import MAY_SEND
from services.referrals.sheet import help_in_words


def referrals_of(request: HttpRequest, case: Case) -> dict[str, Any]:
    """Return the referrals of a case that this reader is a party of, and whether a new one can be made."""
    reach = reach_of(request.user)
    rows = Referral.objects.sent_by(request.user) | Referral.objects.received_by(request.user)
    found = rows.filter(case=case).with_list_columns().order_by("-pk").distinct()
    sends = any(m.role in MAY_SEND and m.region_id == case.region_id for m in reach.memberships)
    return {
        "referrals": [
            {
                "reference": r.reference,
                "url": reverse("referral", args=[r.reference]),
                "to": r.receiver_organisation.name,
                "help": help_in_words(r),
                "status": words.status(r),
                "waits": words.waits(r),
                "todo": words.next_step(r, Party.SENDER),
                "sent_at": r.sent_at,
            }
            for r in found
        ],
        "refer_url": reverse("refer_from", args=[case.client.public_id])
        if sends and case.state not in ENDED_STATES and int(getattr(case, "layer", 0)) >= Layer.WORK
        else "",
    }


TO_JUDGE, ANSWERED = "verwijzingen", "antwoord-op-verwijzing"


def _to_move(user: Any) -> dict[str, int]:
    """Count in one query what this person received and is to judge, and sent and is to go on with."""
    received = Referral.objects.received_by(user).filter(state=ReferralState.SENT)
    sent = Referral.objects.sent_by(user, with_colleagues=False).waits_for_sender()
    counts = [
        rows.order_by().values(slug=Value(slug)).annotate(n=Count("pk"))
        for slug, rows in ((TO_JUDGE, received), (ANSWERED, sent))
    ]
    return {TO_JUDGE: 0, ANSWERED: 0} | {row["slug"]: row["n"] for row in counts[0].union(counts[1], all=True)}


def _sends(user: Any) -> bool:
    return any(reach_of(user).has_role(role) for role in MAY_SEND)


CONTRIBUTIONS = (
    DossierTab("verwijzingen", _("Verwijzingen"), "services/_dossier.html", referrals_of, 50),
    TodayNumber(TO_JUDGE, _("Verwijzingen te beoordelen"), _to_move, lambda: reverse("referrals_received"), 60),
    TodayNumber(
        ANSWERED,
        _("Verwijzing wacht op jou"),
        _to_move,
        lambda: reverse("referrals_sent") + "?stand=aan-zet",
        61,
        _sends,
    ),
)
