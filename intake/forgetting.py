"""Remove what stayed of an erased person without the person, once no account has to be given of it any more.

After an erasure the emptied rows stay (phase, outcome, price, month), so that counts and money still add up. The
archive selection list says how long; then they go, all rows of that number at once. Proof has a term of its own and
goes first.
"""

from typing import Any

from django.db import connection, models, transaction

from intake.models import Client
from rmt_portal.client_data import AtErasure, PersonalTable
from rmt_portal.emptying import rows_of, tables


@transaction.atomic
def forget(client_id: int) -> int:
    """Remove every row of one erased person; returns how many, 0 while proof about the person still has to stand.

    Raises:
        ValueError: the person was not erased.
    """
    client = Client.objects.select_for_update(of=("self",)).filter(pk=client_id).first()
    if client is None:
        return 0
    if client.erased_on is None:
        raise ValueError("only what is left of an erased person is removed")
    mine = [table for table in tables() if not _is_of_many(table)]
    if any(rows_of(table, client_id).exists() for table in mine if table.at_erasure is AtErasure.KEPT):
        return 0
    found = {table.model_class: list(rows_of(table, client_id).values_list("pk", flat=True)) for table in mine}
    return sum(_remove(model, ids) for model, ids in found.items() if ids)


def _is_of_many(table: PersonalTable) -> bool:
    """Say whether a row is about several people (the log): it has a term of its own."""
    if "__" in table.path or table.path == "pk":
        return False
    kind: Any = table.model_class._meta.get_field(table.path)
    return bool(kind.get_internal_type() in ("ArrayField", "JSONField"))


def _remove(model: type[models.Model], ids: list[Any]) -> int:
    """Delete rows by number; the foreign keys between them are looked at when all are gone."""
    rows: Any = model._base_manager.filter(pk__in=ids)
    return int(rows._raw_delete(connection.alias))
