"""Every action of the log has a word, so that nobody reads a code."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from matching.decisions.life import TRANSITIONS as MATCH_TRANSITIONS
from rmt_portal.audit import words
from rmt_portal.workplace.dossier_parts import OpenedPart
from services.grants.lifecycle import CHANGED_IN as GRANT_WITHOUT_EVENT
from services.grants.lifecycle import GRANT_TRANSITIONS
from services.plans.lifecycle import CHANGED_IN as PLAN_WITHOUT_EVENT
from services.plans.lifecycle import PLAN_TRANSITIONS

RECORDS = r"(?:log\.record(?:_apart)?|record_apart)\(\s*(?:request,\s*)?(?:action=)?"
NOTES = r"\bnote(?:_denied)?\(\s*(?:\w+\.)?request,\s*[\w.]+,\s*"  # in a dossier (rmt_portal/workplace/dossier.py)
DENIED = r"\bnote_denied\([^\"]*\"[^\"]+\"[^\"]*action="  # about a text (rmt_portal/audit/bsn.py)
WRITES = f"(?:{RECORDS}|{NOTES}|{DENIED})"
LITERAL = re.compile(WRITES + r'"([a-z_]+(?:\.[a-z_]+)?)"')
NAMED = re.compile(WRITES + r"([A-Z][A-Z_]+)\b")


def actions_in_the_code() -> dict[str, str]:
    found = {}
    for app in ("partners", "intake", "services", "matching", "rmt_portal"):
        for file in Path(settings.BASE_DIR, app).rglob("*.py"):
            text = file.read_text(encoding="utf-8")
            codes = LITERAL.findall(text)
            for name in NAMED.findall(text):
                codes += re.findall(rf'^{name} = "([^"]+)"', text, re.MULTILINE)
            found |= dict.fromkeys(codes, str(file.relative_to(settings.BASE_DIR)))
    return found | {f"{part.word}.bsn_denied": part.__module__ for part in OpenedPart.__subclasses__()}


def test_every_action_has_a_word():
    found = actions_in_the_code()
    assert {"dossier.read", "contact.show", "emergency.list", "sign_in"} <= set(found), "the search finds nothing"
    assert {"training.read", "dossier.export", "plan.bsn_denied"} <= set(found), "the search finds no notes"
    assert {"work_profile.bsn_denied", "emergency.bsn_denied"} <= set(found), "the search finds no denied number"
    without = {action: file for action, file in found.items() if not words.is_named(action)}
    assert not without, f"give these a word in rmt_portal/audit/words.py: {without}"


@pytest.mark.parametrize(
    ("word", "events"),
    [
        ("plan", {"make", *(t.event for t in PLAN_TRANSITIONS), *PLAN_WITHOUT_EVENT}),
        ("grant", {"ask", "pay", "settle", *(t.event for t in GRANT_TRANSITIONS), *GRANT_WITHOUT_EVENT}),
        ("budget", {"allot", "counter"}),
        ("match", {t.event for t in MATCH_TRANSITIONS if t.by}),
        ("cohort", {"open", "change", "close"}),
    ],
)
def test_every_event_that_is_logged_by_its_name_has_a_word(word, events):
    assert not [event for event in events if not words.is_named(f"{word}.{event}")]


def test_what_nobody_named_is_something_else_and_a_table_follows_a_rule():
    assert str(words.of("iets.nieuws").word) == "Iets anders gedaan"
    assert str(words.of("membership.add").word) == "Beheer: toegevoegd"
    assert words.of("referral.accept").kind == words.Kind.CHANGED
