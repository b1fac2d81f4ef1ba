"""A region's budget holder makes a pot, puts money in it, and takes back what was booked wrongly."""

from decimal import Decimal
from typing import Any

from django.db import DatabaseError, transaction
from django.utils.translation import gettext_lazy as _

from partners import access
from partners.models import Role
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import Actor
from services.models import BudgetEntry, BudgetPot, CounterReason, EntryKind, Scheme
from services.money import ledger

KEEP, READ = "budget.keep", "budget.read"
access.allow(KEEP, [Role.BUDGET_HOLDER])
access.allow(READ, [Role.BUDGET_HOLDER, Role.REGIONAL_MANAGER])
MOST = Decimal("99999999.99")
CORRECTABLE = (EntryKind.ALLOT, EntryKind.SPEND)
"""What is taken back by hand; a reservation or an obligation follows the grant it belongs to."""


def require_keeper(actor: Actor, region_id: int) -> None:
    """Refuse who does not hold the budget of this region.

    Raises:
        access.Refused: another role, or another region.
    """
    access.insist(access.may(actor.user, KEEP, region_id=region_id))


@transaction.atomic
def put_in(
    scheme: Scheme, year: int, actor: Actor, amount: Decimal, *, seen: int | None = None, request: Any = None
) -> BudgetPot:
    """Put money in the pot of a scheme and year; the first time that makes the pot.

    ``seen`` is :func:`newest_by` of when the form was drawn, so that a second press books nothing.

    Raises:
        Refused: the amount or the year can not be right, or something was booked meanwhile.
    """
    require_keeper(actor, scheme.region_id)
    _require_amount(amount)
    if not clock.today().year - 1 <= year <= clock.today().year + 2:
        raise Refused(_("Kies een jaar van vorig jaar tot en met over twee jaar."))
    pot, _new = BudgetPot.objects.get_or_create(
        region_id=scheme.region_id, scheme=scheme, year=year,
        defaults={"made_by": actor.user, "made_at": clock.now()},
    )  # fmt: skip
    pot = BudgetPot.objects.select_for_update(of=("self",)).get(pk=pot.pk)
    if seen is not None and newest_by(actor.user) != seen:
        raise Refused(_("Je boekte intussen al iets. Kijk of dit bedrag er al bij staat, en kies opnieuw."))
    ledger.allot(pot, actor, amount)
    _write_line("allot", pot, actor, request)
    return pot


def newest_by(user: Any) -> int:
    """Return the number of the newest entry by which somebody put money in a pot; 0 when there is none."""
    found = BudgetEntry.objects.filter(actor=user, kind=EntryKind.ALLOT).order_by("-pk").first()
    return found.pk if found else 0


@transaction.atomic
def correct(entry: BudgetEntry, actor: Actor, why: str, *, request: Any = None) -> BudgetEntry:
    """Take an entry back by a counter entry; what stood there stays.

    Raises:
        Refused: it was taken back already, it follows a grant, or the money is not there any more.
    """
    pot = BudgetPot.objects.select_for_update(of=("self",)).get(pk=entry.pot_id)
    require_keeper(actor, pot.region_id)
    if entry.kind not in CORRECTABLE:
        raise Refused(_("Deze boeking hoort bij een besluit of een start. Die verandert met de inzet zelf."))
    if why not in CounterReason.values:
        raise Refused(_("Kies waarom deze boeking niet klopt."))
    if BudgetEntry.objects.filter(corrects=entry).exists():
        raise Refused(_("Deze boeking is al teruggenomen."))
    try:
        with transaction.atomic():
            made = ledger.counter(entry, actor, why)
    except DatabaseError as error:
        if "not enough money" not in str(error):
            raise
        raise Refused(_("Van dit geld is al een deel toegezegd. Er blijft dan te weinig in de pot.")) from error
    _write_line("counter", pot, actor, request)
    return made


def _require_amount(amount: Decimal) -> None:
    if not 0 < amount <= MOST or amount != amount.quantize(Decimal("0.01")):
        raise Refused(_("Vul een bedrag in, hoogstens met twee cijfers achter de komma."))


def _write_line(event: str, pot: BudgetPot, actor: Actor, request: Any) -> None:
    log.record(
        f"budget.{event}",
        object_kind="services.budgetpot",
        object_ids=[pot.pk],
        fields=["amount"],
        request=request,
        actor=actor,
    )
