"""The questions of the registration about work: what somebody did, wants, how many hours and how far."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intake import occupations
from intake.models import Transport, Wish
from intake.questions import NONE, Question, checks, radios
from intake.sectors import PLAIN_SECTORS
from rmt_portal.nlds.dutch_fields import LineField
from rmt_portal.nlds.fields import SuggestInput


class OccupationQuestion(Question):
    """J8."""

    title = _("Wat was je laatste werk?")
    this_or_that = ("occupation",)
    suggests = True
    explain = (_("Heb je nu werk? Vul dan dat werk in. Je eigen woorden zijn goed."),)
    occupation = LineField(
        label=_("Beroep of functie"), max_length=120, required=False,
        help_text=_("Bijvoorbeeld: ober, kassière of monteur."),
        widget=SuggestInput("/beroepen/"),
    )  # fmt: skip
    never_worked = forms.BooleanField(label=_("Ik heb nog geen werk gehad"), required=False)
    years = forms.IntegerField(
        label=_("Hoeveel jaar deed je dit werk?"), required=False, min_value=0, max_value=70,
        help_text=_("Ongeveer is goed. Korter dan een jaar? Vul dan 0 in."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "rmt-width-2"}),
        error_messages={
            "invalid": _("Vul een heel getal in, bijvoorbeeld 3."),
            "min_value": _("Vul een getal in van 0 tot 70."),
            "max_value": _("Vul een getal in van 0 tot 70."),
        },
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A job, or none yet."""
        data = super().clean() or self.cleaned_data
        if data.get("never_worked"):
            self.errors.pop("occupation", None)
            self.errors.pop("years", None)
            data |= {"occupation": "", "years": None}
        elif "occupation" in data and not data["occupation"]:
            self.add_error("occupation", _("Vul in wat je deed. Nog geen werk gehad? Zet dan een vinkje."))
        return data

    def to_remember(self) -> dict[str, Any]:
        """Remember which occupation the words name, or which ones they may mean (the next page asks)."""
        words = self.cleaned_data["occupation"]
        exact, options = occupations.recognise(words) if words else (None, [])
        return super().to_remember() | {"exact": exact, "options": options}


class ClosestQuestion(Question):
    """J8b: which occupation comes closest to the words of the person."""

    title = _("Welk beroep lijkt het meest op jouw werk?")
    heading_field = "closest"
    closest = radios(
        title,
        [],
        empty=_("Kies het beroep dat het meest lijkt, of kies: Geen van deze."),
        help_text=_("Zo kunnen we beter werk voor je zoeken. Je eigen woorden bewaren we ook."),
    )

    def prepare(self) -> None:
        """Offer what was found for the words on the page before."""
        found = self.context.answers.get("beroep", {}).get("options", [])
        choices = [(str(number), label) for number, label in found]
        self.choose("closest", [*choices, (NONE, _("Geen van deze"))])


class SectorQuestion(Question):
    """The sector the person comes from."""

    title = _("In wat voor bedrijf werkte je?")
    heading_field = "sector"
    sector = radios(title, PLAIN_SECTORS, empty=_("Kies wat het best past."))


class WishQuestion(Question):
    """J9."""

    title = _("Waar wil je hulp bij?")
    heading_field = "wishes"
    wishes = checks(
        title, Wish.choices, help_text=_("Je mag meer dan een antwoord kiezen."), empty=_("Kies waar je hulp bij wilt.")
    )


HOURS = {"0-16": _("Tot 16 uur"), "16-24": _("16 tot 24 uur"), "24-32": _("24 tot 32 uur"), "32-40": _("32 tot 40 uur")}
TRAVEL_MINUTES = {
    "15": _("Een kwartier"), "30": _("Een half uur"), "45": _("Drie kwartier"), "60": _("Een uur"),
    "90": _("Anderhalf uur"), NONE: _("Dat weet ik nog niet"),
}  # fmt: skip


class HoursAndTravelQuestion(Question):
    """J9, second half: what work must fit."""

    title = _("Hoeveel wil je werken, en hoe ver weg?")
    explain = (_("Weet je het nog niet? Sla de vraag dan over. Je kunt het later veranderen."),)
    show_optional = False
    hours = checks(
        _("Hoeveel uur per week?"), list(HOURS.items()), required=False,
        help_text=_("Je mag meer dan een antwoord kiezen."),
    )  # fmt: skip
    transport = checks(
        _("Hoe kun je naar je werk reizen?"), Transport.choices, required=False,
        help_text=_("Je mag meer dan een antwoord kiezen."),
    )  # fmt: skip
    max_minutes = radios(
        _("Hoe lang mag de reis duren?"), list(TRAVEL_MINUTES.items()), required=False,
        help_text=_("Van je huis naar je werk."),
    )  # fmt: skip
