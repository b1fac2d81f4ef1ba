"""The small forms of a grant: each asks for one thing."""

from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake.models import Case
from partners.models import Organisation
from rmt_portal import clock
from rmt_portal.nlds.dutch_fields import LineField
from rmt_portal.nlds.euro_field import EuroField
from rmt_portal.nlds.fields import DatePartsField
from rmt_portal.nlds.versioned_form import VersionedForm
from services.grants import rules
from services.grants.asking import Wanted, can_be_asked
from services.models import (
    AccreditedCompany,
    GoalOutcome,
    PlanGoal,
    RegularResult,
    RegularSource,
    Service,
    ServiceGrant,
)
from services.words import euro

READ_BY_BUDGET_HOLDER = gettext_lazy("De budgethouder leest dit. Geen ziektes, geen schulden, geen namen.")


class AskForm(VersionedForm):
    """Which service, for which goals, when, for how much and why."""

    submit_label = gettext_lazy("Vraag aan")

    service = forms.ChoiceField(
        label=gettext_lazy("Welke dienst?"),
        help_text=gettext_lazy("Hulp bij schulden vraag je aan met een verwijzing."),
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Kies een dienst.")),
    )
    goals = forms.MultipleChoiceField(
        label=gettext_lazy("Bij welk doel van het plan hoort dit?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Kies bij welk doel dit hoort."),
            "invalid_choice": gettext_lazy("Dit doel staat niet meer in het plan. Kies opnieuw."),
        },
    )
    starts_on = DatePartsField(label=gettext_lazy("Wanneer begint het?"))
    ends_on = DatePartsField(
        label=gettext_lazy("Tot wanneer duurt het?"),
        required=False,
        help_text=gettext_lazy("Leeg: zo lang als in de menukaart staat."),
    )
    amount = EuroField(
        label=gettext_lazy("Wat kost het (euro)?"),
        required=False,
        help_text=gettext_lazy("Leeg: de prijs uit de menukaart. Kost het niets, vul dan 0 in."),
    )
    why = LineField(
        label=gettext_lazy("Waarom heeft de kandidaat dit nodig?"),
        max_length=500,
        help_text=READ_BY_BUDGET_HOLDER,
        empty=gettext_lazy("Schrijf op waarom de kandidaat dit nodig heeft."),
    )
    why_second = LineField(
        label=gettext_lazy("Loopt er al zoiets? Waarom is dit er naast nodig?"),
        max_length=300,
        required=False,
        help_text=READ_BY_BUDGET_HOLDER,
    )

    def __init__(self, *args: Any, case: Case, goals: list[PlanGoal], grant: ServiceGrant | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        services = can_be_asked(case.region_id).order_by("kind", "name")
        if grant is not None:
            services = services.filter(pk=grant.service_id)
            self.submit_label = gettext_lazy("Bewaar")
        self.services = {str(service.pk): service for service in services}
        self.plan_goals = {str(goal.pk): goal for goal in goals}
        self._choices("service", [] if grant else [("", _("Kies een dienst"))])
        field: Any = self.fields["goals"]
        field.choices = [(pk, goal.text) for pk, goal in self.plan_goals.items()]
        if len(self.plan_goals) == 1 and not self.is_bound:
            self.initial.setdefault("goals", list(self.plan_goals))

    def _choices(self, name: str, first: list[tuple[str, Any]]) -> None:
        rows = sorted(self.services.items(), key=lambda item: str(item[1].get_kind_display()))
        per_kind = groupby(rows, key=lambda item: str(item[1].get_kind_display()))
        field: Any = self.fields[name]
        field.choices = [*first, *((kind.capitalize(), [_option(*one) for one in some]) for kind, some in per_kind)]

    def clean(self) -> dict[str, Any]:
        """Fill in what the catalogue says, and ask for what it does not."""
        data = super().clean() or self.cleaned_data
        service = self.services.get(data.get("service", ""))
        if service is None:
            return data
        if data.get("amount") is None and "amount" not in self.errors:
            data["amount"] = service.cost
            if service.cost is None:
                self.add_error("amount", _("In de menukaart staat geen prijs. Vul in wat het kost."))
        if data.get("ends_on") is None and data.get("starts_on") and "ends_on" not in self.errors:
            if service.months is None:
                self.add_error("ends_on", _("In de menukaart staat geen duur. Vul in tot wanneer het duurt."))
            else:
                data["ends_on"] = rules.last_day(data["starts_on"], max(round(service.months), 1))
        return data

    def what(self) -> Wanted:
        """Return what was asked, as it was filled in or as the catalogue says."""
        data = self.cleaned_data
        return Wanted(
            self.services[data["service"]],
            [self.plan_goals[pk] for pk in data["goals"]],
            data["starts_on"],
            data["ends_on"],
            data["amount"],
            data["why"],
            data["why_second"],
        )

    @staticmethod
    def start_values(grant: ServiceGrant) -> dict[str, Any]:
        """Return what stands in the form of something that was asked already."""
        return {
            "service": str(grant.service_id),
            "goals": [str(pk) for pk in grant.goals.values_list("goal", flat=True)],
            "starts_on": grant.starts_on,
            "ends_on": grant.ends_on,
            "amount": f"{grant.amount}".replace(".", ","),
            "why": grant.why,
            "why_second": grant.why_second,
            "version": grant.version,
        }


def _option(pk: str, service: Service) -> tuple[str, str]:
    price = "" if service.cost is None else f", {euro(service.cost)}" if service.cost else _(", kost niets")
    return pk, f"{service.name} ({service.provider}){price}"


class CheckForm(VersionedForm):
    """What each regular provision answered: always asked before money of the team is used."""

    submit_label = gettext_lazy("Bewaar en vraag een besluit")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for source in RegularSource:
            self.fields[source.value] = forms.ChoiceField(
                label=_("Wat zegt: %(who)s?") % {"who": source.label},
                choices=[(result.value, str(result.label).capitalize()) for result in RegularResult],
                widget=forms.RadioSelect,
                error_messages={"required": _("Kies wat %(who)s zegt.") % {"who": source.label}},
            )

    def answers(self) -> dict[str, str]:
        """Return the answer of each source."""
        return {source.value: self.cleaned_data[source.value] for source in RegularSource}


class PartnerAgreesForm(VersionedForm):
    """Which partner agrees, and since when."""

    submit_label = gettext_lazy("Leg vast: akkoord")
    organisation = forms.ChoiceField(
        label=gettext_lazy("Welke partner is akkoord?"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Kies een partner.")),
    )
    on = DatePartsField(label=gettext_lazy("Op welke dag?"))

    def __init__(self, *args: Any, grant: ServiceGrant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Organisation.objects.filter(regions=grant.region_id, is_active=True).order_by("name")
        self.partners = {str(one.pk): one for one in here}
        field: Any = self.fields["organisation"]
        field.choices = [("", _("Kies een partner")), *((pk, one.name) for pk, one in self.partners.items())]
        self.initial.setdefault("on", clock.today())


class PracticeForm(VersionedForm):
    """The company, the reservation number and when each of the three agreements was signed."""

    company = LineField(
        label=gettext_lazy("Nummer van het erkende leerbedrijf"),
        max_length=20,
        help_text=gettext_lazy("Het nummer uit het register van SBB, bijvoorbeeld 100123456."),
        empty=gettext_lazy("Vul het nummer van het leerbedrijf in."),
    )
    reservation_number = LineField(
        label=gettext_lazy("Reserveringsnummer"),
        max_length=40,
        help_text=gettext_lazy("Dat geeft de school. Het moet er zijn voor het begint."),
        empty=gettext_lazy("Vul het reserveringsnummer in."),
    )
    practice_on = DatePartsField(label=gettext_lazy("Praktijkovereenkomst getekend op"))
    education_on = DatePartsField(label=gettext_lazy("Onderwijsovereenkomst getekend op"))
    placement_on = DatePartsField(label=gettext_lazy("Plaatsingsovereenkomst getekend op"))
    found: AccreditedCompany | None = None

    def clean(self) -> dict[str, Any]:
        """Find the company in the register, by its number."""
        data = super().clean() or self.cleaned_data
        self.found = AccreditedCompany.objects.filter(number=data.get("company", "")).first()
        if self.found is None and "company" not in self.errors:
            self.add_error("company", _("Dit nummer staat niet in het register van erkende leerbedrijven."))
        return data

    @property
    def the_company(self) -> AccreditedCompany:
        """The company that was found."""
        assert self.found is not None
        return self.found


class StartForm(VersionedForm):
    """On which day it began, and until when it is planned now."""

    submit_label = gettext_lazy("Het is begonnen")
    on = DatePartsField(label=gettext_lazy("Op welke dag begon het?"))
    ends_on = DatePartsField(label=gettext_lazy("Tot wanneer duurt het?"))


class EndForm(VersionedForm):
    """On which day it ended, and what came of each goal."""

    submit_label = gettext_lazy("Rond af")
    on = DatePartsField(label=gettext_lazy("Op welke dag was het klaar?"))

    def __init__(self, *args: Any, goals: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goals = goals
        for row in goals:
            self.fields[f"goal_{row.pk}"] = forms.ChoiceField(
                label=_("Wat kwam er van: %(goal)s?") % {"goal": row.goal.text},
                choices=[(outcome.value, str(outcome.label).capitalize()) for outcome in GoalOutcome],
                widget=forms.RadioSelect,
                error_messages={"required": _("Kies wat er van dit doel kwam.")},
            )
        self.initial.setdefault("on", clock.today())

    def outcomes(self) -> dict[int, str]:
        """Return the outcome of each goal."""
        return {row.pk: self.cleaned_data[f"goal_{row.pk}"] for row in self.goals}


class WithdrawForm(VersionedForm):
    """Why it is taken back."""

    submit_label = gettext_lazy("Trek in")
    reason = LineField(
        label=gettext_lazy("Waarom gaat dit niet door?"),
        max_length=200,
        help_text=READ_BY_BUDGET_HOLDER,
        empty=gettext_lazy("Schrijf kort op waarom dit niet doorgaat."),
    )
