"""Contact data of somebody else's client: on request, with a reason, in the log; of one's own caseload at once.

Own is who was opened to this person by name: as coach or deputy, while standing in for an absent colleague, or in nood.
A colleague of the same organisation, and a coordinator, see the dossier without phone, e-mail and postcode until they
ask for them. What they asked for is shown once, on the page that answers the request.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from partners import access
from partners.models import AccessGrant, Layer, Role
from rmt_portal.audit import log
from rmt_portal.lifecycle import Actor

SHOW = "contact.show"
FIELDS = ("phone", "email", "postcode")

access.allow(SHOW, [Role.COACH, Role.INTAKE_WORKER, Role.COORDINATOR], Layer.TRIAGE)


class ContactReason(models.TextChoices):
    """Why somebody asks for the contact data of a client of others."""

    REGISTRATION = "registration", _("Ik bel over de aanmelding")
    AWAY = "coach_away", _("De coach is er niet en het kan niet wachten")
    ASKED = "client_asked", _("De kandidaat vroeg om contact")
    ARRANGE = "arrange", _("Ik regel wie deze kandidaat gaat helpen")


def is_own(user: Any, client_id: int) -> bool:
    """Say whether this client was opened to this person by name, now and where this person works today; one query."""
    return _to(user).filter(client_id=client_id).exists()


def own_of(user: Any, client: str) -> models.Exists:
    """Return the same question for each row of a query; ``client`` is the path to the client's id."""
    return models.Exists(_to(user).filter(client_id=models.OuterRef(client)))


def _to(user: Any) -> models.QuerySet[AccessGrant]:
    reach = access.reach_of(user)
    if reach.user_id is None:
        return AccessGrant.objects.none()
    return AccessGrant.objects.active().filter(reach.by_name())


def show(client_id: int, region_id: int, reason: str, actor: Actor, *, request: Any = None) -> None:
    """Write down that the actor is shown how to reach a client, and why.

    Raises:
        Refused: the client is not open to the actor, or not to this role.
        ValueError: this is no reason.
    """
    access.insist(access.may(actor.user, SHOW, client_id=client_id, region_id=region_id))
    if reason not in ContactReason.values:
        raise ValueError(reason)
    log.record(
        SHOW,
        object_kind="intake.client",
        object_ids=[client_id],
        client_ids=[client_id],
        fields=FIELDS,
        reasons=[reason],
        actor=actor,
        request=request,
    )
