"""What an employer fills in: which company this is and whom to call, and a vacancy or the people who must go."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake import places
from matching.employers.no_names import tells_who
from matching.employers.notices import Told
from matching.models import NoticeKind, Parting
from matching.models.employers import MOST_PEOPLE
from rmt_portal import clock
from rmt_portal.clean_text import ascii_digits
from rmt_portal.nlds.dutch_fields import (
    BsnGuardMixin,
    EmailField,
    LineField,
    NameField,
    NotesField,
    PhoneField,
    PostcodeField,
)
from rmt_portal.nlds.fields import DatePartsField
from rmt_portal.nlds.forms import HouseForm
from rmt_portal.reference.models import LabourRegion, RegionBrand

HONEYPOT = "homepage"
"""A field no person sees; what fills it in is a machine."""
NOT_A_NAME = "geen_namen"


class TradeNumberField(LineField):
    """A number of the trade register: 8 digits, whatever signs stand between them."""

    guards_bsn = False

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "rmt-width-10"})
        super().__init__(max_length=20, widget=widget, **kwargs)

    def to_python(self, value: Any) -> str:
        """Read the digits."""
        text = super().to_python(value)
        digits = "".join(sign for sign in ascii_digits(text) if sign not in " .-")
        if digits and not (digits.isdecimal() and len(digits) == 8):
            raise ValidationError(_("Een KvK-nummer heeft 8 cijfers. Weet je het niet? Laat het dan leeg."), code="kvk")
        return digits


def number_field(label: Any, most: int, **kwargs: Any) -> forms.IntegerField:
    """Return a question for a whole number from 1 to ``most``."""
    errors = {
        "required": gettext_lazy("Vul een getal in. Ongeveer is goed."),
        "invalid": gettext_lazy("Vul een heel getal in, bijvoorbeeld 12."),
        "min_value": gettext_lazy("Vul een getal in vanaf 1."),
        "max_value": gettext_lazy("Vul een getal in tot en met %(limit_value)s."),
    }
    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "rmt-width-4"})
    return forms.IntegerField(label=label, min_value=1, max_value=most, widget=widget, error_messages=errors, **kwargs)


class EmployerForm(BsnGuardMixin, HouseForm):
    """What both pages ask: which company, where the work is and whom we can call or mail."""

    kind: NoticeKind
    order = ("function", "people", "hours", "parting", "starts_on", "ends_on", "text", "company")
    open_text = ("function", "text", "hours")
    """Fields in which somebody might write who the people are."""

    company = LineField(
        label=gettext_lazy("Naam van het bedrijf"), max_length=150,
        empty=gettext_lazy("Vul de naam van het bedrijf in."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )  # fmt: skip
    trade_number = TradeNumberField(
        label=gettext_lazy("KvK-nummer"), required=False,
        help_text=gettext_lazy("8 cijfers. Dan weten wij zeker welk bedrijf het is."),
    )  # fmt: skip
    postcode = PostcodeField(
        label=gettext_lazy("Postcode van de plek waar het werk is"),
        empty=gettext_lazy("Vul de postcode van het werk in."),
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "class": "rmt-width-10"}),
    )  # fmt: skip
    contact_name = NameField(
        label=gettext_lazy("Jouw naam"), max_length=120,
        empty=gettext_lazy("Vul je naam in, dan weten we wie we spreken."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    contact_phone = PhoneField(
        label=gettext_lazy("Telefoonnummer"),
        required=False,
        help_text=gettext_lazy("Vul je telefoonnummer in, of je e-mailadres, of allebei."),
    )
    contact_email = EmailField(
        label=gettext_lazy("E-mailadres"), required=False, help_text=gettext_lazy("Je krijgt hier een bevestiging.")
    )

    def __init__(self, *args: Any, brands: Sequence[RegionBrand], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.brands = brands
        self.region: LabourRegion | None = None
        self.order_fields(self.order)

    @property
    def is_of_a_machine(self) -> bool:
        """Whether the field no person sees was filled in."""
        return bool(self.data.get(HONEYPOT))

    def clean(self) -> dict[str, Any]:
        """Ask for a way to answer, a place in our regions, and text that tells nothing of a person."""
        data = super().clean() or self.cleaned_data
        reachable = data.get("contact_phone") or data.get("contact_email")
        if not reachable and not {"contact_phone", "contact_email"} & set(self.errors):
            self.add_error(
                "contact_phone", _("Vul een telefoonnummer of een e-mailadres in. Dan kunnen wij antwoorden.")
            )
        if data.get("postcode"):
            self._find_region(data["postcode"])
        for name in self.open_text:
            if name in data:
                self._ask_for_no_names(name, data[name])
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("De laatste dag ligt voor de eerste. Kijk de dagen na."))
        if last and last < clock.today():
            self.add_error("ends_on", _("Deze dag is al geweest. Kijk het jaar na."))
        return data

    def told(self) -> Told:
        """Return what was filled in; only for a form that is valid."""
        names = {name for name in Told.__dataclass_fields__ if name in self.cleaned_data}
        return Told(kind=self.kind.value, **{name: self.cleaned_data[name] for name in names})

    def _find_region(self, postcode: str) -> None:
        found = places.of_postcode(postcode, self.brands)
        here = {brand.region_id: brand.region for brand in self.brands}
        if found.region is None:
            self.region = next(iter(here.values())) if len(here) == 1 else None
            if self.region is None:
                self.add_error("postcode", _("Deze postcode kennen we niet. Kijk hem na."))
        elif found.region.pk in here:
            self.region = here[found.region.pk]
        else:
            text = _(
                "Deze postcode hoort bij de regio %(region)s. Daar helpt een ander team. Wij zoeken graag het nummer."
            )
            self.add_error("postcode", text % {"region": found.region.name})

    def _ask_for_no_names(self, name: str, text: str) -> None:
        found = tells_who(text)
        if found is None:
            return
        if found.may_be_wrong:
            self.fields[NOT_A_NAME] = forms.BooleanField(label=_("Dit zijn geen namen van mensen"), required=False)
            if self.data.get(self.add_prefix(NOT_A_NAME)):
                return
        self.add_error(name, ValidationError(str(found.sentence), code="tells_who"))


class VacancyNoticeForm(EmployerForm):
    """A vacancy to leave: short, because a colleague calls about the rest."""

    kind = NoticeKind.VACANCY
    submit_label = gettext_lazy("Verstuur de vacature")
    function = LineField(
        label=gettext_lazy("Welke functie?"), max_length=120, empty=gettext_lazy("Vul de functie in."),
        help_text=gettext_lazy("Bijvoorbeeld: medewerker magazijn."),
    )  # fmt: skip
    people = number_field(gettext_lazy("Hoeveel mensen zoek je?"), 500, initial=1)
    hours = LineField(
        label=gettext_lazy("Uren per week"), max_length=60, required=False,
        help_text=gettext_lazy("Bijvoorbeeld: 24 tot 32."), widget=forms.TextInput(attrs={"class": "rmt-width-10"}),
    )  # fmt: skip
    text = NotesField(
        label=gettext_lazy("Wat gaat iemand doen, en wat moet iemand kunnen?"), max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        empty=gettext_lazy("Schrijf in een paar zinnen wat iemand gaat doen."),
    )  # fmt: skip


class SurplusNoticeForm(EmployerForm):
    """People who will lose their work, or may work elsewhere for a while: function, number and period."""

    kind = NoticeKind.SURPLUS
    submit_label = gettext_lazy("Verstuur het bericht")
    function = LineField(
        label=gettext_lazy("Welke functie hebben zij?"), max_length=120, empty=gettext_lazy("Vul de functie in."),
        help_text=gettext_lazy("Meer functies? Noem de grootste groep, en schrijf de andere hieronder."),
    )  # fmt: skip
    people = number_field(gettext_lazy("Om hoeveel mensen gaat het?"), MOST_PEOPLE)
    parting = forms.ChoiceField(
        label=gettext_lazy("Wat is er aan de hand?"), widget=forms.RadioSelect,
        choices=[
            (Parting.ENDS.value, gettext_lazy("Hun werk stopt")),
            (Parting.LOAN.value, gettext_lazy("Zij kunnen een tijd ergens anders werken")),
        ],
        error_messages={"required": gettext_lazy("Kies een van de antwoorden.")},
    )  # fmt: skip
    starts_on = DatePartsField(
        label=gettext_lazy("Vanaf welke dag?"), required=False,
        help_text=gettext_lazy("Ongeveer is goed. Weet je het nog niet? Laat het leeg.")
    )  # fmt: skip
    ends_on = DatePartsField(label=gettext_lazy("Tot en met welke dag?"), required=False)
    text = NotesField(
        label=gettext_lazy("Wat moeten we nog weten?"), max_length=2_000, required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Noem geen namen. Wij vragen later samen met jou wie hulp wil."),
    )  # fmt: skip
