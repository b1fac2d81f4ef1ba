"""A form about something that others may change meanwhile."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rmt_portal.nlds.dutch_fields import BsnGuardMixin
from rmt_portal.nlds.forms import HouseForm

HIGHEST = 2**31 - 1
"""What a version can be at the most: the bound of its column."""


class VersionField(forms.IntegerField):
    """Which state of something was on the screen when the form was drawn; nobody sees it."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=HIGHEST, **kwargs)


class VersionedForm(BsnGuardMixin, HouseForm):
    """A form about one row; ``version`` says which state of it was on the screen.

    Words in it hold no citizen service number.
    """

    submit_label = _("Bewaar")
    version = VersionField(required=False)
