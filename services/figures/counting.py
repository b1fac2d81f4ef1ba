"""Count a table, and list the dossiers behind it, from the same source.

A number and its list can not differ: both are the rows of one query. Everything is counted for the house, for the
purpose "figures" (or by a worker); what somebody may see of a list is asked where it is shown.
"""

from typing import Any

from django.conf import settings
from django.db import connection
from psycopg2.sql import SQL, Composable, Identifier, Placeholder

from services.figures import sources
from services.figures.months import Month
from services.figures.reports import Kind, Report, Table

_LIST = SQL("SELECT s.case_id FROM ({source}) s WHERE {rule} ORDER BY s.case_id")
_COUNT = SQL("SELECT {row}, {column}, count(*) FROM ({source}) s GROUP BY 1, 2 ORDER BY 1, 2")
_LOAD = SQL("""
SELECT t.place, sum(t.n)::int, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY t.n),
       percentile_cont(0.9) WITHIN GROUP (ORDER BY t.n), max(t.n)
FROM (SELECT {row} AS place, s.coach, count(*) AS n FROM ({source}) s GROUP BY 1, 2) t GROUP BY 1 ORDER BY 1
""")
_GRADE = SQL("SELECT {row}, count(*), round(avg(s.grade), 1)::float FROM ({source}) s GROUP BY 1 ORDER BY 1")
_DAYS = SQL("""
SELECT {row}, count(*),
       round(percentile_cont(0.5) WITHIN GROUP (ORDER BY s.days)::numeric, 1)::float,
       round(percentile_cont(0.9) WITHIN GROUP (ORDER BY s.days)::numeric, 1)::float,
       round(percentile_cont(0.5) WITHIN GROUP (ORDER BY {step})::numeric, 1)::float,
       round(percentile_cont(0.9) WITHIN GROUP (ORDER BY {step})::numeric, 1)::float
FROM ({source}) s GROUP BY 1 ORDER BY 1
""")


def count(report: Report, region_id: int, month: Month) -> dict[str, list[Any]]:
    """Return the rows of every table of a report, by its slug, as plain JSON.

    COUNT and FLOW: ``[row, column, n]``. DAYS: ``[row, n, median, p90, median of the step, p90 of the step]``, days
    with one decimal. LOAD: ``[row, n, coaches, median, p90, most]``. GRADE: ``[row, n, average]``, one decimal.
    MONEY: ``[row, n, in the pot, reserved, committed, spent]``, euro as text.
    ``n`` is always the number of rows of the source.
    """
    return {table.slug: [list(row) for row in _rows(table, region_id, month)] for table in report.tables}


def case_ids(
    table: Table, region_id: int, month: Month, row: str | None = None, column: str | None = None
) -> list[int]:
    """Return the dossier of everything a cell counts, in order; of a whole row, column or table with None.

    A dossier stands in it as often as it counts: twice for two registrations.
    """
    values = _values(region_id, month)
    rule: list[Composable] = [SQL("true")]
    for name, wanted in ((table.row, row), (table.column, column)):
        if wanted is not None and name:
            rule.append(SQL("s.{}::text = {}").format(Identifier(name), Placeholder(name)))
            values[name] = wanted
    query = _LIST.format(source=SQL(table.source), rule=SQL(" AND ").join(rule))
    return [pk for (pk,) in _ask(query, values)]


def _rows(table: Table, region_id: int, month: Month) -> list[Any]:
    return _ask(_query(table), _values(region_id, month))


def _query(table: Table) -> Composable:
    if table.kind is Kind.MONEY:
        return SQL(sources.MONEY)
    parts = {"row": _text(table.row), "source": SQL(table.source)}
    if table.kind is Kind.DAYS:
        return _DAYS.format(step=SQL(_step_of(table)), **parts)
    if table.kind is Kind.GRADE:
        return _GRADE.format(**parts)
    if table.kind is Kind.LOAD:
        return _LOAD.format(**parts)
    return _COUNT.format(column=_text(table.column) if table.column else SQL("''"), **parts)


def _text(column: str) -> Composable:
    return SQL("s.{}::text").format(Identifier(column))


def _step_of(table: Table) -> str:
    return "s.days_step" if table.source == sources.LEAD_TIMES else "NULL::numeric"


def _values(region_id: int, month: Month) -> dict[str, Any]:
    half, after = month.half_year
    return {
        "half_first": half.first, "half_after": after.first, "half_known": after.until,
        "region": region_id, "start": month.start, "until": month.until, "year_start": month.back(11).start,
        "zone": settings.TIME_ZONE,
    }  # fmt: skip


def _ask(query: Composable, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        then = SQL("WITH state_then AS ({then}) {query}").format(then=SQL(sources.STATE_THEN), query=query)
        cursor.execute(then.as_string(cursor.cursor), values)
        return [[_plain(value) for value in row] for row in cursor.fetchall()]


def _plain(value: Any) -> Any:
    """Return a value as JSON holds it; money as text, so that no cent gets lost."""
    return value if value is None or isinstance(value, str | int | float) else str(value)
