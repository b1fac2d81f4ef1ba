"""The budget as people read it: per pot what is reserved, committed, spent and free, per provider and per person.

Every sum comes from the ledger, in one question per table. No name and no number of a dossier comes along: a person is
the numbers of the own grants.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, Sum, Value, When

from services.grants.lifecycle import UNDECIDED, GrantState
from services.models import Account, BudgetEntry, BudgetPot, ServiceGrant

ZERO = Decimal(0)
SHOWN = (Account.FREE, Account.RESERVED, Account.COMMITTED, Account.SPENT)


@dataclass(frozen=True)
class Sums:
    """What is where, in euro."""

    free: Decimal = ZERO
    reserved: Decimal = ZERO
    committed: Decimal = ZERO
    spent: Decimal = ZERO
    asked: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """Everything that was put in."""
        return self.free + self.reserved + self.committed + self.spent

    @property
    def used(self) -> Decimal:
        """What was granted and not set free."""
        return self.reserved + self.committed + self.spent

    @property
    def forecast(self) -> Decimal:
        """What is left when everything that waits for a decision is granted; below zero is a warning."""
        return self.free - self.asked


@dataclass(frozen=True)
class PotRow:
    """A pot with its sums."""

    pot: BudgetPot
    sums: Sums


@dataclass
class Group:
    """A provider, a person or one grant, with the sums."""

    title: str
    references: list[str] = field(default_factory=list)
    reserved: Decimal = ZERO
    committed: Decimal = ZERO
    spent: Decimal = ZERO
    public_id: Any = None
    state: str = ""

    @property
    def used(self) -> Decimal:
        """Everything granted."""
        return self.reserved + self.committed + self.spent


@dataclass(frozen=True)
class Groups:
    """What was granted from one pot, three ways, most first; a person is the numbers of the own grants."""

    providers: list[Group]
    people: list[Group]
    grants: list[Group]


def _moved() -> dict[str, Any]:
    """Return what came into each account minus what left it, to sum."""
    return {
        str(account.value): Sum(
            Case(When(target=account, then=F("amount")), When(source=account, then=-F("amount")), default=Value(ZERO))
        )
        for account in SHOWN
    }


def pots_of(region_ids: list[int]) -> list[PotRow]:
    """Return the pots of these regions, each with its sums; three questions."""
    pots = list(BudgetPot.objects.of_regions(region_ids))
    found: Any = BudgetEntry.objects.filter(pot__in=pots).values("pot").order_by().annotate(**_moved())
    sums = {row.pop("pot"): row for row in found}
    waiting = _waiting(pots)
    return [PotRow(pot, Sums(**sums.get(pot.pk, {}), asked=waiting.get(_key_of(pot), ZERO))) for pot in pots]


def _key_of(pot: BudgetPot) -> tuple[int, int, int]:
    return pot.region_id, pot.scheme_id, pot.year


def _waiting(pots: Iterable[BudgetPot]) -> dict[tuple[int, int, int], Decimal]:
    """Return what is asked for and not decided yet, per pot that would pay it."""
    asked = ServiceGrant.objects.filter(
        state__in=UNDECIDED, region__in={pot.region_id for pot in pots}, scheme_version__isnull=False
    )
    found = asked.values("region", "scheme_version__scheme", "starts_on__year").order_by()
    return {
        (row["region"], row["scheme_version__scheme"], row["starts_on__year"]): row["total"]
        for row in found.annotate(total=Sum("amount"))
    }


def groups_of(pot: BudgetPot) -> Groups:
    """Return what each provider and each person was granted from a pot; one question."""
    names = ("grant__provider__name", "grant__client", "grant__reference", "grant__public_id", "grant__state")
    rows = BudgetEntry.objects.filter(pot=pot, grant__isnull=False).order_by().values(*names).annotate(**_moved())
    providers: dict[str, Group] = {}
    people: dict[int, Group] = {}
    grants: list[Group] = []
    for row in rows.order_by("grant__reference"):
        provider, reference = row["grant__provider__name"], row["grant__reference"]
        state = str(GrantState(row["grant__state"]).label)
        grants.append(Group(provider, public_id=row["grant__public_id"], state=state))
        for group in (
            providers.setdefault(provider, Group(provider)),
            people.setdefault(row["grant__client"], Group("")),
            grants[-1],
        ):
            group.references.append(reference)
            group.reserved += row["reserved"]
            group.committed += row["committed"]
            group.spent += row["spent"]
    return Groups(_most_first(providers.values()), _most_first(people.values()), _most_first(grants))


def _most_first(groups: Iterable[Group]) -> list[Group]:
    return sorted((g for g in groups if g.used), key=lambda g: (-g.used, g.title, g.references))


def entries_of(pot: BudgetPot) -> Any:
    """Return the ledger of a pot, the newest first."""
    return pot.entries.select_related("grant", "actor", "counter").order_by("-pk")


def sums_of(grant: ServiceGrant) -> Sums:
    """Return what is reserved, committed and spent for one grant."""
    found = BudgetEntry.objects.filter(grant=grant).aggregate(**_moved())
    return Sums(**{name: amount or ZERO for name, amount in found.items() if name != Account.FREE})
