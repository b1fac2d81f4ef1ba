"""The tables of docs/referrals.md are those of the code."""

from pathlib import Path

from services.referrals import documentation
from services.referrals.lifecycle import TRANSITIONS, ReferralState

PAGE = Path(__file__).resolve().parents[2] / "docs" / "referrals.md"


def test_the_page_is_written_from_the_code():
    text = PAGE.read_text(encoding="utf-8")
    assert documentation.fill(text) == text, "run manage.py write_referral_docs"
    assert all(f"`{state}`" in text for state in ReferralState.values)
    assert all(f"`{row.event}`" in text for row in TRANSITIONS)


def test_a_page_that_disagrees_is_seen():
    text = PAGE.read_text(encoding="utf-8").replace("| `sent` |", "| `gone` |")
    assert documentation.fill(text) != text
