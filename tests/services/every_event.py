"""For tests that try every event from every state by every role, and what the database refuses by itself."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from intake.models import Case
from partners import access
from partners.models import Layer, LegalBasis, User
from rmt_portal.changing import Conflict, Refused
from tests.partners.factories import MembershipFactory, UserFactory, municipality


def colleague_with(role: str, case: Case) -> User:
    """Somebody of the same organisation with this role and access to all of the dossier."""
    person: User = UserFactory(name=f"Collega {role}")
    MembershipFactory(user=person, organisation=municipality(), region=case.region, role=role)
    access.grant(
        case.client_id, municipality(), region_id=case.region_id, layer=Layer.SENSITIVE,
        legal_basis=LegalBasis.PUBLIC_TASK, source_kind="assignment", source_id=10_000 + person.pk, member=person,
    )  # fmt: skip
    return person


def ask_the_database_now() -> None:
    """Let the database say at once what it minds, and not only when the transaction is over."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def tried(
    act: Callable[[], Any], *, noes: tuple[type[Exception], ...] = (), events: QuerySet[Any] | None = None
) -> bool:
    """Say whether something happened, the database minding nothing; everything is undone.

    ``noes`` are refusals besides those of every action; of ``events`` there is one more when it happened.
    """
    with transaction.atomic():
        mark, before = transaction.savepoint(), events.count() if events is not None else 0
        try:
            act()
            ask_the_database_now()
        except (Refused, Conflict, access.Refused, *noes):
            happened = False
        else:
            happened = True
        left = events.count() - before if events is not None else int(happened)
        transaction.savepoint_rollback(mark)
    assert left == int(happened), "an event per change, and none without"
    return happened


def refused_by_the_database(change: Callable[[], Any], words: str) -> None:
    """Expect that a change is refused whoever asks."""
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        change()
        ask_the_database_now()
