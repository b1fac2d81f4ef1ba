"""After its term the log goes in whole sealed days, by one door of the database, and the chain of seals still holds."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from intake import retention
from intake.models import RetentionRule
from rmt_portal import clock
from rmt_portal.audit import forgetting, log
from rmt_portal.audit.models import AuditLine, ForgottenLog, SealedDay
from rmt_portal.audit.seal import check, seal_finished_days
from tests.audit.test_seal import as_owner_without_trigger

pytestmark = pytest.mark.django_db(transaction=True)
FIRST = date(2021, 3, 1)


@pytest.fixture
def old_log():
    """Two lines on each of three days in 2021 and one of today, all finished days sealed."""
    for n in range(7):
        log.record("client.read", object_ids=[n], client_ids=[n])
    for n, line in enumerate(AuditLine.objects.order_by("pk")[:6]):
        at = f"{FIRST + timedelta(days=n // 2)} 12:00+00"
        as_owner_without_trigger("UPDATE audit_auditline SET at = %s WHERE id = %s", at, line.pk)
    seal_finished_days()


def test_what_is_too_old_goes_in_whole_days_and_the_seals_stay(old_log):
    assert forgetting.due(FIRST + timedelta(days=1)).lines == 4
    assert forgetting.forget(FIRST + timedelta(days=1)) == 4
    assert [line.at.date() for line in AuditLine.objects.order_by("pk")][:2] == [FIRST + timedelta(days=2)] * 2
    gone = ForgottenLog.objects.get()
    assert (gone.last_day, gone.lines) == (FIRST + timedelta(days=1), 4)
    assert SealedDay.objects.order_by("day").first().day == FIRST, "the chain begins where it began"
    assert list(check()) == []
    assert forgetting.forget(FIRST + timedelta(days=1)) == 0, "again changes nothing"
    assert forgetting.forget(FIRST + timedelta(days=2)) == 2
    assert list(check()) == []


@pytest.mark.full
def test_a_line_that_comes_back_in_a_day_that_went_is_found(old_log):
    forgetting.forget(FIRST)
    victim = AuditLine.objects.order_by("pk").last()
    as_owner_without_trigger("UPDATE audit_auditline SET at = %s WHERE id = %s", f"{FIRST} 12:00+00", victim.pk)
    assert FIRST in {finding.day for finding in check()}


@pytest.mark.full
def test_a_day_that_was_tampered_with_is_never_destroyed(old_log):
    victim = AuditLine.objects.order_by("pk").first()
    as_owner_without_trigger("UPDATE audit_auditline SET action = 'x' WHERE id = %s", victim.pk)
    with pytest.raises(forgetting.SealIsBroken):
        forgetting.forget(FIRST + timedelta(days=2))
    before = AuditLine.objects.count()
    assert retention.apply(dry_run=False).log == 0, "the timer goes on with its other work"
    assert AuditLine.objects.count() == before + 1


@pytest.mark.full
def test_the_database_destroys_nothing_young_and_lets_nobody_in_by_another_door(old_log):
    yesterday = clock.today() - timedelta(days=1)
    with pytest.raises(IntegrityError, match="too young"):
        forgetting.forget(yesterday)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('rmt.forgetting', 'on', true)")
        cursor.execute("DELETE FROM audit_auditline")
    with pytest.raises(DatabaseError), transaction.atomic():
        ForgottenLog.objects.create(last_day=FIRST, lines=0)
    assert AuditLine.objects.count() == 7


@pytest.mark.full
def test_the_term_is_data_and_the_longest_of_all_regions_counts(old_log):
    months = (clock.today().year - 2021) * 12 + clock.today().month - 3
    assert retention.apply().log == 6, "five years without any rule"
    rule = RetentionRule.objects.create(kind="log", months=months, from_on=FIRST, source="Selectielijst 2020, 12.3")
    assert retention.apply().log == 0, "not before the month in which it passes is over"
    rule.months = months - 1
    rule.save()
    assert retention.apply().log == 6
    assert retention.apply(dry_run=False).log == 6
    assert AuditLine.objects.filter(action="retention.apply").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        RetentionRule.objects.create(kind="log", months=12, from_on=clock.today())
