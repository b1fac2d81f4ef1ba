"""The tables of the administration: who reads, adds and changes them, by one rule."""

from collections.abc import Iterable
from dataclasses import dataclass

from tests.matrix.asking import MOVED, OK
from tests.matrix.cast import (
    ADMINISTRATOR,
    BUDGET,
    COACH_OTHER_REGION,
    COORDINATOR,
    ELSEWHERE,
    HOME,
    INTAKE,
    MANAGER,
    MEMBERS,
    PRIVACY,
    SUPERUSER,
)
from tests.matrix.expectations.outcomes import AT_WORK, Outcomes, workplace


@dataclass(frozen=True)
class TableRule:
    """Who reads, adds and changes a table of the administration, and whose rows.

    ``scoped``: of the role's own organisation or region only; what is somebody else's leads back to the front page.
    """

    readers: tuple[str, ...]
    adders: tuple[str, ...] = ()
    changers: tuple[str, ...] = ()
    deleters: tuple[str, ...] = ()
    scoped: bool = False
    takes_empty: tuple[str, ...] = ()
    """Whose form to change a row asks nothing that must be filled in, so that an empty one is accepted."""


_OVERSEERS = (COORDINATOR, MANAGER, ADMINISTRATOR, SUPERUSER)
_KEEPERS = (ADMINISTRATOR, SUPERUSER)
_REFERENCE = TableRule(_OVERSEERS)
TABLES: dict[str, TableRule] = {
    "reference.LabourRegion": _REFERENCE,
    "reference.Municipality": _REFERENCE,
    "reference.Postcode": _REFERENCE,
    "reference.BrcGroup": _REFERENCE,
    "reference.IscoGroup": _REFERENCE,
    "reference.Occupation": _REFERENCE,
    "reference.Skill": _REFERENCE,
    "reference.SkillGroup": _REFERENCE,
    "reference.Requirement": _REFERENCE,
    "reference.Sector": _REFERENCE,
    "reference.Tightness": _REFERENCE,
    "reference.SectorOutlook": _REFERENCE,
    "reference.MinimumWage": _REFERENCE,
    "reference.LoadedFile": _REFERENCE,
    "reference.RegionBrand": TableRule(_KEEPERS, _KEEPERS, _KEEPERS),
    "outbox.OutboxItem": TableRule(_KEEPERS),
    "partners.Organisation": TableRule(_KEEPERS, (SUPERUSER,), _KEEPERS, scoped=True, takes_empty=(ADMINISTRATOR,)),
    "partners.Membership": TableRule(_KEEPERS, _KEEPERS, (SUPERUSER,), scoped=True),
    "partners.User": TableRule(_KEEPERS, _KEEPERS, _KEEPERS, scoped=True),
    "partners.OrganisationContact": TableRule(_KEEPERS, _KEEPERS, _KEEPERS, _KEEPERS, scoped=True),
    "partners.Agreement": TableRule(
        (COORDINATOR, PRIVACY, *_KEEPERS),
        (COORDINATOR, PRIVACY, SUPERUSER),
        (COORDINATOR, PRIVACY, SUPERUSER),
        scoped=True,
    ),
    "partners.SignOn": TableRule((SUPERUSER,), (SUPERUSER,), (SUPERUSER,)),
    **{
        f"intake.{rule}": TableRule(
            (MANAGER, COORDINATOR, *_KEEPERS), (COORDINATOR, *_KEEPERS), (COORDINATOR, *_KEEPERS), scoped=True
        )
        for rule in (
            "EligibilityVersion",
            "WeighingCriterion",
            "RoutingRule",
            "RegionPromise",
            "ContactRhythm",
            "RetentionRule",
        )
    },
    "intake.CoachProfile": TableRule(_KEEPERS, _KEEPERS, _KEEPERS, scoped=True),
    "services.Service": TableRule(
        (*AT_WORK, *_KEEPERS),
        (COORDINATOR, *_KEEPERS),
        (COORDINATOR, *_KEEPERS),
        scoped=True,
    ),
    "services.DeadlineRule": TableRule(
        (MANAGER, COORDINATOR, *_KEEPERS),
        (COORDINATOR, *_KEEPERS),
        (COORDINATOR, *_KEEPERS),
        (COORDINATOR, *_KEEPERS),
        scoped=True,
    ),
    "services.DataContract": TableRule(
        (MANAGER, COORDINATOR, PRIVACY, *_KEEPERS),
        (COORDINATOR, PRIVACY, SUPERUSER),
        (COORDINATOR, PRIVACY, SUPERUSER),
        (COORDINATOR, PRIVACY, SUPERUSER),
        scoped=True,
    ),
    "services.PlanTemplate": TableRule(
        (MANAGER, COORDINATOR, *_KEEPERS),
        (COORDINATOR, *_KEEPERS),
        (COORDINATOR, *_KEEPERS),
        scoped=True,
    ),
    "services.Scheme": TableRule(
        (MANAGER, BUDGET, COORDINATOR, *_KEEPERS),
        _KEEPERS,
        _KEEPERS,
        scoped=True,
    ),
    "services.AccreditedCompany": TableRule((MANAGER, BUDGET, COORDINATOR, *_KEEPERS)),
    "matching.MatchRun": TableRule(_OVERSEERS, scoped=True),
    "matching.Employer": TableRule(
        (*AT_WORK, *_KEEPERS), (INTAKE, COORDINATOR, SUPERUSER), (INTAKE, COORDINATOR, SUPERUSER), scoped=True
    ),
    "matching.Vacancy": TableRule((*AT_WORK, *_KEEPERS), scoped=True),
    "mfa.Authenticator": TableRule((SUPERUSER,), deleters=(SUPERUSER,)),
}


def table_page(rule: TableRule, action: str, method: str, where: str) -> Outcomes:
    """Work out who gets a page of a table: the one rule for all of them."""
    none = workplace()
    if action == "add":
        return none | dict.fromkeys(rule.adders, OK)
    if action == "":  # Django's old address of a row; leads to the page of the row, which then asks
        return workplace(*MEMBERS, get=MOVED, superuser=MOVED)
    who = rule.changers if action == "change" and method == "POST" else rule.readers
    if action == "delete":  # the first page asks whether it is meant
        who = rule.deleters
    found = none | dict.fromkeys(who, OK)
    if action == "change" and method == "POST":
        found |= dict.fromkeys(rule.takes_empty, MOVED)
    if rule.scoped and where in (HOME, ELSEWHERE):
        not_mine = _strangers(where, who)
        found |= dict.fromkeys(not_mine, MOVED)
    return found


def _strangers(where: str, who: Iterable[str]) -> list[str]:
    """Return who of these roles works elsewhere than where the row belongs."""
    return [role for role in who if role != SUPERUSER and (role == COACH_OTHER_REGION) != (where == ELSEWHERE)]
