"""Which occupation a title means: exactly, or by the longest known name in it, or as people search for it."""

import re

from rmt_portal import clean_text
from rmt_portal.reference import search
from rmt_portal.reference.models import Occupation, OccupationLabel

LONGEST_NAME = 6
"""Words; a name of an occupation in the taxonomy is hardly ever longer."""

SURE_ENOUGH = 60
"""Score of ``reference.search`` from which its first answer is taken: the words of the title stand in a name."""

_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_ASIDE = re.compile(
    r"\b(?:m/v(?:/x)?|v/m(?:/x)?|m/w|full-?time|part-?time|per direct|met spoed|gezocht|vacature|regio \w+"
    r"|niveau \d(?:[/-]\d)?|\d+(?:\s*(?:-|tot|t/m|a)\s*\d+)? ?(?:uur|u)(?: per week)?|bbl|zij-?instro\w+"
    r"|startend\w*|ervaren|junior|senior|medior|allround|leerling|aankomend|zelfstandig werkend\w*|omscholing tot"
    r"|dagdienst|nachtdienst)\b"
)
_PARTS = re.compile(r"\s+[-–—|•:]\s+|,\s+|\s+(?:bij|te|in|voor|omgeving)\s+")
_TOO_WIDE = frozenset(
    {"medewerker", "assistent", "manager", "leider", "teamleider", "hoofd", "adviseur", "specialist", "begeleider"}
    | {
        "leerling",
        "vakman",
        "stagiair",
        "collega",
        "professional",
        "coordinator",
        "expert",
        "helper",
        "leraar",
        "docent",
    }
)
_PREFERENCE = {
    OccupationLabel.Kind.PREFERRED: 0,
    OccupationLabel.Kind.SYNONYM: 1,
    OccupationLabel.Kind.ALTERNATIVE: 2,
}


class Occupations:
    """Resolves titles; reads the names once per import and remembers every answer."""

    def __init__(self) -> None:
        self._by_uri = dict(Occupation.objects.values_list("uri", "pk"))
        self._by_name: dict[str, int] = {}
        names = OccupationLabel.objects.filter(language="nl").values_list("folded", "kind", "rank", "occupation_id")
        for folded, _kind, _rank, pk in sorted(
            names, key=lambda n: (_PREFERENCE[OccupationLabel.Kind(n[1])], n[2], n[3])
        ):
            self._by_name.setdefault(folded, pk)
        self._answers: dict[tuple[str, str], int | None] = {}

    def find(self, hint: str, title: str) -> int | None:
        """Return the occupation for what the source says itself (an ESCO address or a name), else for the title."""
        asked = (hint, title)
        if asked not in self._answers:
            self._answers[asked] = self._by_uri.get(hint) or (hint and self._named(hint)) or self._titled(title)
        return self._answers[asked]

    def _named(self, name: str) -> int | None:
        return self._by_name.get(search.fold(name))

    def _titled(self, title: str) -> int | None:
        for part in _parts(title):
            if found := self._named(part) or self._within(part):
                return found
        for part in _parts(title):
            likely = search.occupations(part, limit=1)
            if likely and likely[0].score >= SURE_ENOUGH:
                return likely[0].occupation_id
        return None

    def _within(self, part: str) -> int | None:
        """Return the occupation of the longest run of words that is a name, the first of equals."""
        words = search.fold(part).split()
        for length in range(min(LONGEST_NAME, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                name = " ".join(words[start : start + length])
                if name not in _TOO_WIDE and len(name) > 2 and name in self._by_name:
                    return self._by_name[name]
        return None


def _parts(title: str) -> list[str]:
    """Return what of a title may name the work: the whole without asides, then its parts in order."""
    plain = " ".join(_ASIDE.sub(" ", _BRACKETS.sub(" ", clean_text.fold(title))).split()).strip(" -–|,:/")
    parts = [plain, *(part.strip(" -–|,:/") for part in _PARTS.split(plain))]
    parts += [half.strip() for part in list(parts) if "/" in part for half in part.split("/")]
    return list(dict.fromkeys(part for part in parts if len(part) > 2))
