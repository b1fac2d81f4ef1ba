"""The small forms about contact: how often, and which signal may wait until when."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake import rhythm, snoozing
from intake.models import MAX_SNOOZE_NOTE, Case, SnoozeReason
from rmt_portal import clock
from rmt_portal.nlds.dutch_fields import BsnGuardMixin, LineField
from rmt_portal.nlds.forms import HouseForm
from rmt_portal.workplace import words
from rmt_portal.workplace.forms import DayForm

AS_USUAL = "0"


class RhythmForm(HouseForm):
    """How often there is contact; ``version`` says which state of the dossier was on the screen."""

    show_optional = False
    submit_label = gettext_lazy("Bewaar")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    every_days = forms.ChoiceField(
        label=gettext_lazy("Wat spraken jullie af?"),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Kies hoe vaak er contact is.")),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        now = str(case.contact_every_days or AS_USUAL)
        super().__init__(*args, initial={"version": case.version, "every_days": now}, **kwargs)
        usual = rhythm.in_words(rhythm.usual_days(case))
        field: Any = self.fields["every_days"]
        field.choices = [
            (AS_USUAL, _("Niets: zoals gewoon in deze fase (%(usual)s)") % {"usual": usual}),
            *((str(days), rhythm.in_words(days).capitalize()) for days in rhythm.CHOICES),
        ]

    @property
    def days(self) -> int | None:
        """The rhythm that was chosen; None for what is usual."""
        return int(self.cleaned_data["every_days"]) or None


class SnoozeForm(BsnGuardMixin, DayForm):
    """Why a signal may wait, and until which day."""

    submit_label = gettext_lazy("Stel uit")
    reason = forms.ChoiceField(
        label=gettext_lazy("Waarom kan dit wachten?"),
        choices=[(reason.value, str(reason.label).capitalize()) for reason in SnoozeReason],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Kies waarom dit kan wachten.")),
    )
    note = LineField(
        label=gettext_lazy("Toelichting (leeg laten mag)"),
        max_length=MAX_SNOOZE_NOTE,
        required=False,
        help_text=gettext_lazy("De kandidaat kan dit lezen. Schrijf geen ziektes of schulden op."),
    )
    field_order = ("reason", "note", "when", "other_day")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["when"].label = _("Tot welke dag?")

    def clean(self) -> dict[str, Any]:
        """Ask for a day within bounds, and for words with another reason."""
        data = super().clean() or self.cleaned_data
        if data.get("reason") == SnoozeReason.OTHER and not data.get("note") and "note" not in self.errors:
            self.add_error("note", _("Schrijf kort op waarom dit kan wachten."))
        if "other_day" in self.errors:
            return data
        day, last = self.chosen_day(), snoozing.farthest()
        if day is None:
            self.add_error("when", _("Kies tot welke dag dit wacht."))
        elif not clock.today() < day <= last:
            about = {"last": words.long_day(last)}
            self.add_error("other_day", _("Kies een dag vanaf morgen, tot en met %(last)s.") % about)
        return data | {"until": day}
