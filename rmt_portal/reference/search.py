"""Find an occupation by what people call their work: everyday words, official names, half-typed and misspelt words.

The names stand in :class:`OccupationLabel`; PostgreSQL's trigram index finds the candidates, and one formula, below
in SQL, orders them. Nothing is kept in the memory of the process.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.db import connection

from rmt_portal.reference.models import Occupation, OccupationLabel

SHORTEST_TEXT = 2
"""Characters below which nothing is looked for."""
LONGEST_TEXT = 100
"""Characters of a question that are looked at; the rest is cut off."""
MOST_TERMS = 6
"""Words of a question that are looked at."""
ENOUGH = 3
"""Occupations that answer a question, from which no further names are looked through."""
CLOSE_ENOUGH = 0.5
"""Trigram word similarity (0 to 1) from which a misspelt word counts as found."""

_ANY_SEX = re.compile(r"\(?\b[mvf]/[mvf](?:/[dx])?\b\)?", re.IGNORECASE)
_SMALL_WORDS = frozenset("de het een en of in op van bij aan als voor met te ik werk werkte was ben".split())  # noqa: SIM905


def fold(text: str) -> str:
    """Return the text as it is compared: lower case, without accents or "(m/v)", punctuation as single spaces.

    The ligature of IJ becomes its two letters; "e-mail", "e mail" and "E–mail" become the same. ``+`` and ``#`` stay,
    for they tell C, C++ and C# apart.
    """
    plain = unicodedata.normalize("NFKD", _ANY_SEX.sub(" ", text))
    plain = "".join(char for char in plain if not unicodedata.combining(char)).casefold()
    return " ".join(re.findall(r"[^\W_]+[+#]*", plain))


@dataclass(frozen=True)
class Found:
    """An occupation that was found: ``name`` is its Dutch name, ``matched`` the word it was found by."""

    occupation_id: int
    uri: str
    name: str
    matched: str
    kind: str
    isco_code: str
    score: float

    @property
    def label(self) -> str:
        """Return what a person chooses from: the name, with the everyday word when that is another one."""
        return self.name if fold(self.matched) in fold(self.name) else f"{self.matched} ({self.name})"


# How a name scores against the question, both folded. The first line that holds counts:
#   the same text 100; the same without spaces 95; the name begins with it 70; it stands as words in the name 60;
#   every word begins a word of the name 50; every word stands somewhere in the name 40; else 40 x word similarity.
# Then: an everyday word of ours +12 (+ up to 6 for the likeliest meaning), the official Dutch name +8, English -20;
# up to 15 for the share of the name that was typed; up to 10 for how many people do this work (jobs in its BRC group).
_BEST_FIRST = """
WITH scored AS (
    SELECT n.occupation_id, n.text, n.kind,
        CASE WHEN n.folded = %(asked)s THEN 100
             WHEN n.joined = %(joined)s THEN 95
             WHEN n.joined LIKE %(joined_prefix)s THEN 70
             WHEN ' ' || n.folded || ' ' LIKE %(whole_words)s THEN 60
             WHEN ' ' || n.folded LIKE ALL(%(begins)s) THEN 50
             WHEN n.folded LIKE ALL(%(terms)s) THEN 40
             ELSE 40 * word_similarity(%(asked)s, n.folded) END
        + CASE n.kind WHEN 'synonym' THEN 12 + greatest(0, 6 - 2 * n.rank) WHEN 'preferred' THEN 8 ELSE 0 END
        - CASE n.language WHEN 'nl' THEN 0 ELSE 20 END
        + 15 * least(1, length(%(joined)s)::float / length(n.joined)) AS points
    FROM (SELECT l.*, replace(l.folded, ' ', '') AS joined FROM reference_occupationlabel l WHERE {found}) n
), best AS (
    SELECT DISTINCT ON (occupation_id) occupation_id, text, kind, points FROM scored
    ORDER BY occupation_id, points DESC, text
)
SELECT o.id, o.uri, coalesce(nullif(o.label_nl, ''), o.label_en), b.text, b.kind, g.code,
       b.points + 10 * ln(1 + coalesce(c.jobs_thousands, 0)) / ln(1000) AS score
FROM best b
JOIN reference_occupation o ON o.id = b.occupation_id
JOIN reference_iscogroup g ON g.id = o.isco_id
LEFT JOIN reference_brcgroup c ON c.id = g.brc_id
ORDER BY score DESC, 3, o.id
LIMIT %(limit)s
"""
# Every condition alone can use an index; LIKE ALL(...) could not.
_EVERY_WORD = "(l.folded LIKE %(asked_anywhere)s OR ({each}) OR replace(l.folded, ' ', '') LIKE %(joined_prefix)s)"
_ALIKE = "%(asked)s <%% l.folded"
# Dutch names first; English ones, then Dutch look-alikes, only for a question that hardly anything answered.
_DUTCH, _ENGLISH = "l.language = 'nl' AND ", "l.language = 'en' AND "


def occupations(text: str, limit: int = 8) -> list[Found]:
    """Return the occupations a person may mean by ``text``, the likeliest first; nothing for an empty question.

    English names, and names that only look like the question, are added when hardly any Dutch one holds all its words.
    """
    words = fold(text[:LONGEST_TEXT]).split()
    terms = [word for word in words if word not in _SMALL_WORDS][:MOST_TERMS] or words[:MOST_TERMS]
    asked, joined = " ".join(terms), "".join(terms)
    if len(joined) < SHORTEST_TEXT:
        return []
    # Two letters make no trigram, so they are looked for at the beginning of a name only.
    anywhere = "%" if len(joined) > SHORTEST_TEXT else ""
    parameters: dict[str, Any] = {
        "asked": asked,
        "joined": joined,
        "joined_prefix": f"{joined}%",
        "asked_anywhere": f"{anywhere}{asked}%",
        "whole_words": f"% {asked} %",
        "begins": [f"% {term}%" for term in terms],
        "terms": [f"{anywhere}{term}%" for term in terms],
        "limit": limit,
    } | {f"term{number}": f"{anywhere}{term}%" for number, term in enumerate(terms)}
    each = " AND ".join(f"l.folded LIKE %(term{number})s" for number in range(len(terms)))
    found: dict[int, Found] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, false)", [str(CLOSE_ENOUGH)])
        for condition in (
            _DUTCH + _EVERY_WORD.format(each=each),
            _ENGLISH + _EVERY_WORD.format(each=each),
            _DUTCH + _ALIKE,
        ):
            if len(found) < ENOUGH:
                cursor.execute(_BEST_FIRST.format(found=condition), parameters)
                for row in cursor.fetchall():
                    found.setdefault(row[0], Found(*row))
    return sorted(found.values(), key=lambda one: -one.score)[:limit]


def exact(text: str) -> Occupation | None:
    """Return the one occupation that is called ``text``, or None when there is none or more than one.

    An everyday word of ours goes before an official name, that before another name, Dutch before English: "ober" is
    one occupation though several carry it as another name, and "monteur" is none, so that a person is asked. A word
    with several meanings that is the official name of its first meaning is that occupation.
    """
    called = _called(text)
    return _occupation(called.ids if len(called.ids) == 1 or called.is_named_so else [])


def likeliest(text: str) -> Occupation | None:
    """Return the occupation that ``text`` most likely names where nobody can be asked, such as a vacancy's title.

    As :func:`exact`, and for an everyday word with several meanings the first of them; None for any other doubt.
    """
    called = _called(text)
    return _occupation(called.ids if len(called.ids) == 1 or called.kind == OccupationLabel.Kind.SYNONYM else [])


@dataclass(frozen=True)
class _Called:
    """The occupations with exactly this name, likeliest first, by the best ``kind`` of name that any has.

    ``is_named_so``: the first of them has it as its official Dutch name.
    """

    ids: list[int]
    kind: str = ""
    is_named_so: bool = False


def _called(text: str) -> _Called:
    asked = fold(text[:LONGEST_TEXT])
    labels = OccupationLabel.objects.filter(folded=asked).exclude(folded="").order_by("rank", "pk")
    names: dict[tuple[str, str], list[int]] = {}
    for language, kind, occupation_id in labels.values_list("language", "kind", "occupation_id"):
        names.setdefault((language, kind), []).append(occupation_id)
    official = names.get(("nl", OccupationLabel.Kind.PREFERRED), [])
    for language in ("nl", "en"):
        for kind in (OccupationLabel.Kind.SYNONYM, OccupationLabel.Kind.PREFERRED, OccupationLabel.Kind.ALTERNATIVE):
            if called := list(dict.fromkeys(names.get((language, kind), []))):
                return _Called(called, kind, is_named_so=official == called[:1])
    return _Called([])


def _occupation(ids: list[int]) -> Occupation | None:
    return Occupation.objects.get(pk=ids[0]) if ids else None
