"""The three words for an opportunity, and the words for how sure it is. Nobody ever sees a number (DECISIONS 14)."""

from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matching.engine.gates import Gate, Reason

LOW_SCORE = 0.35
"""Below this even work one could start in at once is "Verder weg"."""
SURE, FAIRLY_SURE = 0.8, 0.6
"""Share of the weight that was known."""


class Band(Enum):
    """How near an opportunity is."""

    FITS = "fits"
    WITH_TRAINING = "with_training"
    FARTHER = "farther"

    @property
    def for_client(self) -> Promise:
        """The words for the person."""
        return {
            Band.FITS: _("Past goed bij jou"),
            Band.WITH_TRAINING: _("Kan met een opleiding"),
            Band.FARTHER: _("Verder weg"),
        }[self]

    @property
    def for_coach(self) -> Promise:
        """The words about somebody."""
        return {
            Band.FITS: _("Past goed"),
            Band.WITH_TRAINING: _("Kan met een opleiding"),
            Band.FARTHER: _("Verder weg"),
        }[self]

    @property
    def dots(self) -> int:
        """How many of three dots are filled; the word stands beside them."""
        return {Band.FITS: 3, Band.WITH_TRAINING: 2, Band.FARTHER: 1}[self]


def band(gate: int, score: float, reasons: int = 0) -> Band:
    """Return the band of a pair from its gate, its score and the reasons of the gate.

    "Kan met een opleiding" is a promise: it is said only when a training, or the employer, teaches what is missing.
    """
    if gate == Gate.NOT_NOW or score < LOW_SCORE or reasons & Reason.SKILLS_MISSING:
        return Band.FARTHER
    return Band.FITS if gate == Gate.NOW else Band.WITH_TRAINING


def confidence_word(known: float) -> Promise:
    """Return how sure the ranking is, as a word."""
    if known >= SURE:
        return _("zeker")
    return _("vrij zeker") if known >= FAIRLY_SURE else _("nog niet zeker")
