"""Search the best people for one vacancy: asked when it opens or changes, or by who looks; a worker does it."""

import time
from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from matching.models import Vacancy, VacancyCandidate, VacancySearch
from matching.weights import published as published_weights
from rmt_portal import clock
from rmt_portal.outbox import queue

SEARCH = "match.vacancy"
MOST = 500
"""How many people are kept; a coach sees the own people among them."""
LOOK_EVERY = 0.1
KEPT = timedelta(days=30)
"""How long who was found is kept when nobody searches again."""


@transaction.atomic
def ask(vacancy: Vacancy) -> VacancySearch:
    """Ask for the best people of the region; while that waits, asking again is the same."""
    search, made = VacancySearch.objects.get_or_create(vacancy=vacancy)
    if not made and search.is_waiting and search.vacancy_version == vacancy.version:
        return search
    search.vacancy_version, search.asked_at = vacancy.version, clock.now()
    search.save(update_fields=["vacancy_version", "asked_at"])
    queue.put(SEARCH, f"{SEARCH}:{vacancy.pk}:{search.asked_at.timestamp():.6f}", {"vacancy": vacancy.pk})
    return search


def wait_for(search: VacancySearch) -> VacancySearch:
    """Look for the answer for a moment, so that a page without scripts nearly always comes with it."""
    until = time.monotonic() + settings.MATCH_ANSWER_WAIT_SECONDS
    while search.is_waiting and time.monotonic() < until:
        time.sleep(LOOK_EVERY)
        search.refresh_from_db()
    return search


def do(payload: Mapping[str, int]) -> None:
    """Outbox: rank the people of the region for this vacancy and keep the best, in place of those of before."""
    from matching import ranking  # noqa: PLC0415 only workers load the compiler

    start = time.perf_counter()
    search = VacancySearch.objects.select_for_update(of=("self",)).select_related("vacancy")
    found = search.filter(vacancy=payload["vacancy"]).first()
    if found is None:
        return
    now, weight_set = clock.now(), published_weights.for_region(found.vacancy.region_id)
    best, people = ranking.best_people(found.vacancy, weight_set, MOST)
    found.candidates.all().delete()
    VacancyCandidate.objects.bulk_create([VacancyCandidate(search=found, **row) for row in best])
    found.vacancy_version, found.weight_set, found.made_at = found.vacancy.version, weight_set, max(now, found.asked_at)
    found.people, found.found, found.seconds = people, len(best), round(time.perf_counter() - start, 3)
    found.save()


def forget_old() -> int:
    """Remove who was found for vacancies that closed, or that nobody searched for in a month; return how many."""
    old = VacancySearch.objects.exclude(pk__in=_fresh().values("pk"))
    return old.delete()[1].get("matching.VacancyCandidate", 0)


def _fresh() -> QuerySet[VacancySearch]:
    still_open = Vacancy.objects.open_on(clock.today())
    return VacancySearch.objects.filter(asked_at__gte=clock.now() - KEPT, vacancy__in=still_open)
