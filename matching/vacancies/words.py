"""What words in a vacancy mean: contract, education, training and requirements. One small table each.

The tables are deliberately short: a word that is not here leaves the field unknown, which is never counted against
anybody. docs/vacancies.md shows them to people who deliver files.
"""

import re
from collections.abc import Iterable
from typing import Any

from intake.models import Demand, EducationLevel, ShiftKind
from matching.models import ContractKind


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)


CONTRACTS: tuple[tuple[ContractKind, re.Pattern[str]], ...] = (
    (ContractKind.LEARNING, _words(r"leer(?:werk)?baan|leerwerktraject|bbl(?:[- ]\w+)?|apprentice(?:ship)?|intern")),
    (ContractKind.AGENCY, _words(r"uitzend\w*|detachering|agency|per_diem")),
    (ContractKind.PERMANENT, _words(r"vast(?:e)?(?: contract| baan| dienstverband)?|onbepaalde tijd|permanent")),
    (
        ContractKind.FIXED,
        _words(r"tijdelijk\w*|bepaalde tijd|jaarcontract|fixed|temporary|seizoen\w*|met uitzicht op vast"),
    ),
)

EDUCATION: tuple[tuple[EducationLevel, re.Pattern[str]], ...] = (
    (EducationLevel.NONE, _words(r"geen (?:diploma|opleiding)\w*(?: nodig)?|basisschool|basisonderwijs|none")),
    (EducationLevel.VMBO, _words(r"vmbo|mavo|lbo|mbo[- ]?(?:niveau )?1|high school|secondary")),
    (EducationLevel.MBO2, _words(r"mbo[- ]?(?:niveau )?2|startkwalificatie|niveau 2")),
    (
        EducationLevel.MBO3,
        _words(r"mbo(?![- ]?(?:niveau )?[12])(?:[- ]?(?:niveau )?[34])?|havo|vwo|niveau [34]|professional certificate"),
    ),
    (EducationLevel.HBO, _words(r"hbo|bachelor(?:'?s)?(?: degree)?|associate degree")),
    (EducationLevel.WO, _words(r"wo|universit\w+|master(?:'?s)?(?: degree)?|postgraduate(?: degree)?")),
)

TRAINING = _words(
    r"wij leiden je op|we leiden je op|opleiding (?:betalen|verzorgen) wij|wij betalen (?:je|de|jouw) opleiding"
    r"|betaalde opleiding|interne opleiding|je krijgt (?:bij ons )?(?:een|de) (?:\w+ )?opleiding"
    r"|leer(?:werk)?baan|bbl(?:[- ]\w+)?|zij[- ]?instro\w+|je leert het (?:vak )?bij ons"
)

REQUIREMENTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    # Codes as in the reference table of requirements. "rijbewijs" without a letter means the car's.
    (
        "rijbewijs-b",
        _words(r"(?:auto)?rijbewijs(?: ?\(?categorie)? ?b|rijbewijs(?! ?(?:categorie )?(?:am|b ?e|c|c1|ce|c1e|d|t)\b)"),
    ),
    ("rijbewijs-be", _words(r"rijbewijs(?: categorie)? ?(?:b ?(?:/|en) ?)?b ?\+? ?e")),
    ("rijbewijs-c", _words(r"rijbewijs(?: categorie)? ?(?:b ?(?:/|en) ?)?c|groot rijbewijs|vrachtwagenrijbewijs")),
    ("rijbewijs-ce", _words(r"rijbewijs(?: categorie)? ?(?:(?:b|c) ?(?:/|en|,) ?)*c ?\+? ?e")),
    ("rijbewijs-d", _words(r"rijbewijs(?: categorie)? ?d|busrijbewijs")),
    ("rijbewijs-t", _words(r"(?:t-rijbewijs|rijbewijs ?t|trekkerrijbewijs)")),
    ("code-95", _words(r"code[- ]?95|chauffeursdiploma")),
    ("taxipas", _words(r"taxipas|chauffeurskaart")),
    ("adr", _words(r"adr(?:[- ]?certificaat)?")),
    ("heftruckcertificaat", _words(r"(?:vork)?heftruck[- ]?(?:certificaat|diploma|rijbewijs)|certificaat heftruck")),
    ("reachtruckcertificaat", _words(r"reachtruck[- ]?(?:certificaat|diploma|rijbewijs)|certificaat reachtruck")),
    ("vca-vol", _words(r"vca[- ]?vol")),
    ("vca-basis", _words(r"(?:b-?)?vca(?![- ]?vol)(?:[- ]?basis)?(?:[- ]?(?:certificaat|diploma))?")),
    ("bhv", _words(r"bhv(?:[- ]?(?:certificaat|diploma))?|bedrijfshulpverlen\w+")),
    ("ehbo", _words(r"ehbo(?:[- ]?diploma)?")),
    ("kinder-ehbo", _words(r"kinder[- ]?ehbo|eerste hulp aan kinderen")),
    ("svh-sociale-hygiene", _words(r"sociale hygi[eë]ne")),
    ("haccp", _words(r"haccp[- ]?(?:certificaat|diploma)")),
    ("nen-3140", _words(r"nen[- ]?3140")),
    ("f-gassen", _words(r"f-?gassen(?:[- ]?certificaat)?|stek-?diploma")),
    ("lasdiploma-niveau-1", _words(r"las(?:diploma|certificaat)(?: niveau 1)?(?! niveau 2)")),
    ("lasdiploma-niveau-2", _words(r"las(?:diploma|certificaat) niveau 2")),
    ("beveiliger-2", _words(r"diploma beveiliger|beveiliger ?2")),
    ("beveiligingspas", _words(r"beveiligingspas|grijze pas")),
    ("vog", _words(r"vog|verklaring omtrent (?:het )?gedrag")),
    ("big-registratie", _words(r"big(?:[- ]?(?:registratie|geregistreerd\w*|register|nummer))?")),
    ("skj-registratie", _words(r"skj(?:[- ]?(?:registratie|geregistreerd\w*))?")),
    ("onderwijsbevoegdheid", _words(r"(?:onderwijs|les)bevoegdheid|bevoegd docent|pabo(?:[- ]?diploma)?")),
    ("spuitlicentie-1", _words(r"spuitlicentie")),
    (
        "taal-de-2",
        _words(
            r"(?:goed )?duits(?:e taal)? (?:spreken|spreekt|kunnen spreken|in woord)|spree?kt? (?:goed )?duits"
            r"|(?:beheers\w*|kennis) (?:van )?(?:het |de )?duitse?(?: taal)?"
        ),
    ),
    (
        "taal-en-2",
        _words(
            r"(?:goed )?engels(?:e taal)? (?:spreken|spreekt|kunnen spreken|in woord)|spree?kt? (?:goed )?engels"
            r"|(?:beheers\w*|kennis) (?:van )?(?:het |de )?engelse?(?: taal)?"
        ),
    ),
    ("kettingzaag", _words(r"kettingzaag(?:certificaat|diploma)")),
)

SHIFTS: tuple[tuple[ShiftKind, re.Pattern[str]], ...] = (
    (ShiftKind.EVENING, _words(r"avonddienst\w*|avonden|'s avonds|avond-? en \w*(?:diensten|werk)?|[23]-?ploegen\w*")),
    (
        ShiftKind.NIGHT,
        _words(r"nachtdienst\w*|nachten|'s nachts|nachtwerk|(?:\w+- en )?nachtploeg\w*|[345]-?ploegen\w*"),
    ),
    (ShiftKind.WEEKEND, _words(r"weekend\w*|zaterdag\w*|zondag\w*|5-?ploegen\w*")),
    (ShiftKind.EARLY, _words(r"vroege dienst\w*|ochtendploeg\w*|vanaf [45] uur(?: 's (?:ochtends|morgens))?")),
    (ShiftKind.ON_CALL, _words(r"oproep(?:basis|kracht|contract)?|nul-?uren\w*|0-?uren\w*")),
)
"""Times outside office hours that a vacancy names. Read of what it says about hours, and of its text."""

DEMANDS: tuple[tuple[Demand, re.Pattern[str]], ...] = (
    (Demand.LIFTING, _words(r"(?:zwaar )?tillen|tilwerk|zwaar (?:lichamelijk )?werk|sjouwen")),
    (Demand.STANDING, _words(r"staand werk|(?:lang|hele dag) staan|lang op (?:je|de) been")),
    (Demand.SITTING, _words(r"zittend werk|(?:lang|hele dag) zitten")),
    (Demand.WALKING, _words(r"veel lopen|(?:hele dag|lang) lopen")),
    (Demand.CLIMBING, _words(r"op hoogte|klimmen|op (?:een )?(?:ladder|steiger)s?|geen hoogtevrees")),
    (Demand.REACHING, _words(r"bukken|reiken|knielen")),
    (Demand.NOISE, _words(r"lawaai\w*|gehoorbescherming")),
    (Demand.DUST, _words(r"stoffige? \w+|mondkap\w*|dampen")),
    (Demand.SCREEN, _words(r"beeldschermwerk")),
    (Demand.STRESS, _words(r"stressbestendig\w*|hoge werkdruk|hectisch\w*")),
)
"""What a vacancy says work asks of a body; only ever a mark "kan met aanpassing" for somebody who asked for that."""

_NEVER = _words(r"geen|nooit|niet")
_NOT_NEEDED = _words(
    r"geen|(?:is|zijn) een pre|een plus|niet (?:nodig|vereist)|bereid|halen via ons|(?:via|bij) ons halen|meegenomen"
)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")


def contract(words: Iterable[str]) -> ContractKind:
    """Return the first kind of contract that the words name."""
    sentence = " | ".join(words)
    return next((kind for kind, pattern in CONTRACTS if pattern.search(sentence)), ContractKind.UNKNOWN)


def education(words: str) -> int | None:
    """Return the lowest level that the words name ("mbo 4 of hbo" asks mbo 4), or None."""
    return next((level.value for level, pattern in EDUCATION if pattern.search(words)), None)


def offers_training(words: str) -> bool:
    """Say whether the employer trains."""
    return bool(TRAINING.search(words))


def requirements(words: str) -> set[str]:
    """Return the codes of what the words ask; what "is een pre" or is "niet nodig" is not asked."""
    found: set[str] = set()
    for sentence in _SENTENCE.split(words):
        if not _NOT_NEEDED.search(sentence):
            found |= {code for code, pattern in REQUIREMENTS if pattern.search(sentence)}
    if "rijbewijs-ce" in found:
        found.discard("rijbewijs-c")
    return found


def shifts(words: str) -> list[str]:
    """Return the times outside office hours that the words name; "geen avonden" names none."""
    return _named(SHIFTS, words)


def demands(words: str) -> list[str]:
    """Return what the words say the work asks of a body or head."""
    return _named(DEMANDS, words)


def _named(table: Iterable[tuple[Any, re.Pattern[str]]], words: str) -> list[str]:
    told = [sentence for sentence in _SENTENCE.split(words) if not _NEVER.search(sentence)]
    return [kind.value for kind, pattern in table if any(pattern.search(sentence) for sentence in told)]
