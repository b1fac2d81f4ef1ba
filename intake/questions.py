"""The questions of the registration: one form per page, each with its words and its rules."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from intake import third_person
from intake.drafts import Answers
from intake.models import AlsoTrue, ContactWay, Situation, TalkLanguage
from rmt_portal.nlds.dutch_fields import (
    BirthDateField,
    BsnGuardMixin,
    EmailField,
    LineField,
    NameField,
    PhoneField,
    PostcodeField,
    likely_meant,
)
from rmt_portal.nlds.forms import HouseForm
from rmt_portal.nlds.parts import Text
from rmt_portal.reference.models import Municipality, RegionBrand

CHOOSE = _("Kies een van de antwoorden.")
NONE = "none"
ON_BEHALF = "namens"
"""Where the answers of a draft say that staff fills them in for somebody, and who: no question asks this."""


@dataclass
class Context:
    """What a question may need to know: the region it speaks for, and what was answered before."""

    brand: RegionBrand
    answers: Answers = field(default_factory=dict)
    brands: Sequence[RegionBrand] = ()

    @property
    def on_behalf(self) -> dict[str, Any]:
        """Who fills in for somebody (``organisation``, ``name``, ``channel``); empty when people do so themselves."""
        return self.answers.get(ON_BEHALF, {})


class Question(BsnGuardMixin, HouseForm):
    """A page of the registration. ``title`` is the question, ``explain`` stands between it and the fields.

    ``this_or_that`` names fields of which one is needed, so that none of them is called optional.
    """

    title: Text = ""
    explain: tuple[Text, ...] = ()
    suggests = False
    this_or_that: tuple[str, ...] = ()

    concept = forms.Field(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, context: Context, **kwargs: Any) -> None:
        self.context = context
        super().__init__(*args, **kwargs)
        self.prepare()
        self.fields["concept"] = self.fields.pop("concept")  # last, so that focus starts at the question
        if context.on_behalf:
            third_person.speak(self)

    def prepare(self) -> None:
        """Fill in what depends on the region or on earlier answers."""
        for name in self.this_or_that:
            self.fields[name].show_optional = False  # type: ignore[attr-defined]

    def to_remember(self) -> dict[str, Any]:
        """Return the answers as the draft stores them; only after the form was found valid."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "concept"}
        if self.bsn_denied_in:
            values[self.NOT_A_BSN] = True
        return values

    def choose(self, name: str, choices: Any, initial: Any = None) -> None:
        """Set the choices of a field."""
        chosen: Any = self.fields[name]
        chosen.choices = choices


def radios(label: Any, choices: Any, **kwargs: Any) -> forms.ChoiceField:
    """Return a question with one answer."""
    empty = kwargs.pop("empty", CHOOSE)
    errors = {"required": empty, "invalid_choice": CHOOSE}
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=errors, **kwargs)


def checks(label: Any, choices: Any, **kwargs: Any) -> forms.MultipleChoiceField:
    """Return a question with several answers."""
    empty = kwargs.pop("empty", CHOOSE)
    errors = {"required": empty, "invalid_choice": CHOOSE, "invalid_list": CHOOSE}
    return forms.MultipleChoiceField(
        label=label, choices=choices, widget=forms.CheckboxSelectMultiple, error_messages=errors, **kwargs
    )


class NameQuestion(Question):
    """J3."""

    title = _("Hoe heet je?")
    first_name = NameField(
        label=_("Voornaam"), max_length=60, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )  # fmt: skip
    last_name = NameField(
        label=_("Achternaam"), max_length=80, empty=_("Vul je achternaam in."),
        help_text=_("Met van, de of el ervoor als dat erbij hoort. Heb je maar één naam? Vul die hier in."),
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )  # fmt: skip


class ReachQuestion(Question):
    """J4."""

    title = _("Hoe kunnen we je bereiken?")
    this_or_that = ("phone", "email")
    explain = (_("Vul je telefoonnummer in, of je e-mailadres. Allebei mag ook."),)
    phone = PhoneField(label=_("Telefoonnummer"), required=False)
    email = EmailField(label=_("E-mailadres"), required=False)
    email_is_right = forms.Field(required=False, widget=forms.HiddenInput)
    contact_way = radios(_("Hoe wil je het liefst contact?"), ContactWay.choices, initial=ContactWay.CALL)
    contact_moment = LineField(
        label=_("Wanneer kunnen we je het best bereiken?"), max_length=80, required=False,
        help_text=_("Bijvoorbeeld: op werkdagen na 4 uur."),
    )  # fmt: skip
    talk_language = forms.ChoiceField(
        label=_("In welke taal praat je het liefst?"), choices=TalkLanguage.choices, required=False,
        initial=TalkLanguage.DUTCH, error_messages={"invalid_choice": CHOOSE},
    )  # fmt: skip
    wants_interpreter = forms.BooleanField(
        label=_("Ik wil graag een tolk"), required=False, help_text=_("Een tolk kost jou niets.")
    )

    def prepare(self) -> None:
        """Offer contact through the organisation that registers somebody only when one does."""
        super().prepare()
        here = [way for way in ContactWay if self.context.on_behalf or way != ContactWay.PARTNER]
        self.choose("contact_way", [(way.value, way.label) for way in here])
        self.fields["talk_language"].show_optional = False  # type: ignore[attr-defined]
        if talks := self.context.brand.talks:
            self.fields["talk_language"].help_text = str(
                _("Ons team praat %(talks)s. Voor een andere taal bellen we samen met een tolk.")
            ) % {"talks": talks}

    def clean(self) -> dict[str, Any]:
        """Ask for at least one way that works, and point at a likely slip in the address, once."""
        data = super().clean() or self.cleaned_data
        phone, email = data.get("phone", ""), data.get("email", "")
        way = data.get("contact_way")
        data["talk_language"] = data.get("talk_language") or TalkLanguage.DUTCH.value
        if "phone" in data and "email" in data and not phone and not email and way != ContactWay.PARTNER:
            self.add_error("phone", self._unreachable())
        elif "phone" in data and not phone and way in (ContactWay.CALL, ContactWay.WHATSAPP):
            self.add_error("phone", self._missing_phone())
        elif "email" in data and not email and way == ContactWay.MAIL:
            self.add_error("email", self._missing_email())
        better = likely_meant(email)
        if better and self.data.get(self.add_prefix("email_is_right")) != email:
            self._doubt_email(email, better)
        data.pop("email_is_right", None)
        return data

    def _missing_phone(self) -> Any:
        if self.context.on_behalf:
            return _("Vul het telefoonnummer in, of kies iets anders.")
        return _("Vul je telefoonnummer in, of kies contact per e-mail.")

    def _missing_email(self) -> Any:
        if self.context.on_behalf:
            return _("Vul het e-mailadres in, of kies iets anders.")
        return _("Vul je e-mailadres in, of kies bellen.")

    def _unreachable(self) -> ValidationError:
        text = _("Vul je telefoonnummer in, of je e-mailadres. Heb je die allebei niet? Bel ons: %(phone)s.")
        if self.context.on_behalf:
            text = _("Vul een telefoonnummer of e-mailadres in. Geen van beide? Kies dan: Via wie mij aanmeldt.")
        return ValidationError(text, code="unreachable", params={"phone": self.context.brand.phone})

    def _doubt_email(self, email: str, better: str) -> None:
        text = _("Bedoel je %(better)s? Pas het aan. Klopt je adres toch? Klik dan nog een keer op Ga verder.")
        self.add_error("email", ValidationError(text, code="typo", params={"better": better}))
        posted: Any = self.data.copy()  # type: ignore[attr-defined]
        self.data = posted
        posted[self.add_prefix("email_is_right")] = email

    def to_remember(self) -> dict[str, Any]:
        """Remember that the person stood by an address that looked like a slip."""
        return super().to_remember() | {"email_is_right": self.cleaned_data.get("email", "")}


class PostcodeQuestion(Question):
    """J5."""

    title = _("Wat is je postcode?")
    explain = (_("Zo weten we welk team jou helpt. En we kunnen werk in de buurt zoeken."),)
    this_or_that = ("postcode",)
    postcode = PostcodeField(
        label=_("Postcode"), required=False, help_text=_("Bijvoorbeeld 7001 AB."),
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "class": "rmt-width-7"}),
    )  # fmt: skip
    no_address = forms.BooleanField(label=_("Ik heb geen vast adres"), required=False)

    def clean(self) -> dict[str, Any]:
        """A postcode, or no fixed address; a postcode that was filled in too is kept out then."""
        data = super().clean() or self.cleaned_data
        if data.get("no_address"):
            self.errors.pop("postcode", None)
            data["postcode"] = ""
        elif "postcode" in data and not data["postcode"]:
            self.add_error("postcode", _("Vul je postcode in. Heb je geen vast adres? Zet dan een vinkje."))
        return data


class MunicipalityQuestion(Question):
    """J5, for somebody without a fixed address."""

    title = _("In welke gemeente ben je het meest?")
    heading_field = "municipality"
    municipality = radios(
        title,
        [],
        empty=_("Kies een gemeente, of kies: Dat wisselt."),
        help_text=_("Ook zonder vast adres helpen we je. Zo zoeken we hulp en werk dichtbij."),
    )

    def prepare(self) -> None:
        """Offer the municipalities of the region."""
        teams = {brand.region_id for brand in self.context.brands if brand.is_open} | {self.context.brand.region_id}
        places = Municipality.objects.filter(region__in=teams).order_by("name")
        self.choose("municipality", [*places.values_list("code", "name"), (NONE, _("Dat wisselt"))])


class SituationQuestion(Question):
    """J6."""

    title = _("Wat past het best bij jou?")
    heading_field = "situation"
    situation = radios(
        title,
        Situation.choices,
        empty=_("Kies wat het best bij jou past."),
        help_text=_("Met je antwoord kiezen we samen welke hulp bij jou past."),
    )


class AlsoTrueQuestion(Question):
    """J7: optional and sensitive, with the reason why we ask."""

    title = _("Wat geldt nog meer voor jou?")
    explain = (
        _("Je hoeft dit niet te vertellen. Sla de vraag dan over."),
        _("Vertel je het wel? Dan kunnen we hulp zoeken die speciaal voor jou is."),
        _("Een werkgever ziet dit niet."),
    )
    show_optional = False
    also_true = checks(
        _("Kies wat bij jou past"),
        AlsoTrue.choices,
        required=False,
        help_text=_("Je mag meer dan een antwoord kiezen, of niets."),
    )

    def prepare(self) -> None:
        """Explain the words that not everybody knows."""
        self.fields["also_true"].option_hints = {  # type: ignore[attr-defined]
            AlsoTrue.JOB_AGREEMENT: _("Dit is een lijst van mensen met een ziekte of beperking."),
            AlsoTrue.LANGUAGE: _("We bellen dan liever. Een tolk is gratis."),
        }


class BirthDateQuestion(Question):
    """Optional: why we ask is said, and it is never used to rank work."""

    title = _("Wanneer ben je geboren?")
    explain = (
        _("Je hoeft dit niet in te vullen."),
        _("Voor jongeren tot 27 jaar is er extra hulp. En we zien zo of je je al eerder hebt aangemeld."),
        _("We gebruiken je leeftijd nooit om werk voor je te kiezen."),
    )
    show_optional = False
    birth_date = BirthDateField(label=_("Geboortedatum"), required=False, help_text=_("Bijvoorbeeld 27 3 1988."))

    def to_remember(self) -> dict[str, Any]:
        """Remember the day as text."""
        day = self.cleaned_data["birth_date"]
        return super().to_remember() | {"birth_date": day.isoformat() if day else ""}


def municipality_of(answers: Answers) -> Municipality | None:
    """Return the municipality that was found for the postcode, or chosen by somebody without an address."""
    code = answers.get("postcode", {}).get("municipality") or answers.get("gemeente", {}).get("municipality")
    return Municipality.objects.filter(code=code).first() if code and code != NONE else None


class LaterForm(HouseForm):
    """J13: where to mail the link to go on later."""

    submit_label = _("Mail mij de link")
    email = EmailField(label=_("E-mailadres"), empty=_("Vul je e-mailadres in."))
