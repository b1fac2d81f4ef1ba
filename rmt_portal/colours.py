"""Colours of a region: eight shades, refused when people could not read what is written in them.

Contrast is computed as WCAG 2.2 defines it (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).
"""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SHADES = ("50", "100", "200", "300", "400", "500", "600", "700")
WHITE = "#ffffff"
INK = "#14213d"
INK_SOFT = "#4a5a75"
TEXT = 4.5
"""Least contrast of text with what is behind it (WCAG 1.4.3)."""
SHAPE = 3.0
"""Least contrast of a line or mark that means something (WCAG 1.4.11)."""

# (front, behind, least contrast): how the style sheet uses the shades together.
_PAIRS = (
    *((front, behind, TEXT) for front in ("500", "600", "700") for behind in ("white", "50", "100")),
    ("400", "white", SHAPE),
    ("700", "200", TEXT),
    *(("ink", behind, TEXT) for behind in ("50", "100", "200")),
    *(("ink-soft", behind, TEXT) for behind in ("50", "100")),
)
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio (1 to 21) of two colours written as ``#rrggbb``."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def problems(theme: Any) -> list[str | Promise]:
    """Say in words why ``theme`` can not be a region's colours; an empty list means it can.

    ``theme`` maps each of the eight shades ("50" lightest, "700" darkest) to ``#rrggbb``; an empty mapping means the
    house's own colours.
    """
    if theme == {}:
        return []
    if not isinstance(theme, Mapping) or set(theme) != set(SHADES):
        return [_("Geef precies deze 8 tinten op: %(shades)s.") % {"shades": ", ".join(SHADES)}]
    wrong = [shade for shade in SHADES if not (isinstance(theme[shade], str) and _HEX.fullmatch(theme[shade]))]
    if wrong:
        return [_("Schrijf tint %(shade)s als # met 6 tekens, bijvoorbeeld #0b5f57.") % {"shade": s} for s in wrong]
    colours = {**theme, "white": WHITE, "ink": INK, "ink-soft": INK_SOFT}
    found: list[str | Promise] = []
    for front, behind, least in _PAIRS:
        ratio = contrast(colours[front], colours[behind])
        if ratio < least:
            found.append(
                _("Tint %(front)s op %(behind)s is niet goed te lezen: contrast %(ratio)s, nodig is %(least)s.")
                % {"front": front, "behind": behind, "ratio": f"{ratio:.2f}", "least": least}
            )
    return found


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
