"""The sector of a vacancy: from what the line says, else from the kind of work. A short table, never a guess.

Office work is found in every sector, so an office occupation alone gives no sector.
"""

import re

from rmt_portal.clean_text import fold
from rmt_portal.reference.models import Sector

SCHEME = 2008

WORDS: tuple[tuple[str, str], ...] = (
    ("88", r"kinderopvang|welzijn|dagbesteding|thuiszorg|jeugdzorg"),
    ("87", r"verpleeghuis|woonzorg|gehandicaptenzorg|ouderenzorg|ggz"),
    ("86", r"zorg|verpleeg|ziekenhuis|gezondheid|huisarts|tandarts|apotheek"),
    ("85", r"onderwijs|school|docent"),
    ("55", r"hotel|recreatie|camping"),
    ("56", r"horeca|restaurant|catering|cafe"),
    ("53", r"\bpost|koerier"),
    ("52", r"magazijn|opslag|distributie"),
    ("49", r"logistiek|transport|vervoer"),
    ("43", r"installatie|afwerking"),
    ("42", r"infra|wegenbouw"),
    ("41", r"\bbouw"),
    ("62", r"\bict\b|informatie|software|automatisering"),
    ("61", r"telecom"),
    ("45", r"autobedrijf|garage|autohandel"),
    ("46", r"groothandel"),
    ("47", r"detailhandel|retail|winkel|supermarkt"),
    ("01", r"landbouw|tuinbouw|veehouderij|agrari"),
    ("64", r"bank|financ"),
    ("65", r"verzekering"),
    ("84", r"gemeente|overheid|openbaar bestuur|politie|defensie"),
    ("81", r"schoonmaak|facilitair|groenvoorziening|hovenier"),
    ("80", r"beveiliging"),
    ("78", r"uitzend"),
    ("35", r"energie"),
    ("38", r"afval|recycling"),
    ("69", r"accountan|juridisch|administratiekantoor"),
    ("71", r"ingenieurs|architect"),
    ("93", r"sport"),
    ("96", r"kapper|uitvaart|wasserij|persoonlijke verzorging|schoonheid"),
    ("10", r"voeding|levensmiddelen|zuivel|vlees|bakker"),
    ("31", r"meubel"),
    ("28", r"machinebouw|machine"),
    ("25", r"metaal|industrie|techniek|fabriek|productie"),
)

ISCO: tuple[tuple[str, str], ...] = (
    ("5311", "88"), ("1341", "88"), ("2635", "88"), ("5322", "88"), ("1343", "87"), ("5321", "87"), ("3412", "87"),
    ("1342", "86"), ("1344", "88"), ("2634", "86"), ("22", "86"), ("32", "86"), ("53", "86"), ("23", "85"),
    ("1345", "85"), ("1411", "55"), ("1412", "56"), ("512", "56"), ("513", "56"), ("3434", "56"), ("941", "56"),
    ("25", "62"), ("35", "62"), ("133", "62"), ("7422", "61"), ("7231", "45"), ("52", "47"), ("1420", "47"),
    ("9334", "47"), ("4412", "53"), ("4321", "52"), ("9333", "52"), ("8344", "52"), ("83", "49"), ("4323", "49"),
    ("1324", "49"), ("7411", "43"), ("7126", "43"), ("7127", "43"), ("713", "43"), ("712", "43"), ("9312", "42"),
    ("71", "41"), ("9313", "41"), ("3123", "41"), ("1323", "41"), ("2161", "71"), ("6113", "81"), ("61", "01"),
    ("62", "02"), ("92", "01"), ("751", "10"), ("7522", "31"), ("721", "25"), ("722", "25"), ("72", "28"),
    ("73", "25"), ("74", "28"), ("75", "25"), ("816", "10"), ("81", "25"), ("82", "28"), ("932", "25"),
    ("311", "71"), ("31", "28"), ("214", "71"), ("1321", "28"), ("911", "81"), ("912", "81"), ("515", "81"),
    ("5414", "80"), ("514", "96"), ("5411", "84"), ("5412", "84"),
)  # fmt: skip

_CODE = re.compile(r"^\s*([A-U]|\d{2})(?:[.\s:-]|$)")


class Sectors:
    """Finds sectors; reads the table once per import."""

    def __init__(self) -> None:
        self._by_code = dict(Sector.objects.filter(scheme=SCHEME).values_list("code", "pk"))
        self._by_name = {fold(name): pk for pk, name in Sector.objects.filter(scheme=SCHEME).values_list("pk", "name")}
        self._words = [(code, re.compile(words)) for code, words in WORDS]

    def find(self, industry: str, isco: str) -> int | None:
        """Return the sector for an SBI code, the name of a sector or a line of business; else by ISCO unit group."""
        code = _CODE.match(industry)
        if code and code[1] in self._by_code:
            return self._by_code[code[1]]
        folded = fold(industry)
        if folded in self._by_name:
            return self._by_name[folded]
        named = next((division for division, pattern in self._words if folded and pattern.search(folded)), None)
        division = named or next((division for start, division in ISCO if isco.startswith(start)), "")
        return self._by_code.get(division)
