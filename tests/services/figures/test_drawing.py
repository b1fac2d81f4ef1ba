"""A month is counted once, part by part, and then stands; counted again it stands beside what was told before."""

import pytest
from django.db import DatabaseError, transaction

from intake.models import Case
from partners.access import Refused
from rmt_portal.outbox.drain import drain_long
from rmt_portal.outbox.models import OutboxItem
from services.figures import drawing, reading
from services.figures.months import Month
from services.figures.reports import REPORTS
from services.models import FigureSnapshot
from tests.partners.factories import els, fatima
from tests.services.factories import works_for
from tests.services.figures.months import arrived, counted

pytestmark = pytest.mark.django_db


def test_the_night_counts_the_month_that_is_over_once():
    month = Month.newest()
    arrived(2, month)
    assert drawing.draw_newest() == 1
    assert drawing.draw_newest() == 0
    drain_long()
    (snapshot,) = FigureSnapshot.objects.made()
    assert (snapshot.month, snapshot.draw, set(snapshot.numbers)) == (month.first, 1, {r.slug for r in REPORTS})
    assert drawing.draw_newest() == 0
    assert "Samira" not in str(snapshot.numbers) and "RA-2026" not in str(snapshot.numbers)


def test_each_report_is_a_part_and_a_part_that_comes_back_changes_nothing():
    arrived(1, Month.newest())
    drawing.draw_newest()
    snapshot = FigureSnapshot.objects.get()
    drawing.draw_part({"snapshot": snapshot.pk})
    snapshot.refresh_from_db()
    assert len(snapshot.numbers) == 1 and snapshot.made_at is None
    drain_long()
    snapshot.refresh_from_db()
    whole = snapshot.numbers
    assert snapshot.made_at and OutboxItem.objects.filter(kind=drawing.PART, done_at=None).count() == 0
    drawing.draw_part({"snapshot": snapshot.pk})
    snapshot.refresh_from_db()
    assert snapshot.numbers == whole


def test_what_was_told_stays_and_another_draw_stands_beside_it():
    month, boss = Month.newest(), els()
    arrived(3, month)
    first = counted(month, boss)
    for change in (lambda: FigureSnapshot.objects.update(numbers={}), lambda: FigureSnapshot.objects.all().delete()):
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            change()
    Case.objects.update(next_action="Bellen")
    again = counted(month, boss)
    assert (again.draw, again.numbers) == (2, first.numbers)
    assert reading.differences(first, again) == []


def test_who_asks_while_it_is_counted_gets_that_one_and_others_may_not_ask():
    month, boss = Month.newest(), els()
    arrived(1, month)
    region = boss.memberships.get().region_id
    first = drawing.ask(region, month, works_for(boss))
    assert drawing.ask(region, month, works_for(boss)) == first
    with pytest.raises(drawing.NotOver):
        drawing.ask(region, month.back(-1), works_for(boss))
    with pytest.raises(drawing.NotOver):
        drawing.ask(region, month.back(1), works_for(boss))
    with pytest.raises(Refused):
        drawing.ask(region, month, works_for(fatima()))
    with pytest.raises(Refused):
        drawing.ask(region + 1, month, works_for(boss))


@pytest.mark.parametrize(("text", "until"), [("2026-03", "+02:00"), ("2026-12", "+01:00")])
def test_a_month_is_dutch_time(text, until):
    month = Month.read(text)
    assert month.until.isoformat().endswith(until) and month.until.hour == 0
    assert month.back(-1).back(1) == month and Month.read("2026-13") is None
