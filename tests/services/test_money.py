"""Money: nobody spends what is not there, what stands in the ledger stays, and every sum is the ledger to the cent."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from partners import access
from rmt_portal import clock, row_security
from rmt_portal.changing import Conflict, Refused
from rmt_portal.lifecycle import Actor
from services.grants import asking, checking, deciding, doing
from services.models import Account, BudgetEntry, BudgetPot, CounterReason, ServiceGrant
from services.money import ledger, paying, pots, reading
from tests.partners.factories import els, fatima
from tests.services.every_event import ask_the_database_now, refused_by_the_database
from tests.services.factories import works_for
from tests.services.grants import (
    NOBODY_PAYS,
    asked,
    budget_holder,
    case_with_plan,
    forklift,
    in_state,
    outcomes,
    pot_with,
    scheme_of,
    wanted,
)

PRICE = Decimal("295.00")


@pytest.mark.django_db
def test_what_is_paid_is_what_was_committed_and_the_rest_is_free_again():
    case = case_with_plan()
    pot, holder = pot_with(case, "1000"), works_for(budget_holder())
    grant = in_state("started", case)
    with pytest.raises(Refused, match="Er staat nog"):
        paying.pay(grant, holder, Decimal("295.01"), "F1")
    paying.pay(grant, holder, Decimal("200.10"), "F1")
    with pytest.raises(Refused, match="al betaald"):
        paying.pay(grant, holder, Decimal("10"), "F1")
    with pytest.raises(Refused, match="afgerond"):
        paying.settle(grant, holder)
    doing.end(grant, works_for(fatima()), clock.today(), outcomes(grant))
    paying.settle(grant, holder)
    paying.settle(grant, holder)  # a second press
    [row] = reading.pots_of([case.region_id])
    assert (row.sums.free, row.sums.committed, row.sums.spent) == (Decimal("799.90"), 0, Decimal("200.10"))
    assert row.sums.total == 1000 and row.pot == pot
    with pytest.raises(access.Refused):
        paying.pay(grant, works_for(fatima()), Decimal(1), "F2")


@pytest.mark.django_db
def test_a_request_waits_in_the_forecast_and_not_in_the_sums():
    case = case_with_plan()
    pot_with(case, "200")
    grant = checking.check(asked(case), works_for(fatima()), NOBODY_PAYS)
    [row] = reading.pots_of([case.region_id])
    assert (row.sums.free, row.sums.asked, row.sums.forecast) == (200, PRICE, Decimal("-95.00"))
    with pytest.raises(Refused, match="nog €"):
        deciding.approve(grant, works_for(budget_holder()))
    asking.withdraw(grant, works_for(fatima()), "Heeft werk")
    [row] = reading.pots_of([case.region_id])
    assert row.sums.forecast == 200


@pytest.mark.django_db
def test_without_a_pot_nothing_is_granted():
    grant = checking.check(asked(), works_for(fatima()), NOBODY_PAYS)
    with pytest.raises(Refused, match="geen pot"):
        deciding.approve(grant, works_for(budget_holder()))


@pytest.mark.django_db
def test_a_mistake_is_taken_back_by_a_counter_entry():
    case, holder = case_with_plan(), works_for(budget_holder())
    pot = pot_with(case, "100000")
    [typed] = pot.entries.all()
    pots.put_in(scheme_of(case, "scholing"), clock.today().year, holder, Decimal(1000))
    pots.correct(typed, holder, CounterReason.TYPING)
    assert ledger.balance(Account.FREE, pot=pot) == 1000 and pot.entries.count() == 3
    with pytest.raises(Refused, match="al teruggenomen"):
        pots.correct(typed, holder, CounterReason.TYPING)
    grant = in_state("approved", case, amount=Decimal(600))
    second = pot.entries.get(kind="allot", counter=None)
    with pytest.raises(Refused, match="te weinig in de pot"):
        pots.correct(second, holder, CounterReason.TYPING)
    with pytest.raises(Refused, match="verandert met de inzet"):
        pots.correct(pot.entries.get(kind="reserve"), holder, CounterReason.TYPING)
    with pytest.raises(access.Refused):
        pots.correct(second, works_for(els()), CounterReason.TYPING)
    assert grant.state == "approved"


@pytest.mark.django_db
def test_a_second_press_books_nothing():
    case, holder = case_with_plan(), works_for(budget_holder())
    scheme, seen = scheme_of(case, "scholing"), pots.newest_by(budget_holder())
    pots.put_in(scheme, clock.today().year, holder, Decimal(1000), seen=seen)
    with pytest.raises(Refused, match="intussen al iets"):
        pots.put_in(scheme, clock.today().year, holder, Decimal(1000), seen=seen)
    assert ledger.balance(Account.FREE, pot__scheme=scheme) == 1000


@pytest.mark.django_db
def test_what_stands_in_the_ledger_stays_whoever_asks():
    case = case_with_plan()
    pot = pot_with(case, "1000")
    grant = in_state("approved", case)
    for sql in ("UPDATE services_budgetentry SET amount = 1", "DELETE FROM services_budgetentry"):
        with connection.cursor() as cursor:
            refused_by_the_database(lambda sql=sql, cursor=cursor: cursor.execute(sql), "permission denied")
    free = {"pot": pot, "actor": budget_holder(), "at": clock.now()}
    allot = {"kind": "allot", "source": "outside"} | free
    refused_by_the_database(lambda: BudgetEntry.objects.create(target="spent", amount=1, **allot), "moves_as")
    refused_by_the_database(lambda: BudgetEntry.objects.create(target="free", amount=0, **allot), "amount_positive")
    refused_by_the_database(
        lambda: BudgetEntry.objects.create(
            kind="reserve", source="free", target="reserved", amount=800, grant=grant, **free
        ),
        "not enough money",
    )
    refused_by_the_database(
        lambda: BudgetEntry.objects.create(
            kind="release", source="reserved", target="free", amount=5, grant=grant, **free
        ),
        "do not fit",
    )
    one = BudgetEntry.objects.get(kind="allot")
    refused_by_the_database(
        lambda: BudgetEntry.objects.create(
            kind="counter", source="free", target="outside", amount=5, corrects=one, why="typing", **free
        ),
        "takes one other entry back",
    )


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
@pytest.mark.parametrize("sql", ["UPDATE services_budgetentry SET amount = 1", "DELETE FROM services_budgetentry"])
def test_not_even_the_owner_of_the_tables_changes_the_ledger(sql):
    pot_with(case_with_plan(), "1000")
    with connections["owner"].cursor() as cursor, pytest.raises(DatabaseError, match="what is in the ledger stays"):
        cursor.execute(sql)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.full), pytest.param(3, marks=pytest.mark.full)])
def test_sums_are_the_ledger_to_the_cent_after_any_history(seed):
    """Random lives of grants in one pot: anybody tries anything; afterwards every sum is added up once more by hand."""
    draw = random.Random(seed)
    case, coach, holder = case_with_plan(), works_for(fatima()), works_for(budget_holder())
    course = forklift(case)
    for amount in ("500", "400", "300", "300.07"):
        pot_with(case, amount)
    grants: list[ServiceGrant] = []
    done: Counter[str] = Counter()
    acts: dict[str, Any] = {
        "ask": lambda _g: grants.append(
            asked(case, course, amount=Decimal(draw.randint(0, 40000)) / 100, why_second="Vervolg")
        ),
        "check": lambda g: checking.check(g, coach, NOBODY_PAYS),
        "approve": lambda g: deciding.approve(g, holder),
        "refuse": lambda g: deciding.refuse(g, holder, "Nee"),
        "withdraw": lambda g: asking.withdraw(g, coach, "Heeft werk"),
        "start": lambda g: doing.start(g, coach, clock.today(), g.ends_on),
        "end": lambda g: doing.end(g, coach, clock.today(), outcomes(g)),
        "pay": lambda g: paying.pay(g, holder, Decimal(draw.randint(1, 20000)) / 100, str(draw.random())),
        "settle": lambda g: paying.settle(g, holder),
        "correct": lambda _g: pots.correct(draw.choice(list(BudgetEntry.objects.all())), holder, "double"),
    }
    usual = {"requested": "check", "checked": "approve", "approved": "start", "started": "pay", "ended": "settle"}
    for step in range(90):
        grant = ServiceGrant.objects.get(pk=draw.choice(grants).pk) if grants else None
        name = usual.get(grant.state, "ask") if grant and draw.random() < 0.6 else draw.choice(list(acts))
        if not grants or step % 12 == 0:
            name = "ask"
        try:
            with transaction.atomic():
                acts[name](grant)
                ask_the_database_now()
        except (Refused, Conflict):
            continue
        done[name] += 1
        _everything_adds_up(case.region_id)
    assert {"ask", "check", "approve", "start", "pay"} <= set(done), done


def _everything_adds_up(region_id: int) -> None:
    by_hand: dict[str, Decimal] = dict.fromkeys(Account.values, Decimal(0))
    of_grant: dict[int, dict[str, Decimal]] = {}
    for entry in BudgetEntry.objects.order_by("pk"):
        places = [by_hand]
        if entry.grant_id:
            places.append(of_grant.setdefault(entry.grant_id, dict.fromkeys(Account.values, Decimal(0))))
        for place in places:
            place[entry.source] -= entry.amount
            place[entry.target] += entry.amount
        assert min(by_hand[account] for account in Account.values if account != "outside") >= 0
    [row] = reading.pots_of([region_id])
    for account in ("free", "reserved", "committed", "spent"):
        assert getattr(row.sums, account) == by_hand[account], account
    groups = reading.groups_of(row.pot)
    for rows in (groups.providers, groups.people, groups.grants):
        assert sum(group.used for group in rows) == row.sums.used
    for grant in ServiceGrant.objects.all():
        found = of_grant.get(grant.pk, {})
        reserved = grant.amount if grant.state == "approved" else 0
        assert found.get("reserved", 0) == reserved
        assert found.get("committed", 0) + found.get("spent", 0) <= grant.amount


def _many_approve(how_many: int, workers: int, money: str, *, locked: bool = True) -> Counter[str]:
    """So many requests for a pot that pays only some; budget holders approve them all at the same moment."""
    case = case_with_plan()
    coach = works_for(fatima())
    course = forklift(case, cost=Decimal(1))
    pot_with(case, money)
    holders = [works_for(budget_holder(f"Holder{n} Hol")) for n in range(workers)]
    what = wanted(case, course, amount=PRICE / 100, why_second="Vervolg")
    ids = []
    for _n in range(how_many):
        ids.append(checking.check(asking.ask(case, coach, what), coach, NOBODY_PAYS).pk)

    def approve(number: int) -> str:
        with row_security.house("work"):
            try:
                grant = ServiceGrant.objects.get(pk=ids[number])
                holder = holders[number % workers]
                deciding.approve(grant, Actor(holder.user, holder.organisation_id))
            except Refused:
                return "refused"
            except DatabaseError as error:
                return "database" if "not enough money" in str(error) else repr(error)
            return "approved"

    def work(first: int) -> list[str]:
        try:
            return [approve(number) for number in range(first, how_many, workers)]
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as crew:
        return Counter(word for words in crew.map(work, range(workers)) for word in words)


def _nothing_overspent(money: str, got: Counter[str]) -> None:
    pot = BudgetPot.objects.get()
    paid = int(Decimal(money) // (PRICE / 100))
    assert got["approved"] == paid == ServiceGrant.objects.filter(state="approved").count()
    assert ledger.balance(Account.RESERVED, pot=pot) == paid * PRICE / 100
    assert ledger.balance(Account.FREE, pot=pot) == Decimal(money) - paid * PRICE / 100


@pytest.mark.django_db(transaction=True)
def test_many_at_once_never_spend_more_than_there_is():
    got = _many_approve(40, 8, "20.00")
    assert set(got) == {"approved", "refused"}
    _nothing_overspent("20.00", got)


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_database_still_refuses(monkeypatch):
    monkeypatch.setattr(ledger, "lock_pot_for", lambda grant: BudgetPot.objects.get())
    got = _many_approve(16, 8, "20.00")
    assert set(got) == {"approved", "database"}
    _nothing_overspent("20.00", got)


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_a_thousand_at_once_never_spend_more_than_there_is():
    got = _many_approve(1000, 16, "20.00")
    assert set(got) == {"approved", "refused"}
    _nothing_overspent("20.00", got)
