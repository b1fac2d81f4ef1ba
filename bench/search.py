"""How long the search for an occupation takes: ``python -m bench.search`` (loaded database, full ESCO for the bar).

Prints the number of names, and p50, p95 and the slowest of a thousand questions as people type them: everyday words,
their beginnings of two letters and up, typing errors, several words, names in another language.
"""

import random
import sys
from statistics import quantiles
from time import perf_counter

from rmt_portal.reference.models import OccupationLabel
from rmt_portal.reference.search import occupations

QUESTIONS = 1000
BAR_MS = 50.0


def questions(seed: int = 7) -> list[str]:
    """Return questions drawn from the names in the database: whole, half typed, misspelt, shuffled."""
    rng = random.Random(seed)
    names = list(OccupationLabel.objects.order_by("pk").values_list("text", flat=True))
    asked = []
    for number in range(QUESTIONS):
        name = rng.choice(names)
        place = rng.randrange(max(1, len(name)))
        kinds = [
            name,
            name[: rng.randint(2, 8)],
            name[:place] + name[place + 1 :],
            " ".join(rng.sample(name.split(), len(name.split()))),
            name.split()[0],
        ]
        asked.append(kinds[number % len(kinds)])
    return asked


def main() -> None:
    """Ask them all once to warm up the connection, then once with the clock."""
    asked = questions()
    occupations("ober")
    times = []
    for question in asked:
        started = perf_counter()
        occupations(question)
        times.append(((perf_counter() - started) * 1000, question))
    spent = [time for time, _ in times]
    cuts = quantiles(spent, n=20)
    print(f"{OccupationLabel.objects.count()} names, {len(asked)} questions")
    slowest, question = max(times)
    print(f"p50 {cuts[9]:.1f} ms, p95 {cuts[18]:.1f} ms (bar {BAR_MS:.0f}), slowest {slowest:.1f} ms ({question!r})")
    sys.exit(cuts[18] > BAR_MS)


if __name__ == "__main__":
    main()
