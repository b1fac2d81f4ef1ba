"""Does the organisation that received a referral know this person already? Yes or no, to the receiver only.

The answer comes from what the organisation itself may see in the portal: a dossier, or another referral. It is asked
before the decision, so that nobody is helped twice; the sender never sees that it was asked or what came of it.
"""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from intake.models import Client
from partners.models import AccessGrant, Purpose
from rmt_portal import row_security
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import Actor
from services.models import Referral
from services.referrals.events import SOURCE, write_line
from services.referrals.lifecycle import WAITING, Party
from services.referrals.parties import parties_by


def may_ask(referral: Referral, parties: frozenset[Party]) -> bool:
    """Say whether the question can be asked: by the receiver, until the decision."""
    return Party.RECEIVER in parties and referral.state in WAITING


def ask(actor: Actor, referral: Referral) -> bool:
    """Answer whether the receiving organisation knows the person of a referral, and log that it was asked.

    Raises:
        Refused: this is not the receiver, or the decision was made.
    """
    if not may_ask(referral, parties_by(actor, referral)):
        raise Refused(_("Dit kun je alleen vragen voordat je beslist."))
    write_line("referral.known_here", referral, actor)
    with row_security.house("known_here"):
        return _held_by(referral).exists()


def _held_by(referral: Referral) -> QuerySet[AccessGrant]:
    """Return the grants by which the organisation sees the person, also under another registration of the same person.

    Help with debts is known to debt workers only: it is told to them, and never to their colleagues.
    """
    purposes = (Purpose.DEBT_HELP,) if referral.is_debt_help else (Purpose.GUIDANCE, Purpose.REFERRAL)
    held = AccessGrant.objects.active().filter(
        organisation=referral.receiver_organisation_id, purpose__in=purposes, client_id__in=_same_person(referral)
    )
    return held.exclude(source_kind=SOURCE, source_id=referral.pk)


def _same_person(referral: Referral) -> QuerySet[Client, int]:
    person = referral.client
    same = Q(pk=person.pk)
    if person.birth_date:
        same |= Q(sort_name=person.sort_name, birth_date=person.birth_date)
    return Client.objects.filter(same).order_by().values_list("pk", flat=True)
