"""The small forms of the dossier, one purpose each."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from intake.models import ContactMoment, DataCategory
from intake.recorded_consents import SaidHow
from partners.contact_requests import ContactReason
from rmt_portal import clock, working_days
from rmt_portal.nlds.dutch_fields import BsnGuardMixin, DatePartsField, LineField, NotesField
from rmt_portal.nlds.forms import HouseForm
from rmt_portal.workplace import words

MAX_ACTION = 120
FARTHEST_DAYS = 366
SAID_AT_MOST_DAYS_AGO = 31


def quick_days() -> list[tuple[str, str]]:
    """Return the days a coach mostly picks, all of them working days: the next one, in a week, in three weeks."""
    today = clock.today()
    days = [working_days.add(today + timedelta(days=ahead), 1) for ahead in (0, 6, 20)]
    return [(day.isoformat(), _day_label(day)) for day in days]


def _day_label(day: date) -> str:
    """Say "Morgen" or "Ma 30 nov"."""
    if day == clock.today() + timedelta(days=1):
        return gettext("Morgen")
    return date_format(day, "D j M").lower().capitalize()


class AskContactForm(HouseForm):
    """Why somebody needs to reach a client of others; ``deel`` is the part of the dossier that is open."""

    show_optional = False
    submit_label = _("Toon contactgegevens")
    deel = forms.CharField(widget=forms.HiddenInput, required=False, max_length=30)
    reason = forms.ChoiceField(
        label=_("Waarom heb je ze nodig?"),
        choices=[("", _("Kies een reden")), *ContactReason.choices],
        error_messages={
            "required": _("Kies waarom je de contactgegevens nodig hebt."),
            "invalid_choice": _("Kies een reden uit de lijst."),
        },
    )


class SharingForm(HouseForm):
    """What a candidate said about one organisation: what it may see, how and when it was said."""

    show_optional = False
    submit_label = _("Schrijf op")
    wanted = forms.MultipleChoiceField(
        label=_("Mag zien"), choices=DataCategory.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    how = forms.ChoiceField(
        label=_("Hoe zei de kandidaat het?"),
        choices=SaidHow.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies hoe de kandidaat het zei.")},
    )
    said_on = DatePartsField(label=_("Op welke dag?"), error_messages={"required": _("Vul de dag in.")})
    read_out = forms.BooleanField(
        label=_("Ik vertelde wat deze organisatie dan ziet, en dat het niet hoeft"),
        error_messages={"required": _("Vertel dit eerst. Zet dan een vinkje.")},
    )

    def __init__(self, *args: Any, among: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [choice for choice in DataCategory.choices if choice[0] in among]
        self.fields["wanted"].choices = offered  # type: ignore[attr-defined]

    def clean_said_on(self) -> date:
        """Refuse a day that has yet to come, or that lies more than a month back: then ask again."""
        day: date = self.cleaned_data["said_on"]
        if day > clock.today():
            raise forms.ValidationError(_("Deze dag komt nog. Vul in wanneer de kandidaat dit zei."))
        if day < clock.today() - timedelta(days=SAID_AT_MOST_DAYS_AGO):
            raise forms.ValidationError(_("Dit is meer dan een maand geleden. Vraag het de kandidaat opnieuw."))
        return day


class DayForm(HouseForm):
    """A day ahead: one of those mostly picked, or typed as people write it (that one goes first)."""

    show_optional = False
    when = forms.ChoiceField(label=_("Wanneer"), required=False, widget=forms.RadioSelect)
    other_day = forms.CharField(
        label=_("Of op een andere dag, zoals 27-11"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "day"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["when"].choices = quick_days()  # type: ignore[attr-defined]

    def clean_other_day(self) -> date | None:
        """Read a day as people write it."""
        typed = self.cleaned_data["other_day"].strip()
        day = words.read_day(typed)
        if typed and day is None:
            raise forms.ValidationError(_("Vul een dag in zoals 27-11 of 27 november."))
        return day

    def chosen_day(self) -> date | None:
        """Return the typed or the chosen day."""
        return self.cleaned_data.get("other_day") or _as_date(self.cleaned_data.get("when"))


class NextActionForm(BsnGuardMixin, DayForm):
    """What happens next and when; also part of the quick note."""

    submit_label = _("Opslaan")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    next_action = LineField(
        label=_("Volgende actie (leeg laten mag)"),
        max_length=MAX_ACTION,
        required=False,
        error_messages={"max_length": _("Maak de volgende actie korter: hooguit 120 tekens.")},
    )
    field_order: tuple[str, ...] = ("version", "next_action", "when", "other_day")

    def clean(self) -> dict[str, Any]:
        """Work out the day (a typed one goes before a chosen one), and ask for what is missing."""
        data = super().clean() or self.cleaned_data
        action, day = data.get("next_action"), self.chosen_day()
        if "other_day" in self.errors or "next_action" in self.errors:
            return data
        if action and not day:
            self.add_error("when", _("Kies wanneer je dit doet."))
        if day and not action:
            self.add_error("next_action", _("Schrijf op wat je dan gaat doen."))
        if day and not clock.today() <= day <= clock.today() + timedelta(days=FARTHEST_DAYS):
            self.add_error("other_day", _("Kies een dag vanaf vandaag, hooguit een jaar vooruit."))
        return data | {"next_action_on": day}


class ContactForm(NextActionForm):
    """The quick note: how, whether they spoke, what was said, and what happens next, in one save."""

    submit_label = _("Notitie opslaan")
    way = forms.ChoiceField(
        label=_("Soort contact"),
        choices=ContactMoment.Way.choices,
        initial=ContactMoment.Way.PHONE,
        error_messages={"required": _("Kies hoe je contact had.")},
    )
    reached = forms.TypedChoiceField(
        label=_("Heb je de kandidaat gesproken?"),
        choices=[("ja", _("Ja")), ("nee", _("Nee, niet bereikt"))],
        initial="ja",
        coerce=lambda value: value == "ja",
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies of je de kandidaat hebt gesproken.")},
    )
    note = NotesField(
        label=_("Wat is besproken?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("De kandidaat kan dit lezen. Schrijf geen ziektes, schulden of burgerservicenummer op."),
    )
    field_order = ("version", "way", "reached", "note", "next_action", "when", "other_day")


def _as_date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
