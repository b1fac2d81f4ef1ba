"""Work, the runs that rank it for people, and what people decide about it (MATCHING 3, DECISIONS 6)."""

from matching.models.candidates import VacancyCandidate, VacancySearch
from matching.models.decisions import MatchDecision, MatchDecisionEvent, MatchDecisionQuerySet, VacancyFlag
from matching.models.employers import (
    Employer,
    EmployerNotice,
    EmployerNoticeEvent,
    NoticeKind,
    NoticeState,
    Parting,
)
from matching.models.explanations import FrozenExplanation, MatchQuestion
from matching.models.moves import MoveTable
from matching.models.runs import MatchChunk, MatchList, MatchListQuerySet, MatchRun, WeightSet
from matching.models.unlocking import RegionGain, TrainingGain
from matching.models.vacancies import TYPED, ContractKind, Vacancy, VacancyEvent, VacancyQuerySet, VacancyState
from matching.models.weighing import RegionReport, SpreadPlan, WeightPreview, WeightSetEvent

__all__ = [
    "TYPED",
    "ContractKind",
    "Employer",
    "EmployerNotice",
    "EmployerNoticeEvent",
    "FrozenExplanation",
    "MatchChunk",
    "MatchDecision",
    "MatchDecisionEvent",
    "MatchDecisionQuerySet",
    "MatchList",
    "MatchListQuerySet",
    "MatchQuestion",
    "MatchRun",
    "MoveTable",
    "NoticeKind",
    "NoticeState",
    "Parting",
    "RegionGain",
    "RegionReport",
    "SpreadPlan",
    "TrainingGain",
    "Vacancy",
    "VacancyCandidate",
    "VacancyEvent",
    "VacancyFlag",
    "VacancyQuerySet",
    "VacancySearch",
    "VacancyState",
    "WeightPreview",
    "WeightSet",
    "WeightSetEvent",
]
