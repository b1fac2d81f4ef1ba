"""National phone numbers for people in trouble, shown at once where somebody says so."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class HelpLine:
    """A national phone number for people in trouble, with where the number was found."""

    name: str
    phone: str
    text: str | Promise
    website: str
    source: str


HELP_LINES = (
    HelpLine(
        "Geldfit",
        "0800-8115",
        _("Gratis. Je hoeft je naam niet te zeggen. Zij luisteren en zoeken hulp bij jou in de buurt."),
        "https://geldfit.nl",
        "rijksoverheid.nl, 7 november 2022; nederlandseschuldhulproute.nl",
    ),
    HelpLine(
        "113 Zelfmoordpreventie",
        "0800-0113",
        _("Denk je aan zelfmoord? Bel nu. Gratis, dag en nacht. Je kunt ook 113 bellen."),
        "https://www.113.nl",
        "113.nl",
    ),
)
