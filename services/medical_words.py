"""Words in free text that look like an illness or a diagnosis, so that the writer is asked to take them out.

A list of our own of everyday Dutch words; it warns, it does not forbid: "hersteld van een burn-out" may be the best
way to say something, but the writer must have looked at it again.
"""

import re

from rmt_portal import clean_text

WORDS = (
    "adhd", "alcoholist", "alcoholprobleem", "angststoornis", "autisme", "autistisch", "beroerte", "bipolair",
    "borderline", "burn-out", "burnout", "chemo", "dementie", "depressie", "depressief", "diabetes", "diagnose",
    "drugsverslaving", "eetstoornis", "epilepsie", "hartinfarct", "hernia", "hiv", "kanker", "medicatie", "medicijnen",
    "niet-aangeboren hersenletsel", "ocd", "paniekaanvallen", "parkinson", "psychiater", "psychiatrisch", "psychose",
    "ptss", "reuma", "schizofrenie", "stoornis", "suïcidaal", "therapie", "trauma", "tumor", "verslaafd", "verslaving",
    "zwanger",
)  # fmt: skip
_FOUND = re.compile(r"(?<!\w)(" + "|".join(re.escape(clean_text.fold(word)) for word in WORDS) + r")(?!\w)")


def find(text: str) -> list[str]:
    """Return the words in the text that look medical, each once, in the order of the text."""
    return list(dict.fromkeys(_FOUND.findall(clean_text.fold(text))))
