"""Which words of a vacancy may shut people out, and what the law says about it.

The rules are the table ``wording.csv``: a word only warns, with the reason and a better way to say it, and whoever is
responsible decides. Sometimes a limit is lawful (a legal minimum age, an institution founded on a faith), so nothing
is refused; what was left standing on purpose is kept with the vacancy and in the log.

Sources: WGBL (equal treatment by age at work, wetten.overheid.nl BWBR0016185: art. 3 covers what a vacancy offers,
art. 9 asks for the ground of an age limit in a public offer), AWGB (BWBR0006502, art. 1 grounds, art. 5 work), WGB men
and women (BWBR0003299, art. 3 offers of work and names of functions), WGBH/CZ (BWBR0014915, art. 4 work). The examples
of words follow the advice "Leeftijdsonderscheid in advertenties" (CGB-advies/2005/06) and the explanation of the
College voor de Rechten van de Mens ("Wat zegt de wet", mensenrechten.nl); the sentences are ours.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("wording.csv")
_FOR_ALL = re.compile(r"\b(?:[mv]/[mv](?:/[xd])?|m/v/x|v/m|m/v|man/vrouw|vrouw/man)\b", re.IGNORECASE)
_ONLY_A_NAME = "sex-title"
"""This rule is about the name of the function alone, and "m/v" answers it (WGB art. 3)."""


@dataclass(frozen=True)
class Rule:
    """Words on one ground: which law, why it matters, and what to write instead."""

    code: str
    ground: str
    law: str
    pattern: re.Pattern[str]
    why: str
    instead: str


@dataclass(frozen=True)
class Finding:
    """A rule that a text touches, with the words that did (each once, in the order of the text)."""

    rule: Rule
    words: tuple[str, ...]


@cache
def rules() -> tuple[Rule, ...]:
    """Return the table; read once per process."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Rule(
                row["code"],
                row["ground"],
                row["law"],
                re.compile(rf"(?<![\w-])(?:{row['pattern']})(?!\w)", re.IGNORECASE),
                row["why"],
                row["instead"],
            )
            for row in csv.DictReader(file, delimiter=";", quoting=csv.QUOTE_NONE)
        )


def findings(*texts: str) -> list[Finding]:
    """Return which rules the texts of a vacancy (its title first) touch, in the order of the table."""
    for_all = any(_FOR_ALL.search(text) for text in texts)
    found = []
    for rule in rules():
        if rule.code == _ONLY_A_NAME and for_all:
            continue
        words = dict.fromkeys(" ".join(m.group().split()) for text in texts for m in rule.pattern.finditer(text))
        if words:
            found.append(Finding(rule, tuple(words)))
    return found


def unanswered(found: Iterable[Finding], kept: Iterable[str]) -> list[Finding]:
    """Return the findings that nobody said yes to yet; ``kept`` are codes of rules."""
    answered = set(kept)
    return [finding for finding in found if finding.rule.code not in answered]
