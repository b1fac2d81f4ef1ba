"""The one place that says who may see and do what. Views, admin, API, exports and commands all ask here.

An answer is a :class:`Decision`: yes, or no with reasons that a person can read, each with whom to ask.
How far somebody reaches follows from :mod:`partners.reach` and from the ``AccessGrant`` rows that actions of higher
floors write with :mod:`partners.grants`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from partners.grants import end_grants, grant
from partners.models import AccessGrant, Layer, Role
from partners.reach import Reach, reach_of
from rmt_portal import clock

__all__ = [
    "ALLOWED",
    "Decision",
    "Reason",
    "Refused",
    "allow",
    "end_grants",
    "grant",
    "has_role",
    "may",
    "may_see_client",
    "reach_of",
    "require",
    "visible_client_ids",
]


class Reason(models.TextChoices):
    """Why something is refused. The label is the sentence a person reads; it says whom to ask."""

    NOT_ACTIVE = "not_active", _("Log eerst in. Lukt dat niet, vraag het de beheerder van je organisatie.")
    NO_MEMBERSHIP = "no_membership", _("Je hebt nu geen rol bij een organisatie. Vraag het de beheerder.")
    ROLE = "role", _("Dit hoort niet bij je rol. Vraag de beheerder van je organisatie wie dit kan doen.")
    OTHER_REGION = "other_region", _("Dit dossier hoort bij een andere regio. Vraag de coördinator van de regio.")
    NO_GRANT = "no_grant", _("Je organisatie heeft geen toegang tot dit dossier. Vraag de coördinator van de regio.")
    ENDED = "ended", _("De toegang tot dit dossier is gestopt. Vraag de coach of de coördinator van de regio.")
    COLLEAGUE = "colleague", _("Alleen een collega heeft toegang tot dit dossier. Vraag het die collega.")
    ONLY_REFERRAL = "referral", _("Je ziet alleen wat in de verwijzing staat. Vraag de coach wat je meer nodig hebt.")
    LAYER = "layer", _("Je mag niet alles van dit dossier zien. Vraag de coach om wat je nodig hebt.")


@dataclass(frozen=True)
class Decision:
    """Yes, or no with the reasons."""

    allowed: bool
    reasons: tuple[Reason, ...] = ()

    @property
    def explanation(self) -> str:
        """The reasons as sentences for the person who asked."""
        return " ".join(str(reason.label) for reason in self.reasons)


ALLOWED = Decision(True)


class Refused(PermissionDenied):
    """A refusal with its reasons; shown on the 403 page and written in the log."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.explanation)
        self.decision = decision


@dataclass(frozen=True)
class Rule:
    """Which roles may do something, and how much of the client it takes."""

    roles: frozenset[str]
    layer: Layer | None


_rules: dict[str, Rule] = {}


def allow(action: str, roles: Iterable[str], layer: Layer | None = None) -> None:
    """Say who may do ``action``: one of the roles, and with access to the client at ``layer`` when that is given.

    Each floor calls it at start-up for its own actions, which makes one table of all of them.
    """
    if action in _rules:
        raise ValueError(f"{action!r} has a rule already")
    _rules[action] = Rule(frozenset(roles), layer)


def may(
    user: Any,
    action: str,
    *,
    client_id: int | None = None,
    region_id: int | None = None,
    organisation_id: int | None = None,
) -> Decision:
    """Decide whether a user may do ``action`` (with a client, in a region, for an organisation).

    Raises:
        KeyError: no rule was made for this action; nothing is allowed by accident.
    """
    rule, reach = _rules[action], reach_of(user)
    nobody = _is_nobody(reach)
    if nobody:
        return nobody
    held = [m for m in reach.memberships if m.role in rule.roles and organisation_id in (None, m.organisation_id)]
    if not held:
        return Decision(False, (Reason.ROLE,))
    if not any(region_id in (None, m.region_id) for m in held):
        return Decision(False, (Reason.OTHER_REGION,))
    if rule.layer is None:
        return ALLOWED
    if client_id is None:
        raise ValueError(f"{action!r} is about a client")
    return may_see_client(user, client_id, rule.layer, region_id=region_id)


def may_see_client(user: Any, client_id: int, layer: int = Layer.WORK, *, region_id: int | None = None) -> Decision:
    """Decide whether a user may see a client at ``layer``.

    ``region_id`` is the region of the client, for the roles that see every client of their region; without it only
    regions in which somebody was granted access to this client count.
    """
    reach = reach_of(user)
    nobody = _is_nobody(reach)
    if nobody:
        return nobody
    given = AccessGrant.objects.filter(client_id=client_id)
    regions = (
        [region_id] if region_id is not None else list(given.active().values_list("region_id", flat=True).distinct())
    )
    open_layers: list[int] = [found for region in regions if (found := reach.regional_layer(region)) is not None]
    mine = reach.grants()
    if mine is not None:
        open_layers += given.active().filter(mine).values_list("layer", flat=True)
    if max(open_layers, default=-1) >= layer:
        return ALLOWED
    return Decision(False, (Reason.LAYER if open_layers else _why_not(reach, client_id),))


def has_role(user: Any, role: str, region_id: int | None = None, organisation_id: int | None = None) -> bool:
    """Say whether a user has a role today (in this region, for this organisation)."""
    return reach_of(user).has_role(role, region_id, organisation_id)


def visible_client_ids(user: Any, layer: int = Layer.WORK, purpose: str | None = None) -> QuerySet[AccessGrant, int]:
    """Return, as a subquery, the ids of the clients that are open to a user by a grant at ``layer`` or more.

    With ``purpose`` only by what was given for that.
    """
    mine = reach_of(user).grants(purpose)
    found = AccessGrant.objects.none() if mine is None else AccessGrant.objects.active().filter(mine, layer__gte=layer)
    return found.order_by().values_list("client_id", flat=True)


def clients_by_consent_only(user: Any, purpose: str | None = None) -> QuerySet[AccessGrant, int]:
    """Return, as a subquery, the ids of clients of whom only what they share by consent is open to ``user``.

    Such a client stands in lists, but no filter, number or order may tell anything else: not how the case goes, nor
    who guides it. Empty for whoever sees every client of a region by role.
    """
    reach = reach_of(user)
    mine, whole = reach.grants(purpose), reach.regions_at(Layer.REFERENCE)
    if mine is None or set(reach.region_ids) <= set(whole):
        return AccessGrant.objects.none().values_list("client_id", flat=True)
    granted = AccessGrant.objects.active().filter(mine).exclude(region__in=whole).order_by()
    by_more = granted.filter(layer__gte=Layer.TRIAGE).values("client_id")
    shared = granted.filter(layer__lt=Layer.TRIAGE).exclude(client_id__in=by_more)
    return shared.values_list("client_id", flat=True)


def insist(decision: Decision) -> None:
    """Go on when the decision is yes: for actions, which know no request (a view uses :func:`require`).

    Raises:
        Refused: the decision is no.
    """
    if not decision.allowed:
        raise Refused(decision)


def require(request: HttpRequest, decision: Decision) -> None:
    """Go on when the decision is yes; otherwise refuse the request, with the reasons in the log.

    Raises:
        Refused: the decision is no.
    """
    if not decision.allowed:
        request.refusal_reasons = [reason.value for reason in decision.reasons]  # type: ignore[attr-defined]
    insist(decision)


def _is_nobody(reach: Reach) -> Decision | None:
    if reach.user_id is None:
        return Decision(False, (Reason.NOT_ACTIVE,))
    return None if reach.memberships else Decision(False, (Reason.NO_MEMBERSHIP,))


def _why_not(reach: Reach, client_id: int) -> Reason:
    """Find the reason that helps most. Only what the own organisation had is told, never what others have."""
    had = list(AccessGrant.objects.filter(client_id=client_id, organisation_id__in=reach.organisation_ids))
    now = clock.now()
    hold = [g for g in had if g.granted_at <= now and (g.ends_at is None or g.ends_at > now)]
    if not had:
        return Reason.NO_GRANT
    if not hold:
        return Reason.ENDED
    shared = [g for g in hold if g.member_id is None]
    if not shared:
        return Reason.COLLEAGUE
    regions = {m.region_id for m in reach.memberships}
    return Reason.ROLE if any(g.region_id in regions for g in shared) else Reason.OTHER_REGION


allow("people.manage", [Role.ADMINISTRATOR])
allow("log.read", [Role.PRIVACY_OFFICER])
allow("figures.read", [Role.REGIONAL_MANAGER, Role.COORDINATOR])
