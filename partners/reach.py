"""How far a person reaches: the memberships that hold today, and what each role sees of clients.

A role at an organisation opens the clients that were granted to that organisation in the same region for a purpose of
that role; a coordinator and a manager see the clients of their region, but less of each. Nothing else opens anything:
not being a superuser, not a membership that ended, not a colleague's grant.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q

from partners.models import Layer, Membership, Purpose, Role
from rmt_portal import clock

PURPOSES: dict[str, tuple[str, ...]] = {
    Role.COACH.value: (Purpose.GUIDANCE.value, Purpose.REFERRAL.value),
    Role.INTAKE_WORKER.value: (Purpose.GUIDANCE.value, Purpose.REFERRAL.value),
    Role.RECEIVER.value: (Purpose.REFERRAL.value,),
    Role.SBB_ADVISER.value: (Purpose.REFERRAL.value,),
    Role.SCHOOL_MENTOR.value: (Purpose.REFERRAL.value,),
    Role.DEBT_WORKER.value: (Purpose.DEBT_HELP.value,),
}
"""The grants to an organisation that open for a role; a role that is not here sees no client of its organisation."""

REGIONAL_LAYERS: dict[str, Layer] = {
    Role.COORDINATOR.value: Layer.TRIAGE,
    Role.REGIONAL_MANAGER.value: Layer.REFERENCE,
}
"""How much a role sees of every client in its region, without a grant."""


@dataclass(frozen=True)
class Reach:
    """A person's memberships of today; ``user_id`` None is somebody who is not signed in or not active."""

    user_id: int | None
    memberships: tuple[Membership, ...]

    @cached_property
    def roles(self) -> frozenset[str]:
        """Every role this person has today."""
        return frozenset(m.role for m in self.memberships)

    @cached_property
    def organisation_ids(self) -> frozenset[int]:
        """Every organisation this person works for today."""
        return frozenset(m.organisation_id for m in self.memberships)

    @cached_property
    def region_ids(self) -> list[int]:
        """Every region in which this person works today."""
        return sorted({m.region_id for m in self.memberships})

    def has_role(self, role: str, region_id: int | None = None, organisation_id: int | None = None) -> bool:
        """Say whether this person has the role today (in this region, for this organisation)."""
        return any(
            m.role == role and region_id in (None, m.region_id) and organisation_id in (None, m.organisation_id)
            for m in self.memberships
        )

    def grants(self, purpose: str | None = None) -> Q | None:
        """Return the condition on ``AccessGrant`` that this person's grants meet, or None when there can be none.

        With ``purpose`` only what was given for that: a referral opens the fields of its contract, not the dossier.
        """
        if not self.memberships:
            return None
        rule = self.by_name()
        purposes: dict[tuple[int, int], set[str]] = {}
        for m in self.memberships:
            if m.role in PURPOSES:
                purposes.setdefault((m.organisation_id, m.region_id), set()).update(PURPOSES[m.role])
        for (organisation_id, region_id), wanted in sorted(purposes.items()):
            rule |= Q(
                member_id__isnull=True,
                organisation_id=organisation_id,
                region_id=region_id,
                purpose__in=sorted(wanted),
            )
        return rule if purpose is None else rule & Q(purpose=purpose)

    def by_name(self) -> Q:
        """Return the condition on ``AccessGrant`` of what was opened to this person by name, where he works today.

        Organisation and region go together: who left an organisation in one region keeps nothing of it there for
        working there for another.
        """
        rule = Q(pk__in=())
        for organisation_id, region_id in sorted({(m.organisation_id, m.region_id) for m in self.memberships}):
            rule |= Q(member_id=self.user_id, organisation_id=organisation_id, region_id=region_id)
        return rule

    def regional_layer(self, region_id: int) -> Layer | None:
        """Return how much of every client in a region is open by role alone."""
        layers = [
            REGIONAL_LAYERS[m.role] for m in self.memberships if m.region_id == region_id and m.role in REGIONAL_LAYERS
        ]
        return max(layers, default=None)

    def regions_at(self, layer: int) -> list[int]:
        """Return the regions in which every client is open at ``layer`` by role alone."""
        return sorted(
            {m.region_id for m in self.memberships if m.role in REGIONAL_LAYERS and REGIONAL_LAYERS[m.role] >= layer}
        )


def reach_of(user: Any) -> Reach:
    """Return how far a user (or nobody) reaches today.

    Asked once per user object and kept on it, as Django does with permissions: a user object lives for one request or
    one task, so what was taken away is gone at the next.
    """
    if user is None or not user.is_authenticated or not user.is_active:
        return Reach(None, ())
    today = clock.today()
    kept: tuple[Any, Reach] | None = getattr(user, "_reach", None)
    if kept is None or kept[0] != today:
        held = Membership.objects.active().filter(user=user).select_related("organisation", "region__brand")
        kept = user._reach = (today, Reach(user.pk, tuple(held.order_by("pk"))))
    return kept[1]


def forget(user: Any) -> None:
    """Ask again at the next question; for code that changes a person's memberships and goes on with the person."""
    user.__dict__.pop("_reach", None)
