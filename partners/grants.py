"""Give and take access to a client. Called inside the transaction of the action that is the reason for it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Greatest

from partners.models import AccessGrant, Layer, LegalBasis, Organisation, Purpose, User
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.lifecycle import SYSTEM, Actor


@transaction.atomic
def grant(
    client_id: int,
    organisation: Organisation | int,
    *,
    region_id: int,
    layer: Layer | int,
    legal_basis: LegalBasis | str,
    source_kind: str,
    source_id: int,
    purpose: Purpose | str = Purpose.GUIDANCE,
    member: User | None = None,
    categories: Iterable[str] = (),
    actor: Actor = SYSTEM,
) -> None:
    """Let an organisation (or only one member of it) see a client of a region up to ``layer``, for a purpose.

    The source says which registration, assignment, consent or referral is the reason; the same source gives the same
    access once, so that a repetition changes nothing. ``categories`` are what a consent opens above its layer.
    """
    opened = sorted(map(str, categories))
    organisation_id = organisation if isinstance(organisation, int) else organisation.pk
    AccessGrant.objects.bulk_create(
        [
            AccessGrant(
                client_id=client_id,
                region_id=region_id,
                organisation_id=organisation_id,
                member=member,
                layer=layer,
                categories=opened,
                purpose=purpose,
                legal_basis=legal_basis,
                source_kind=source_kind,
                source_id=source_id,
            )
        ],
        ignore_conflicts=True,
    )
    log.record(
        "access.grant",
        object_kind=source_kind,
        object_ids=[source_id],
        client_ids=[client_id],
        reasons=[str(legal_basis), f"organisation:{organisation_id}", f"layer:{int(layer)}", *opened],
        purpose=str(purpose),
        actor=actor,
    )


@transaction.atomic
def end_grants(
    source_kind: str,
    source_id: int,
    *,
    organisation: Organisation | None = None,
    actor: Actor = SYSTEM,
    at: datetime | None = None,
) -> int:
    """End every access that one source gave (to one organisation, when given), now or ``at`` a later moment.

    Returns how many end.
    """
    given = AccessGrant.objects.active().from_source(source_kind, source_id)
    if organisation is not None:
        given = given.filter(organisation=organisation)
    client_ids = set(given.values_list("client_id", flat=True))
    ended = given.update(ends_at=Greatest(at or clock.now(), "granted_at"))
    if ended:
        log.record("access.end", object_kind=source_kind, object_ids=[source_id], client_ids=client_ids, actor=actor)
    return ended
