"""The things pages are built from, as data: a page's view fills these, the tags of ``nlds`` draw them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Tone(StrEnum):
    """What an alert or a badge means; each tone has its own sign and word, never colour alone."""

    INFO = "info"
    OK = "ok"
    WARNING = "warning"
    ERROR = "error"
    PLAIN = "plain"


class Band(StrEnum):
    """How well work fits, in words (UX 1.4); never a percentage."""

    GOOD = "good"
    TRAINING = "training"
    FURTHER = "further"


BAND_WORDS = {
    Band.GOOD: _("Past goed bij jou"),
    Band.TRAINING: _("Kan met een opleiding"),
    Band.FURTHER: _("Verder weg"),
}
STAFF_BAND_WORDS = {
    Band.GOOD: _("Past goed"),
    Band.TRAINING: _("Past met opleiding"),
    Band.FURTHER: _("Verder weg"),
}
BAND_DOTS = {Band.GOOD: 3, Band.TRAINING: 2, Band.FURTHER: 1}


@dataclass(frozen=True)
class Answer:
    """A question with its answer in a summary list; an empty answer reads "Niet ingevuld"."""

    question: Text
    answer: Text | Sequence[Text] = ""


@dataclass(frozen=True)
class Task:
    """Something a person can do; ``done`` tasks are shown as plain text so that open ones stand out."""

    title: Text
    url: str = ""
    hint: Text = ""
    status: Text = ""
    done: bool = False


@dataclass(frozen=True)
class Step:
    """A step of a status line; exactly one step is ``current``, the ones before it are ``done``."""

    title: Text
    done: bool = False
    current: bool = False
    note: Text = ""


@dataclass(frozen=True)
class TimelineEntry:
    """Something that happened: when, what, by whom. Milestones get a filled mark."""

    at: datetime | date
    title: Text
    text: Text = ""
    who: Text = ""
    milestone: bool = False
    url: str = ""


@dataclass(frozen=True)
class Chip:
    """A link to a filtered list, with the number of rows it shows."""

    label: Text
    url: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True)
class Person:
    """Who helps, and how to reach this person."""

    name: Text
    role: Text = ""
    phone: str = ""
    email: str = ""
    note: Text = ""


@dataclass(frozen=True)
class MatchCard:
    """Work with the reasons why: what a person has, what is missing, and what closes the gap."""

    title: Text
    band: Band
    url: str = ""
    employer: Text = ""
    place: Text = ""
    from_to: Text = ""
    has: Sequence[Text] = ()
    missing: Sequence[Text] = ()
    training: Text = ""
    facts: Sequence[Text] = ()
    for_staff: bool = False
    note: Text = ""

    @property
    def word(self) -> Text:
        """The band in words, for the person or for staff."""
        return (STAFF_BAND_WORDS if self.for_staff else BAND_WORDS)[self.band]

    @property
    def dots(self) -> Sequence[bool]:
        """Three dots, filled up to the band."""
        return [number < BAND_DOTS[self.band] for number in range(3)]
