"""The small forms of the budget: each asks for one thing."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rmt_portal import clock
from rmt_portal.nlds.dutch_fields import BsnGuardMixin, LineField
from rmt_portal.nlds.euro_field import EuroField
from rmt_portal.nlds.forms import HouseForm
from rmt_portal.nlds.versioned_form import VersionedForm
from services.models import CounterReason, Scheme

APPROVE, SEND_BACK, REFUSE = "approve", "send_back", "refuse"


class DecideForm(VersionedForm):
    """Yes, a question back, or no with the reason."""

    submit_label = gettext_lazy("Leg het besluit vast")
    decision = forms.ChoiceField(
        label=gettext_lazy("Wat besluit je?"),
        choices=[
            (APPROVE, gettext_lazy("Toekennen")),
            (SEND_BACK, gettext_lazy("Terug naar de coach, met een vraag")),
            (REFUSE, gettext_lazy("Afwijzen")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies wat je besluit.")},
    )
    reason = LineField(
        label=gettext_lazy("Je vraag, of waarom je afwijst"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("De coach leest dit en vertelt het de kandidaat. Bij toekennen hoeft het niet."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where there must be one."""
        data = super().clean() or self.cleaned_data
        asks = data.get("decision") in (SEND_BACK, REFUSE)
        if asks and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Schrijf op waarom. De coach leest dit."))
        return data


class PayForm(BsnGuardMixin, HouseForm):
    """An invoice that came."""

    submit_label = gettext_lazy("Boek de betaling")
    amount = EuroField(
        label=gettext_lazy("Welk bedrag (euro)?"), empty=gettext_lazy("Vul het bedrag van de factuur in.")
    )
    invoice = LineField(
        label=gettext_lazy("Nummer van de factuur"),
        max_length=40,
        help_text=gettext_lazy("Alleen het nummer, geen naam."),
        empty=gettext_lazy("Vul het nummer van de factuur in."),
    )


class PutInForm(HouseForm):
    """Money for the pot of a scheme and year; the first time that makes the pot."""

    submit_label = gettext_lazy("Voeg toe aan de pot")
    scheme = forms.ChoiceField(
        label=gettext_lazy("Welke regeling?"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Kies een regeling.")),
    )
    year = forms.ChoiceField(
        label=gettext_lazy("Welk jaar?"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Kies een jaar.")),
    )
    amount = EuroField(label=gettext_lazy("Welk bedrag (euro)?"), empty=gettext_lazy("Vul een bedrag in."))
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**62)

    def __init__(self, *args: Any, schemes: dict[str, Scheme], regions: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schemes = schemes
        this_year = clock.today().year
        fields: dict[str, Any] = self.fields
        fields["scheme"].choices = [("", _("Kies een regeling"))] + [
            (pk, f"{scheme} ({scheme.region})" if regions > 1 else str(scheme)) for pk, scheme in schemes.items()
        ]
        fields["year"].choices = [(str(year), str(year)) for year in range(this_year - 1, this_year + 3)]
        self.initial.setdefault("year", str(this_year))


class CounterForm(HouseForm):
    """Why an entry is taken back."""

    submit_label = gettext_lazy("Boek terug")
    why = forms.ChoiceField(
        label=gettext_lazy("Waarom klopt deze boeking niet?"),
        choices=[(reason.value, str(reason.label).capitalize()) for reason in CounterReason],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies waarom deze boeking niet klopt.")},
    )
