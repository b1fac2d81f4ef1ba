"""Form fields the house adds to Django's."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.utils.translation import gettext_lazy as _

from rmt_portal import typed_dates


class SuggestInput(forms.TextInput):
    """A text field that offers suggestions while somebody types, when scripts may run; any text stays allowed.

    ``address`` answers ``?q=`` with ``{"results": [{"label": "kelner", "matched": "ober"}]}``.
    """

    class Media:
        css = {"all": ["build/accessible-autocomplete.min.css"]}
        js = [Script("build/accessible-autocomplete.min.js", defer=True), Script("js/occupation.js", defer=True)]

    def __init__(self, address: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", "data-suggest": address} | (attrs or {}))


class DatePartsWidget(forms.MultiWidget):
    """Three short text fields: day, month, year. Easier to type and to correct than one field or a calendar."""

    template_name = "nlds/widgets/date_parts.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, autocomplete: str = "") -> None:
        """``autocomplete="bday"`` lets the browser fill in the three parts of a birth date."""
        parts: dict[str, forms.Widget | type[forms.Widget]] = {}
        for name, english in (("dag", "day"), ("maand", "month"), ("jaar", "year")):
            width = "rmt-width-4" if name == "jaar" else "rmt-width-2"
            part: dict[str, Any] = {
                "inputmode": "numeric",
                "class": f"utrecht-textbox utrecht-textbox--html-input {width}",
            }
            if autocomplete:
                part["autocomplete"] = f"{autocomplete}-{english}"
            parts[name] = forms.TextInput(part)
        super().__init__(parts, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """Split a date into its three parts."""
        return [value.day, value.month, value.year] if isinstance(value, date) else ["", "", ""]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Give each part its label."""
        context = super().get_context(name, value, attrs)
        labels = (_("Dag"), _("Maand"), _("Jaar"))
        context["parts"] = list(zip(labels, context["widget"]["subwidgets"], strict=True))
        return context


class DatePartsField(forms.MultiValueField):
    """A date typed in three parts; months may also be written in words. A year always has four digits.

    Who types or pastes the whole date in the first part is understood too.

    The errors say what to do: fill in the missing part, use four digits, check a date that does not exist.
    """

    widget = DatePartsWidget
    default_error_messages = {
        "required": _("Vul een datum in."),
        "incomplete": _("Vul ook een %(part)s in."),
        "year": _("Schrijf het jaar met 4 cijfers, bijvoorbeeld 1988."),
        "invalid": _("Deze datum bestaat niet. Kijk de dag en de maand na."),
    }

    def __init__(self, **kwargs: Any) -> None:
        parts = tuple(forms.CharField(required=False, max_length=20) for _part in range(3))
        super().__init__(parts, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> date | None:
        """Return the date, or None when nothing was filled in and nothing had to be.

        Raises:
            ValidationError: a part is missing, or the date does not exist.
        """
        day, month, year = ((str(part) if part is not None else "").strip() for part in (value or ["", "", ""]))
        if not (day or month or year):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        whole = typed_dates.read(day) if day and not (month or year) else None
        if whole is not None:
            day, month, year = str(whole.day), str(whole.month), f"{whole.year:04}" if whole.year else ""
        for part, name in ((day, _("dag")), (month, _("maand")), (year, _("jaar"))):
            if not part:
                raise ValidationError(self.error_messages["incomplete"], code="incomplete", params={"part": name})
        if not (year.isdecimal() and len(year) == 4):
            raise ValidationError(self.error_messages["year"], code="year")
        try:
            found = date(int(year), typed_dates.month_number(month), int(day.rstrip(".")))
        except (ValueError, OverflowError):  # a day of twenty digits is the latter
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        self.run_validators(found)
        return found

    def compress(self, data_list: Sequence[Any]) -> Any:
        """Not used: :meth:`clean` makes the date itself."""
        raise NotImplementedError
