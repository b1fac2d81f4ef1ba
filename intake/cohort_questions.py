"""What is asked about a cohort: its code, what a coordinator fills in, and the last day of somebody's old work."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from intake.questions import Question, radios
from partners.models import Membership
from rmt_portal.nlds.dutch_fields import BsnGuardMixin, LineField
from rmt_portal.nlds.fields import DatePartsField
from rmt_portal.nlds.forms import HouseForm

MOST_PEOPLE = 20_000


class LastDayQuestion(Question):
    """For somebody who registers with the code of a cohort: until when the work goes on."""

    title = _("Wanneer stopt je werk?")
    heading_field = "last_day"
    show_optional = False
    last_day = DatePartsField(
        label=title,
        required=False,
        help_text=_("Weet je het nog niet? Sla de vraag dan over. Je werkgever ziet niet wat je hier invult."),
    )

    def to_remember(self) -> dict[str, Any]:
        """Remember the day as text."""
        day = self.cleaned_data["last_day"]
        return super().to_remember() | {"last_day": day.isoformat() if day else ""}


class CodeQuestion(HouseForm):
    """The code that an employer handed out."""

    submit_label = _("Ga verder")
    code = LineField(
        label=_("Code van je werkgever"), max_length=60, empty=_("Vul de code in."),
        help_text=_("Bijvoorbeeld: AB3D EFG7."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "rmt-width-10"}),
    )  # fmt: skip


class CohortForm(BsnGuardMixin, HouseForm):
    """What somebody fills in to open a cohort."""

    submit_label = _("Open deze groep")
    name = LineField(label=_("Naam van de groep"), max_length=80, empty=_("Geef de groep een naam."),
                     help_text=_("Bijvoorbeeld: Sluiting vestiging Ulft."))  # fmt: skip
    employer = LineField(label=_("Werkgever"), max_length=120, empty=_("Vul de werkgever in."))
    starts_on = DatePartsField(label=_("Vanaf welke dag?"), error_messages={"required": _("Vul de eerste dag in.")})
    ends_on = DatePartsField(label=_("Tot en met welke dag?"), error_messages={"required": _("Vul de laatste dag in.")})
    expected = forms.IntegerField(
        label=_("Hoeveel mensen verwacht je?"), min_value=1, max_value=MOST_PEOPLE,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "rmt-width-4"}),
        error_messages={
            "required": _("Vul in hoeveel mensen je verwacht. Ongeveer is goed."),
            "invalid": _("Vul een heel getal in, bijvoorbeeld 120."),
            "min_value": _("Vul een getal in vanaf 1."),
            "max_value": _("Vul een getal in tot 20.000."),
        },
    )  # fmt: skip
    work = radios(_("Voor welke regio?"), [], empty=_("Kies een regio."))

    def __init__(self, *args: Any, works: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        work: Any = self.fields["work"]
        work.choices = [(str(m.pk), str(m.region)) for m in works]
        if len(works) == 1:
            del self.fields["work"]

    def clean(self) -> dict[str, Any]:
        """A period ends after it began."""
        data = super().clean() or self.cleaned_data
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", ValidationError(_("De laatste dag ligt voor de eerste. Kijk de dagen na.")))
        return data
