"""What somebody fills in to let an event of a referral happen."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.models import Membership, Organisation, User
from rmt_portal import clock
from rmt_portal.nlds.dutch_fields import BsnGuardMixin
from rmt_portal.nlds.fields import DatePartsField
from rmt_portal.nlds.forms import HouseForm
from services.forms.fields import NO_DIAGNOSIS, AboutSomebodyField
from services.models import Referral
from services.referrals.debt_help import OUTCOMES_OF_DEBT_HELP, OUTCOMES_OF_OTHER_HELP, DebtPhase, names_an_amount
from services.referrals.lifecycle import DeclineReason
from services.referrals.parties import receiving_roles

NOON = time(12, 0)
CHOOSE = ("", gettext_lazy("Maak een keuze"))


class StepForm(BsnGuardMixin, HouseForm):
    """A step on a referral. ``version`` says which state of it was on the screen."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, referral: Referral, user: User, button: str | Promise, **kwargs: Any) -> None:
        self.referral = referral
        self.user = user
        self.submit_label = button
        super().__init__(*args, initial={"version": referral.version, **self.start_values(referral)}, **kwargs)

    def start_values(self, referral: Referral) -> dict[str, Any]:
        """Return what stands in the form before anything is filled in."""
        return {}

    def clean(self) -> dict[str, Any]:
        """Keep amounts out of what is written about debts: who needs them has them in the own system."""
        data = super().clean() or self.cleaned_data
        for name in (
            [name for name, text in data.items() if isinstance(text, str)] if self.referral.is_debt_help else []
        ):
            if names_an_amount(data[name]):
                self.add_error(name, _("Schrijf hier geen bedragen. Zeg het zonder, of bel de ander."))
        return data

    def typed(self) -> list[tuple[str, str]]:
        """Return label and value of what somebody typed, to show when it could not be used."""
        rows = []
        for field in self.visible_fields():
            value = field.value()
            text = "-".join(str(v) for v in value if v) if isinstance(value, list) else str(value or "")
            if text:
                rows.append((str(field.label), dict(getattr(field.field, "choices", [])).get(text, text)))
        return rows


class NothingToFillIn(StepForm):
    """A step that only asks "are you sure"."""


class QuestionForm(StepForm):
    """The receiver asks the sender something."""

    text = AboutSomebodyField(
        label=gettext_lazy("Wat wil je weten?"),
        help_text=NO_DIAGNOSIS,
        empty=gettext_lazy("Schrijf op wat je wilt weten."),
    )


class AnswerForm(StepForm):
    """The sender answers."""

    text = AboutSomebodyField(
        label=gettext_lazy("Je antwoord"), help_text=NO_DIAGNOSIS, empty=gettext_lazy("Schrijf je antwoord op.")
    )


class NoteForm(StepForm):
    """A message to the other side."""

    text = AboutSomebodyField(
        label=gettext_lazy("Je bericht"), help_text=NO_DIAGNOSIS, empty=gettext_lazy("Schrijf je bericht op.")
    )


class ReasonForm(StepForm):
    """Why somebody stops, takes back or sets aside."""

    reason = AboutSomebodyField(
        label=gettext_lazy("Waarom?"),
        help_text=gettext_lazy("Kort. De andere organisatie leest dit. Zet hier geen ziektes of diagnoses neer."),
        empty=gettext_lazy("Schrijf kort op waarom."),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": "2"}),
    )


class AcceptForm(StepForm):
    """Who of the team takes it on."""

    responsible = forms.ChoiceField(
        label=gettext_lazy("Wie neemt contact op?"),
        help_text=gettext_lazy("De verwijzer en de cliënt horen deze naam."),
        error_messages={"required": gettext_lazy("Kies wie contact opneemt."),
                        "invalid_choice": gettext_lazy("Kies een collega uit de lijst.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["responsible"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(pk), name) for pk, name in receivers_of(self.referral)]

    def start_values(self, referral: Referral) -> dict[str, Any]:
        """Choose the colleague the sender named, otherwise whoever accepts."""
        return {"responsible": str(referral.receiver_id or self.user.pk)}


class DeclineForm(StepForm):
    """Why not, and what would be better."""

    reason_code = forms.ChoiceField(
        label=gettext_lazy("Waarom neem je deze verwijzing niet aan?"),
        choices=DeclineReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies waarom je de verwijzing niet aanneemt."),
                        "invalid_choice": gettext_lazy("Kies een reden uit de lijst.")},
    )  # fmt: skip
    possible_from = DatePartsField(
        label=gettext_lazy("Vanaf wanneer kan het wel?"),
        required=False,
        help_text=gettext_lazy("Vul dit in als je vol zit of als het nog te vroeg is."),
    )
    better_offer = forms.ChoiceField(
        label=gettext_lazy("Waar past het beter?"),
        required=False,
        help_text=gettext_lazy("Weet je een betere plek? Dan kan de verwijzer meteen verder."),
    )
    explanation = AboutSomebodyField(
        label=gettext_lazy("Uitleg voor de verwijzer"), required=False, help_text=NO_DIAGNOSIS
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = self.fields["reason_code"]
        reasons.option_hints = {  # type: ignore[attr-defined]
            DeclineReason.NOT_OUR_AREA: _("Wij stellen de verwijzer een organisatie voor die daar wel helpt."),
            DeclineReason.FULL: _("Vul hieronder in vanaf wanneer er weer plek is."),
            DeclineReason.NOT_NOW: _("Vul hieronder in vanaf wanneer het wel kan."),
        }
        others = Organisation.objects.filter(regions=self.referral.region, is_active=True).exclude(
            pk__in=[self.referral.receiver_organisation_id, self.referral.sender_organisation_id]
        )
        better = self.fields["better_offer"]
        assert isinstance(better, forms.ChoiceField)
        better.choices = [("", _("Dat weet ik niet")), *((str(o.pk), o.name) for o in others.order_by("name"))]

    def clean(self) -> dict[str, Any]:
        """Ask for the date that "full" and "not now" promise."""
        data = super().clean() or self.cleaned_data
        day, reason = data.get("possible_from"), data.get("reason_code")
        if reason in (DeclineReason.FULL, DeclineReason.NOT_NOW) and "possible_from" not in self.errors:
            if day is None:
                self.add_error("possible_from", _("Vul in vanaf wanneer het wel kan."))
            elif day <= clock.today():
                self.add_error("possible_from", _("Kies een datum na vandaag."))
        return data


class FirstTalkForm(StepForm):
    """The municipality promises when the first talk about debts is."""

    day = DatePartsField(label=gettext_lazy("Op welke dag is het eerste gesprek?"))

    def clean_day(self) -> date:
        """Refuse a day that has passed."""
        day: date = self.cleaned_data["day"]
        if day < clock.today():
            raise forms.ValidationError(_("Kies een datum vanaf vandaag."))
        return day


class StartForm(StepForm):
    """The first real contact."""

    day = DatePartsField(
        label=gettext_lazy("Wanneer spraken jullie elkaar voor het eerst?"),
        help_text=gettext_lazy("Na het aannemen, en niet later dan vandaag."),
    )

    def start_values(self, referral: Referral) -> dict[str, Any]:
        """Guess today."""
        return {"day": clock.today()}

    def moment(self) -> datetime:
        """Return the day as a moment: now for today, noon for earlier, never before the acceptance of that day."""
        day: date = self.cleaned_data["day"]
        if day == clock.today():
            return clock.now()
        noon = timezone.make_aware(datetime.combine(day, NOON))
        accepted = self.referral.accepted_at
        return max(noon, accepted) if accepted and timezone.localdate(accepted) == day else noon


class HoldForm(ReasonForm):
    """Stop for a while."""

    review_on = DatePartsField(
        label=gettext_lazy("Wanneer kijk je opnieuw?"), help_text=gettext_lazy("Binnen 30 dagen.")
    )


class CompleteForm(StepForm):
    """How the help ended."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Hoe is de hulp afgelopen?"),
        choices=OUTCOMES_OF_OTHER_HELP,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies hoe de hulp is afgelopen."),
                        "invalid_choice": gettext_lazy("Kies een uitkomst uit de lijst.")},
    )  # fmt: skip
    report = AboutSomebodyField(
        label=gettext_lazy("Eén zin voor de verwijzer"),
        required=False,
        help_text=gettext_lazy("Wat kan deze persoon nu, wat is nog nodig? Geen bedragen, geen ziektes of diagnoses."),
        widget=forms.Textarea(attrs={"rows": "2"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.referral.is_debt_help:
            outcome = self.fields["outcome"]
            assert isinstance(outcome, forms.ChoiceField)
            outcome.choices = OUTCOMES_OF_DEBT_HELP
            outcome.help_text = _("De verwijzer leest alleen deze uitkomst: geen bedragen, geen schuldeisers.")
            del self.fields["report"]


class DebtPhaseForm(StepForm):
    """How far the help with debts is."""

    phase = forms.ChoiceField(
        label=gettext_lazy("In welke fase is de hulp?"),
        choices=DebtPhase.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies in welke fase de hulp is."),
                        "invalid_choice": gettext_lazy("Kies een fase uit de lijst.")},
    )  # fmt: skip

    def start_values(self, referral: Referral) -> dict[str, Any]:
        """Start from the phase that stands there."""
        return {"phase": referral.debt_phase}


def receivers_of(referral: Referral) -> list[tuple[int, str]]:
    """Return who of the receiving organisation can take a referral on, by name."""
    found = (
        Membership.objects.active()
        .filter(
            organisation=referral.receiver_organisation,
            region=referral.region,
            role__in=receiving_roles(referral),
        )
        .exclude(user=referral.sender_id)
        .order_by("user__name", "user_id")
        .values_list("user_id", "user__name")
    )
    return list(dict.fromkeys(found))
