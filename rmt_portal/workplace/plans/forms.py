"""The small forms of a plan: each asks for one thing."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.models import Organisation
from rmt_portal import clock
from rmt_portal.nlds.dutch_fields import DatePartsField, LineField
from rmt_portal.nlds.fields import SuggestInput
from rmt_portal.nlds.forms import HouseForm
from rmt_portal.nlds.versioned_form import VersionedForm
from services.models import RECORDED_WAYS, ActionPlan, AgreedHow, LifeDomain, PlanGoal, PlanStep, StepOwner
from services.models.plans import MAX_DAYS, MAX_TEXT
from services.plans.editing import StepText

ON_A_DAY, LATER, START = "day", "later", "start"
READ_BY = gettext_lazy("De kandidaat leest dit. Schrijf het zoals jullie het samen zeggen.")


class ChooseForm(HouseForm):
    """Which example the plan begins with."""

    submit_label = gettext_lazy("Maak het plan")
    template = forms.ChoiceField(
        label=gettext_lazy("Waar begin je mee?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Kies een voorbeeld, of begin leeg."),
            "invalid_choice": gettext_lazy("Dit voorbeeld is er niet meer. Kies een ander."),
        },
    )

    def __init__(self, *args: Any, templates: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["template"]
        field.choices = [*((str(t.pk), f"{t.name}. {t.for_whom}") for t in templates), ("leeg", _("Begin leeg"))]


class GoalForm(VersionedForm):
    """A goal, in the words of the client."""

    text = LineField(
        label=gettext_lazy("Wat wil de kandidaat bereiken?"),
        max_length=MAX_TEXT,
        help_text=gettext_lazy("In woorden van de kandidaat, bijvoorbeeld: ik werk in de zorg. Geen ziektes."),
        empty=gettext_lazy("Schrijf op wat de kandidaat wil bereiken."),
    )
    domain = forms.ChoiceField(
        label=gettext_lazy("Waar gaat dit over?"),
        choices=[(domain.value, str(domain.label).capitalize()) for domain in LifeDomain],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies waar dit doel over gaat.")},
    )


class StepForm(VersionedForm):
    """Who does what, and when. What must be filled in follows from the choices."""

    show_optional = False

    text = LineField(
        label=gettext_lazy("Wat gebeurt er?"),
        max_length=MAX_TEXT,
        help_text=READ_BY,
        empty=gettext_lazy("Schrijf op wat er gebeurt."),
    )
    owner = forms.ChoiceField(
        label=gettext_lazy("Wie doet dit?"),
        choices=[(owner.value, str(owner.label).capitalize()) for owner in StepOwner],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies wie dit doet.")},
    )
    partner = forms.ChoiceField(label=gettext_lazy("Doet een partner dit: welke?"), required=False)
    partner_name = LineField(
        label=gettext_lazy("Of de naam van een ander"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Voor wie niet in de lijst staat."),
    )
    goal = forms.ChoiceField(label=gettext_lazy("Bij welk doel?"), required=False)
    when = forms.ChoiceField(
        label=gettext_lazy("Wanneer?"),
        choices=[
            (LATER, gettext_lazy("Een aantal dagen na iets anders")),
            (ON_A_DAY, gettext_lazy("Op een vaste dag")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies wanneer dit gebeurt.")},
    )
    days = forms.IntegerField(
        label=gettext_lazy("Hoeveel dagen later?"),
        required=False,
        min_value=0,
        max_value=MAX_DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "rmt-width-4"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), gettext_lazy("Vul een getal in van 0 tot en met 730.")
        ),
    )
    after = forms.ChoiceField(label=gettext_lazy("Na wat?"), required=False)
    fixed_on = DatePartsField(label=gettext_lazy("Op welke dag?"), required=False)

    def __init__(self, *args: Any, plan: ActionPlan, step: PlanStep | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goals = {str(goal.pk): goal for goal in plan.goals.all()}
        earlier = plan.steps.filter(pk__lt=step.pk) if step else plan.steps.all()
        self.earlier = {str(one.pk): one for one in earlier.order_by("pk")}
        here = Organisation.objects.filter(regions=plan.region_id, is_active=True).order_by("name")
        self.partners = {str(one.pk): one for one in here}
        self._choices("partner", [("", _("Geen partner uit de lijst")), *_named(self.partners)])
        self._choices("goal", [("", _("Bij geen doel")), *((pk, goal.text) for pk, goal in self.goals.items())])
        self._choices(
            "after", [(START, _("het begin van het plan")), *((pk, one.text) for pk, one in self.earlier.items())]
        )

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices
        field.error_messages["invalid_choice"] = _("Dit staat niet meer in de lijst. Kies opnieuw.")

    def clean(self) -> dict[str, Any]:
        """Ask for what belongs to the choices that were made, at the field where it is filled in."""
        data = super().clean() or self.cleaned_data
        named = data.get("partner") or data.get("partner_name")
        if data.get("owner") == StepOwner.PARTNER and not named and "partner_name" not in self.errors:
            self.add_error("partner", _("Kies welke partner dit doet, of vul een naam in."))
        if data.get("when") == ON_A_DAY and data.get("fixed_on") is None and "fixed_on" not in self.errors:
            self.add_error("fixed_on", _("Vul in op welke dag."))
        if data.get("when") == LATER and data.get("days") is None and "days" not in self.errors:
            self.add_error("days", _("Vul in hoeveel dagen later."))
        return data

    def what(self) -> StepText:
        """Return the step as it was filled in; what does not belong to the choices is left out."""
        data = self.cleaned_data
        fixed = data["when"] == ON_A_DAY
        return StepText(
            text=data["text"],
            owner=data["owner"],
            partner=self.partners.get(data["partner"]),
            partner_name=data["partner_name"],
            goal=self.goals.get(data["goal"]),
            fixed_on=data["fixed_on"] if fixed else None,
            days=None if fixed else data["days"],
            after_step=None if fixed else self.earlier.get(data["after"]),
        )

    @staticmethod
    def start_values(step: PlanStep) -> dict[str, Any]:
        """Return what stands in the form of a step that is there already."""
        return {
            "text": step.text,
            "owner": step.owner,
            "partner": str(step.partner_id or ""),
            "partner_name": step.partner_name,
            "goal": str(step.goal_id or ""),
            "when": ON_A_DAY if step.fixed_on else LATER,
            "days": step.days,
            "after": str(step.after_step_id or START),
            "fixed_on": step.fixed_on,
        }


def _named(partners: dict[str, Organisation]) -> list[tuple[str, str]]:
    return [(pk, one.name) for pk, one in partners.items()]


class OccupationForm(HouseForm):
    """Work the plan leads to, in everyday words."""

    submit_label = gettext_lazy("Zoek")
    occupation = LineField(
        label=gettext_lazy("Welk beroep?"),
        max_length=120,
        help_text=gettext_lazy("Bijvoorbeeld: helpende, monteur of chauffeur."),
        empty=gettext_lazy("Vul een beroep in."),
        widget=SuggestInput("/beroepen/"),
    )


class AgreedForm(VersionedForm):
    """How and when the client agreed."""

    submit_label = gettext_lazy("Leg vast: akkoord")
    how = forms.ChoiceField(
        label=gettext_lazy("Hoe ging de kandidaat akkoord?"),
        choices=[(way.value, str(AgreedHow(way).label).capitalize()) for way in RECORDED_WAYS],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies hoe de kandidaat akkoord ging.")},
    )
    on = DatePartsField(label=gettext_lazy("Op welke dag?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", clock.today())


class SkipForm(VersionedForm):
    """Why a step does not go on."""

    submit_label = gettext_lazy("Deze stap gaat niet door")
    reason = LineField(
        label=gettext_lazy("Waarom gaat deze stap niet door?"),
        max_length=200,
        help_text=READ_BY,
        empty=gettext_lazy("Schrijf kort op waarom deze stap niet doorgaat."),
    )


class ReviewForm(VersionedForm):
    """What was agreed when the plan was looked at, and when that happens again."""

    submit_label = gettext_lazy("Bewaar: besproken")
    note = LineField(label=gettext_lazy("Wat spraken jullie af?"), max_length=500, required=False, help_text=READ_BY)
    next_on = DatePartsField(
        label=gettext_lazy("Wanneer bespreken jullie het weer?"),
        required=False,
        help_text=gettext_lazy("Leeg: over zes weken. Hoogstens over 13 weken."),
    )


def goal_values(goal: PlanGoal) -> dict[str, Any]:
    """Return what stands in the form of a goal that is there already."""
    return {"text": goal.text, "domain": goal.domain}
