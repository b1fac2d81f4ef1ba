"""How text that people type is made safe to keep, to show, to mail and to export: the rules in one place.

Three kinds of text: a *line* (a name, a town, a job title), a *name* (a line without emoji) and *paragraphs* (notes).
Nothing is ever made prettier: names keep their own capitals, hyphens and accents, byte for byte after NFC
(``'s-Heerenberg``, ``ĳsselstein``). What is invisible goes, what would break a mail or a database is refused.
"""

import re
import unicodedata

import phonenumbers

MAX_COMBINING_MARKS = 4
MAX_NOTE = 4000

_KEPT_FORMAT_CHARACTERS = "\u200c\u200d"  # joiners: part of Persian words and of composed emoji
_APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u201b\u02bc\u00b4`"), "'")
_LIGATURES = {ord("ĳ"): "ij", ord("Ĳ"): "IJ"}
_PARTICLES = frozenset(
    {"aan", "af", "bij", "d'", "da", "das", "de", "degli", "dei", "del", "della", "den", "der", "des", "di", "do"}
    | {"dos", "du", "el", "het", "in", "l'", "la", "las", "le", "les", "lo", "los", "m'", "onder", "op", "over"}
    | {"'s", "t", "'t", "te", "ten", "ter", "tho", "thoe", "to", "toe", "tot", "uijt", "uit", "uyt", "van", "vanden"}
    | {"vander", "ver", "vom", "von", "voor", "vor", "z'", "zu", "zum", "zur"}
)
_EMAIL = re.compile(r"[^\s@<>,;:()]{1,64}@[^\s@<>,;:()]{1,190}\.[^\W\d_]{2,24}")
_NINE_DIGITS = re.compile(r"(?<!\d)(?<!\d[ .-])\d(?:[ .-]?\d){8}(?![ .-]?\d)")


class UnacceptableText(ValueError):
    """Text that can not be kept; ``code`` says why: nul, broken, newline, marks, emoji."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def line(text: str) -> str:
    """Return one line: NFC, invisible characters gone, white space single.

    Raises:
        UnacceptableText: it holds a NUL, a line break, a broken character or a pile of combining marks.
    """
    if any(character in text.strip(" \t") for character in "\r\n\u2028\u2029\x85"):
        raise UnacceptableText("newline")
    return " ".join(_visible(text, keep="").split())


def name(text: str) -> str:
    """Return a name: a line without emoji and other pictures.

    Raises:
        UnacceptableText: as :func:`line`, or it holds a picture or a private character.
    """
    cleaned = line(text)
    if any(unicodedata.category(character) in ("So", "Co", "Cn") for character in cleaned):
        raise UnacceptableText("emoji")
    return cleaned


def paragraphs(text: str) -> str:
    """Return text of several lines: NFC, invisible characters gone, line ends as ``\\n``.

    Raises:
        UnacceptableText: it holds a NUL, a broken character or a pile of combining marks.
    """
    unified = re.sub(r"\r\n?|[\u2028\u2029\x85]", "\n", text)
    return "\n".join(part.rstrip() for part in _visible(unified, keep=_KEPT_FORMAT_CHARACTERS).split("\n")).strip()


def _visible(text: str, keep: str) -> str:
    if "\x00" in text:
        raise UnacceptableText("nul")
    if "\ufffd" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise UnacceptableText("broken")
    normal = unicodedata.normalize("NFC", text)
    shown = [c for c in normal if c in "\n\t" or c in keep or unicodedata.category(c) not in ("Cc", "Cf")]
    run = 0
    for character in shown:
        run = run + 1 if unicodedata.combining(character) else 0
        if run > MAX_COMBINING_MARKS:
            raise UnacceptableText("marks")
    return "".join(shown)


def ascii_digits(text: str) -> str:
    """Return the text with digits of any script, and full-width letters and signs, as plain ASCII."""
    result = []
    for character in unicodedata.normalize("NFKC", text):
        digit = unicodedata.decimal(character, None)
        result.append(character if digit is None else str(digit))
    return "".join(result)


def fold(text: str) -> str:
    """Return what is compared when people search: lower case, no accents, one apostrophe, ij for the ligature."""
    plain = text.translate(_LIGATURES).translate(_APOSTROPHES)
    decomposed = unicodedata.normalize("NFKD", plain).casefold()
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def sort_name(first: str, last: str) -> str:
    """Return the key under which a person stands in a list: surname without tussenvoegsel first, all of it folded.

    >>> sort_name("Jan", "van 't Hof")
    "hof jan van 't"
    >>> sort_name("", "d'Ancona")
    "ancona d'"
    """
    words = re.sub(r"^('s|d'|l'|'t)[- ]?(?=\w)", r"\1 ", fold(last)).split()
    start = 0
    while start < len(words) - 1 and words[start] in _PARTICLES:
        start += 1
    return " ".join([*words[start:], fold(first), *words[:start]]).replace("  ", " ").strip()


def find_bsn(text: str) -> str | None:
    """Return the first run of nine digits that passes the eleven-test of the citizen service number, or None.

    Dots, spaces and hyphens between the digits do not hide it, nor do digits of another script. A longer run of digits
    (a phone number, a bank account) is not looked into.
    """
    for match in _NINE_DIGITS.finditer(ascii_digits(text)):
        digits = re.sub(r"\D", "", match.group())
        if _passes_eleven_test(digits):
            return digits
    return None


def find_email(text: str) -> str | None:
    """Return the first e-mail address in the text, or None; also when it is written in full-width letters."""
    match = _EMAIL.search(unicodedata.normalize("NFKC", text))
    return match.group() if match else None


def find_phone(text: str) -> str | None:
    """Return the first telephone number in the text, Dutch or with a country code, or None.

    Dates, amounts, postcodes and years are no telephone numbers: what is found must be a number that can be dialled.
    """
    for match in phonenumbers.PhoneNumberMatcher(ascii_digits(text), "NL"):
        return str(match.raw_string)
    return None


def _passes_eleven_test(digits: str) -> bool:
    """Nine digits weighed 9, 8 ... 2, -1 add up to a multiple of eleven (Logisch Ontwerp BSN)."""
    if set(digits) == {"0"}:
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11 == 0
