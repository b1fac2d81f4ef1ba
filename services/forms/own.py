"""What a partner says about its own services, and a member about mail."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from partners.absences import LONGEST
from rmt_portal import clock
from rmt_portal.nlds.fields import DatePartsField
from rmt_portal.nlds.forms import HouseForm

MOST_WEEKS = 104
MOST_PLACES = 999


def _number(most: int, **kwargs: Any) -> forms.IntegerField:
    message = gettext_lazy("Vul een getal in van 0 tot en met %(most)s.") % {"most": most}
    errors = dict.fromkeys(("invalid", "min_value", "max_value"), message)
    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "rmt-width-4"})
    return forms.IntegerField(
        min_value=0, max_value=most, required=False, error_messages=errors, widget=widget, **kwargs
    )


class OfferForm(HouseForm):
    """Waiting time and free places."""

    submit_label = gettext_lazy("Sla op, dit klopt vandaag")

    waiting_weeks = _number(
        MOST_WEEKS, label=gettext_lazy("Wachttijd in weken"), help_text=gettext_lazy("0 is geen wachttijd.")
    )
    capacity = _number(MOST_PLACES, label=gettext_lazy("Vrije plekken"))


class AbsenceForm(HouseForm):
    """From when until when somebody is away, and who stands in: per organisation the colleagues who can."""

    submit_label = gettext_lazy("Bewaar de afwezigheid")
    show_optional = False

    from_on = DatePartsField(label=gettext_lazy("Eerste dag dat je er niet bent"))
    until_on = DatePartsField(label=gettext_lazy("Laatste dag dat je er niet bent"))
    deputy = forms.ChoiceField(
        label=gettext_lazy("Wie vervangt je?"),
        help_text=gettext_lazy("Deze collega krijgt je mail over verwijzingen en ziet in die dagen wie jij begeleidt."),
        error_messages={"required": gettext_lazy("Kies wie je vervangt."),
                        "invalid_choice": gettext_lazy("Kies een collega uit de lijst.")},
    )  # fmt: skip

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["deputy"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext_lazy("Kies een collega")), *choices]

    def clean(self) -> dict[str, Any]:
        """Look whether the days are in order."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("from_on"), data.get("until_on")
        if first and last and not (first <= last <= first + LONGEST and last >= clock.today()):
            message = gettext_lazy("De laatste dag komt na de eerste, niet in het verleden en binnen een jaar.")
            self.add_error("until_on", message)
        return data


class MyChoiceForm(HouseForm):
    """How somebody hears of referrals."""

    submit_label = gettext_lazy("Sla op")

    mail = forms.ChoiceField(
        label=gettext_lazy("Wanneer wil je mail over verwijzingen?"),
        choices=[("now", gettext_lazy("Meteen")), ("daily", gettext_lazy("Eén keer per dag"))],
        help_text=gettext_lazy("Over spoed, en over wat te lang wacht, krijg je altijd meteen mail."),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies wanneer je mail wilt.")},
    )
