"""Schemes, pots and grants for the demo region, made through the same actions as the site."""

from datetime import timedelta
from decimal import Decimal

from django.core.management import call_command
from django.db import transaction
from django.db.models import Exists, OuterRef

from intake.models import CaseAssignment
from partners.models import Membership, Role
from rmt_portal import clock
from rmt_portal.lifecycle import Actor
from rmt_portal.reference.models import LabourRegion
from services.grants import asking, checking, deciding, doing
from services.grants.asking import Wanted, plan_of
from services.grants.lifecycle import CAN_GRANT
from services.models import ActionPlan, BudgetPot, RegularResult, RegularSource, Scheme, Service, ServiceGrant
from services.money import paying, pots
from services.plans.lifecycle import PlanState
from services.schemes import loading

POTS = {
    "scholing": "60000.00",
    "vaardigheid": "12000.00",
    "orientatie": "25000.00",
    "praktijkverklaring": "9000.00",
    "maatwerk": "5000.00",
}
SERVICES = ("heftruck", "zorg-start", "loopbaan", "magazijn", "vca", "praktijkleren", "taxi", "haccp")
MOST = 8
REGULAR = {
    RegularSource.EMPLOYER.value: RegularResult.NOT_FOR.value,
    RegularSource.SECTOR_FUND.value: RegularResult.REFUSED.value,
    RegularSource.UWV.value: RegularResult.NOT_FOR.value,
    RegularSource.MUNICIPALITY.value: RegularResult.REFUSED.value,
}


def seed(region: LabourRegion) -> tuple[int, int]:
    """Fill the pots and give clients with a plan a grant, each one step further. Returns how many pots and grants.

    What is there already is left alone. Nothing happens without a budget holder in the region.
    """
    loading.load(region)
    call_command("load_accredited_companies", verbosity=0)
    holder = Membership.objects.active().filter(region=region, role=Role.BUDGET_HOLDER).select_related("user").first()
    if holder is None:
        return 0, 0
    keeper = Actor(holder.user, holder.organisation_id)
    return _pots(region, keeper), _grants(region, keeper)


def _pots(region: LabourRegion, keeper: Actor) -> int:
    year, new = clock.today().year, 0
    for code, amount in POTS.items():
        scheme = Scheme.objects.get(region=region, code=code)
        if not BudgetPot.objects.filter(region=region, scheme=scheme, year=year).exists():
            pots.put_in(scheme, year, keeper, Decimal(amount))
            new += 1
    return new


def _grants(region: LabourRegion, keeper: Actor) -> int:
    if ServiceGrant.objects.filter(region=region).exists():
        return 0
    services = {s.code: s for s in asking.can_be_asked(region.pk).filter(code__in=SERVICES)}
    agreed = ActionPlan.objects.filter(case=OuterRef("case"), state=PlanState.AGREED)
    guided = CaseAssignment.objects.filter(
        Exists(agreed), case__region=region, case__state__in=CAN_GRANT, until_at__isnull=True,
        kind=CaseAssignment.Kind.PRIMARY,
    ).exclude(coach=keeper.user)  # fmt: skip
    rows = list(guided.select_related("case", "coach").order_by("case_id")[:MOST])
    wanted = [services[code] for code in SERVICES if code in services]
    for number, row in enumerate(rows if wanted else []):
        _one(row, keeper, wanted[number % len(wanted)], number)
    return len(rows) if wanted else 0


@transaction.atomic
def _one(row: CaseAssignment, keeper: Actor, service: Service, number: int) -> None:
    """One grant, that got so far: asked, waits, granted, runs, ended and paid, refused."""
    coach, plan, today = Actor(row.coach, row.organisation_id), plan_of(row.case), clock.today()
    assert plan is not None
    goals = list(plan.goals.all()[:1])
    until = today + timedelta(days=60)
    why = "Met dit bewijs is er meteen werk in de buurt."
    grant = asking.ask(row.case, coach, Wanted(service, goals, today, until, service.cost or Decimal(0), why))
    step = number % 6
    if step == 0:
        return
    grant = checking.check(grant, coach, REGULAR)
    if step == 1:
        return
    if step == 5:
        deciding.refuse(grant, keeper, "Er is een gratis cursus bij de gemeente.")
        return
    grant = deciding.approve(grant, keeper)
    if step == 2 or service.kind == "practice_learning":
        return
    grant = doing.start(grant, coach, today, until)
    if step == 3:
        return
    grant = doing.end(grant, coach, today, {goal.pk: "reached" for goal in grant.goals.all()})
    if grant.amount:
        paying.pay(grant, keeper, grant.amount, f"2026-{number:03d}")
