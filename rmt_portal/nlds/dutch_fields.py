"""Form fields that forgive how people type, refuse what would do harm, and say what to do.

Public, partner and admin forms use these, so that a rule holds at every door. What is safe text stands in
``rmt_portal.clean_text``; here are the words for people. An empty answer is answered with an instruction
("Vul je postcode in."), given per field as ``empty=``.
"""

import re
from datetime import date
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from rmt_portal import clean_text, clock
from rmt_portal.nlds.fields import DatePartsField, DatePartsWidget

TEXT_ERRORS = {
    "nul": _("Er staan tekens in die we niet kunnen bewaren. Typ het opnieuw."),
    "broken": _("Er staan tekens in die we niet kunnen lezen. Typ het opnieuw."),
    "newline": _("Zet alles op één regel."),
    "marks": _("Er staan te veel tekens boven elkaar. Typ het opnieuw."),
    "emoji": _("Gebruik alleen letters, geen plaatjes."),
}
BSN_ERROR = _(
    "Hier staat een getal dat op een burgerservicenummer (BSN) lijkt. Haal het weg. "
    "Wij bewaren je BSN niet. Is het geen BSN? Zet dan onderaan een vinkje."
)
MAX_EMAIL = 254
OLDEST_BIRTH_YEAR = 1900
PHONE_REGIONS = ("NL", "DE")

_DOMAIN_TYPOS = {
    "gmail.com": ("gmial.com", "gmal.com", "gmail.nl", "gmail.con", "gamil.com", "gmail.co", "gnail.com", "gmaill.com"),
    "hotmail.com": ("hotmial.com", "hotmal.com", "hotmail.con", "hotmai.com", "hormail.com", "hotmail.co"),
    "hotmail.nl": ("hotmial.nl", "hotmal.nl", "hotmai.nl"),
    "outlook.com": ("outlok.com", "outlook.con", "outloo.com", "outllok.com"),
    "ziggo.nl": ("zigo.nl", "zigg.nl", "ziggo.com"),
    "kpnmail.nl": ("kpnmial.nl", "kpmmail.nl"),
    "yahoo.com": ("yaho.com", "yahooo.com", "yahoo.con"),
    "icloud.com": ("icloud.con", "iclod.com", "iclould.com"),
}


class TextField(forms.CharField):
    """Text made safe by a rule of ``clean_text``. ``guards_bsn`` lets :class:`BsnGuardMixin` look at it."""

    clean_with = staticmethod(clean_text.line)
    guards_bsn = True

    def __init__(self, *, empty: Any = None, max_length: int, **kwargs: Any) -> None:
        errors = {
            "required": empty or _("Vul dit in."),
            "max_length": _("Maak het korter: hoogstens %(limit_value)d tekens. Je hebt er nu %(show_value)d."),
        }
        errors |= kwargs.pop("error_messages", {})
        super().__init__(max_length=max_length, strip=False, error_messages=errors, **kwargs)

    def to_python(self, value: Any) -> str:
        """Clean before anything else looks at it."""
        if value in self.empty_values:
            return ""
        try:
            return self.clean_with(str(value))
        except clean_text.UnacceptableText as error:
            raise ValidationError(TEXT_ERRORS[error.code], code=error.code) from None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Leave ``maxlength`` out: a browser would silently cut off what is pasted."""
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class LineField(TextField):
    """One line of free text."""


class NameField(TextField):
    """A name of a person, kept as typed after NFC."""

    clean_with = staticmethod(clean_text.name)


class NotesField(TextField):
    """Free text of several lines."""

    clean_with = staticmethod(clean_text.paragraphs)
    widget = forms.Textarea

    def __init__(self, *, max_length: int = clean_text.MAX_NOTE, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)


class PostcodeField(TextField):
    """A Dutch postcode in any case, with or without space or hyphen; gives "7001 AB"."""

    guards_bsn = False
    _FORM = re.compile(r"^([1-9][0-9]{3})([A-Z]{2})$")
    _UNUSED_LETTERS = frozenset({"SA", "SD", "SS"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("empty", _("Vul je postcode in."))
        super().__init__(max_length=20, **kwargs)

    def to_python(self, value: Any) -> str:
        """Read the postcode as it stands on an envelope."""
        text = super().to_python(value)
        if not text:
            return ""
        found = self._FORM.match(re.sub(r"[\s.-]", "", clean_text.ascii_digits(text)).upper())
        if not found or found[2] in self._UNUSED_LETTERS:
            raise ValidationError(_("Vul een postcode in met 4 cijfers en 2 letters."), code="postcode")
        return f"{found[1]} {found[2]}"


class PhoneField(TextField):
    """A telephone number as people write it, Dutch unless it says otherwise; gives E.164 ("+31612345678").

    A number that is no Dutch one but is a German one when dialled from Germany (just over the border) is read as
    German.
    """

    guards_bsn = False

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("empty", _("Vul je telefoonnummer in."))
        kwargs.setdefault("widget", forms.TelInput(attrs={"autocomplete": "tel"}))
        super().__init__(max_length=40, **kwargs)

    def to_python(self, value: Any) -> str:
        """Read the number, whatever signs stand between the digits."""
        text = super().to_python(value)
        if not text:
            return ""
        plain = clean_text.ascii_digits(text).replace("(0)", "")
        for region in PHONE_REGIONS:
            number = _read_phone(plain, region)
            if number is not None:
                return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        raise ValidationError(
            _("Vul een telefoonnummer in met alle cijfers, bijvoorbeeld 06 12345678 of +49 170 1234567."), code="phone"
        )

    def prepare_value(self, value: Any) -> Any:
        """Show a stored number as people read it."""
        return readable_phone(value) if isinstance(value, str) and value.startswith("+") else value


def _read_phone(text: str, region: str) -> phonenumbers.PhoneNumber | None:
    if re.search(r"[^\d\s+().\-/]", text):
        return None
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def readable_phone(value: str) -> str:
    """Return a stored number as people in the Netherlands write it: national for Dutch, international for others."""
    try:
        number = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        return value
    style = phonenumbers.PhoneNumberFormat
    is_dutch = number.country_code == phonenumbers.country_code_for_region("NL")
    return phonenumbers.format_number(number, style.NATIONAL if is_dutch else style.INTERNATIONAL)


class EmailField(TextField):
    """An e-mail address, in small letters, at most 254 characters because mail servers refuse more."""

    guards_bsn = False

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("empty", _("Vul je e-mailadres in."))
        kwargs.setdefault("widget", forms.EmailInput(attrs={"autocomplete": "email"}))
        super().__init__(max_length=MAX_EMAIL, **kwargs)

    def to_python(self, value: Any) -> str:
        """Read the address; the part behind the at sign must be a real domain name."""
        text = super().to_python(value).replace(" ", "").lower()
        if text and len(text) <= MAX_EMAIL:
            message = _("Vul een e-mailadres in zoals naam@voorbeeld.nl.")
            EmailValidator(message=message, code="email", allowlist=[])(text)
        return text


def likely_meant(address: str) -> str | None:
    """Return the address somebody probably meant ("jan@gmial.com" gives "jan@gmail.com"), or None."""
    name, _at, domain = address.rpartition("@")
    better = next((right for right, wrong in _DOMAIN_TYPOS.items() if domain in wrong), None)
    return f"{name}@{better}" if name and better else None


class BirthDateField(DatePartsField):
    """A day of birth: in the past, not before 1900."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", DatePartsWidget(autocomplete="bday"))
        super().__init__(validators=[check_birth_date], **kwargs)


def check_birth_date(day: date) -> None:
    """Refuse a day on which nobody living was born.

    Raises:
        ValidationError: the day lies in the future or before 1900.
    """
    if day > clock.today():
        raise ValidationError(_("Deze datum ligt in de toekomst. Kijk het jaar na."), code="future")
    if day.year < OLDEST_BIRTH_YEAR:
        raise ValidationError(_("Vul een datum in na 1 januari 1900."), code="old")


class BsnGuardMixin:
    """A form whose free text refuses a citizen service number, unless the person says it is none.

    After a refusal the form shows one more box, "Dit is geen BSN"; when it is ticked the text is taken and
    ``bsn_denied_in`` names the fields, so that the caller can log it (field names, never the text).
    """

    NOT_A_BSN = "geen_bsn"
    bsn_denied_in: tuple[str, ...] = ()

    @property
    def asks_about_bsn(self) -> bool:
        """Whether the box is on the form now, for templates that draw each field themselves."""
        form: Any = self
        return self.NOT_A_BSN in form.fields

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        form: Any = self
        suspects = [
            name
            for name, value in form.cleaned_data.items()
            if getattr(form.fields[name], "guards_bsn", False) and clean_text.find_bsn(value)
        ]
        if not suspects:
            return
        form.fields[self.NOT_A_BSN] = forms.BooleanField(
            label=_("Dit is geen burgerservicenummer (BSN)"), required=False
        )
        if form.data.get(form.add_prefix(self.NOT_A_BSN)):
            self.bsn_denied_in = tuple(suspects)
            return
        for name in suspects:
            form.add_error(name, ValidationError(BSN_ERROR, code="bsn"))
