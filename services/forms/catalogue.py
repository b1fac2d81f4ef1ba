"""Finding something in the catalogue, and rating it."""

from django import forms
from django.utils.translation import gettext_lazy

from rmt_portal.nlds.dutch_fields import BsnGuardMixin
from rmt_portal.nlds.forms import HouseForm
from services.forms.fields import AboutSomebodyField

LONGEST_SEARCH = 80
STARS = [
    ("5", gettext_lazy("5, heel goed")), ("4", gettext_lazy("4, goed")), ("3", gettext_lazy("3, gaat wel")),
    ("2", gettext_lazy("2, niet goed")), ("1", gettext_lazy("1, slecht")),
]  # fmt: skip


class SearchForm(forms.Form):
    """Words of a service; what is too long is cut, and nothing typed is an error."""

    zoek = forms.CharField(required=False)

    def clean_zoek(self) -> str:
        """Return the words with single spaces."""
        words: str = self.cleaned_data["zoek"]
        return " ".join(words.replace("\x00", "").split())[:LONGEST_SEARCH]


class RatingForm(BsnGuardMixin, HouseForm):
    """What a professional thinks of a service."""

    submit_label = gettext_lazy("Bewaar je oordeel")
    show_optional = False

    stars = forms.ChoiceField(
        label=gettext_lazy("Wat vond je ervan?"),
        choices=STARS,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies een cijfer."),
                        "invalid_choice": gettext_lazy("Kies een cijfer uit de lijst.")},
    )  # fmt: skip
    note = AboutSomebodyField(
        label=gettext_lazy("Wat moeten collega's weten? (mag leeg)"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Over de dienst. Schrijf niets over een kandidaat."),
        widget=forms.Textarea(attrs={"rows": "3"}),
    )
