"""Keeps the second wall standing: its functions and policies are made after every migration (docs/row-security.md)."""

from typing import Any

from django.db import connections, transaction

from partners import row_functions
from rmt_portal import row_policies


def take_down(using: str, plan: Any = (), **kwargs: Any) -> None:
    """Before a migration with something to do: let it change the columns that policies read. Closed meanwhile."""
    if row_policies.is_ours(using) and plan:
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            row_policies.drop(cursor)


def put_up(using: str, **kwargs: Any) -> None:
    """Make the functions and policies, as the owner of the tables."""
    if not row_policies.is_ours(using):
        return
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if "partners_accessgrant" not in connection.introspection.table_names(cursor):
            return
        row_functions.create(cursor)
        row_policies.apply(cursor, row_functions.grant_opens)
        row_policies.let_triggers_see_all(cursor)
