"""Amounts in templates."""

from decimal import Decimal

from django import template

from services import words

register = template.Library()


@register.filter
def euro(amount: Decimal | None) -> str:
    """Write an amount in euro; a dash for no amount."""
    return "–" if amount is None else words.euro(amount)
