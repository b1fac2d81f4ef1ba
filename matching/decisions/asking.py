"""Ask why a vacancy is (not) among the opportunities of a client; a worker answers within seconds."""

import time
from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from matching.decisions.deciding import DECIDE
from matching.models import MatchQuestion, Vacancy
from partners import access
from rmt_portal.audit import log
from rmt_portal.lifecycle import Actor
from rmt_portal.outbox import queue

QUESTION = "match.question"
LOOK_EVERY = 0.1
MOST_FOUND = 20
MOST_WORDS = 6


@transaction.atomic
def ask_why(client: Any, vacancy: Vacancy, actor: Actor, *, request: Any = None) -> MatchQuestion:
    """Ask a worker to work out one client and one vacancy.

    Raises:
        Refused: the actor may not do this with this client.
    """
    access.insist(access.may(actor.user, DECIDE, client_id=client.pk, region_id=client.region_id))
    question = MatchQuestion.objects.create(client=client, vacancy=vacancy, asked_by=actor.user)
    log.record(
        "match.why_not",
        object_kind="matching.matchquestion",
        object_ids=[question.pk],
        client_ids=[client.pk],
        request=request,
        actor=actor,
    )
    queue.put(QUESTION, f"{QUESTION}:{question.pk}", {"question": question.pk})
    return question


def do(payload: Mapping[str, int]) -> None:
    """Outbox: answer a question."""
    from matching.decisions import why_not  # noqa: PLC0415 only workers load the compiler

    why_not.do(payload)


def wait_for(question: MatchQuestion) -> MatchQuestion:
    """Look for the answer for a moment, so that a page without scripts nearly always comes with it."""
    until = time.monotonic() + settings.MATCH_ANSWER_WAIT_SECONDS
    while question.answered_at is None and time.monotonic() < until:
        time.sleep(LOOK_EVERY)
        question.refresh_from_db()
    return question


def find(region_id: int, typed: str) -> list[Vacancy]:
    """Return vacancies of a region with all these words in title, employer or place, open ones first; at most 20."""
    rows = Vacancy.objects.filter(region_id=region_id)
    for word in typed.replace("\x00", "").split()[:MOST_WORDS]:
        said = (Q(**{f"{name}__icontains": word}) for name in ("title", "employer_name", "place", "external_id"))
        rows = rows.filter(reduce(or_, said))
    return list(rows.order_by("-state", "title", "pk")[:MOST_FOUND]) if typed.strip() else []
