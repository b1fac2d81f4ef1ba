"""Random lives of referrals: whatever people try, in whatever order, the rules of the design hold (SECURITY 3.4)."""

import random

import pytest

from services.models import Referral
from services.referrals.lifecycle import BY_EVENT
from tests.services import lives

pytestmark = pytest.mark.django_db


def test_a_few_random_lives_keep_the_rules():
    happened = lives.live(steps=120, seed=random.randrange(10**6))
    assert len(happened) >= 8, happened


@pytest.mark.full
@pytest.mark.parametrize("quarter", range(4))
def test_ten_thousand_steps_keep_the_rules_and_every_event_happens(quarter):
    """In four quarters, so that the processes of a run share them."""
    happened = lives.live(steps=2_500, seed=random.randrange(10**6) + quarter * 10**6, of_each=10)
    assert set(happened) == set(BY_EVENT)
    assert min(happened.values()) >= 10, happened


def test_a_broken_rule_is_found(monkeypatch):
    """Positive control: an acceptance that opens nothing does not get past the first life in which it happens."""
    monkeypatch.setattr(lives.answering, "open_step", lambda *_given: None)
    with pytest.raises(AssertionError, match="grants are not what is open"):
        lives.live(steps=400, seed=1)
    assert not Referral.objects.exists()
