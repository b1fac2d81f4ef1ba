"""A person is erased: referrals that still run end first, and who receives them hears that."""

from rmt_portal import clock
from rmt_portal.lifecycle import SYSTEM, Actor
from services.models import Referral
from services.referrals.events import happen
from services.referrals.lifecycle import OPEN, ReferralState


def end_all(client_id: int, actor: Actor = SYSTEM) -> int:
    """End every referral of a person that was not over; returns how many. Called inside the erasing transaction."""
    running = Referral.objects.filter(client_id=client_id, state__in=[ReferralState.DRAFT, *OPEN])
    found = list(running.select_for_update(of=("self",)).order_by("pk"))
    for referral in found:
        happen(actor, referral, "withdraw_consent", ended_at=clock.now())
    return len(found)
