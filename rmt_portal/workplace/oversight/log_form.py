"""The filter of the log: read from the address, checked, and turned into a search within the own regions."""

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake.models import Case, Client, ClientMerge
from partners.models import Membership, Organisation
from rmt_portal import clock
from rmt_portal.audit import words
from rmt_portal.audit.models import Result
from rmt_portal.audit.search import Search
from rmt_portal.nlds.forms import HouseForm
from rmt_portal.workplace.words import read_day

_REFERENCE = re.compile(r"^[A-Za-z]{1,4}-\d{4}-\d{1,8}$")
_NUMBER = re.compile(r"^\d{1,15}$")
_DAY = gettext_lazy("Schrijf een dag als 27-11-2026.")


class LogForm(HouseForm):
    """About whom, by whom, what and when. Only people and organisations of the own regions are on offer."""

    show_optional = False
    submit_label = gettext_lazy("Zoek in het logboek")
    client = forms.CharField(
        label=gettext_lazy("Over wie (nummer)"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    actor = forms.TypedChoiceField(label=gettext_lazy("Door wie"), required=False, coerce=int, empty_value=None)
    organisation = forms.TypedChoiceField(
        label=gettext_lazy("Organisatie"), required=False, coerce=int, empty_value=None
    )
    action = forms.ChoiceField(label=gettext_lazy("Wat"), required=False)
    result = forms.ChoiceField(label=gettext_lazy("Gelukt of geweigerd"), required=False)
    first = forms.CharField(label=gettext_lazy("Vanaf (dag)"), required=False, max_length=30)
    last = forms.CharField(label=gettext_lazy("Tot en met (dag)"), required=False, max_length=30)

    def __init__(self, *args: Any, region_ids: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region_ids = tuple(sorted(region_ids))
        self.client_ids: tuple[int, bool] | None = None
        everybody = ("", _("Alles"))
        at_work = Membership.objects.filter(region__in=self.region_ids).order_by("user__name", "user_id")
        places = Organisation.objects.filter(memberships__region__in=self.region_ids).order_by("name", "pk").distinct()
        self.people = dict(at_work.values_list("user_id", "user__name").distinct())
        self.places = dict(places.values_list("pk", "name"))
        self._offer("actor", [("", _("Iedereen")), *self.people.items()])
        self._offer("organisation", [everybody, *self.places.items()])
        self._offer("action", [everybody, *_actions()])
        self._offer("result", [everybody, *Result.choices])
        for name in ("first", "last"):
            self.fields[name].widget.attrs.update({"placeholder": "", "autocomplete": "off", "class": "day"})

    def _offer(self, name: str, choices: list[Any]) -> None:
        field: Any = self.fields[name]
        field.choices = choices
        field.error_messages["invalid_choice"] = _("Deze keuze is er niet (meer). Kies opnieuw.")

    def clean_client(self) -> str:
        """Find whom a number means; a person who was merged or erased is still found by the own number."""
        text: str = self.cleaned_data["client"].strip()
        if text:
            found = find_client(text, self.region_ids)
            if found is None:
                raise forms.ValidationError(
                    _("Dit nummer is niet bekend in je regio. Zoek op een nummer als RA-2026-0012 of op 4711.")
                )
            self.client_ids = found
        return text

    def clean_first(self) -> Any:
        """Read the first day."""
        return _read(self.cleaned_data["first"])

    def clean_last(self) -> Any:
        """Read the last day."""
        return _read(self.cleaned_data["last"])

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", _("De laatste dag ligt voor de eerste. Draai ze om."))
        return data

    def search(self) -> Search:
        """Return what is looked for; only after ``is_valid``."""
        data = self.cleaned_data
        client_id, is_own = self.client_ids or (None, False)
        chosen = data["action"]
        return Search(
            region_ids=self.region_ids,
            client_id=client_id,
            client_is_own=is_own,
            actor_id=data["actor"],
            organisation_id=data["organisation"],
            action="" if chosen in words.Kind.values else chosen,
            kind=chosen if chosen in words.Kind.values else "",
            result=data["result"],
            first_day=data["first"] or None,
            last_day=data["last"] or None,
        )

    def in_use(self) -> list[str]:
        """Name the filters in use, for the log."""
        return [name for name in self.fields if self.cleaned_data.get(name)]


def find_client(text: str, region_ids: Iterable[int]) -> tuple[int, bool] | None:
    """Return the number of the client a text means, and whether this client belongs to one of the regions.

    A number of a dossier and a public id are looked up, also of who was merged into another. A bare number may be of
    somebody who is no longer here: the log itself then says what belongs to the regions.
    """
    regions = list(region_ids)
    if _REFERENCE.match(text):
        pk = Case.objects.filter(reference__iexact=text, region__in=regions).values_list("client_id", flat=True).first()
        return None if pk is None else (pk, True)
    if _NUMBER.match(text):
        pk = int(text)
        return (pk, Client.objects.filter(pk=pk, region__in=regions).exists())
    try:
        public_id = UUID(text)
    except ValueError:
        return None
    pk = Client.objects.filter(public_id=public_id, region__in=regions).values_list("pk", flat=True).first()
    if pk is not None:
        return (pk, True)
    gone = ClientMerge.objects.filter(gone_public_id=public_id, kept__region__in=regions)
    pk = gone.values_list("gone_id", flat=True).first()
    return None if pk is None else (pk, False)


def _actions() -> list[Any]:
    """Return the kinds of action, and below each the actions by their word."""
    groups: list[Any] = []
    for kind in words.Kind:
        named = sorted((str(found.word), code) for code, found in words.ACTIONS.items() if found.kind == kind)
        everything = (kind.value, _("%(kind)s: alles") % {"kind": kind.label})
        groups.append((kind.label, [everything, *((code, word) for word, code in named)]))
    return groups


def _read(text: str) -> Any:
    if not text.strip():
        return None
    has_year = re.search(r"\d{4}", text)
    day = read_day(text)
    if day is not None and not has_year and day > clock.today():
        day = read_day(f"{day.day}-{day.month}-{day.year - 1}")  # the log is about what was
    if day is None:
        raise forms.ValidationError(_DAY)
    return day
