"""The small forms for several candidates at once."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake import assigning
from partners.models import User
from rmt_portal.nlds.forms import HouseForm
from rmt_portal.workplace.forms import NextActionForm
from rmt_portal.workplace.member import Member
from rmt_portal.workplace.outcomes.forms import AppointmentForm


class CoachForm(HouseForm):
    """Which coach."""

    show_optional = False
    submit_label = gettext_lazy("Laat zien wat er gebeurt")
    coach = forms.ChoiceField(
        label=gettext_lazy("Welke coach?"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Kies een coach.")),
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = assigning.coaches({m.region_id for m in member.memberships})
        self.coaches = {str(coach.pk): coach for coach in found}
        field: Any = self.fields["coach"]
        field.choices = [("", _("Kies een coach")), *((pk, str(coach)) for pk, coach in self.coaches.items())]

    @property
    def chosen(self) -> User:
        """The coach that was chosen."""
        return self.coaches[self.cleaned_data["coach"]]


class InviteForm(AppointmentForm):
    """When and where everybody chosen is invited."""

    submit_label = gettext_lazy("Laat zien wat er gebeurt")


class PlanForm(NextActionForm):
    """The next action for everybody chosen, and its day."""

    submit_label = gettext_lazy("Laat zien wat er gebeurt")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version"]  # each case has one of its own
        field = self.fields["next_action"]
        field.label, field.required = _("Wat is de volgende actie?"), True
        field.help_text = _("Dit komt bij iedereen te staan. Schrijf er geen naam in.")
        field.error_messages["required"] = _("Schrijf op wat de volgende actie is.")
