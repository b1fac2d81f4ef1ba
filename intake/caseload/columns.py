"""What the columns of a spreadsheet hold: guessed from the heading, and always to be changed by a person."""

import re
from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rmt_portal import clean_text

Words = str | Promise
LEFT_OUT = ""
COLUMNS: dict[str, Words] = {
    "first_name": _("Voornaam"),
    "infix": _("Tussenvoegsel"),
    "last_name": _("Achternaam"),
    "full_name": _("Hele naam"),
    "birth_date": _("Geboortedatum"),
    "phone": _("Telefoonnummer"),
    "email": _("E-mailadres"),
    "postcode": _("Postcode"),
    "occupation": _("Laatste beroep"),
}
_HEADINGS: dict[str, tuple[str, ...]] = {
    "first_name": ("voornaam", "roepnaam", "voornamen", "first name", "firstname"),
    "infix": ("tussenvoegsel", "tussenvoegsels", "voorvoegsel", "voorvoegsels", "tv"),
    "last_name": ("achternaam", "familienaam", "geslachtsnaam", "surname", "last name", "lastname"),
    "full_name": ("naam", "volledige naam", "hele naam", "clientnaam", "naam client", "naam kandidaat", "name"),
    "birth_date": ("geboortedatum", "geb datum", "gebdatum", "geboren", "geboren op", "gbd", "birth date"),
    "phone": ("telefoon", "telefoonnummer", "tel", "tel nr", "telnr", "mobiel", "mobiel nummer", "mobiele nummer",
              "06", "06 nummer", "gsm", "phone"),
    "email": ("e mail", "email", "mail", "e mailadres", "emailadres", "mailadres"),
    "postcode": ("postcode", "pc", "zip"),
    "occupation": ("beroep", "laatste beroep", "functie", "laatste functie", "laatste werk", "werk"),
}  # fmt: skip


def guess(headings: Sequence[str]) -> list[str]:
    """Return what each column seems to hold; empty when the heading says nothing or an earlier column has it."""
    found: list[str] = []
    for heading in headings:
        plain = re.sub(r"[^a-z0-9]+", " ", clean_text.fold(heading)).strip()
        kind = next((kind for kind, names in _HEADINGS.items() if plain in names), LEFT_OUT)
        found.append(kind if kind not in found else LEFT_OUT)
    if "full_name" in found and "first_name" in found and "last_name" not in found:
        found[found.index("full_name")] = "last_name"
    return found


def what_is_wrong(columns: Sequence[str]) -> Words | None:
    """Return why people can not be registered with these columns, or None."""
    chosen = [column for column in columns if column != LEFT_OUT]
    double = next((column for column in chosen if chosen.count(column) > 1), None)
    if double is not None:
        return str(_("Je koos twee keer %(what)s. Kies dat bij één kolom.")) % {"what": COLUMNS[double]}
    if not {"last_name", "full_name"} & set(chosen):
        return _("Kies bij welke kolom de achternaam of de hele naam staat.")
    if "postcode" not in chosen:
        return _("Kies bij welke kolom de postcode staat. Zo weten we welk team helpt.")
    return None
