"""The small forms about what came of it: each asks for one thing."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake.models import (
    AftercareResult,
    Appointment,
    AppointmentWay,
    ContactMoment,
    HowItGoes,
    OutcomeKind,
)
from intake.still_running import Running
from rmt_portal import clock, typed_dates
from rmt_portal.nlds.dutch_fields import BsnGuardMixin, DatePartsField, LineField, NotesField
from rmt_portal.nlds.forms import HouseForm
from rmt_portal.nlds.versioned_form import VersionedForm

READ_BY = gettext_lazy("De kandidaat kan dit lezen. Schrijf geen ziektes, schulden of burgerservicenummer op.")
LENGTHS = ((15, gettext_lazy("15 minuten")), (30, gettext_lazy("30 minuten")), (60, gettext_lazy("1 uur")),
           (90, gettext_lazy("anderhalf uur")), (120, gettext_lazy("2 uur")))  # fmt: skip


class ToldForm(VersionedForm):
    """A form whose own fields are what its action asks for."""

    def told(self) -> dict[str, Any]:
        """Return what was filled in; not whether a number is a citizen service number."""
        return {name: self.cleaned_data[name] for name in self.fields if name in self.base_fields}


class StopForm(VersionedForm):
    """The last day of work that stopped."""

    submit_label = gettext_lazy("Bewaar: het werk is gestopt")
    ended_on = DatePartsField(
        label=gettext_lazy("Wat was de laatste werkdag?"),
        error_messages={"required": gettext_lazy("Vul de laatste werkdag in.")},
    )


class AftercareForm(ToldForm):
    """Whether somebody still works there, and how it goes."""

    submit_label = gettext_lazy("Bewaar de nazorg")
    show_optional = False
    way = forms.ChoiceField(
        label=gettext_lazy("Hoe had je contact?"),
        choices=ContactMoment.Way.choices,
        initial=ContactMoment.Way.PHONE,
        error_messages={"required": gettext_lazy("Kies hoe je contact had.")},
    )
    result = forms.ChoiceField(
        label=gettext_lazy("Werkt de kandidaat er nog?"),
        choices=[
            (AftercareResult.STILL_THERE, gettext_lazy("Ja, werkt er nog")),
            (AftercareResult.OTHER_WORK, gettext_lazy("Nee, heeft ander werk")),
            (AftercareResult.STOPPED, gettext_lazy("Nee, werkt niet meer")),
            (AftercareResult.NOT_REACHED, gettext_lazy("Niet bereikt, ik probeer het niet meer")),
        ],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Wil je het later nog eens proberen? Schrijf dan een snelle notitie: niet bereikt."),
        error_messages={"required": gettext_lazy("Kies of de kandidaat er nog werkt.")},
    )
    going = forms.ChoiceField(
        label=gettext_lazy("Hoe gaat het op het werk? (als de kandidaat werkt)"),
        choices=[(kind.value, str(kind.label).capitalize()) for kind in HowItGoes],
        required=False,
        widget=forms.RadioSelect,
    )
    ended_on = DatePartsField(label=gettext_lazy("Laatste werkdag (als de kandidaat niet meer werkt)"), required=False)
    note = NotesField(
        label=gettext_lazy("Wat is besproken? (leeg laten mag)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=READ_BY,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for what belongs to the answer."""
        data = super().clean() or self.cleaned_data
        result = data.get("result")
        if result in (AftercareResult.STILL_THERE, AftercareResult.OTHER_WORK) and not data.get("going"):
            self.add_error("going", _("Kies hoe het gaat."))
        if result == AftercareResult.STOPPED and data.get("ended_on") is None and "ended_on" not in self.errors:
            self.add_error("ended_on", _("Vul de laatste werkdag in."))
        return data


class CloseForm(ToldForm):
    """How a case ended."""

    submit_label = gettext_lazy("Sluit dit dossier af")
    kind = forms.ChoiceField(
        label=gettext_lazy("Wat is de uitkomst?"),
        choices=[(kind.value, str(kind.label).capitalize()) for kind in OutcomeKind],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies wat de uitkomst is.")},
    )
    ended_on = DatePartsField(
        label=gettext_lazy("Op welke dag eindigde de hulp?"),
        error_messages={"required": gettext_lazy("Vul in op welke dag de hulp eindigde.")},
    )
    note = NotesField(
        label=gettext_lazy("Wil je iets toelichten?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=READ_BY,
    )

    def __init__(self, *args: Any, running: Iterable[Running] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("ended_on", clock.today())
        self.to_settle = {f"na-{item.key}": item for item in running if item.ways}
        for name, item in self.to_settle.items():
            self.fields[name] = _what_happens(item)

    def told(self) -> dict[str, Any]:
        """Return what was filled in, with what happens to each thing that still runs."""
        after = {}
        for name, item in self.to_settle.items():
            said = self.cleaned_data[name]
            after[item.key] = next(iter(item.ways)) if said is True else said
        return super().told() | {"after": after}


def _what_happens(item: Running) -> forms.Field:
    """Ask what happens with something that still runs; where only one thing can, that the coach says yes to it."""
    asks = {"required": _("Kies wat hiermee gebeurt.")}
    ways = list(item.ways.items())
    if len(ways) == 1:
        label = f"{item.title}. {ways[0][1]}"
        return forms.BooleanField(label=label, error_messages={"required": _("Vink aan dat dit zo mag.")})
    label = _("Wat gebeurt er met: %(what)s?") % {"what": item.title}
    return forms.ChoiceField(label=label, choices=ways, widget=forms.RadioSelect, error_messages=asks)


class ReopenForm(ToldForm):
    """Why a case goes on, and since when somebody has no work any more."""

    submit_label = gettext_lazy("Open dit dossier weer")
    reason = LineField(
        label=gettext_lazy("Waarom gaat het dossier weer open?"),
        max_length=200,
        help_text=READ_BY,
        empty=gettext_lazy("Schrijf kort op waarom het dossier weer opengaat."),
    )
    work_ended_on = DatePartsField(label=gettext_lazy("Wat was de laatste dag van het werk?"), required=False)

    def __init__(self, *args: Any, has_work: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_work:
            del self.fields["work_ended_on"]


class TimeField(LineField):
    """A time as people write it: "9.30", "14:00", "14 uur"."""

    guards_bsn = False

    def clean(self, value: Any) -> time:
        """Read the time, or ask for one."""
        found = typed_dates.read_time(super().clean(value))
        if found is None:
            raise forms.ValidationError(_("Vul een tijd in zoals 9.30 of 14:00."))
        return found


class AppointmentForm(BsnGuardMixin, HouseForm):
    """When, how and where a coach and a client meet."""

    submit_label = gettext_lazy("Bewaar de afspraak")
    day = DatePartsField(
        label=gettext_lazy("Op welke dag?"), error_messages={"required": gettext_lazy("Vul de dag in.")}
    )
    at = TimeField(
        label=gettext_lazy("Hoe laat?"),
        max_length=20,
        help_text=gettext_lazy("Bijvoorbeeld 9.30 of 14:00."),
        empty=gettext_lazy("Vul in hoe laat de afspraak is."),
        widget=forms.TextInput(attrs={"class": "rmt-width-4"}),
    )
    minutes = forms.TypedChoiceField(label=gettext_lazy("Hoe lang duurt het?"), choices=LENGTHS, coerce=int, initial=60)
    way = forms.ChoiceField(
        label=gettext_lazy("Hoe spreken jullie elkaar?"),
        choices=[(way.value, str(way.label).capitalize()) for way in AppointmentWay],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies hoe jullie elkaar spreken.")},
    )
    place = LineField(
        label=gettext_lazy("Waar?"),
        max_length=120,
        required=False,
        help_text=gettext_lazy(
            "Een adres. Dit komt in de agenda van de kandidaat: schrijf er niet bij waar het over gaat."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a place when they meet somewhere."""
        data = super().clean() or self.cleaned_data
        if data.get("way") == AppointmentWay.DESK and not data.get("place") and "place" not in self.errors:
            self.add_error("place", _("Vul in waar jullie elkaar zien."))
        return data

    def what(self) -> dict[str, Any]:
        """Return what the actions of appointments ask for."""
        data = self.cleaned_data
        at = timezone.make_aware(datetime.combine(data["day"], data["at"]))
        return {"at": at, "way": data["way"], "place": data["place"], "minutes": data["minutes"]}

    @staticmethod
    def start_values(appointment: Appointment) -> dict[str, Any]:
        """Return what stands in the form of an appointment that was made already."""
        at = timezone.localtime(appointment.at)
        return {
            "day": at.date(),
            "at": f"{at:%H:%M}",
            "minutes": appointment.minutes,
            "way": appointment.way,
            "place": appointment.place,
        }
