"""Outcomes of the gate and their reasons, as numbers that are stored with a match (MATCHING 2)."""

from __future__ import annotations

from enum import IntEnum, IntFlag


class Gate(IntEnum):
    """Whether a person can start here."""

    NOW = 0  # kan nu
    WITH_TRAINING = 1  # kan met traject
    NOT_NOW = 2  # nu niet


class Reason(IntFlag):
    """Why a gate came out as it did; several may hold at once. Bits 0-7 close the gate, 8-15 ask for a training."""

    CLOSED = 1 << 0
    LEGAL_REQUIREMENT = 1 << 1  # asked by law, missing, not obtainable within the horizon
    TOO_FAR = 1 << 2
    TOO_FEW_HOURS = 1 << 3  # the job offers fewer than the person's least
    TOO_MANY_HOURS = 1 << 4
    SHIFTS = 1 << 5
    EDUCATION_FAR = 1 << 6  # the vacancy itself asks two levels more
    REQUIREMENT_BRIDGEABLE = 1 << 8  # missing, a course of the catalogue gives it within the horizon
    REQUIREMENT_WANTED = 1 << 9  # missing, not asked by law, no course known
    EDUCATION_STEP = 1 << 10  # one level short (or more, by the occupation's usual level)
    SKILLS_TRAINABLE = 1 << 11  # essential skill groups missing, the catalogue or the employer teaches the most
    SKILLS_MISSING = 1 << 12  # essential skill groups missing, no training known
    ADAPT = 1 << 16  # kan met aanpassing: a mark, never a reason against


CLOSING = 0xFF
BRIDGING = 0xFF00
