"""Open a dossier that was not shared, when it can not wait: with a reason, for 24 hours, seen by client and officer.

Who guides people for an organisation with the public task may do so for every reason; who guides elsewhere (a union)
only when somebody is in danger, because then the basis is a vital interest (AVG art. 6, 1 d and e).
"""

from datetime import timedelta
from typing import Any

from django.db import transaction

from partners import access
from partners.models import (
    AccessGrant,
    EmergencyAccess,
    EmergencyReason,
    Layer,
    LegalBasis,
    Membership,
    Organisation,
    Purpose,
    Role,
    User,
    Verdict,
)
from partners.reach import reach_of
from rmt_portal import clock, row_security
from rmt_portal.audit import log
from rmt_portal.lifecycle import Actor
from rmt_portal.outbox import queue

OPEN = "dossier.emergency"
SOURCE = "break_glass"
LASTS = timedelta(hours=24)
PER_DAY = 5
MIN_EXPLANATION = 15

REVIEW = "emergency.review"
TELL_CLIENT = "emergency.tell_client"
"""The work in the outbox by which the floor that knows how to reach a client tells of an opening."""

access.allow(OPEN, [Role.COACH, Role.INTAKE_WORKER])
access.allow(REVIEW, [Role.PRIVACY_OFFICER])


class TooMany(Exception):
    """This person opened five dossiers in nood in the last 24 hours already."""


class NotExplained(ValueError):
    """The explanation is too short to be one."""


class OwnOpening(Exception):
    """Nobody judges an opening of one's own."""


def acting(user: Any, region_id: int) -> Membership | None:
    """Return the membership under which somebody may open a dossier of a region, or None; public task goes first."""
    able = [
        m for m in reach_of(user).memberships if m.region_id == region_id and m.role in (Role.COACH, Role.INTAKE_WORKER)
    ]
    return min(able, key=lambda m: not m.organisation.handles_registrations, default=None)


def reasons_for(organisation: Organisation) -> list[EmergencyReason]:
    """Return the reasons that are one for this organisation."""
    return list(EmergencyReason) if organisation.handles_registrations else [EmergencyReason.DANGER]


def left_today(user: User) -> int:
    """Return how many dossiers this person may still open in the 24 hours that end now."""
    opened = EmergencyAccess.objects.filter(user=user, at__gt=clock.now() - timedelta(hours=24)).count()
    return max(0, PER_DAY - opened)


@transaction.atomic
def open_dossier(
    client_id: int, region_id: int, reason: str, explanation: str, actor: Actor, *, request: Any = None
) -> EmergencyAccess:
    """Give the actor 24 hours of what is needed to help, and write down why.

    A second click within those hours gives the same opening again.

    Raises:
        Refused: the actor does not guide in the region of this client, or this is no reason for the organisation.
        NotExplained: the explanation is too short.
        TooMany: the actor did this five times in the last 24 hours.
    """
    decision = access.may(actor.user, OPEN, region_id=region_id)
    membership = acting(actor.user, region_id)
    if not decision.allowed or membership is None:
        raise access.Refused(decision)
    if reason not in [r.value for r in reasons_for(membership.organisation)]:
        raise access.Refused(access.Decision(False, (access.Reason.ROLE,)))
    if len(explanation.strip()) < MIN_EXPLANATION:
        raise NotExplained
    User.objects.select_for_update().get(pk=actor.user.pk)  # two tabs count together
    running = AccessGrant.objects.active().filter(member=actor.user, client_id=client_id, source_kind=SOURCE)
    if found := running.order_by("-pk").first():
        return EmergencyAccess.objects.get(pk=found.source_id)
    if not left_today(actor.user):
        raise TooMany
    with row_security.house("emergency"):  # open to this person only from the next lines on
        opened = EmergencyAccess.objects.create(
            user=actor.user,
            organisation=membership.organisation,
            region_id=region_id,
            client_id=client_id,
            reason=reason,
            explanation=explanation.strip(),
        )
    access.grant(
        client_id,
        membership.organisation_id,
        region_id=region_id,
        layer=Layer.WORK,
        legal_basis=LegalBasis.VITAL if reason == EmergencyReason.DANGER else LegalBasis.PUBLIC_TASK,
        source_kind=SOURCE,
        source_id=opened.pk,
        purpose=Purpose.GUIDANCE,
        member=actor.user,
        actor=actor,
    )
    AccessGrant.objects.from_source(SOURCE, opened.pk).update(ends_at=clock.now() + LASTS)
    log.record(
        OPEN,
        object_kind="partners.emergencyaccess",
        object_ids=[opened.pk],
        client_ids=[client_id],
        reasons=[reason],
        organisation_id=membership.organisation_id,
        actor=actor,
        request=request,
    )
    queue.put(TELL_CLIENT, f"{TELL_CLIENT}:{opened.pk}", {"emergency": opened.pk})
    return opened


@transaction.atomic
def review(opened: EmergencyAccess, verdict: Verdict | str, actor: Actor, *, request: Any = None) -> None:
    """Write down what the privacy officer of the region thinks of an opening; a later verdict replaces it.

    Raises:
        Refused: the actor is no privacy officer of the region of the dossier.
        OwnOpening: the actor opened this dossier.
        ValueError: this is no verdict.
    """
    access.insist(access.may(actor.user, REVIEW, region_id=opened.region_id))
    if opened.user_id == actor.user.pk:
        raise OwnOpening
    opened.verdict, opened.reviewed_by, opened.reviewed_at = Verdict(verdict).value, actor.user, clock.now()
    opened.save(update_fields=["verdict", "reviewed_by", "reviewed_at"])
    log.record(
        REVIEW,
        object_kind="partners.emergencyaccess",
        object_ids=[opened.pk],
        client_ids=[opened.client_id],
        fields=["verdict"],
        reasons=[opened.verdict],
        actor=actor,
        request=request,
    )
