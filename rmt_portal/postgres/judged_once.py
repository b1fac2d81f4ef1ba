"""Several questions about the same rows in one statement, so that row security judges each row once.

Whoever oversees a region looks at tens of thousands of dossiers on one page: counted per chip and put in order for the
list, counted per phase and per coach for Vandaag. Each question by itself would have all of them judged again.
"""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet


def ask(rows: QuerySet[Any, Any], columns: list[str], question: str, *given: int) -> tuple[Any, ...] | None:
    """Answer a question about ``rows``, which it calls ``seen``, with one row; None when there can be no rows.

    ``columns`` are the fields and annotations that the question reads, by their names; the database keeps nothing else
    of a row. ``given`` are the parameters of the question, which is ours and never what somebody typed.
    """
    asked = rows.order_by().values_list(*columns)
    try:
        sql, params = asked.query.sql_with_params()
    except EmptyResultSet:
        return None
    with connections[asked.db].cursor() as cursor:
        cursor.execute(
            f"WITH seen ({', '.join(columns)}) AS MATERIALIZED ({sql}) {question}",
            [*params, *given],
        )
        found: tuple[Any, ...] | None = cursor.fetchone()
    return found
