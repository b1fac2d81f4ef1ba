"""The one form of the triage: the talk, what can not wait, the weighing, the decision, the coach, the first meeting."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake import allocation, triage
from intake.models import REASONS, Case, ContactMoment, FirstMeeting, Outcome, Urgency
from partners.models import Organisation
from rmt_portal import clock, typed_dates, working_days
from rmt_portal.nlds.dutch_fields import BsnGuardMixin, NameField, NotesField, PhoneField
from rmt_portal.nlds.forms import HouseForm
from rmt_portal.workplace import words
from rmt_portal.workplace.member import Member

NO_TALK, ME, BEST, LATER = "", "me", "best", ""
FARTHEST_WORKING_DAYS = 60
_OUTCOME_TITLES = {Outcome.ADMIT: gettext_lazy("Wij helpen"), Outcome.REGULAR: gettext_lazy("Gewone hulp elders")}


class TriageForm(BsnGuardMixin, HouseForm):
    """Everything of one talk on one screen; only what belongs to the chosen outcome has to be filled in."""

    submit_label = gettext_lazy("Besluit opslaan")
    show_optional = False
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    way = forms.ChoiceField(
        label=gettext_lazy("Hoe sprak je deze persoon?"),
        choices=[(NO_TALK, gettext_lazy("Geen nieuw gesprek")), *ContactMoment.Way.choices],
        initial=ContactMoment.Way.PHONE,
        required=False,
    )
    talk_note = NotesField(
        label=gettext_lazy("Wat is besproken?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("De kandidaat kan dit lezen. Schrijf geen ziektes, schulden of burgerservicenummer op."),
    )
    urgent = forms.MultipleChoiceField(
        label=gettext_lazy("Kan iets niet wachten tot morgen?"),
        choices=[(kind.value, kind.label) for kind in Urgency if kind != Urgency.MONEY],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("Wat besluit je?"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies wat je besluit.")},
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Waarom?"), error_messages={"required": gettext_lazy("Kies een reden.")}
    )
    note = NotesField(
        label=gettext_lazy("Toelichting op je besluit (leeg laten mag)"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("De kandidaat kan dit lezen."),
    )
    warm_organisation = forms.ModelChoiceField(
        label=gettext_lazy("Welke organisatie helpt dan?"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("Een andere organisatie"),
    )
    warm_name = NameField(label=gettext_lazy("Naam van de contactpersoon daar"), max_length=80, required=False)
    warm_phone = PhoneField(label=gettext_lazy("Telefoon van de contactpersoon"), required=False)
    coach = forms.ChoiceField(label=gettext_lazy("Wie wordt coach?"), required=False)
    meeting_day = forms.CharField(
        label=gettext_lazy("Eerste gesprek op, zoals 27-11"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "day"}),
    )
    meeting_time = forms.CharField(
        label=gettext_lazy("Hoe laat, zoals 10.30"),
        required=False,
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "day"}),
    )
    meeting_way = forms.ChoiceField(
        label=gettext_lazy("Hoe"), choices=FirstMeeting.Way.choices, initial=FirstMeeting.Way.DESK, required=False
    )

    def __init__(self, *args: Any, case: Case, member: Member, skips_weighing: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.member = case, member
        fields: dict[str, Any] = self.fields
        fields["reason"].choices = [
            ("", _("Kies een reden")),
            *((outcome.label, [(r.value, r.label) for r in REASONS[outcome]]) for outcome in Outcome),
        ]
        nearby = Organisation.objects.filter(regions=case.region_id, is_active=True).order_by("name")
        fields["warm_organisation"].queryset = nearby
        self.fits = allocation.fits(case)
        fields["coach"].choices = [(LATER, _("Nog niemand")), *self._coaches()]
        self.criteria = [] if skips_weighing else triage.criteria(case)
        for criterion in self.criteria:
            fields[self.weight(criterion.code)] = forms.TypedChoiceField(
                label=criterion.question,
                help_text=criterion.help_text,
                choices=list(triage.SCORES.items()),
                coerce=int,
                required=False,
                empty_value=None,
                widget=forms.RadioSelect,
            )

    def _coaches(self) -> list[tuple[str, str]]:
        own = self.member.user
        found = [(ME, _("Ik word zelf coach"))]
        if any(fit.has_room for fit in self.fits):
            found.append((BEST, _("Vraag wie het best past")))
        for fit in self.fits:
            if fit.coach != own:
                said = " ".join(allocation.in_words(fit.stored()))
                found.append((str(fit.coach.pk), _("Vraag %(name)s. %(why)s") % {"name": fit.coach, "why": said}))
        return found

    @staticmethod
    def weight(code: str) -> str:
        """Return the name of the field of a criterion."""
        return f"weeg_{code}"

    @property
    def weighing(self) -> list[Any]:
        """The fields of the criteria, to draw."""
        return [self[self.weight(criterion.code)] for criterion in self.criteria]

    def clean_meeting_day(self) -> date | None:
        """Read a day as people write it."""
        typed = self.cleaned_data["meeting_day"].strip()
        day = words.read_day(typed)
        if typed and day is None:
            raise forms.ValidationError(_("Vul een dag in zoals 27-11 of 27 november."))
        if day and not clock.today() <= day <= working_days.add(clock.today(), FARTHEST_WORKING_DAYS):
            raise forms.ValidationError(_("Kies een dag vanaf vandaag, hooguit drie maanden vooruit."))
        return day

    def clean_meeting_time(self) -> time | None:
        """Read a time as people write it: "10.30", "10:30", "10 uur"."""
        typed = self.cleaned_data["meeting_time"].strip()
        found = typed_dates.read_time(typed)
        if typed and found is None:
            raise forms.ValidationError(_("Vul een tijd in zoals 10.30."))
        return found

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen outcome needs, and for nothing else."""
        data = super().clean() or self.cleaned_data
        outcome, reason = data.get("outcome"), data.get("reason")
        if outcome and reason and reason not in REASONS[outcome]:
            self.add_error("reason", _("Deze reden hoort bij een ander besluit. Kies een reden die erbij past."))
        if outcome == Outcome.REGULAR:
            for name, error in (
                ("warm_name", _("Vul in wie daar de contactpersoon is. Bel eerst met die collega.")),
                ("warm_phone", _("Vul het telefoonnummer van de contactpersoon in.")),
            ):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, error)
        if outcome == Outcome.ADMIT:
            self._clean_meeting(data)
        if not data.get("way") and self.case.last_contact_at is None and outcome:
            self.add_error("way", _("Spreek de persoon eerst. Kies hoe je deze persoon sprak."))
        return data

    def _clean_meeting(self, data: dict[str, Any]) -> None:
        day, at = data.get("meeting_day"), data.get("meeting_time")
        if day and not at and "meeting_time" not in self.errors:
            self.add_error("meeting_time", _("Vul in hoe laat het gesprek is."))
        if at and not day and "meeting_day" not in self.errors:
            self.add_error("meeting_day", _("Vul in op welke dag het gesprek is."))
        if day and at and timezone.make_aware(datetime.combine(day, at)) <= clock.now():
            self.add_error("meeting_time", _("Dit moment is al geweest. Kies een later moment."))

    @property
    def choice(self) -> triage.Choice:
        """What was decided, for the action; what belongs to another outcome is left out."""
        data = self.cleaned_data
        outcome = Outcome(data["outcome"])
        is_in, is_elsewhere = outcome == Outcome.ADMIT, outcome == Outcome.REGULAR
        scores = {c.code: data.get(self.weight(c.code)) for c in self.criteria}
        return triage.Choice(
            outcome=outcome,
            reason=data["reason"],
            note=data["note"],
            weighing={code: score for code, score in scores.items() if score is not None},
            talk=triage.Talk(data["way"], data["talk_note"]) if data["way"] else None,
            urgent=tuple(data["urgent"]),
            warm_organisation=data["warm_organisation"] if is_elsewhere else None,
            warm_name=data["warm_name"] if is_elsewhere else "",
            warm_phone=data["warm_phone"] if is_elsewhere else "",
            coach=self._chosen_coach() if is_in else None,
            ask_best=is_in and data["coach"] == BEST,
            meeting=self._meeting() if is_in else None,
        )

    def _chosen_coach(self) -> Any:
        chosen = self.cleaned_data["coach"]
        if chosen == ME:
            return self.member.user
        return next((fit.coach for fit in self.fits if str(fit.coach.pk) == chosen), None)

    def _meeting(self) -> triage.Meeting | None:
        data = self.cleaned_data
        if not data.get("meeting_day"):
            return None
        at = timezone.make_aware(datetime.combine(data["meeting_day"], data["meeting_time"]))
        return triage.Meeting(at, data["meeting_way"] or FirstMeeting.Way.DESK)
