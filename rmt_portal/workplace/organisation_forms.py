"""What is filled in about a partner: a proposal, the first administrator, a reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners import organisations
from partners.models import Organisation, PartnerKind
from rmt_portal.nlds.dutch_fields import BsnGuardMixin, LineField, PhoneField
from rmt_portal.nlds.forms import HouseForm
from rmt_portal.reference.models import LabourRegion, Municipality


class AddressField(forms.EmailField):
    """An e-mail address, with our words when it is none."""

    def __init__(self, **kwargs: Any) -> None:
        errors = {
            "required": _("Vul het e-mailadres in."),
            "invalid": _("Vul een e-mailadres in zoals naam@organisatie.nl."),
        }
        widget = forms.EmailInput(attrs={"autocomplete": "off"})
        super().__init__(max_length=254, error_messages=errors, widget=widget, **kwargs)


class ProposalForm(BsnGuardMixin, HouseForm):
    """Who the new partner is, where it works and who to call."""

    submit_label = gettext_lazy("Stel voor")
    name = LineField(
        label=gettext_lazy("Naam van de organisatie"),
        max_length=120,
        empty=gettext_lazy("Vul de naam in."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Soort"),
        choices=[("", gettext_lazy("Kies een soort")), *PartnerKind.choices],
        error_messages={"required": gettext_lazy("Kies wat voor organisatie het is.")},
    )
    region = forms.ModelChoiceField(
        label=gettext_lazy("Regio"),
        queryset=LabourRegion.objects.none(),
        empty_label=None,
        error_messages={"required": gettext_lazy("Kies een regio.")},
    )
    municipalities = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Gemeenten"),
        queryset=Municipality.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Niets gekozen is de hele regio."),
    )
    website = forms.URLField(
        label=gettext_lazy("Website"),
        max_length=200,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url"}),
        error_messages={"invalid": gettext_lazy("Vul een adres in zoals www.organisatie.nl.")},
    )
    contact_name = LineField(
        label=gettext_lazy("Contactpersoon"),
        max_length=120,
        empty=gettext_lazy("Vul in wie wij kunnen bellen of mailen."),
    )
    contact_email = AddressField(
        label=gettext_lazy("E-mailadres van de contactpersoon"),
        help_text=gettext_lazy("Wordt de eerste beheerder uitgenodigd, dan op dit adres."),
    )
    phone = PhoneField(
        label=gettext_lazy("Telefoon"), required=False, widget=forms.TelInput(attrs={"autocomplete": "off"})
    )

    toch = forms.CharField(required=False, max_length=2, widget=forms.HiddenInput)

    def __init__(self, *args: Any, regions: list[LabourRegion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [region.pk for region in regions]
        self.fields["region"].queryset = LabourRegion.objects.filter(pk__in=own)  # type: ignore[attr-defined]
        self.fields["region"].initial = own[0] if own else None
        places = Municipality.objects.filter(region__in=own).order_by("name")
        self.fields["municipalities"].queryset = places  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a name that is taken, and a municipality of another region."""
        data = super().clean() or self.cleaned_data
        name, region = data.get("name"), data.get("region")
        if name and Organisation.objects.filter(name__iexact=name).exists():
            self.add_error("name", _("Deze organisatie staat er al. Kijk in de lijst met partners."))
        if region and any(place.region_id != region.pk for place in data.get("municipalities") or ()):
            self.add_error("municipalities", _("Kies alleen gemeenten van deze regio."))
        return data

    def ask_once_more(self) -> None:
        """Let the next press of the button mean: yes, it is another organisation than the one it looks like."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["toch"] = "ja"
        self.data, self.submit_label = data, gettext_lazy("Ja, het is een andere: stel voor")

    def proposal(self) -> organisations.Proposal:
        """Return what was filled in."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in ("toch", self.NOT_A_BSN)}
        places = tuple(data.pop("municipalities"))
        return organisations.Proposal(**data, municipalities=places)


class InviteFirstForm(HouseForm):
    """The address of the first administrator."""

    submit_label = gettext_lazy("Laat toe en nodig de beheerder uit")
    email = AddressField(
        label=gettext_lazy("E-mailadres van de eerste beheerder"),
        help_text=gettext_lazy("Deze persoon nodigt daarna de collega's uit."),
    )


class AgainForm(InviteFirstForm):
    """The same, for when the first link died."""

    submit_label = gettext_lazy("Stuur een nieuwe uitnodiging")


class ReasonForm(BsnGuardMixin, HouseForm):
    """Why not, or why it stops."""

    submit_label = gettext_lazy("Laat niet toe")
    reason = LineField(
        label=gettext_lazy("Reden"),
        max_length=200,
        help_text=gettext_lazy("Wie de organisatie voorstelde, leest dit."),
        empty=gettext_lazy("Schrijf de reden op."),
    )


class EndForm(ReasonForm):
    """Why an organisation stops."""

    submit_label = gettext_lazy("Laat stoppen")


class NothingForm(HouseForm):
    """Only a button."""

    submit_label = gettext_lazy("Stel opnieuw voor")


class ReopenForm(NothingForm):
    """Only a button."""

    submit_label = gettext_lazy("Laat weer meedoen")
