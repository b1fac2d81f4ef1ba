"""How fast partners answer, shown where somebody chooses one."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, FloatField, Q
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rmt_portal import clock
from services.models import Referral
from services.models.referral import ReferralQuerySet
from services.referrals.lifecycle import WAITING, ReferralState

LOOK_BACK = timedelta(days=180)
FEWEST = 5
"""Below so many referrals a figure says nothing about a partner."""


class Median(Aggregate):
    """The middle value (PostgreSQL ``percentile_cont``)."""

    function = "PERCENTILE_CONT"
    name = "Median"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class Figures:
    """What a partner did with the referrals of the last half year: median time to answer, share unanswered (0-1)."""

    sent: int
    answer_time: timedelta | None
    share_unanswered: float

    @property
    def in_words(self) -> str:
        """Return a sentence for who chooses a partner."""
        if self.sent < FEWEST:
            return _("nog te weinig verwijzingen om te zeggen hoe snel zij antwoorden")
        share = round(self.share_unanswered * 100)
        unanswered = _("%(share)d van de 100 verwijzingen bleef te lang liggen") % {"share": share}
        if self.answer_time is None:
            return unanswered
        days = max(1, round(self.answer_time / timedelta(days=1)))
        answered = ngettext("antwoordt meestal binnen %(days)d dag", "antwoordt meestal binnen %(days)d dagen", days)
        return f"{answered % {'days': days}}; {unanswered}"


def with_answer_figures(referrals: ReferralQuerySet) -> Any:
    """Group referrals by receiving organisation, annotated with ``sent``, ``answer_time`` and ``share_unanswered``.

    Unanswered is what expired, and what waits longer than was promised. For debt help a confirmed date is the answer.
    """
    since, today = clock.now() - LOOK_BACK, clock.today()
    answered = Coalesce("answered_at", "confirmed_at")
    late = Q(state__in=WAITING, answer_due_on__lt=today, confirmed_at__isnull=True)
    return (
        referrals.filter(sent_at__gte=since)
        .exclude(state__in=[ReferralState.RECALLED, ReferralState.ENTERED_IN_ERROR, ReferralState.CONSENT_WITHDRAWN])
        .order_by()
        .values("receiver_organisation")
        .annotate(
            sent=Count("pk"),
            answer_time=Median(ExpressionWrapper(answered - F("sent_at"), output_field=DurationField())),
            share_unanswered=Cast(Count("pk", filter=Q(state=ReferralState.EXPIRED) | late), FloatField())
            / NullIf(Cast(Count("pk"), FloatField()), 0.0),
        )
        .order_by("receiver_organisation")
    )


def per_partner(region_id: int) -> dict[int, Figures]:
    """Return the figures of every partner of a region that was sent anything; one query."""
    rows = with_answer_figures(Referral.objects.filter(region=region_id))
    return {
        row["receiver_organisation"]: Figures(row["sent"], row["answer_time"], row["share_unanswered"] or 0.0)
        for row in rows
    }
