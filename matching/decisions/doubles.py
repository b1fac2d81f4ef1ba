"""What a merge of two people does with an opportunity about which was decided for both, and how that is taken back.

One decision per person and vacancy lives. What the employer knows, or how it ended, stays before what the person said,
and that before what only a coach did; of two that are as far the newest stays. The other goes back in the list as an
event, so that nothing of it is lost.
"""

from typing import Any

from intake.models import Client
from matching.decisions.life import DECISION_LIFECYCLE, OUTCOMES, DecisionState
from matching.models import MatchDecision
from rmt_portal.lifecycle import Actor, advance

S = DecisionState
_OUTSIDE = (*OUTCOMES, S.SHOWN, S.APPLIED)
_SAID = (S.AGREED, S.INTERESTED, S.WANTED, S.DECLINED)


def one_of_two(kept: Client, gone: Client, actor: Actor) -> list[Any]:
    """End one of every two living decisions about the same vacancy; returns what :func:`two_again` needs."""
    living = MatchDecision.objects.exclude(state=S.WITHDRAWN).filter(client__in=(kept, gone))
    by_vacancy: dict[int, list[MatchDecision]] = {}
    for decision in living.select_for_update(of=("self",)).order_by("pk"):
        by_vacancy.setdefault(decision.vacancy_id, []).append(decision)
    ended = []
    for pair in by_vacancy.values():
        for decision in sorted(pair, key=_how_far)[:-1]:
            ended.append([decision.pk, decision.state])
            advance(decision, DECISION_LIFECYCLE, "merge", actor)
    return ended


def two_again(ended: list[Any], actor: Actor) -> None:
    """Let the decisions that a merge ended live again, once they are with their own person."""
    for pk, state in ended:
        decision = MatchDecision.objects.select_for_update(of=("self",)).filter(pk=pk).first()
        if decision is not None and decision.state == S.WITHDRAWN:
            advance(decision, DECISION_LIFECYCLE, f"unmerge_to_{state}", actor)


def _how_far(decision: MatchDecision) -> tuple[int, Any, int]:
    tier = 2 if decision.state in _OUTSIDE else 1 if decision.state in _SAID else 0
    return tier, decision.decided_at, decision.pk
