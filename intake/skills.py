"""What somebody means with their own words for something they can do."""

from django.contrib.postgres.search import TrigramWordSimilarity

from rmt_portal.reference.models import Skill

MAX_OPTIONS = 4
CLOSE_ENOUGH = 0.5
"""Word similarity (0 to 1) from which a skill is offered as perhaps meant."""


def recognise(words: str) -> tuple[int | None, list[tuple[int, str]]]:
    """Return the skill these words name, when there is one; otherwise at most four (id, name) that come close."""
    named = Skill.objects.filter(label_nl__iexact=words).order_by("pk").values_list("pk", flat=True).first()
    if named is not None:
        return named, []
    close = Skill.objects.exclude(label_nl="").annotate(alike=TrigramWordSimilarity(words, "label_nl"))
    found = close.filter(alike__gte=CLOSE_ENOUGH).order_by("-alike", "label_nl", "pk")[:MAX_OPTIONS]
    return None, [(skill.pk, skill.label_nl) for skill in found]
