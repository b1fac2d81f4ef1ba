"""Free text about somebody: no citizen service number, no way to reach the person, a warning against diagnoses."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rmt_portal import clean_text
from rmt_portal.nlds.dutch_fields import NotesField

MAX_LENGTH = 500
NO_DIAGNOSIS = _("Zet hier geen ziektes of diagnoses neer. Schrijf wat iemand kan en nodig heeft.")

EMAIL = _("Hier staat een e-mailadres. Haal het weg: de ontvanger krijgt het als hij aanneemt.")
PHONE = _("Hier staat een telefoonnummer. Haal het weg: de ontvanger krijgt het als hij aanneemt.")


class AboutSomebodyField(NotesField):
    """Text of at most 500 characters in which nothing stands that must not travel in free text.

    Its form looks after citizen service numbers (``BsnGuardMixin``).
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", MAX_LENGTH)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": "4"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """Return the text, or say what must be taken out of it."""
        text: str = super().clean(value)
        found = [
            message
            for finds, message in ((clean_text.find_email, EMAIL), (clean_text.find_phone, PHONE))
            if finds(text)
        ]
        if found:
            raise ValidationError([ValidationError(message, code="personal") for message in found[:1]])
        return text
