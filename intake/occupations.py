"""What somebody means with the words for their work."""

from rmt_portal.reference import search

MAX_OPTIONS = 5


def recognise(words: str) -> tuple[int | None, list[tuple[int, str]]]:
    """Return the occupation these words name, when there is one; otherwise at most five (id, name) that come close."""
    named = search.exact(words)
    if named is not None:
        return named.pk, []
    return None, [(hit.occupation_id, hit.name) for hit in search.occupations(words, limit=MAX_OPTIONS)]
