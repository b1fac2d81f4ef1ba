"""Help with debts: its phases and how it ends, in the words municipalities count with.

Phases and reasons come from the information model of DDAS (Data Delen Armoede en Schulden, VNG Realisatie, 2025:
``EnumUitstroomreden`` and the object types of a "schuldhulptraject"), so that a result can be counted with what a
municipality sends to Statistics Netherlands. Nothing else of that model has a place here: no amounts, no creditors,
no kind of debt.
"""

import re

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.referrals.lifecycle import ReferralOutcome


class DebtPhase(models.TextChoices):
    """How far the help is (object types of DDAS)."""

    REQUEST = "request", _("aanmelding")
    INTAKE = "intake", _("intake")
    PLAN = "plan", _("plan van aanpak")
    STABILISATION = "stabilisation", _("stabilisatie: inkomsten en uitgaven in evenwicht")
    SOLUTION = "solution", _("oplossing: een regeling loopt")
    AFTERCARE = "aftercare", _("nazorg")


class DebtExit(models.TextChoices):
    """Why the help ended (``EnumUitstroomreden``)."""

    COMPLETED = "debt_completed", _("traject goed doorlopen en afgerond")
    SELF = "debt_self", _("inwoner regelde de schulden zelf")
    WITHDRAWN = "debt_withdrawn", _("inwoner trok de aanvraag in")
    NO_SHOW = "debt_no_show", _("inwoner kwam niet")
    UNSUITABLE = "debt_unsuitable", _("deze hulp past niet (meer)")
    OBLIGATIONS = "debt_obligations", _("inwoner hield zich niet aan de afspraken")
    MOVED = "debt_moved", _("inwoner verhuisde naar een andere gemeente")
    DECEASED = "debt_deceased", _("inwoner overleed")
    OTHER = "debt_other", _("anders")


DDAS_REASONS = {
    DebtExit.COMPLETED: "Afgerond",
    DebtExit.SELF: "Zelf",
    DebtExit.WITHDRAWN: "Ingetrokken",
    DebtExit.NO_SHOW: "Nietverschenen",
    DebtExit.UNSUITABLE: "Niet passend",
    DebtExit.OBLIGATIONS: "Voldoet niet",
    DebtExit.MOVED: "Verhuisd",
    DebtExit.DECEASED: "Overleden",
    DebtExit.OTHER: "Overig",
}
"""The value of ``EnumUitstroomreden`` for each way to end."""

OUTCOMES_OF_DEBT_HELP = [(ReferralOutcome.DEBT_PLAN.value, ReferralOutcome.DEBT_PLAN.label), *DebtExit.choices]
OUTCOMES_OF_OTHER_HELP = [choice for choice in ReferralOutcome.choices if choice[0] != ReferralOutcome.DEBT_PLAN]
ALL_OUTCOMES = [*ReferralOutcome.choices, *DebtExit.choices]

_AMOUNT = re.compile(r"(?:€|\beuro'?s?\b|\beur\b)\s*\d|\d\s*(?:€|,-|euro\b|eur\b)", re.IGNORECASE)


def names_an_amount(text: str) -> bool:
    """Say whether a text holds an amount of money, which has no place in a referral about debts."""
    return _AMOUNT.search(text) is not None
