"""An amount in euro, typed as people write it."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST = Decimal("99999999.99")
_DOTS_ARE_THOUSANDS = re.compile(r"\d{1,3}(\.\d{3})+")
_PLAIN = re.compile(r"\d{1,8}(\.\d{1,2})?")


def read_amount(typed: str) -> Decimal | None:
    """Read "1.250,50", "€ 1250", "12.50"; None when it is no amount of at most a hundred million with two decimals."""
    text = re.sub(r"[€\s]", "", typed).removesuffix(",-").removesuffix("-")
    whole, comma, cents = text.partition(",")
    if comma or _DOTS_ARE_THOUSANDS.fullmatch(whole):
        whole = whole.replace(".", "") if _DOTS_ARE_THOUSANDS.fullmatch(whole) else whole
        text = f"{whole}.{cents}" if comma and cents else whole
    return Decimal(text) if text.isascii() and _PLAIN.fullmatch(text) else None


class EuroField(forms.CharField):
    """An amount in euro; the value is a ``Decimal`` with at most two decimals, or None when nothing was filled in."""

    default_error_messages = {"invalid": _("Vul een bedrag in, bijvoorbeeld 295 of 1.250,50.")}

    def __init__(self, *, empty: Any = None, **kwargs: Any) -> None:
        """``empty`` is what to say when nothing was filled in."""
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "rmt-width-7"}))
        super().__init__(max_length=20, **kwargs)
        if empty:
            self.error_messages["required"] = empty

    def clean(self, value: Any) -> Any:
        """Return the amount.

        Raises:
            ValidationError: nothing was filled in, or it is no amount.
        """
        typed = super().clean(value)
        if not typed:
            return None
        amount = read_amount(typed)
        if amount is None or amount > MOST:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return amount
