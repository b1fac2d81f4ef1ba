"""What a person may read of the own referrals: to whom, for what help, how far it is in kind words, since when.

For the client's own page. A concept was not sent and a mistake was set aside, so neither is shown; nor is why an
organisation said no, because that is between the two organisations.
"""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.models import Client
from partners.models import LegalBasis
from services.models import Referral
from services.referrals.lifecycle import OPEN, ReferralState
from services.referrals.sheet import help_in_words

S = ReferralState

IN_WORDS: dict[str, str | Promise] = {
    S.SENT: _("De organisatie bekijkt je vraag."),
    S.INFO_REQUESTED: _("De organisatie wil nog iets weten. Je contactpersoon antwoordt."),
    S.ACCEPTED: _("De organisatie helpt je. Zij nemen contact met je op."),
    S.IN_PROGRESS: _("De hulp is begonnen."),
    S.ON_HOLD: _("De hulp staat even stil. Daarna gaan jullie verder."),
    S.DECLINED: _("Het past daar nu niet. Dat ligt niet aan jou. Je contactpersoon zoekt andere hulp."),
    S.RECALLED: _("Je contactpersoon heeft de vraag ingetrokken."),
    S.EXPIRED: _("Er kwam geen antwoord. Dat ligt niet aan jou. Je contactpersoon zoekt andere hulp."),
    S.CONSENT_WITHDRAWN: _("Je trok je toestemming in. De organisatie ziet niets meer van jou."),
    S.COMPLETED: _("De hulp is klaar."),
    S.STOPPED: _("De hulp is eerder gestopt."),
}


@dataclass(frozen=True)
class ClientReferral:
    """One referral as the person reads it; ``since`` is the day of the last change."""

    reference: str
    organisation: str
    help: str
    status: str
    since: date
    is_open: bool
    contact_name: str
    first_talk_on: date | None
    possible_from: date | None
    can_stop: bool


def referrals_of(client: Client) -> list[ClientReferral]:
    """Return the person's referrals that were sent, what goes on first, the newest on top; one query and its events."""
    found = (
        Referral.objects.filter(client=client, state__in=IN_WORDS, sent_at__isnull=False)
        .select_related("service", "receiver_organisation", "receiver")
        .prefetch_related("events")
    )
    shown = [_shown(referral) for referral in found.order_by("-sent_at", "-pk")]
    return sorted(shown, key=lambda one: not one.is_open)


def _shown(referral: Referral) -> ClientReferral:
    newest = max(referral.events.all(), key=lambda event: event.pk)
    return ClientReferral(
        reference=referral.reference,
        organisation=referral.receiver_organisation.name,
        help=help_in_words(referral),
        status=str(IN_WORDS[referral.state]),
        since=timezone.localdate(newest.at),
        is_open=referral.state in OPEN,
        contact_name=referral.receiver.name if referral.receiver and referral.accepted_at else referral.receiver_name,
        first_talk_on=referral.first_talk_on,
        possible_from=referral.decline_until if referral.is_parked else None,
        can_stop=referral.state in OPEN and referral.legal_basis == LegalBasis.CONSENT,
    )
