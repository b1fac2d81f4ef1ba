"""What forms of the house have in common."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class HouseForm(forms.Form):
    """A form as the house draws it: no browser validation, labels without a colon, one button that says what it does.

    ``{% crispy form %}`` draws all of it: the error summary, ``<form novalidate>``, the fields and the button.
    Subclasses may set ``submit_label``; ``heading_field`` names the field whose label is the page's ``<h1>``;
    ``show_optional = False`` leaves out "(niet verplicht)" where every field is optional, as in a filter.
    """

    submit_label: str | Promise = _("Ga verder")
    heading_field: str | None = None
    show_optional = True
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    @property
    def helper(self) -> FormHelper:
        """Return how crispy draws this form."""
        return form_helper(self.submit_label)


def form_helper(submit_label: str | Promise = "", **attributes: Any) -> FormHelper:
    """Return a helper with one primary button (none when the label is empty); ``attributes`` are set on it."""
    helper = FormHelper()
    helper.attrs = {"novalidate": "novalidate"}
    if submit_label:
        helper.add_input(Submit("", submit_label))
    for name, value in attributes.items():
        setattr(helper, name, value)
    return helper
