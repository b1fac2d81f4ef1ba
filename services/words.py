"""Words for money, the same on every page."""

from decimal import Decimal

from django.utils.formats import number_format


def euro(amount: Decimal) -> str:
    """Write an amount in euro as people do: "€ 1.250,50", and without cents when there are none."""
    whole = amount == amount.to_integral_value()
    shown = number_format(abs(amount), 0 if whole else 2, use_l10n=True, force_grouping=True)
    return f"{'-' if amount < 0 else ''}€\N{NO-BREAK SPACE}{shown}"
