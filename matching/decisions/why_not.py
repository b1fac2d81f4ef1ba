"""Why a vacancy is (not) among the opportunities of a client, and what would change it: asked of the engine itself.

Only workers import this (numba). Every "what if" is the same person with one thing otherwise, put through the same
gate and score; there is no second formula.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from intake.models import EducationLevel, ShiftKind, WorkProfile
from matching import fact_words, facts, travel
from matching.decisions import freezing
from matching.engine.gates import CLOSING, Gate, Reason
from matching.engine.inputs import Jobs, People, SparseRows
from matching.engine.rank import Scored, explain_pairs
from matching.engine.weights import ENGINE_VERSION, NAMES, Weights
from matching.explanations import Stored
from matching.models import MatchQuestion, Vacancy
from matching.reading.jobs import one_job, open_jobs
from matching.reading.people import read_profiles
from matching.reading.world import RegionWorld, region_world, taught_groups
from matching.weights import published as published_weights
from rmt_portal import clock
from rmt_portal.reference.models import Requirement
from services.models import Service

MINUTES_STEP = 5
MOST_SKILLS = 400


@dataclass(frozen=True)
class Change:
    """One thing otherwise: the sentence, and the person as they would be."""

    what: str
    people: People


@dataclass(frozen=True)
class Asked:
    """One person and one vacancy as the engine takes them."""

    profile: WorkProfile
    vacancy: Vacancy
    world: RegionWorld
    weights: Weights
    people: People
    job: Jobs

    def outcome(self, people: People) -> Scored:
        """Return what the engine makes of this vacancy for a person."""
        nothing = np.zeros(1, np.int32)
        return explain_pairs(people, self.job, self.world.for_weights(self.weights), self.weights, nothing, nothing)


def do(payload: Mapping[str, int]) -> None:
    """Outbox: answer a question; asked twice it is answered once."""
    question = MatchQuestion.objects.select_related("client", "vacancy").filter(pk=payload["question"]).first()
    if question is not None and question.answered_at is None:
        answer(question)


@transaction.atomic
def answer(question: MatchQuestion) -> MatchQuestion:
    """Work out gate, components and what would change it, and freeze that with the question.

    Without a work profile there is nothing to work out: the question is answered without an explanation.
    """
    profile = WorkProfile.objects.select_related("client__municipality", "last_sector__section")
    found = profile.filter(client_id=question.client_id).first()
    question.answered_at = clock.now()
    if found is not None:
        weight_set = published_weights.for_region(found.client.region_id)
        asked = _asked(found, question.vacancy, published_weights.as_weights(weight_set))
        now = asked.outcome(asked.people)
        versions = {"run": None, "rank": None, "profile_version": found.version}
        question.explanation = freezing.keep(
            found, stored(now, question.vacancy_id), weight_set, ENGINE_VERSION, versions
        )
        question.changes = what_would_change(asked, now)
        question.better = _better(asked, now)
    question.save(update_fields=["answered_at", "explanation", "changes", "better"])
    return question


def stored(found: Scored, vacancy_id: int) -> Stored:
    """Return the outcome of one pair as a run would store it."""
    values = zip(NAMES, found.components[0].tolist(), strict=True)
    return Stored(
        vacancy_id=vacancy_id,
        score=float(found.score[0]),
        gate=int(found.gate[0]),
        reasons=int(found.reasons[0]),
        confidence=float(found.confidence[0]),
        is_return=bool(found.is_return[0]),
        components={name: value for name, value in values if not np.isnan(value)},
    )


def pair_now(profile: WorkProfile, vacancy: Vacancy) -> Stored:
    """Work out one pair with the weights of now, and store nothing."""
    weights = published_weights.as_weights(published_weights.for_region(profile.client.region_id))
    asked = _asked(profile, vacancy, weights)
    return stored(asked.outcome(asked.people), vacancy.pk)


def what_would_change(asked: Asked, now: Scored) -> list[dict[str, Any]]:
    """Return each single change that opens the gate further or takes a reason away, then all of them together.

    ``gate`` and ``score`` are those of the engine for the changed person; ``opens`` says that it is enough.
    """
    told, together = [], asked.people
    for change in _changes(asked, int(now.reasons[0])):
        then = asked.outcome(change.people)
        if int(then.gate[0]) < int(now.gate[0]) or _fewer(then, now):
            told.append(_told(change.what, then, now))
            together = _merged(together, change.people, asked.people)
    if len(told) > 1 and not any(one["opens"] for one in told):
        told.append(_told(_("Met alles hierboven samen"), asked.outcome(together), now))
    return told


def _fewer(then: Scored, now: Scored) -> bool:
    """Say whether reasons against went away and none came."""
    before, after = int(now.reasons[0]) & ~int(Reason.ADAPT), int(then.reasons[0]) & ~int(Reason.ADAPT)
    return after != before and after & ~before == 0


def _told(what: str, then: Scored, now: Scored) -> dict[str, Any]:
    gate = int(then.gate[0])
    return {
        "what": what,
        "gate": gate,
        "score": float(then.score[0]),
        "opens": gate < int(now.gate[0]) and not int(then.reasons[0]) & int(CLOSING),
        "left": freezing.reason_names(int(then.reasons[0])),
    }


def _changes(asked: Asked, reasons: int) -> list[Change]:
    """Return the changes that could matter, in the order in which people think of them."""
    return [
        *_requirements(asked, reasons),
        *_travel(asked, reasons),
        *_hours(asked, reasons),
        *_shifts(asked, reasons),
        *_education(asked, reasons),
        *_skills(asked, reasons),
    ]


def _requirements(asked: Asked, reasons: int) -> list[Change]:
    missing = int(asked.job.requires[0]) & ~int(asked.people.requirements[0])
    named = Requirement.objects.exclude(kind=Requirement.Kind.AGE).order_by("name")
    return [
        Change(
            _("Met: %(proof)s") % {"proof": requirement.name},
            replace(asked.people, requirements=asked.people.requirements | np.uint64(1 << bit)),
        )
        for requirement in named
        if (bit := asked.world.bits[requirement.pk]) is not None and missing >> bit & 1
    ]


def _travel(asked: Asked, reasons: int) -> list[Change]:
    if not reasons & Reason.TOO_FAR:
        return []
    point = facts.person_of(asked.profile).point
    if point is None or asked.vacancy.latitude is None or asked.vacancy.longitude is None:
        return []
    km = travel.distance_km(*point, asked.vacancy.latitude, asked.vacancy.longitude)
    way, speed = travel.fastest(asked.profile.transport)
    minutes = ceil(km / speed / MINUTES_STEP) * MINUTES_STEP
    farther = replace(asked.people, max_km=np.array([minutes * speed], np.float32))
    said = {"minutes": minutes, "km": max(1, round(km)), "way": travel.WITH[way]}
    return [Change(_("Als de reis %(minutes)d minuten %(way)s mag duren (ongeveer %(km)d km)") % said, farther)]


def _hours(asked: Asked, reasons: int) -> list[Change]:
    job, people = asked.job, asked.people
    found = []
    if reasons & Reason.TOO_FEW_HOURS:
        most = job.hours_min[0] if np.isnan(job.hours_max[0]) else job.hours_max[0]
        fewer = replace(people, hours_min=np.minimum(people.hours_min, most))
        found.append(Change(_("Als %(hours)d uur per week ook goed is") % {"hours": most}, fewer))
    if reasons & Reason.TOO_MANY_HOURS:
        least = job.hours_max[0] if np.isnan(job.hours_min[0]) else job.hours_min[0]
        more = replace(people, hours_max=np.maximum(people.hours_max, least))
        found.append(Change(_("Als %(hours)d uur per week ook kan") % {"hours": least}, more))
    return found


def _shifts(asked: Asked, reasons: int) -> list[Change]:
    if not reasons & Reason.SHIFTS:
        return []
    both = int(asked.job.shifts[0]) & int(asked.people.shifts_refused[0])
    names = [str(kind.label).lower() for bit, kind in enumerate(ShiftKind) if both >> bit & 1]
    willing = replace(asked.people, shifts_refused=asked.people.shifts_refused & np.uint8(~both & 0xFF))
    return [Change(_("Als werken %(times)s ook kan") % {"times": _(" en ").join(names)}, willing)]


def _education(asked: Asked, reasons: int) -> list[Change]:
    if not reasons & (Reason.EDUCATION_FAR | Reason.EDUCATION_STEP):
        return []
    own = float(asked.people.education[0])
    found = []
    for level in EducationLevel:
        if level.value > own:
            schooled = replace(asked.people, education=np.array([level.value], np.float32))
            left = int(asked.outcome(schooled).reasons[0])
            if not left & (Reason.EDUCATION_FAR | Reason.EDUCATION_STEP):
                found.append(Change(_("Met een diploma: %(level)s") % {"level": level.label}, schooled))
                break
    return found


def _skills(asked: Asked, reasons: int) -> list[Change]:
    """Return each training of the catalogue that teaches kinds of skill the work asks, as if it was done."""
    if not reasons & (Reason.SKILLS_TRAINABLE | Reason.SKILLS_MISSING) or asked.job.occupation[0] < 0:
        return []
    asked_skills = asked.world.world.taxonomy.skills.row(int(asked.job.occupation[0]))[0]
    groups_of = asked.world.world.taxonomy.skill_groups
    numbering = asked.world.numbering.groups
    offered = Service.objects.offered().filter(region_id=asked.profile.client.region_id, months__isnull=False)
    services = offered.prefetch_related("teaches").order_by("months", "pk")
    found = []
    for service, taught in taught_groups(services):
        rows = {numbering[pk] for pk in taught if pk in numbering}
        learnt = [int(skill) for skill in asked_skills if rows & set(groups_of.row(int(skill))[0].tolist())]
        if learnt:
            found.append(
                Change(
                    _("Met de opleiding: %(service)s") % {"service": fact_words.offer(service)}, _knowing(asked, learnt)
                )
            )
    return found


def _knowing(asked: Asked, learnt: list[int]) -> People:
    had = asked.people.has_skills.row(0)[0].tolist()
    skills = sorted({*had, *learnt})[:MOST_SKILLS]
    return replace(asked.people, has_skills=SparseRows.of([[(skill, 1.0) for skill in skills]]))


def _merged(together: People, one: People, before: People) -> People:
    """Return a person with the changes of both."""
    fields: dict[str, Any] = {}
    for name in ("max_km", "hours_min", "hours_max", "education", "shifts_refused"):
        if getattr(one, name).tobytes() != getattr(before, name).tobytes():
            fields[name] = getattr(one, name)
    fields["requirements"] = together.requirements | one.requirements
    skills = sorted({*together.has_skills.row(0)[0].tolist(), *one.has_skills.row(0)[0].tolist()})
    fields["has_skills"] = SparseRows.of([[(skill, 1.0) for skill in skills]])
    return replace(together, **fields)


def _better(asked: Asked, now: Scored) -> int:
    """Count the open vacancies that no gate closes for this person and that score higher."""
    jobs = open_jobs(asked.profile.client.region_id, asked.world, clock.today())
    rows = np.arange(jobs.size, dtype=np.int32)
    everything = explain_pairs(
        asked.people, jobs, asked.world.for_weights(asked.weights), asked.weights, np.zeros_like(rows), rows
    )
    reachable = everything.gate != Gate.NOT_NOW
    return int(np.sum(reachable & (everything.score > now.score[0])))


def _asked(profile: WorkProfile, vacancy: Vacancy, weights: Weights) -> Asked:
    day = clock.today()
    world = region_world(profile.client.region_id)
    is_open = Vacancy.objects.open_on(day).filter(pk=vacancy.pk).exists()
    people = read_profiles([profile.client_id], world, day).people
    return Asked(profile, vacancy, world, weights, people, one_job(vacancy.pk, world, is_open=is_open))
