"""What somebody fills in to refer: who, which help, why, and on what ground the data may be shared."""

import re
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.models import LegalBasis, Membership, Organisation
from rmt_portal import clock
from rmt_portal.nlds.dutch_fields import BirthDateField, BsnGuardMixin, LineField, NameField
from rmt_portal.nlds.fields import DatePartsField
from rmt_portal.nlds.forms import HouseForm
from services.forms.fields import NO_DIAGNOSIS, AboutSomebodyField
from services.models import Service, ServiceKind
from services.referrals.lifecycle import Urgency
from services.referrals.roles import DEBT_ROLES, MAY_RECEIVE

_TIME = re.compile(r"^([01]?[0-9]|2[0-3])[:.]([0-5][0-9])$")


class WhoForm(HouseForm):
    """A number, or a name with a birth date."""

    submit_label = gettext_lazy("Zoek")
    show_optional = False

    number = LineField(
        label=gettext_lazy("Nummer van de aanmelding"),
        help_text=gettext_lazy("Bijvoorbeeld RA-2026-0471. Heb je geen nummer? Vul dan de naam en geboortedatum in."),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"class": "rmt-width-15"}),
    )
    name = NameField(label=gettext_lazy("Naam"), required=False, max_length=140)
    birth_date = BirthDateField(label=gettext_lazy("Geboortedatum"), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two ways, whole."""
        data = super().clean() or self.cleaned_data
        if self.errors or data.get("number"):
            return data
        if not data.get("name") and not data.get("birth_date"):
            self.add_error("number", _("Vul een nummer in, of een naam en een geboortedatum."))
        elif not data.get("name"):
            self.add_error("name", _("Vul ook de naam in."))
        elif not data.get("birth_date"):
            self.add_error("birth_date", _("Vul ook de geboortedatum in."))
        return data


class HelpForm(HouseForm):
    """Which help: a service of the catalogue, or an open question to an organisation.

    ``offers`` are services and organisations somebody can receive for; ``hints`` what is said under each.
    """

    chosen = forms.ChoiceField(
        label=gettext_lazy("Kies één hulp"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies de hulp die het best past."),
                        "invalid_choice": gettext_lazy("Deze hulp is net gestopt. Kies iets anders.")},
    )  # fmt: skip

    def __init__(self, *args: Any, choices: list[tuple[str, str]], hints: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["chosen"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        field.option_hints = hints  # type: ignore[attr-defined]

    def to_remember(self) -> dict[str, Any]:
        """Return what is kept: the id of a service or of an organisation."""
        kind, _colon, pk = self.cleaned_data["chosen"].partition(":")
        return {kind: int(pk)}


class WhyForm(BsnGuardMixin, HouseForm):
    """Why, what was done before, how fast and how warm. Debt help asks no why: the resident tells that itself."""

    why = AboutSomebodyField(
        label=gettext_lazy("Waarom verwijs je door?"),
        help_text=NO_DIAGNOSIS,
        empty=gettext_lazy("Schrijf kort op waarom."),
    )
    done_before = AboutSomebodyField(
        label=gettext_lazy("Wat is er al gedaan?"),
        required=False,
        help_text=gettext_lazy("Zo begint de ander niet opnieuw."),
    )
    urgency = forms.ChoiceField(
        label=gettext_lazy("Hoe snel is het nodig?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies hoe snel het nodig is.")},
    )
    requested_on = DatePartsField(
        label=gettext_lazy("Wanneer vroeg de inwoner om deze hulp?"),
        help_text=gettext_lazy("Vanaf die dag telt de wettelijke termijn."),
        error_messages={"required": gettext_lazy("Vul in wanneer de inwoner om hulp vroeg.")},
    )
    is_warm = forms.BooleanField(
        label=gettext_lazy("Warme overdracht: ik spreek eerst een collega daar"), required=False
    )
    receiver = forms.ChoiceField(label=gettext_lazy("Met wie?"), required=False)
    joint_call_on = DatePartsField(label=gettext_lazy("Samen bellen op"), required=False)
    joint_call_time = LineField(
        label=gettext_lazy("Hoe laat?"), required=False, max_length=5,
        help_text=gettext_lazy("Bijvoorbeeld 14:30"), widget=forms.TextInput(attrs={"class": "rmt-width-4"}),
    )  # fmt: skip

    def __init__(
        self, *args: Any, organisation: Organisation, region_id: int, is_debt_help: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        urgency, receiver = self.fields["urgency"], self.fields["receiver"]
        assert isinstance(urgency, forms.ChoiceField)
        assert isinstance(receiver, forms.ChoiceField)
        other = Urgency.THREAT if is_debt_help else Urgency.URGENT
        urgency.choices = [(u.value, u.label) for u in (Urgency.NORMAL, other)]
        urgency.option_hints = _urgency_hints()  # type: ignore[attr-defined]
        urgency.initial = Urgency.NORMAL.value
        people = Membership.objects.active().filter(
            organisation=organisation, region=region_id, role__in=DEBT_ROLES if is_debt_help else MAY_RECEIVE
        )
        names = dict(people.order_by("user__name").values_list("user_id", "user__name"))
        receiver.choices = [("", _("Niemand in het bijzonder")), *((str(pk), name) for pk, name in names.items())]
        if is_debt_help:
            del self.fields["why"], self.fields["done_before"]
            self.fields["requested_on"].initial = clock.today()
        else:
            del self.fields["requested_on"]

    def clean_requested_on(self) -> date:
        """Refuse a day to come."""
        day: date = self.cleaned_data["requested_on"]
        if day > clock.today():
            raise forms.ValidationError(_("Kies vandaag of een dag die al voorbij is."))
        return day

    def clean_joint_call_time(self) -> str:
        """Read "14:30" and "14.30"."""
        text: str = self.cleaned_data["joint_call_time"]
        if text and not _TIME.match(text):
            raise forms.ValidationError(_("Schrijf de tijd als 14:30."))
        return text.replace(".", ":")

    def clean(self) -> dict[str, Any]:
        """A call has a day and a time."""
        data = super().clean() or self.cleaned_data
        day, at = data.get("joint_call_on"), data.get("joint_call_time")
        if self.errors:
            return data
        if day and not at:
            self.add_error("joint_call_time", _("Vul ook in hoe laat."))
        elif at and not day:
            self.add_error("joint_call_on", _("Vul ook in op welke dag."))
        elif day and day < clock.today():
            self.add_error("joint_call_on", _("Kies een datum vanaf vandaag."))
        return data

    def to_remember(self) -> dict[str, Any]:
        """Return what is kept, as plain values."""
        data = self.cleaned_data
        day, at = data.get("joint_call_on"), data.get("joint_call_time")
        call = None
        if day and at:
            hour, minute = at.split(":")
            call = timezone.make_aware(datetime.combine(day, time(int(hour), int(minute)))).isoformat()
        asked = data.get("requested_on")
        return {
            "why": data.get("why", ""),
            "done_before": data.get("done_before", ""),
            "urgency": data["urgency"],
            "requested_on": asked.isoformat() if asked else None,
            "is_warm": bool(data["is_warm"] or call),
            "receiver": int(data["receiver"]) if data["receiver"] else None,
            "joint_call_at": call,
        }


def why_as_initial(kept: dict[str, Any]) -> dict[str, Any]:
    """Return what was kept as the form shows it."""
    values = dict(kept)
    if kept.get("requested_on"):
        values["requested_on"] = date.fromisoformat(kept["requested_on"])
    if kept.get("joint_call_at"):
        moment = timezone.localtime(datetime.fromisoformat(kept["joint_call_at"]))
        values |= {"joint_call_on": moment.date(), "joint_call_time": f"{moment:%H:%M}"}
    values["receiver"] = str(kept.get("receiver") or "")
    return values


class ShareForm(BsnGuardMixin, HouseForm):
    """On what ground the data may be shared, and how that was recorded."""

    basis = forms.ChoiceField(
        label=gettext_lazy("Waarom mag je deze gegevens delen?"),
        choices=[(LegalBasis.CONSENT.value, gettext_lazy("De cliënt geeft toestemming")),
                 (LegalBasis.PUBLIC_TASK.value, gettext_lazy("Het hoort bij een wettelijke taak"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies waarom je de gegevens mag delen.")},
    )  # fmt: skip
    how = forms.ChoiceField(
        label=gettext_lazy("Hoe gaf de cliënt toestemming?"),
        required=False,
        choices=[("screen", gettext_lazy("We keken samen naar dit scherm")), ("oral", gettext_lazy("Mondeling")),
                 ("paper", gettext_lazy("Op papier, met handtekening"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    given_on = DatePartsField(label=gettext_lazy("Op welke dag?"), required=False)
    law = LineField(
        label=gettext_lazy("Welke taak?"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Alleen bij een wettelijke taak. Bijvoorbeeld: Participatiewet, artikel 7."),
    )
    informed = forms.BooleanField(
        label=gettext_lazy("Ik heb verteld met wie ik wat deel, en dat dit altijd gestopt kan worden"),
        error_messages={"required": gettext_lazy("Vertel het de cliënt eerst, en zet dan een vinkje.")},
    )

    def __init__(self, *args: Any, has_a_task: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_a_task = has_a_task

    def clean_basis(self) -> str:
        """Refuse the law where the receiver has no task by law."""
        basis: str = self.cleaned_data["basis"]
        if basis == LegalBasis.PUBLIC_TASK and not self.has_a_task:
            raise forms.ValidationError(
                _("Deze organisatie heeft geen wettelijke taak voor deze persoon. Vraag om toestemming.")
            )
        return basis

    def clean(self) -> dict[str, Any]:
        """Ask for what belongs to the chosen ground."""
        data = super().clean() or self.cleaned_data
        day = data.get("given_on")
        if data.get("basis") == LegalBasis.CONSENT:
            if not data.get("how"):
                self.add_error("how", _("Kies hoe de cliënt toestemming gaf."))
            if "given_on" not in self.errors and (day is None or day > clock.today()):
                self.add_error("given_on", _("Vul de dag in waarop de cliënt ja zei: vandaag of eerder."))
        elif data.get("basis") == LegalBasis.PUBLIC_TASK and "law" not in self.errors and not data.get("law"):
            self.add_error("law", _("Schrijf op welke wettelijke taak."))
        return data

    def to_remember(self) -> dict[str, Any]:
        """Return what is kept, with the note as it goes into the record."""
        data = self.cleaned_data
        if data["basis"] == LegalBasis.CONSENT:
            how = dict(self.fields["how"].choices)[data["how"]]  # type: ignore[attr-defined]
            note = f"{how}, {date_format(data['given_on'], 'j F Y')}"
        else:
            note = data["law"]
        return {
            "basis": data["basis"],
            "note": note,
            "how": data["how"],
            "given_on": data["given_on"].isoformat() if data["given_on"] else None,
            "law": data["law"],
        }


def share_as_initial(kept: dict[str, Any] | None) -> dict[str, Any]:
    """Return what was kept as the form shows it; the tick is set anew each time."""
    if not kept:
        return {"given_on": clock.today()}
    given_on = date.fromisoformat(kept["given_on"]) if kept.get("given_on") else None
    return {**kept, "given_on": given_on}


def _urgency_hints() -> dict[str, str]:
    return {
        Urgency.NORMAL: _("Antwoord binnen 5 werkdagen; bij schulden een gesprek binnen 4 weken."),
        Urgency.URGENT: _("Antwoord binnen 2 werkdagen."),
        Urgency.THREAT: _("Iemand raakt het huis, stroom, gas of water kwijt. Een gesprek binnen 3 werkdagen."),
    }


def receives_for(service: Service, roles_of: dict[int, set[str]]) -> bool:
    """Say whether somebody of the provider can receive this kind of request."""
    wanted = DEBT_ROLES if service.kind == ServiceKind.DEBT_HELP else MAY_RECEIVE
    return bool(roles_of.get(service.provider_id, set()) & {str(role) for role in wanted})
