"""Numbers that come back in an address or a form: of a row, of a version that was read."""

LONGEST = 18
"""Digits; every number of so many fits in the 64 bits of a column."""


def number_of(typed: str, longest: int = LONGEST) -> int | None:
    """Return the number somebody sent back; None for anything that no page of ours can have sent."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= longest else None


def version_of(typed: str) -> int | None:
    """Return the version of a row that a page was made of; it fits in the 32 bits of its column."""
    return number_of(typed, longest=9)
