"""The seals: one changed byte, one removed line or one day left out is found."""

from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from rmt_portal.audit import log
from rmt_portal.audit.models import AuditLine, SealedDay
from rmt_portal.audit.seal import check, seal_finished_days

pytestmark = pytest.mark.django_db(transaction=True)


def as_owner_without_trigger(sql, *values):
    """What somebody with all rights on the database could do."""
    owner = connections["owner"]
    with closing(owner.Database.connect(**owner.get_connection_params())) as connection, connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE audit_auditline DISABLE TRIGGER USER; ALTER TABLE audit_sealedday DISABLE TRIGGER USER"
        )
        cursor.execute(sql, values)
        cursor.execute(
            "ALTER TABLE audit_auditline ENABLE TRIGGER USER; ALTER TABLE audit_sealedday ENABLE TRIGGER USER"
        )
        connection.commit()


@pytest.fixture
def three_sealed_days():
    """Six lines on three days, sealed."""
    for n in range(6):
        log.record("client.read", object_ids=[n], client_ids=[n])
    for n, line in enumerate(AuditLine.objects.order_by("pk")):
        at = datetime(2026, 3, 1, 12, tzinfo=UTC) + timedelta(days=n // 2)
        as_owner_without_trigger("UPDATE audit_auditline SET at = %s WHERE id = %s", at, line.pk)
    with time_machine.travel(datetime(2026, 3, 4, 12, tzinfo=UTC)):
        return seal_finished_days()


def test_finished_days_are_sealed_once(three_sealed_days):
    assert [(d.day, d.lines) for d in three_sealed_days] == [(date(2026, 3, n), 2) for n in (1, 2, 3)]
    with time_machine.travel(datetime(2026, 3, 4, 13, tzinfo=UTC)):
        assert seal_finished_days() == []
    assert list(check()) == []


def test_a_day_that_is_not_over_is_not_sealed():
    log.record("client.read")
    assert seal_finished_days() == []
    midnight = datetime.combine(timezone.localdate() + timedelta(days=1), time.min, timezone.get_current_timezone())
    with time_machine.travel(midnight + timedelta(minutes=59)):
        assert seal_finished_days() == []
    with time_machine.travel(midnight + timedelta(minutes=61)):
        assert len(seal_finished_days()) == 1


def test_a_day_without_lines_is_a_link_too(three_sealed_days):
    with time_machine.travel(datetime(2026, 3, 6, 12, tzinfo=UTC)):
        seal_finished_days()
    assert [d.lines for d in SealedDay.objects.all()] == [2, 2, 2, 0, 0]
    assert list(check()) == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_auditline SET action = 'client.reaD' WHERE id = %s",
        "UPDATE audit_auditline SET client_ids = '{7}' WHERE id = %s",
        "UPDATE audit_auditline SET at = at + interval '1 microsecond' WHERE id = %s",
        "DELETE FROM audit_auditline WHERE id = %s",
    ],
)
def test_one_changed_byte_is_found(three_sealed_days, sql):
    victim = AuditLine.objects.order_by("pk")[2]
    as_owner_without_trigger(sql, victim.pk)
    assert [finding.day for finding in check()] == [date(2026, 3, 2)]
    with pytest.raises(CommandError, match="klopt het logboek niet"):
        call_command("check_audit", stderr=StringIO())


def test_a_day_left_out_is_found(three_sealed_days):
    as_owner_without_trigger("DELETE FROM audit_sealedday WHERE day = '2026-03-02'")
    assert date(2026, 3, 2) in {finding.day for finding in check()}


def test_who_seals_anew_after_a_change_is_found_with_the_seal_kept_elsewhere(three_sealed_days):
    kept_elsewhere = three_sealed_days[-1].digest
    as_owner_without_trigger("UPDATE audit_auditline SET action = 'x'")
    as_owner_without_trigger("DELETE FROM audit_sealedday")
    with time_machine.travel(datetime(2026, 3, 4, 12, tzinfo=UTC)):
        seal_finished_days()
    assert list(check()) == []
    assert [finding.what for finding in check(expect=kept_elsewhere)] == ["het nieuwste zegel is anders dan verwacht"]


def test_the_command_says_that_all_is_well(three_sealed_days, capsys):
    call_command("check_audit")
    assert "In orde tot en met 2026-03-03" in capsys.readouterr().out
