"""What comes of the fictional people: work that is found, how it goes there, and cases that end."""

import random
from functools import lru_cache

from intake import aftercare, aftercare_moments, endings, occupations, placements, sectors
from intake.demo.people import luck_of
from intake.models import (
    Aftercare,
    AftercareKind,
    AftercareResult,
    Case,
    CaseState,
    ContactMoment,
    ContractKind,
    HowItGoes,
    OutcomeKind,
    Placement,
    WageBand,
)
from rmt_portal import clock, working_days
from rmt_portal.lifecycle import Actor

JOBS = (
    ("Zorggroep De Linde", "helpende", "Q"),
    ("Installatiebedrijf Ter Horst", "monteur", "F"),
    ("Bakkerij Wiltink", "bakker", "C"),
    ("Transport Nijhuis", "vrachtwagenchauffeur", "H"),
    ("Kinderopvang Het Nest", "pedagogisch medewerker", "Q"),
    ("Metaalwerken Oost", "lasser", "C"),
    ("Klantcontact Achterhoek", "medewerker klantenservice", "N"),
)
"""Employers, functions and sections of the SBI that exist nowhere in this combination."""
OTHER_ENDS = (
    OutcomeKind.KEPT_JOB, OutcomeKind.OWN_BUSINESS, OutcomeKind.TRAINING, OutcomeKind.BENEFIT,
    OutcomeKind.MOVED, OutcomeKind.WITHDRAWN, OutcomeKind.NO_CONTACT,
)  # fmt: skip


def place(case: Case, coach: Actor) -> None:
    """Let somebody find work that begins within some days."""
    luck = luck_of("work", case.reference)
    employer, function, section = luck.choice(JOBS)
    sector = sectors.find(section)
    work = placements.Work(
        employer_name=employer,
        function=function,
        contract=luck.choice(ContractKind.values),
        hours=luck.choice((16, 20, 24, 28, 32, 36, 40)),
        wage_band=luck.choice(WageBand.values),
        starts_on=working_days.add(clock.today(), luck.randint(0, 6)),
        sector_id=sector.pk if sector else None,
        occupation_id=_occupation(function),
    )
    placements.place(case, coach, work, version=case.version)


def ask_after(case: Case, coach: Actor) -> None:
    """Do the aftercare that is due; at some the coach is late."""
    placement = Placement.objects.running().filter(case=case).first()
    moment = aftercare_moments.next_of(placement) if placement else None
    if moment is None or moment.due_on > clock.today():
        return
    luck = luck_of("aftercare", case.reference, moment.kind)
    if moment.kind == AftercareKind.WEEK or luck.random() < 0.8:
        _answer(moment, coach, luck)


def end(case: Case, coach: Actor) -> bool:
    """Let some of the cases end after a talk: most of who works a while, and few of the others; say whether it did."""
    luck = luck_of("end", case.reference, case.version)
    works = Placement.objects.running().filter(case=case, starts_on__lte=clock.today()).exists()
    if case.state == CaseState.AFTERCARE and works and luck.random() < 0.2:
        kind = OutcomeKind.WORK
    elif not works and case.state != CaseState.PLACED and luck.random() < 0.02:
        kind = luck.choice(OTHER_ENDS)
    else:
        return False
    endings.close(case, coach, kind, ended_on=clock.today(), version=case.version)
    return True


def _answer(moment: Aftercare, coach: Actor, luck: random.Random) -> None:
    stopped = luck.random() < 0.08
    aftercare.record(
        moment,
        coach,
        result=AftercareResult.STOPPED if stopped else AftercareResult.STILL_THERE,
        going=luck.choice((HowItGoes.WELL, HowItGoes.WELL, HowItGoes.MIXED)),
        way=ContactMoment.Way.PHONE,
        version=moment.placement.case.version,
        ended_on=clock.today() if stopped else None,
    )


@lru_cache(maxsize=16)
def _occupation(words: str) -> int | None:
    exact, near = occupations.recognise(words)
    return exact or (near[0][0] if near else None)
