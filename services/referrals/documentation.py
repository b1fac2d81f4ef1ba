"""The tables of docs/referrals.md, written from the tables in the code, so that they can not disagree."""

import re
from collections.abc import Iterable
from pathlib import Path

from services import disclosure, seeding
from services.referrals import timers
from services.referrals.lifecycle import (
    ACCESS_ENDS_AT_ONCE,
    ENDED,
    NOT_FOR_DEBT_HELP,
    READ_ONLY,
    TRANSITIONS,
    ReferralState,
    Urgency,
)

_PART = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def fill(text: str) -> str:
    """Return a page with each ``<!-- table: name --> ... <!-- end -->`` written anew."""
    return _PART.sub(lambda found: f"{found[1]}{TABLES[found[2]]()}{found[3]}", text)


def write(path: Path) -> bool:
    """Write the tables of a page anew; returns whether anything changed."""
    old = path.read_text(encoding="utf-8")
    new = fill(old)
    if new != old:
        path.write_text(new, encoding="utf-8")
    return new != old


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _column in head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def states() -> str:
    """Return each state with its Dutch word, whether it has ended and what the receiver reads."""
    return _table(
        ("state", "on screen", "ended", "the receiver reads"),
        ((f"`{s.value}`", str(s.label), "yes" if s in ENDED else "", _reads(s)) for s in ReferralState),
    )


def _reads(state: ReferralState) -> str:
    if state == ReferralState.DRAFT:
        return "nothing"
    if state in ACCESS_ENDS_AT_ONCE:
        return "number and state"
    if state in READ_ONLY:
        return "both steps for 30 days, then number and outcome"
    return "to decide" if state in (ReferralState.SENT, ReferralState.INFO_REQUESTED) else "to decide and to help"


def transitions() -> str:
    """Return the table of transitions."""
    return _table(
        ("event", "from", "to", "by", "needs", "tells"),
        (
            (
                f"`{t.event}`" + (" (not for debt help)" if t.event in NOT_FOR_DEBT_HELP else ""),
                ", ".join(str(s) for s in t.sources),
                str(t.target),
                ", ".join(p.value for p in t.by),
                ", ".join(t.needs),
                ", ".join(p.value for p in t.tells),
            )
            for t in TRANSITIONS
        ),
    )


def terms() -> str:
    """Return the terms that hold where a region has no rule of its own, in Dutch working days."""
    rows = [(u.value, timers.STANDARD[u]) for u in Urgency]
    rows.append(("question to the sender", timers.QUESTION))
    rows.append(("first contact after a yes", timers.CONTACT))
    rows.append(("the same, urgent", timers.CONTACT_SOON))
    rows.append((f"a word on how it goes, after {timers.REPORT_EVERY.days} days", timers.REPORT))
    rows.append(("the day to look again in a pause", timers.REVIEW))
    return _table(
        ("waits for", "remind", "somebody else there", "coordinator", "expire"),
        (
            (name, str(t.remind), str(t.deputy), str(t.escalate), "never" if t.expire is None else str(t.expire))
            for name, t in rows
        ),
    )


def contracts() -> str:
    """Return which fields belong to which step, per kind of service."""
    rows = [("(any other)", disclosure.STANDARD)]
    rows += [(kind.value, {step.value: f for step, f in steps.items()}) for kind, steps in seeding.CONTRACTS.items()]
    return _table(
        ("kind of service", "to decide", "to help"),
        ((name, ", ".join(steps["decide"]), ", ".join(steps["help"])) for name, steps in rows),
    )


TABLES = {"states": states, "transitions": transitions, "terms": terms, "contracts": contracts}
