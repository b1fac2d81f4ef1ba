"""The opportunities of one client as the dossier shows them: two lists, in words, from the newest complete run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from intake.models import Case, WorkProfile
from matching import facts
from matching.bands import Band, band
from matching.decisions import decided
from matching.decisions.freezing import stored_pairs
from matching.explanations import NOT_USED, Explanation, Stored, Words, explain
from matching.models import MatchList, Vacancy, VacancyState
from partners.models import Layer
from rmt_portal import clock

SHOWN_NEW, SHOWN_BACK = 15, 5
CARD_SHOWN = 3


@dataclass(frozen=True)
class Opportunities:
    """Both lists, and what they were made from."""

    back: list[Explanation] = field(default_factory=list)
    new: list[Explanation] = field(default_factory=list)
    farther: list[Explanation] = field(default_factory=list)
    computed_at: datetime | None = None
    is_outdated: bool = False
    has_profile: bool = True
    not_used: Words = NOT_USED

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.back or self.new or self.farther)


def of_client(client_id: int, most_new: int = SHOWN_NEW, most_back: int = SHOWN_BACK) -> Opportunities:
    """Return the opportunities of a client; a vacancy that closed since is left out."""
    profile = (
        WorkProfile.objects.select_related("client__municipality", "last_sector__section")
        .filter(client_id=client_id)
        .first()
    )
    ranked = MatchList.objects.current_for(client_id)
    if profile is None or ranked is None:
        return Opportunities(has_profile=profile is not None)
    pairs = stored_pairs(ranked)
    known = facts.read(profile, [pair.vacancy_id for pair in pairs])
    back, new = _first(pairs, known.vacancies, most_back, most_new)
    told_new, told_back = ([explain(pair, known) for pair in part] for part in (new, back))
    return Opportunities(
        back=[told for told in told_back if told.band != Band.FARTHER],
        new=[told for told in told_new if told.band != Band.FARTHER],
        farther=[told for told in (*told_back, *told_new) if told.band == Band.FARTHER],
        computed_at=ranked.run.published_at,
        is_outdated=ranked.profile_version != profile.version,
    )


def _first(
    pairs: list[Stored], vacancies: Mapping[int, Any], most_back: int, most_new: int
) -> tuple[list[Stored], list[Stored]]:
    """Return the first ways back and the first new directions that are open still and were not put aside."""
    there = [
        pair
        for pair in pairs
        if (v := vacancies.get(pair.vacancy_id)) and v.state == VacancyState.OPEN and not v.is_hidden
    ]
    back, new = ([pair for pair in there if pair.is_return is wanted] for wanted in (True, False))
    return back[:most_back], new[:most_new]


@dataclass(frozen=True)
class Best:
    """One of the best, as the overview names it: the vacancy and how near it is."""

    vacancy: Vacancy
    word: Words


def best_of(client_id: int, most: int = CARD_SHOWN) -> dict[str, list[Best]]:
    """Return the first of both lists in two queries: the word follows from the list, and no reasons are told here."""
    ranked = MatchList.objects.current_for(client_id)
    if ranked is None:
        return {"back": [], "new": []}
    pairs = stored_pairs(ranked)
    told = Vacancy.objects.with_hidden_for(client_id, clock.today()).in_bulk(ranked.vacancy_ids)
    return {
        name: [
            Best(told[pair.vacancy_id], near.for_client)
            for pair in part
            if (near := band(pair.gate, pair.score, pair.reasons)) != Band.FARTHER
        ]
        for name, part in zip(("back", "new"), _first(pairs, told, most, most), strict=True)
    }


def tab_context(request: HttpRequest, case: Case) -> dict[str, Any]:
    """Return what the dossier's tab shows; below the layer of working together nothing is read."""
    allowed = getattr(case, "layer", Layer.REFERENCE) >= Layer.WORK
    if not allowed:
        return {"opportunities": None}
    return {"opportunities": of_client(case.client_id), "decided": decided.of_client(case.client_id)}


def card_context(request: HttpRequest, case: Case) -> dict[str, Any]:
    """Return the best three for the dossier's overview."""
    allowed = getattr(case, "layer", Layer.REFERENCE) >= Layer.WORK
    return {"opportunities": best_of(case.client_id) if allowed else None}
