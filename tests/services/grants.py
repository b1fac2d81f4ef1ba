"""Schemes, pots and grants in each state, made through the same actions as the pages."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from intake.models import Case
from partners.models import Role, User
from rmt_portal import clock
from rmt_portal.reference.models import Requirement
from services.grants import asking, checking, deciding, doing
from services.grants.asking import Wanted
from services.models import (
    AccreditedCompany,
    BudgetPot,
    RegularResult,
    RegularSource,
    Scheme,
    Service,
    ServiceGrant,
    ServiceKind,
)
from services.money import pots
from services.schemes import loading
from tests.partners.factories import MembershipFactory, UserFactory, fatima, municipality
from tests.services.factories import ServiceFactory, works_for
from tests.services.plans import case_with_coach
from tests.services.plans import in_state as plan_in_state

NOBODY_PAYS = {
    RegularSource.EMPLOYER: RegularResult.NOT_FOR,
    RegularSource.SECTOR_FUND: RegularResult.REFUSED,
    RegularSource.UWV: RegularResult.NOT_FOR,
    RegularSource.MUNICIPALITY: RegularResult.REFUSED,
}


def budget_holder(name: str = "Bea Hol") -> User:
    """Who decides about the money of the region."""
    email = f"{name.split(maxsplit=1)[0].lower()}@voorbeeld.nl"
    person: User = UserFactory(name=name, email=email)
    if not person.memberships.exists():
        MembershipFactory(user=person, organisation=municipality(), role=Role.BUDGET_HOLDER)
    return person


def scheme_of(case: Case, code: str) -> Scheme:
    loading.load(case.region)
    return Scheme.objects.get(region=case.region, code=code)


def forklift(case: Case, **fields: Any) -> Service:
    """A course with a price, paid by the scheme for training, that gives a recognised certificate."""
    fields = {"cost": Decimal("295.00"), "months": 1, "kind": ServiceKind.TRAINING} | fields
    course: Service = ServiceFactory(
        code="heftruck", name="Cursus heftruck", scheme=scheme_of(case, "scholing"), region=case.region, **fields
    )
    course.gives.add(Requirement.objects.get(code="heftruckcertificaat"))
    return course


def service_of(case: Case, scheme: str, kind: str, cost: str, **fields: Any) -> Service:
    made: Service = ServiceFactory(
        code=scheme, name=f"Dienst {scheme}", kind=kind, cost=Decimal(cost), scheme=scheme_of(case, scheme),
        region=case.region, **fields,
    )  # fmt: skip
    return made


def pot_with(case: Case, amount: str, scheme: str = "scholing", year: int | None = None) -> BudgetPot:
    keeper = works_for(budget_holder())
    return pots.put_in(scheme_of(case, scheme), year or clock.today().year, keeper, Decimal(amount))


def case_with_plan(coach: User | None = None, **fields: Any) -> Case:
    """A client with a plan both agreed on."""
    case = case_with_coach(coach, **fields)
    plan_in_state("agreed", case, coach)
    return Case.objects.get(pk=case.pk)


def wanted(case: Case, service: Service | None = None, **changes: Any) -> Wanted:
    service = service or forklift(case)
    plan = asking.plan_of(case)
    today = clock.today()
    values: dict[str, Any] = {
        "goals": list(plan.goals.all()) if plan else [],
        "starts_on": today,
        "ends_on": today + timedelta(days=30),
        "amount": service.cost or Decimal(0),
        "why": "Met het certificaat kan hij meteen beginnen.",
    }
    return Wanted(service, **values | changes)


def asked(case: Case | None = None, service: Service | None = None, **changes: Any) -> ServiceGrant:
    case = case or case_with_plan()
    return asking.ask(case, works_for(fatima()), wanted(case, service, **changes))


def in_state(state: str, case: Case | None = None, service: Service | None = None, **changes: Any) -> ServiceGrant:
    """A grant in any state, by the shortest way; with a pot of ten thousand euro."""
    case = case or case_with_plan()
    coach, holder = works_for(fatima()), works_for(budget_holder())
    if not BudgetPot.objects.exists():
        pot_with(case, "10000")
    grant = asked(case, service, **changes)
    if state == "withdrawn":
        asking.withdraw(grant, coach, "Heeft werk gevonden")
    if state == "refused":
        deciding.refuse(grant, holder, "De gemeente heeft een gratis cursus")
    if state in ("checked", "approved", "started", "ended"):
        checking.check(grant, coach, NOBODY_PAYS)
    if state in ("approved", "started", "ended"):
        deciding.approve(grant, holder)
    if state in ("started", "ended"):
        doing.start(grant, coach, clock.today(), grant.ends_on)
    if state == "ended":
        doing.end(grant, coach, clock.today(), outcomes(grant))
    found = ServiceGrant.objects.get(pk=grant.pk)
    assert found.state == state
    return found


def outcomes(grant: ServiceGrant, outcome: str = "reached") -> dict[int, str]:
    return {row.pk: outcome for row in grant.goals.all()}


def company(number: str = "100000001", until: date | None = None) -> AccreditedCompany:
    made: AccreditedCompany = AccreditedCompany.objects.create(
        number=number, name="Woonzorg De Linde", place="Doetinchem", accredited_from=date(2020, 1, 1),
        accredited_until=until,
    )  # fmt: skip
    return made
