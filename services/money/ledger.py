"""The one place that adds to the ledger. Each function is called inside the transaction of the action it belongs to.

A pot is written by one transaction at a time (its row is locked), and the database refuses an entry that would bring
the free money of the pot, or what is reserved, committed or spent for a grant, below zero.
"""

from decimal import Decimal
from typing import Any

from django.db.models import Case, F, Sum, Value, When
from django.utils.translation import gettext as _

from rmt_portal import clock
from rmt_portal.lifecycle import Actor
from services.models import MOVES, Account, BudgetEntry, BudgetPot, EntryKind, ServiceGrant
from services.words import euro

ZERO = Decimal(0)


class NotEnough(Exception):
    """There is not enough money, or no pot; the message says what there is."""


def balance(account: Account, **of: Any) -> Decimal:
    """Return what is in an account, of a pot (``pot=``) or of a grant (``grant=``), in euro."""
    moved = Case(When(target=account, then=F("amount")), When(source=account, then=-F("amount")), default=Value(ZERO))
    return BudgetEntry.objects.filter(**of).aggregate(total=Sum(moved))["total"] or ZERO


def lock_pot_for(grant: ServiceGrant) -> BudgetPot:
    """Return the pot that pays for a grant, kept from others until the transaction ends.

    Raises:
        NotEnough: there is no pot for this scheme and year, or not enough in it.
    """
    assert grant.scheme_version is not None
    scheme = grant.scheme_version.scheme
    rows = BudgetPot.objects.select_for_update(of=("self",))
    pot = rows.filter(region_id=grant.region_id, scheme=scheme, year=grant.starts_on.year).first()
    if pot is None:
        words = _("Er is nog geen pot voor %(scheme)s in %(year)d. Maak die eerst, bij Budget.")
        raise NotEnough(words % {"scheme": scheme, "year": grant.starts_on.year})
    free = balance(Account.FREE, pot=pot)
    if free < grant.amount:
        words = _("In de pot %(pot)s is nog %(free)s vrij. Deze inzet kost %(amount)s.")
        raise NotEnough(words % {"pot": pot, "free": euro(free), "amount": euro(grant.amount)})
    return pot


def allot(pot: BudgetPot, actor: Actor, amount: Decimal) -> BudgetEntry:
    """Put money in a pot."""
    return _post(pot, EntryKind.ALLOT, actor, amount)


def reserve(grant: ServiceGrant, actor: Actor) -> None:
    """Set the amount of a grant apart."""
    _post(_pot_of(grant), EntryKind.RESERVE, actor, grant.amount, grant=grant)


def commit(grant: ServiceGrant, actor: Actor) -> None:
    """Make what was reserved an obligation; nothing for a grant that costs nothing."""
    if grant.amount:
        _post(_pot_of(grant), EntryKind.COMMIT, actor, grant.amount, grant=grant)


def release(grant: ServiceGrant, actor: Actor) -> None:
    """Set free whatever is still reserved or committed for a grant."""
    for account in (Account.RESERVED, Account.COMMITTED):
        rest = balance(account, grant=grant)
        if rest:
            _post(_pot_of(grant), EntryKind.RELEASE, actor, rest, grant=grant, source=account)


def spend(grant: ServiceGrant, actor: Actor, amount: Decimal, invoice: str = "") -> BudgetEntry:
    """Pay a part of the obligation."""
    return _post(_pot_of(grant), EntryKind.SPEND, actor, amount, grant=grant, invoice=invoice)


def counter(entry: BudgetEntry, actor: Actor, why: str) -> BudgetEntry:
    """Take an entry back, whole, by the same amount the other way."""
    return BudgetEntry.objects.create(
        pot_id=entry.pot_id, grant_id=entry.grant_id, kind=EntryKind.COUNTER, source=entry.target,
        target=entry.source, amount=entry.amount, corrects=entry, why=why, actor=actor.user, at=clock.now(),
    )  # fmt: skip


def _pot_of(grant: ServiceGrant) -> BudgetPot:
    assert grant.pot is not None
    return grant.pot


def _post(
    pot: BudgetPot,
    kind: EntryKind,
    actor: Actor,
    amount: Decimal,
    *,
    grant: ServiceGrant | None = None,
    source: Account | None = None,
    invoice: str = "",
) -> BudgetEntry:
    way = next(move for move in MOVES[kind] if source in (None, move[0]))
    return BudgetEntry.objects.create(
        pot=pot, grant=grant, kind=kind, source=way[0], target=way[1], amount=amount, invoice=invoice,
        actor=actor.user, at=clock.now(),
    )  # fmt: skip
