"""The forms of the own page."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from intake import sharing_questions
from intake.models import HIGHEST, LOWEST, Client, ContactWay, DataCategory, YesNo
from intake.questions import checks, radios
from rmt_portal.nlds.dutch_fields import (
    BirthDateField,
    BsnGuardMixin,
    EmailField,
    LineField,
    NameField,
    PhoneField,
    PostcodeField,
)
from rmt_portal.nlds.forms import HouseForm
from rmt_portal.outbox import sms


class AskForm(HouseForm):
    """Where to send the link to."""

    submit_label = _("Stuur mij een link")
    show_optional = False
    email = EmailField(
        label=_("E-mailadres"), empty=_("Vul je e-mailadres in."), help_text=_("Het adres van je aanmelding.")
    )


class AskWithPhoneForm(HouseForm):
    """Where to send the link to, where this installation also sends messages by telephone."""

    submit_label = _("Stuur mij een code")
    show_optional = False
    email = EmailField(label=_("E-mailadres"), required=False, help_text=_("Het adres van je aanmelding."))
    phone = PhoneField(label=_("Of je mobiele nummer"), required=False, help_text=_("Dan krijg je een sms."))

    def clean(self) -> dict[str, Any]:
        """Ask for one of both."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not data.get("email") and not data.get("phone"):
            self.add_error("email", _("Vul je e-mailadres in, of je mobiele nummer."))
        return data


def ask_form(data: Any) -> HouseForm:
    """Return the form that fits what this installation can send."""
    return AskWithPhoneForm(data) if sms.is_on() else AskForm(data)


class CodeForm(HouseForm):
    """The code from the letter. Pasting is fine, and so are spaces."""

    submit_label = _("Inloggen")
    show_optional = False
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("6 cijfers, uit de mail of sms."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "rmt-width-7"}),
        error_messages={"required": _("Vul de code in."), "max_length": _("De code heeft 6 cijfers.")},
    )

    def clean_code(self) -> str:
        """Keep the digits."""
        digits = "".join(c for c in self.cleaned_data["code"] if c.isdecimal())
        if len(digits) != 6:
            raise ValidationError(_("De code heeft 6 cijfers."))
        return digits


class CorrectForm(BsnGuardMixin, HouseForm):
    """What the client may put right without asking."""

    submit_label = _("Bewaar")
    first_name = NameField(
        label=_("Voornaam"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = NameField(
        label=_("Achternaam"),
        max_length=80,
        empty=_("Vul je achternaam in."),
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    phone = PhoneField(label=_("Telefoonnummer"), required=False)
    email = EmailField(
        label=_("E-mailadres"), required=False, help_text=_("Hiermee log je in. Kijk goed of het klopt.")
    )
    contact_way = radios(_("Hoe wil je het liefst contact?"), ContactWay.choices)
    contact_moment = LineField(label=_("Wanneer kunnen we je het best bereiken?"), max_length=80, required=False)
    birth_date = BirthDateField(label=_("Geboortedatum"), required=False)
    postcode = PostcodeField(
        label=_("Postcode"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "class": "rmt-width-7"}),
    )

    def clean(self) -> dict[str, Any]:
        """Keep at least one way to be reached."""
        data = super().clean() or self.cleaned_data
        if "phone" in data and "email" in data and not data["phone"] and not data["email"]:
            self.add_error("phone", _("Vul je telefoonnummer in, of je e-mailadres. Zo kunnen we je bereiken."))
        return data

    @classmethod
    def of(cls, client: Client, data: Any) -> "CorrectForm":
        """Return the form filled in with what is known."""
        return cls(data, initial={name: getattr(client, name) for name in cls.base_fields})


class ShareForm(HouseForm):
    """What one organisation may see; every box can go on and off. Drawn once per organisation."""

    submit_label = _("Bewaar mijn keuze")
    show_optional = False
    organisatie = forms.CharField(widget=forms.HiddenInput)
    wat = checks("", DataCategory.choices, required=False)

    @classmethod
    def of(cls, organisation: Any, on: list[str]) -> "ShareForm":
        """Return the form of one organisation, with the boxes as they are."""
        form = cls(initial={"organisatie": organisation.pk, "wat": on}, auto_id=f"id_{organisation.pk}_%s")
        form.fields["wat"].label = sharing_questions.label(organisation)
        return form


class RatingForm(HouseForm):
    """What somebody thought of the help."""

    submit_label = _("Verstuur")
    grade = forms.IntegerField(
        label=_("Welk cijfer geef je onze hulp?"),
        help_text=_("Van 1 (heel slecht) tot en met 10 (heel goed)."),
        min_value=LOWEST,
        max_value=HIGHEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "rmt-width-7"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Vul een heel cijfer in, van 1 tot en met 10.")
        ),
    )
    trust = radios(_("Heb je door de hulp meer vertrouwen gekregen?"), YesNo.choices, required=False)
    chances = radios(_("Heb je door de hulp meer kans op werk?"), YesNo.choices, required=False)


class EraseForm(HouseForm):
    """Whether the person is sure."""

    submit_label = _("Vraag om alles te wissen")
    show_optional = False
    sure = forms.BooleanField(
        label=_("Ik wil dat al mijn gegevens worden gewist"),
        error_messages={"required": _("Zet een vinkje als je dit zeker weet.")},
    )
