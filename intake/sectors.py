"""The branches of work in everyday words, each with its section of the standard classification (SBI 2008)."""

from django.utils.translation import gettext_lazy as _

from rmt_portal.reference.models import Sector

SCHEME = 2008
NO_SECTOR = "-"

PLAIN_SECTORS = [
    ("I", _("Horeca: restaurant, café, hotel, kantine")),
    ("G", _("Winkel, groothandel of garage")),
    ("N", _("Schoonmaak, beveiliging, uitzendwerk of reizen")),
    ("C", _("Fabriek of productie")),
    ("F", _("Bouw of installatie")),
    ("H", _("Vervoer, magazijn of post")),
    ("Q", _("Zorg, welzijn of kinderopvang")),
    ("P", _("Onderwijs")),
    ("K", _("Bank of verzekering")),
    ("M", _("Kantoor: administratie, advies, reclame")),
    ("J", _("Computers, telefoon of media")),
    ("O", _("Overheid")),
    ("R", _("Sport, cultuur of evenementen")),
    ("S", _("Kapper, vereniging of andere diensten")),
    ("A", _("Boerderij, tuinbouw of groen")),
    (NO_SECTOR, _("Iets anders, of dat weet ik niet")),
]


def find(code: str) -> Sector | None:
    """Return the section with this letter, or None when none was chosen or the classification is not loaded."""
    return Sector.objects.filter(scheme=SCHEME, code=code).first() if code != NO_SECTOR else None
