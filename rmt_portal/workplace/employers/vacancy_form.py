"""What staff fills in about a vacancy."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake import occupations
from intake.models import Demand, EducationLevel, ShiftKind
from matching.models import ContractKind, Employer, Vacancy
from matching.models.vacancies import MOST_PLACES
from matching.vacancies import wording
from matching.vacancies.editing import Entry
from rmt_portal.clean_text import ascii_digits
from rmt_portal.nlds.dutch_fields import BsnGuardMixin, LineField, NotesField
from rmt_portal.nlds.fields import DatePartsField, SuggestInput
from rmt_portal.nlds.forms import HouseForm
from rmt_portal.reference.models import Occupation, Postcode, Requirement
from rmt_portal.typed_numbers import number_of

MOST_HOURS = 60
MOST_PER_HOUR = 300
NONE_OF_THESE = "none"
KEPT, SEEN = "woorden_blijven", "woorden_gezien"


def _short(inputmode: str = "numeric") -> forms.TextInput:
    return forms.TextInput(attrs={"inputmode": inputmode, "class": "rmt-width-4", "autocomplete": "off"})


class HoursField(forms.IntegerField):
    """Hours per week."""

    def __init__(self, label: Any) -> None:
        wrong = gettext_lazy("Vul een heel getal in van 1 tot en met 60.")
        errors = {"invalid": wrong, "min_value": wrong, "max_value": wrong}
        super().__init__(
            label=label, required=False, min_value=1, max_value=MOST_HOURS, widget=_short(), error_messages=errors
        )


class WageField(forms.DecimalField):
    """Euro per hour, with a comma or a point."""

    def __init__(self, label: Any) -> None:
        wrong = gettext_lazy("Vul een bedrag per uur in, bijvoorbeeld 16,50.")
        errors = dict.fromkeys(("invalid", "min_value", "max_value", "max_digits", "max_decimal_places"), wrong)
        super().__init__(
            label=label, required=False, min_value=1, max_value=MOST_PER_HOUR, max_digits=5, decimal_places=2,
            widget=_short("decimal"), error_messages=errors | {"max_whole_digits": wrong},
        )  # fmt: skip

    def to_python(self, value: Any) -> Any:
        """Read "€ 16,50" as people write it."""
        return super().to_python(ascii_digits(str(value or "")).replace("€", "").replace(",", ".").strip())

    def prepare_value(self, value: Any) -> Any:
        """Show an amount with a comma."""
        return value if isinstance(value, str) else localize(value) if value is not None else ""


class Postcode4Field(LineField):
    """The four digits of a postcode; letters may stand behind them."""

    guards_bsn = False

    def to_python(self, value: Any) -> str:
        """Keep the digits; a postcode we do not know gives no place on the map, so it is asked again."""
        text = ascii_digits(super().to_python(value)).replace(" ", "")[:4]
        if text and not Postcode.objects.filter(code=text).exists():
            raise ValidationError(_("Deze postcode kennen we niet. Kijk de 4 cijfers na."), code="postcode")
        return text


class VacancyForm(BsnGuardMixin, HouseForm):
    """A vacancy: the work and the employer first, then what it offers, then what it asks."""

    submit_label = gettext_lazy("Bewaar")
    employer = forms.ModelChoiceField(
        label=gettext_lazy("Werkgever"), queryset=Employer.objects.none(),
        empty_label=gettext_lazy("Kies een werkgever uit het register"),
        error_messages={
            "required": gettext_lazy("Kies de werkgever. Staat die er niet bij? Zet hem eerst in het register."),
            "invalid_choice": gettext_lazy("Kies een werkgever van je eigen regio."),
        },
    )  # fmt: skip
    title = LineField(label=gettext_lazy("Functie"), max_length=200, empty=gettext_lazy("Vul de functie in."))
    work = LineField(
        label=gettext_lazy("Beroep"), max_length=120, required=False, widget=SuggestInput("/beroepen/"),
        help_text=gettext_lazy("Hiermee zoekt de computer kandidaten. Leeg: wij lezen het uit de functie."),
    )  # fmt: skip
    description = NotesField(
        label=gettext_lazy("Wat gaat iemand doen?"), max_length=20_000, required=False,
        help_text=gettext_lazy("Schrijf wat het werk vraagt, niet wie je zoekt."),
    )  # fmt: skip
    postcode4 = Postcode4Field(
        label=gettext_lazy("Postcode van het werk (4 cijfers)"), max_length=10, widget=_short(),
        empty=gettext_lazy("Vul de 4 cijfers van de postcode in. Zo weten we hoe ver het is."),
    )  # fmt: skip
    place = LineField(
        label=gettext_lazy("Plaats"), max_length=100, required=False,
        help_text=gettext_lazy("Leeg: de plaats van de postcode."),
    )  # fmt: skip
    places = forms.IntegerField(
        label=gettext_lazy("Hoeveel plekken?"), min_value=1, max_value=MOST_PLACES, initial=1, widget=_short(),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            gettext_lazy("Vul een heel getal in van 1 tot en met 500."),
        ),
    )  # fmt: skip
    hours_min = HoursField(gettext_lazy("Uren per week, minstens"))
    hours_max = HoursField(gettext_lazy("Uren per week, hoogstens"))
    contract = forms.ChoiceField(
        label=gettext_lazy("Soort contract"), choices=ContractKind.choices, initial=ContractKind.UNKNOWN
    )
    wage_min = WageField(gettext_lazy("Loon per uur vanaf, in euro"))
    wage_max = WageField(gettext_lazy("Loon per uur tot, in euro"))
    shifts = forms.MultipleChoiceField(
        label=gettext_lazy("Werktijden buiten kantooruren"), choices=ShiftKind.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    education = forms.TypedChoiceField(
        label=gettext_lazy("Opleiding die minstens nodig is"), required=False, coerce=int, empty_value=None,
        choices=[("", gettext_lazy("Geen eis")), *EducationLevel.choices],
    )  # fmt: skip
    requires = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Wat iemand moet hebben"), required=False, widget=forms.CheckboxSelectMultiple,
        queryset=Requirement.objects.none(),
        help_text=gettext_lazy("Alleen wat echt nodig is. Wat de wet voor dit beroep vraagt, telt vanzelf mee."),
    )  # fmt: skip
    offers_training = forms.BooleanField(label=gettext_lazy("De werkgever leidt op"), required=False)
    demands = forms.MultipleChoiceField(
        label=gettext_lazy("Wat het werk vraagt van een lichaam of hoofd"), choices=Demand.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Dit sluit niemand uit. Wie iets niet kan, ziet: kan met aanpassing."),
    )  # fmt: skip
    url = forms.URLField(
        label=gettext_lazy("Adres op internet"), max_length=500, required=False, assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Vul een adres in zoals www.bedrijf.nl/vacature.")},
    )  # fmt: skip
    valid_through = DatePartsField(
        label=gettext_lazy("Tot en met welke dag?"), required=False,
        help_text=gettext_lazy("Daarna gaat de vacature vanzelf dicht. Leeg: tot iemand haar sluit."),
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, region_ids: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["employer"].queryset = Employer.objects.filter(region__in=region_ids)
        fields["requires"].queryset = Requirement.objects.exclude(kind=Requirement.Kind.AGE).order_by("kind", "name")
        self.occupation: Occupation | None = None
        if asked := self.data.get("welk_beroep_van"):
            self._offer_occupations(asked)
        if self.data.get(SEEN):
            self._offer_to_keep(self.data[SEEN])

    def clean(self) -> dict[str, Any]:
        """Bring what belongs together in order, and find the occupation."""
        data = super().clean() or self.cleaned_data
        for low, high in (("hours_min", "hours_max"), ("wage_min", "wage_max")):
            if data.get(low) is not None and data.get(high) is not None and data[high] < data[low]:
                self.add_error(high, _("Dit is lager dan het getal erboven."))
        words = data.get("work") or data.get("title")
        if words:
            self._find_occupation(words, data)
        return data

    def entry(self) -> Entry:
        """Return what was filled in; only for a form that is valid."""
        data = self.cleaned_data
        same = {name: data[name] for name in Entry.__dataclass_fields__ if name in data and name != "requires"}
        kept = data.get(SEEN, "").split(",") if data.get(KEPT) else []
        return Entry(
            **same | {"shifts": tuple(data["shifts"]), "demands": tuple(data["demands"])},
            occupation=self.occupation,
            requires=tuple(data["requires"]),
            kept=frozenset(filter(None, kept)),
        )

    def ask_about(self, findings: list[wording.Finding]) -> None:
        """Show one more box: these words stay on purpose. What was typed stays."""
        self._set_data(SEEN, ",".join(finding.rule.code for finding in findings))
        self._offer_to_keep(self.data[SEEN])
        self._set_data(KEPT, "")
        self.add_error(None, _("Sommige woorden kunnen mensen uitsluiten. Pas ze aan, of zeg onderaan dat ze blijven."))

    def _find_occupation(self, words: str, data: dict[str, Any]) -> None:
        chosen = self.data.get("welk_beroep", "")
        if chosen and self.data.get("welk_beroep_van") == words:
            self.occupation = Occupation.objects.filter(pk=number_of(chosen) or 0).first()
            return
        known, near = occupations.recognise(words)
        if known is not None:
            self.occupation = Occupation.objects.select_related("isco").get(pk=known)
        elif near:
            self._set_data("welk_beroep_van", words)
            self._offer_occupations(words)
            self.add_error("welk_beroep", _("Kies welk beroep het meest lijkt op %(words)s.") % {"words": words})

    def _offer_occupations(self, words: str) -> None:
        near = [(str(pk), name) for pk, name in occupations.recognise(words)[1]]
        if not near:
            return
        self.fields["welk_beroep_van"] = forms.CharField(required=False, widget=forms.HiddenInput, max_length=200)
        self.fields["welk_beroep"] = forms.ChoiceField(
            label=_("Welk beroep is dit?"),
            choices=[*near, (NONE_OF_THESE, _("Geen van deze"))],
            required=False,
            widget=forms.RadioSelect,
        )
        names = list(self.fields)
        after = names.index("work") + 1
        rest = [name for name in names if name not in {"welk_beroep", "welk_beroep_van"}]
        self.order_fields([*rest[:after], "welk_beroep", "welk_beroep_van", *rest[after:]])

    def _offer_to_keep(self, codes: str) -> None:
        self.fields[SEEN] = forms.CharField(required=False, widget=forms.HiddenInput, max_length=400)
        self.fields[KEPT] = forms.BooleanField(
            label=_("Deze woorden zijn nodig voor dit werk. Ze blijven staan."), required=False
        )

    def _set_data(self, name: str, value: str) -> None:
        data: Any = self.data
        data = data.copy()
        data[name] = value
        self.data = data


def initial_of(vacancy: Vacancy) -> dict[str, Any]:
    """Return what the form shows of a vacancy."""
    same = (
        "employer", "title", "description", "postcode4", "place", "places", "hours_min", "hours_max", "contract",
        "wage_min", "wage_max", "shifts", "education", "offers_training", "demands", "url", "valid_through", "version",
    )  # fmt: skip
    work = vacancy.occupation.label_nl if vacancy.occupation else ""
    return {name: getattr(vacancy, name) for name in same} | {"work": work, "requires": vacancy.requires.all()}


class SkillsForm(HouseForm):
    """Which skills of the occupation matter here."""

    submit_label = gettext_lazy("Bewaar")
    show_optional = False
    skills = forms.MultipleChoiceField(
        label=gettext_lazy("Wat is belangrijk voor dit werk?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        skills: Any = self.fields["skills"]
        skills.choices = offered


class CloseForm(HouseForm):
    """Why a vacancy closes."""

    submit_label = gettext_lazy("Sluit deze vacature")
    reason = forms.ChoiceField(
        label=gettext_lazy("Waarom gaat deze vacature dicht?"),
        choices=[
            ("filled", gettext_lazy("Vervuld door een kandidaat van ons")),
            ("filled_elsewhere", gettext_lazy("Vervuld door iemand anders")),
            ("withdrawn", gettext_lazy("De werkgever zoekt niet meer")),
            ("wrong", gettext_lazy("De vacature klopt niet")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies waarom.")},
    )
