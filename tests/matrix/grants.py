"""Something asked for the client of the home team, and a pot that could pay it."""

from decimal import Decimal
from typing import Any

from intake.models import Case
from partners.models import Layer, User
from rmt_portal import clock
from services.models import BudgetPot, Scheme, ServiceGrant
from services.money import pots
from services.schemes import loading
from tests.matrix.canaries import Canary
from tests.services.factories import works_for
from tests.services.grants import asked, company, forklift

PAGES = ("", "_change", "_check", "_partner_agrees", "_practice", "_start", "_end", "_withdraw")
GRANT = "grant"
"""Whose words these are: of who guides this client, of who decides about the money, and of the client."""


def granted(case: Case, holder: User) -> tuple[ServiceGrant, list[Canary]]:
    """Return what the coach of the case asked, and the words only who guides and who decides may read."""
    loading.load(case.region)
    company()
    pots.put_in(
        Scheme.objects.get(region=case.region, code="scholing"), clock.today().year, works_for(holder), Decimal(1000)
    )
    grant = asked(case, forklift(case), why="canary-grant-why")
    return grant, [Canary(GRANT, "why", Layer.WORK, ("canary-grant-why",))]


def schemes(home: Case, elsewhere: Case) -> list[Scheme]:
    """Return a scheme of the home region and one of another."""
    for case in (home, elsewhere):
        loading.load(case.region)
    return [Scheme.objects.get(region=case.region, code="scholing") for case in (home, elsewhere)]


def parameters(grant: ServiceGrant, dossiers: dict[str, Any], nobody: Any) -> dict[str, dict[str, dict[str, Any]]]:
    """Say what the parameters of the routes of grants and of the budget stand for."""
    pot = BudgetPot.objects.get()
    of_grant = {"own": {"grant": grant.public_id}, "nobody": {"grant": nobody}}
    of_pot = {"own": {"public_id": pot.public_id}, "nobody": {"public_id": nobody}}
    entry = pot.entries.get().pk
    return {
        "admin:grant_ask": dossiers,
        **{f"admin:grant{page}": {w: d | {"grant": grant.public_id} for w, d in dossiers.items()} for page in PAGES},
        **{f"admin:budget_{page}": of_grant for page in ("grant", "pay", "settle")},
        "admin:budget_pot": of_pot,
        "admin:budget_correct": {where: row | {"pk": entry} for where, row in of_pot.items()},
    }
