"""The form about work somebody found. Words for the employer and the work are recognised, and asked about when not."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake import occupations, sectors
from intake.models import Case, ContractKind, Placement, WageBand
from intake.models.outcome import MAX_NAME, MOST_HOURS
from intake.placements import Work
from matching.models import Employer
from rmt_portal.nlds.dutch_fields import DatePartsField, LineField
from rmt_portal.nlds.fields import SuggestInput
from rmt_portal.nlds.versioned_form import VersionedForm

NONE_OF_THESE = "0"
MOST_OPTIONS = 5
Options = list[tuple[str, str]]


class WorkForm(VersionedForm):
    """What work it is."""

    submit_label = gettext_lazy("Bewaar dit werk")
    employer = LineField(
        label=gettext_lazy("Bij welke werkgever?"),
        max_length=MAX_NAME,
        empty=gettext_lazy("Vul de naam van de werkgever in."),
    )
    known_employer = forms.ChoiceField(
        label=gettext_lazy("Staat deze werkgever in ons register?"), required=False, widget=forms.RadioSelect
    )
    function = LineField(
        label=gettext_lazy("Welk werk gaat de kandidaat doen?"),
        max_length=MAX_NAME,
        help_text=gettext_lazy("Bijvoorbeeld: helpende, monteur of chauffeur."),
        empty=gettext_lazy("Vul in welk werk de kandidaat gaat doen."),
        widget=SuggestInput("/beroepen/"),
    )
    occupation = forms.ChoiceField(
        label=gettext_lazy("Welk beroep past hier het beste bij?"), required=False, widget=forms.RadioSelect
    )
    sector = forms.ChoiceField(
        label=gettext_lazy("In welke sector?"),
        choices=[("", gettext_lazy("Kies een sector")), *sectors.PLAIN_SECTORS],
        error_messages={"required": gettext_lazy("Kies een sector.")},
    )
    contract = forms.ChoiceField(
        label=gettext_lazy("Wat voor contract?"),
        choices=[(kind.value, str(kind.label).capitalize()) for kind in ContractKind],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies wat voor contract het is.")},
    )
    hours = forms.IntegerField(
        label=gettext_lazy("Hoeveel uur per week?"),
        min_value=0,
        max_value=MOST_HOURS,
        help_text=gettext_lazy("In hele uren. Wisselt het? Vul in hoeveel het meestal is."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "rmt-width-2"}),
        error_messages={
            "required": gettext_lazy("Vul het aantal uren per week in."),
            **dict.fromkeys(
                ("invalid", "min_value", "max_value"), gettext_lazy("Vul een heel getal in van 0 tot en met 60.")
            ),
        },
    )
    wage_band = forms.ChoiceField(
        label=gettext_lazy("Hoeveel verdient de kandidaat, voor belasting?"),
        choices=[(band.value, str(band.label).capitalize()) for band in WageBand],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies wat de kandidaat verdient, of kies: weet ik niet.")},
    )
    starts_on = DatePartsField(
        label=gettext_lazy("Wat is de eerste werkdag?"),
        error_messages={"required": gettext_lazy("Vul de eerste werkdag in.")},
    )
    old_work_ends_on = DatePartsField(
        label=gettext_lazy("Wat is of was de laatste dag van het oude werk?"),
        required=False,
        help_text=gettext_lazy("Daarmee tellen we wie van werk naar werk gaat. Weet je het niet? Laat het leeg."),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.employer_row: Employer | None = None
        self.occupation_id: int | None = None
        self._employers: Options = []
        self._occupations: Options = []
        if self.is_bound:
            self._recognise()
        self._offer("known_employer", self._employers, _("Nee, een andere werkgever"))
        self._offer("occupation", self._occupations, _("Geen van deze"))

    def work(self) -> Work:
        """Return the work as it was filled in."""
        data = self.cleaned_data
        sector = sectors.find(data["sector"])
        return Work(
            employer_name=self.employer_row.name if self.employer_row else data["employer"],
            employer_id=self.employer_row.pk if self.employer_row else None,
            function=data["function"],
            occupation_id=self.occupation_id,
            sector_id=sector.pk if sector else None,
            contract=data["contract"],
            hours=data["hours"],
            wage_band=data["wage_band"],
            starts_on=data["starts_on"],
        )

    def along(self) -> dict[str, Any]:
        """Return what the actions of work ask besides the work."""
        return {"version": self.cleaned_data["version"], "old_work_ends_on": self.cleaned_data["old_work_ends_on"]}

    def clean(self) -> dict[str, Any]:
        """Take what was recognised, or what was chosen of what comes close."""
        data = super().clean() or self.cleaned_data
        if self._employers and "employer" in data:
            self._chosen("known_employer", _("Kies of de werkgever in ons register staat."))
            picked = data.get("known_employer")
            if picked and picked != NONE_OF_THESE:
                self.employer_row = self._here().filter(pk=picked).first()
        if self._occupations and "function" in data:
            self._chosen("occupation", _("Kies welk beroep hier het beste bij past, of: geen van deze."))
            picked = data.get("occupation")
            self.occupation_id = int(picked) if picked and picked != NONE_OF_THESE else None
        return data

    def _chosen(self, name: str, ask: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, ask)

    def _recognise(self) -> None:
        """Look up what was typed before the fields are checked: what comes close becomes a question in the form."""
        function = _typed(self, "function")
        if function:
            self.occupation_id, near = occupations.recognise(function)
            self._occupations = [(str(pk), name) for pk, name in near]
        name = _typed(self, "employer")
        if len(name) > 1:
            same = list(self._here().filter(name__iexact=name)[:MOST_OPTIONS])
            if len(same) == 1:
                self.employer_row = same[0]
            else:
                near_ones = same or self._here().filter(name__icontains=name)[:MOST_OPTIONS]
                self._employers = [(str(row.pk), f"{row.name}, {row.place}") for row in near_ones]

    def _here(self) -> Any:
        return Employer.objects.filter(region=self.case.region_id)

    def _offer(self, name: str, options: Options, none: str) -> None:
        if not options:
            del self.fields[name]
            return
        field: Any = self.fields[name]
        field.choices = [*options, (NONE_OF_THESE, none)]
        field.error_messages["invalid_choice"] = _("Dit staat niet meer in de lijst. Kies opnieuw.")


def start_values(placement: Placement) -> dict[str, Any]:
    """Return what stands in the form about work that is known already."""
    return {
        "employer": placement.employer_name,
        "function": placement.function,
        "sector": placement.sector.code if placement.sector else sectors.NO_SECTOR,
        "contract": placement.contract,
        "hours": placement.hours,
        "wage_band": placement.wage_band,
        "starts_on": placement.starts_on,
    }


def _typed(form: WorkForm, name: str) -> str:
    """Return the words of a field when they are safe to look up."""
    try:
        return str(form.fields[name].clean(form.data.get(name, "")))
    except forms.ValidationError:
        return ""
