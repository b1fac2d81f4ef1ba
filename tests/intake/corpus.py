"""At least 300 bad inputs against every field of every question (SECURITY 5); ``corpus.json`` has them by kind.

A pair ``["woord ", 300]`` in the file is a text that many times.
"""

import json
from pathlib import Path

from tests.intake import payloads

_WRITTEN: dict[str, list[str | list]] = json.loads(Path(__file__).with_suffix(".json").read_text())
KINDS: dict[str, list[str]] = {
    kind: [one if isinstance(one, str) else one[0] * one[1] for one in bad] for kind, bad in _WRITTEN.items()
}
KINDS["contact"] = [*payloads.POSTCODES_BAD, *payloads.PHONES_BAD, *payloads.EMAILS_BAD]
KINDS["choices"] = payloads.CHOICES
ALL = list(dict.fromkeys(bad for kind in KINDS.values() for bad in kind))
SAMPLE = list(dict.fromkeys(kind[len(kind) // 2] for kind in KINDS.values()))
"""One of each kind, for the fast tests."""
