"""Keep an explanation as it was given, and read it back: the same words, the same numbers, for as long as it matters.

What is frozen is enough to say it again without any run: runs are pruned, profiles and vacancies change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any

from intake.models import WorkProfile
from matching import facts
from matching.bands import Band
from matching.engine.gates import Gate, Reason
from matching.explanations import Explanation, Stored, explain
from matching.models import FrozenExplanation, MatchList, MatchRun, Vacancy

Words = dict[str, Any]


@dataclass(frozen=True)
class Contribution:
    """What one component adds to a score: ``value`` x ``weight`` / the weight that was known; unknown adds nothing."""

    name: str
    weight: float
    value: float | None
    contribution: float


def stored_pairs(ranked: MatchList) -> list[Stored]:
    """Return the pairs of a list as the run stored them, best first, new directions before earlier work."""
    names = ranked.run.inputs["components"]
    width = len(names)
    pairs = []
    for place, vacancy_id in enumerate(ranked.vacancy_ids):
        values = ranked.components[place * width : (place + 1) * width]
        pairs.append(
            Stored(
                vacancy_id=vacancy_id,
                score=ranked.scores[place],
                gate=ranked.gates[place],
                reasons=ranked.reasons[place],
                confidence=ranked.confidences[place],
                is_return=place >= ranked.n_new,
                components={name: value for name, value in zip(names, values, strict=True) if not isnan(value)},
            )
        )
    return pairs


def freeze(client_id: int, vacancy_id: int) -> FrozenExplanation | None:
    """Freeze what the newest list of a client says about a vacancy; None when it is in no list.

    Asked again for the same run it is the same row.
    """
    ranked = MatchList.objects.current_for(client_id)
    place = ranked.vacancy_ids.index(vacancy_id) if ranked and vacancy_id in ranked.vacancy_ids else None
    if ranked is None or place is None:
        return None
    known = FrozenExplanation.objects.filter(client_id=client_id, vacancy_id=vacancy_id, run=ranked.run_id).first()
    if known is not None:
        return known
    profile = WorkProfile.objects.select_related("client__municipality", "last_sector__section").get(
        client_id=client_id
    )
    rank = place + 1 if place < ranked.n_new else place - ranked.n_new + 1
    pair = stored_pairs(ranked)[place]
    versions = {"run": ranked.run, "rank": rank, "profile_version": ranked.profile_version}
    return keep(profile, pair, ranked.run.weight_set, str(ranked.run.inputs["engine"]), versions)


def keep(
    profile: WorkProfile, pair: Stored, weight_set: Any, engine: str, versions: Mapping[str, Any]
) -> FrozenExplanation:
    """Store one pair with its words; ``versions`` are run, rank and version of the profile it was made from."""
    known = facts.read(profile, [pair.vacancy_id])
    told = explain(pair, known)
    return FrozenExplanation.objects.create(
        client_id=profile.client_id,
        vacancy_id=pair.vacancy_id,
        weight_set=weight_set,
        engine=engine,
        vacancy_version=told.vacancy.version,
        is_return=pair.is_return,
        score=None if pair.score != pair.score else pair.score,  # NaN: nothing was known
        gate=pair.gate,
        reasons=pair.reasons,
        confidence=pair.confidence,
        components=dict(pair.components),
        weights=weight_set.weights,
        words=words_of(told),
        **versions,
    )


def words_of(told: Explanation) -> Words:
    """Return an explanation as plain text values, for keeping."""
    vacancy = told.vacancy
    return {
        "title": vacancy.title,
        "employer": vacancy.employer_name,
        "place": vacancy.place,
        "url": vacancy.url,
        "band": told.band.value,
        "word": str(told.word),
        "from_to": told.from_to,
        "reasons": [*told.reasons, *filter(None, [told.has_skills])],
        "gate": list(told.gate),
        "missing": [
            {"what": gap.what, "services": list(gap.services), "by_employer": gap.by_employer} for gap in told.missing
        ],
        "facts": list(told.facts),
        "demand": told.demand,
        "confidence": str(told.confidence),
        "not_used": str(told.not_used),
    }


def contributions(components: Mapping[str, float], weights: Mapping[str, float]) -> list[Contribution]:
    """Return every component that weighs something, what adds most first; the contributions add up to the score."""
    known = sum(weight for name, weight in weights.items() if name in components)
    parts = [
        Contribution(
            name=name,
            weight=weight,
            value=components.get(name),
            contribution=components[name] * weight / known if name in components and known else 0.0,
        )
        for name, weight in weights.items()
        if weight
    ]
    return sorted(parts, key=lambda part: (part.value is None, -part.contribution, part.name))


def told_in_run(client_id: int, vacancy_id: int, run: MatchRun) -> tuple[Stored, Words] | None:
    """Return what a list that is still there says, in words of now; None when it was pruned or has no such pair."""
    ranked = MatchList.objects.select_related("run").filter(client_id=client_id, run=run).first()
    if ranked is None or vacancy_id not in ranked.vacancy_ids:
        return None
    profile = WorkProfile.objects.select_related("client__municipality", "last_sector__section").get(
        client_id=client_id
    )
    pair = stored_pairs(ranked)[ranked.vacancy_ids.index(vacancy_id)]
    return pair, words_of(explain(pair, facts.read(profile, [vacancy_id])))


def gate_word(gate: int) -> str:
    """Return the outcome of the gate for who reads it in full."""
    return {Gate.NOW: "kan nu", Gate.WITH_TRAINING: "kan met traject", Gate.NOT_NOW: "nu niet"}[Gate(gate)]


def reason_names(reasons: int) -> list[str]:
    """Return the reasons of the gate by the names they have in the engine."""
    return [reason.name.lower() for reason in Reason if reasons & reason and reason.name]


def is_farther(words: Mapping[str, Any]) -> bool:
    """Say whether the word is one that only the coach reads."""
    return words.get("band") == Band.FARTHER.value


def vacancy_of(region_id: int, key: str) -> Vacancy | None:
    """Find a vacancy of a region by its number here or at its source."""
    rows = Vacancy.objects.filter(region_id=region_id)
    found = rows.filter(pk=int(key)).first() if key.isdigit() and len(key) < 18 else None
    return found or rows.filter(external_id=key).first()
