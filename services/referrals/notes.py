"""A message between sender and receiver while the help goes on: how it goes, before it is over.

No event of the table of transitions: the state stays. A message of the receiver is the word that is asked for every
thirty days (:mod:`services.referrals.timers`), so the clock starts anew.
"""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rmt_portal import clock
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import Actor
from rmt_portal.outbox import queue
from services.models import Referral, ReferralMessage
from services.referrals import timers
from services.referrals.events import MAIL, say, write_line
from services.referrals.lifecycle import RUNNING, Party, ReferralState
from services.referrals.parties import parties_by

SIDES = (Party.RECEIVER, Party.SENDER)
SECOND_CLICK = timedelta(minutes=2)


def write(actor: Actor, referral: Referral, text: str) -> None:
    """Send a message to the other side, who gets a mail without its text.

    Raises:
        Refused: this is neither side, there is no text, or the help does not go on (any more).
    """
    side = next((party for party in SIDES if party in parties_by(actor, referral)), None)
    with transaction.atomic():
        now = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
        if side is None or now.state not in RUNNING:
            raise Refused(_("Een bericht sturen kan zolang de hulp loopt, tussen verwijzer en ontvanger."))
        if _said_just_now(actor, referral, text):
            return
        note = say(actor, referral, ReferralMessage.Kind.NOTE, text)
        if side == Party.RECEIVER and now.state == ReferralState.IN_PROGRESS:
            dates = timers.until_report(referral)
            if dates:
                Referral.objects.filter(pk=referral.pk).update(**dates)
                referral.refresh_from_db(fields=[*dates])
                timers.watch(referral)
        write_line("referral.note", referral, actor)
        other = Party.SENDER if side == Party.RECEIVER else Party.RECEIVER
        queue.put(MAIL, f"{MAIL}:note:{note.pk}", {"referral": referral.pk, "event": "note", "party": str(other)})


def _said_just_now(actor: Actor, referral: Referral, text: str) -> bool:
    """Say whether this is a second click: the same words by the same author, a moment ago."""
    newest = referral.messages.order_by("-pk").first()
    return (
        newest is not None
        and (newest.author, newest.organisation_id, newest.text) == (actor.user, actor.works_for, text.strip()[:500])
        and clock.now() - newest.at < SECOND_CLICK
    )
