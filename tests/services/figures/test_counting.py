"""Every number is the list it came from, equals what somebody would count by heart, and stays so whatever happens."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.figures.counting import case_ids, count
from services.figures.months import Month
from services.figures.reports import BY_SLUG, REPORTS, Kind
from tests.services.figures.histories import History

FIRST = Month.read("2026-03")
MONTHS = [FIRST.back(-n) for n in range(4)]
BY_HEART = {
    ("aanmeldingen", "per-gemeente"): History.registrations,
    ("aanmeldingen", "per-leeftijd"): History.ages,
    ("besluiten", "per-reden"): History.decisions,
    ("schuldhulp", "op-tijd"): History.talks,
    ("fasen", "per-fase"): History.phases,
    ("wachtlijst", "per-week"): History.waiting,
    ("verwijzingen", "per-partner"): History.answers,
}
SLOW = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None)


def counted(region_id, month):
    return {report.slug: count(report, region_id, month) for report in REPORTS}


@pytest.mark.django_db
@settings(SLOW, max_examples=2)
@given(seed=st.integers(0, 10**6))
def test_totals_are_lists_and_a_month_drawn_again_is_the_same(seed):
    lives_and_is_counted(seed)


@pytest.mark.full
@pytest.mark.django_db
@settings(SLOW, max_examples=25)
@given(seed=st.integers(0, 10**6))
def test_the_same_for_many_more_regions(seed):
    lives_and_is_counted(seed)


def lives_and_is_counted(seed):
    with transaction.atomic():
        history, frozen = History(seed, FIRST), {}
        for month in MONTHS:
            history.live_until(month.until, 30)
            region_id = history.lives[0].case.region_id
            frozen[month] = counted(region_id, month)
        for month in MONTHS:
            assert counted(region_id, month) == frozen[month], f"{month.code} changed by what happened later"
            for (report, table), by_heart in BY_HEART.items():
                numbers = {(row, column): n for row, column, n in frozen[month][report][table]}
                assert numbers == by_heart(history, month), f"{report} {month.code}"
            _is_the_list_it_came_from(region_id, month, frozen[month])
        transaction.set_rollback(True)


def _is_the_list_it_came_from(region_id, month, numbers):
    for report in REPORTS:
        for table in report.tables:
            rows = numbers[report.slug][table.slug]
            at = 2 if table.kind in (Kind.COUNT, Kind.FLOW) else 1
            assert sum(row[at] for row in rows) == len(case_ids(table, region_id, month)), table.slug
            for row in rows:
                column = row[1] if at == 2 else None
                assert row[at] == len(case_ids(table, region_id, month, row[0], column)), (table.slug, row)


@pytest.mark.django_db
def test_a_region_without_anything_has_empty_tables():
    assert all(not rows for tables in counted(0, FIRST).values() for rows in tables.values())


def test_no_code_of_a_list_comes_from_outside_as_sql():
    table = BY_SLUG["aanmeldingen"].table("per-gemeente")
    assert table is not None and "%(municipality)s" not in table.source
