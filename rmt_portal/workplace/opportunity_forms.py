"""The small forms about one opportunity: why not, what the client said, and which vacancy is meant."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from matching.decisions import dismissing
from matching.decisions import words as decision_words
from matching.decisions.life import DismissReason
from rmt_portal.nlds.dutch_fields import BsnGuardMixin, DatePartsField, LineField
from rmt_portal.nlds.forms import HouseForm
from rmt_portal.nlds.versioned_form import VersionField

MOST_TYPED = 100


class DismissForm(BsnGuardMixin, HouseForm):
    """Why an opportunity is laid aside; what a reason does stands with it."""

    submit_label = _("Leg weg")
    show_optional = False
    version = VersionField()
    reason = forms.ChoiceField(
        label=_("Waarom niet?"),
        choices=[(reason.value, f"{reason.label}") for reason in DismissReason],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies waarom je deze kans weglegt.")},
    )
    minutes = forms.ChoiceField(
        label=_("Bij 'te ver weg': maak de reistijd korter"),
        required=False,
        help_text=_("Overleg dit met de kandidaat. Je kunt het terugdraaien."),
    )
    until = DatePartsField(
        label=_("Bij 'nu nog niet': vanaf welke dag wel?"), required=False, help_text=_("Binnen een half jaar.")
    )
    what = LineField(
        label=_("Bij 'de vacature klopt niet': wat klopt er niet?"),
        required=False,
        max_length=200,
        help_text=_("Schrijf niets over de kandidaat: iedereen in de regio leest dit."),
    )

    def __init__(self, *args: Any, shorter: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons: Any = self.fields["reason"]
        reasons.choices = [
            (reason.value, f"{str(reason.label).capitalize()}. {dismissing.EFFECTS[reason]}")
            for reason in DismissReason
        ]
        minutes: Any = self.fields["minutes"]
        offered = [(str(n), ngettext_lazy("%d minuut", "%d minuten", n) % n) for n in shorter]
        minutes.choices = [("", _("Laat de reistijd zo")), *offered]
        if not shorter:
            del self.fields["minutes"]

    @property
    def choice(self) -> dismissing.Choice:
        """What was chosen, for the action; only what belongs to the reason counts."""
        data = self.cleaned_data
        reason, minutes = data["reason"], data.get("minutes")
        return dismissing.Choice(
            reason=reason,
            minutes=int(minutes) if minutes and reason == DismissReason.TOO_FAR else None,
            until=data["until"] if reason == DismissReason.NOT_NOW else None,
            what=data["what"] if reason == DismissReason.VACANCY_WRONG else "",
        )

    def clean(self) -> dict[str, Any] | None:
        """Ask for what a reason needs, at the field where it is filled in."""
        data = super().clean() or {}
        if data.get("reason") == DismissReason.NOT_NOW and not data.get("until") and "until" not in self.errors:
            self.add_error("until", _("Vul in vanaf welke dag deze kans terug mag komen."))
        if data.get("reason") == DismissReason.VACANCY_WRONG and not data.get("what") and "what" not in self.errors:
            self.add_error("what", _("Schrijf in een paar woorden wat er niet klopt."))
        return data


class AnswerForm(HouseForm):
    """What the client said about an opportunity."""

    submit_label = _("Schrijf op")
    show_optional = False
    version = VersionField()
    said = forms.ChoiceField(
        label=_("Wat zei de kandidaat?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies wat de kandidaat zei.")},
    )

    def __init__(self, *args: Any, possible: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said: Any = self.fields["said"]
        said.choices = [(value, decision_words.SAID[value]) for value in possible]


class FindVacancyForm(HouseForm):
    """Words of a vacancy somebody asks about."""

    submit_label = _("Zoek")
    show_optional = False
    q = LineField(
        label=_("Welke vacature bedoel je?"),
        max_length=MOST_TYPED,
        help_text=_("Typ een deel van de functie, de werkgever of de plaats."),
        error_messages={"required": _("Typ een paar letters van de functie, de werkgever of de plaats.")},
    )

    @property
    def helper(self) -> Any:
        """Ask with GET: looking something up changes nothing."""
        helper = super().helper
        helper.form_method = "get"
        helper.disable_csrf = True
        return helper
