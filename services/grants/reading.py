"""Grants as people read them: the list of a dossier, and one of them with everything that belongs to it."""

from dataclasses import dataclass, field
from typing import Any

from intake.models import Case
from services.grants.deciding import PARTNERS_NEEDED
from services.grants.lifecycle import GrantState
from services.models import (
    Condition,
    GrantEvent,
    JointAgreement,
    PracticeLearning,
    RegularCheck,
    ServiceGrant,
    ServiceKind,
)
from services.money.reading import Sums, sums_of


@dataclass(frozen=True)
class Sheet:
    """One grant with what belongs to it."""

    grant: ServiceGrant
    goals: list[Any] = field(default_factory=list)
    checks: list[RegularCheck] = field(default_factory=list)
    agreements: list[JointAgreement] = field(default_factory=list)
    practice: PracticeLearning | None = None
    events: list[GrantEvent] = field(default_factory=list)
    sums: Sums = field(default_factory=Sums)

    @property
    def needs_partners(self) -> bool:
        """Whether partners agree together."""
        version = self.grant.scheme_version
        return version is not None and version.asks(Condition.JOINT_AGREEMENT)

    @property
    def misses_partners(self) -> bool:
        """Whether not enough partners agreed yet."""
        return self.needs_partners and len(self.agreements) < PARTNERS_NEEDED

    @property
    def is_practice(self) -> bool:
        """Whether it is learning at a company."""
        return self.grant.kind == ServiceKind.PRACTICE_LEARNING

    @property
    def question(self) -> str:
        """What the budget holder wants to know, while it waits for the coach; or why it was refused."""
        if self.grant.state not in (GrantState.REQUESTED, GrantState.REFUSED) or not self.events:
            return ""
        return self.events[-1].reason if self.events[-1].event in ("send_back", "refuse") else ""


def grants_of(case: Case) -> list[ServiceGrant]:
    """Return the grants of a case, the newest first; one question."""
    return list(ServiceGrant.objects.filter(case=case).with_service())


def sheet_of(grant: ServiceGrant, goals: bool = True) -> Sheet:
    """Return a grant with all its parts; a fixed number of questions. Without goals for who does not read the plan."""
    return Sheet(
        grant,
        list(grant.goals.select_related("goal")) if goals else [],
        list(grant.checks.all()),
        list(grant.agreements.select_related("organisation")),
        PracticeLearning.objects.filter(grant=grant).select_related("company").first()
        if grant.kind == ServiceKind.PRACTICE_LEARNING
        else None,
        list(grant.events.select_related("actor")),
        sums_of(grant),
    )
