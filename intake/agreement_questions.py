"""How a person agrees to what staff fills in: asked last, because only then is it clear what to agree to."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from intake.models import AgreedHow, Channel
from intake.questions import Question, radios
from rmt_portal import clock
from rmt_portal.nlds.dutch_fields import NameField
from rmt_portal.nlds.fields import DatePartsField
from rmt_portal.outbox import sms

HEARD_AT_MOST_DAYS_AGO = 30

_HINTS = {
    AgreedHow.LINK: _("De persoon krijgt een link, leest alles na en zegt ja of nee. De link werkt 14 dagen."),
    AgreedHow.CODE: _("De persoon krijgt een code en leest die voor. Die typ jij na het versturen in."),
    AgreedHow.SCREEN: _("De persoon leest na het versturen zelf op jouw scherm en kiest zelf."),
    AgreedHow.ORAL: _("Lees voor wat je hebt ingevuld, en wie het ziet. Vraag of het goed is."),
}


class AgreementQuestion(Question):
    """How the person says yes; only ways that can work with the contact data there is."""

    title = _("Hoe zegt de persoon ja?")
    heading_field = "agreed_how"
    agreed_how = radios(
        title,
        [],
        empty=_("Kies hoe de persoon ja zegt."),
        help_text=_("Tot die tijd staat de aanmelding op “nog niet bevestigd”. Wat toestemming vraagt, staat dan uit."),
    )

    def prepare(self) -> None:
        """Leave out what can not reach this person; by phone the oral way comes first."""
        super().prepare()
        reach = self.context.answers.get("bereiken", {})
        can_send = bool(reach.get("email") or (reach.get("phone") and sms.is_on()))
        channel = self.context.on_behalf.get("channel")
        ways = [AgreedHow.LINK, AgreedHow.CODE] if can_send else []
        ways += [AgreedHow.SCREEN] if channel in (Channel.DESK, Channel.IMPORT) else []
        ways = [AgreedHow.ORAL, *ways] if channel == Channel.PHONE else [*ways, AgreedHow.ORAL]
        self.choose("agreed_how", [(way.value, way.label) for way in ways])
        field: Any = self.fields["agreed_how"]
        field.option_hints = {way: _HINTS[way] for way in ways}
        if channel == Channel.PHONE:
            field.initial = AgreedHow.ORAL.value


class HeardQuestion(Question):
    """An oral yes: who heard it, and on which day."""

    title = _("Wie hoorde dat de persoon ja zei?")
    explain = (_("De persoon krijgt hiervan bericht, en kan het later altijd veranderen."),)
    heard_by = NameField(
        label=_("Naam van wie het hoorde"), max_length=120, empty=_("Vul in wie hoorde dat de persoon ja zei.")
    )
    heard_on = DatePartsField(label=_("Op welke dag?"), error_messages={"required": _("Vul de dag in.")})
    read_out = forms.BooleanField(
        label=_("Ik heb voorgelezen wat is ingevuld en wie het ziet"),
        error_messages={"required": _("Lees eerst voor wat is ingevuld. Zet dan een vinkje.")},
    )

    def prepare(self) -> None:
        """Begin with who writes, today."""
        super().prepare()
        self.fields["heard_by"].initial = self.context.on_behalf.get("name", "")
        self.fields["heard_on"].initial = clock.today()

    def clean_heard_on(self) -> Any:
        """Refuse a day that has yet to come, or that is too long ago to be about this registration."""
        day = self.cleaned_data["heard_on"]
        if day > clock.today():
            raise ValidationError(_("Deze dag komt nog. Vul in wanneer de persoon ja zei."), code="future")
        if day < clock.today() - timedelta(days=HEARD_AT_MOST_DAYS_AGO):
            raise ValidationError(_("Dat is langer dan 30 dagen geleden. Vraag het de persoon opnieuw."), code="old")
        return day

    def to_remember(self) -> dict[str, Any]:
        """Remember the day as text."""
        return super().to_remember() | {"heard_on": self.cleaned_data["heard_on"].isoformat()}
