"""The least that work may pay by law."""

from decimal import Decimal

from matching.models import ContractKind
from rmt_portal import clock
from rmt_portal.reference.models import MinimumWage

ADULT = 21


def lawful_wages() -> dict[ContractKind, Decimal]:
    """Return the minimum wage today per hour: for adults, and the lowest one for a place to learn (bbl)."""
    today = clock.today()
    in_force = MinimumWage.objects.filter(valid_from__lte=today).order_by("-valid_from")
    adult = in_force.filter(contract="regular", age=ADULT).values_list("hourly", flat=True).first() or Decimal(0)
    bbl = list(in_force.filter(contract="bbl").values_list("valid_from", "hourly"))
    learning = min((hourly for valid_from, hourly in bbl if valid_from == bbl[0][0]), default=adult)
    return {ContractKind.UNKNOWN: adult, ContractKind.LEARNING: min(adult, learning)}
