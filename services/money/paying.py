"""Invoices: each pays a part of the obligation; after the last one the rest is free again."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from rmt_portal.changing import Refused
from rmt_portal.lifecycle import Actor
from services.grants.lifecycle import GrantState
from services.grants.writing import GRANTS, require_budget_holder
from services.models import Account, BudgetEntry, ServiceGrant
from services.money import ledger
from services.words import euro

PAYABLE = (GrantState.STARTED, GrantState.ENDED)


@transaction.atomic
def pay(grant: ServiceGrant, actor: Actor, amount: Decimal, invoice: str, *, request: Any = None) -> BudgetEntry:
    """Pay an invoice of a grant that started. The same invoice number is paid once.

    Raises:
        access.Refused: no budget holder of this region.
        Refused: it did not start, the amount is more than the obligation, or this invoice was paid already.
    """
    grant = GRANTS.lock(grant)
    require_budget_holder(actor, grant.region_id)
    invoice = invoice.strip()[:40]
    if grant.state not in PAYABLE or grant.pot_id is None:
        raise Refused(_("Betalen kan pas als de inzet begonnen is en geld kost."))
    if not invoice:
        raise Refused(_("Vul het nummer van de factuur in."))
    rest = ledger.balance(Account.COMMITTED, grant=grant)
    if not 0 < amount <= rest or amount != amount.quantize(Decimal("0.01")):
        raise Refused(_("Er staat nog %(rest)s open. Vul hoogstens dat bedrag in.") % {"rest": euro(rest)})
    paid = BudgetEntry.objects.filter(grant=grant, kind="spend", invoice=invoice, counter__isnull=True)
    if paid.exists():
        raise Refused(_("Deze factuur is al betaald."))
    made = ledger.spend(grant, actor, amount, invoice)
    GRANTS.write_line(grant, "pay", actor, ["amount"], request)
    return made


@transaction.atomic
def settle(grant: ServiceGrant, actor: Actor, *, request: Any = None) -> None:
    """Say that the last invoice came: what is left of the obligation is free again. A second time changes nothing.

    Raises:
        access.Refused: no budget holder of this region.
        Refused: the grant runs still.
    """
    grant = GRANTS.lock(grant)
    require_budget_holder(actor, grant.region_id)
    if grant.state != GrantState.ENDED or grant.pot_id is None:
        raise Refused(_("Afrekenen kan pas als de inzet is afgerond."))
    ledger.release(grant, actor)
    GRANTS.write_line(grant, "settle", actor, ["amount"], request)
