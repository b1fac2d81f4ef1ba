"""An account nobody uses is warned about, and then closed; an organisation never loses its last administrator so."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from partners import dormant
from partners.models import User
from rmt_portal import clock
from rmt_portal.audit.models import AuditLine
from tests.partners.factories import bram, fatima
from tests.rig.work import all_work

pytestmark = pytest.mark.django_db

START = clock.now()


@pytest.fixture
def quiet_fatima():
    """Fatima signed in on the first day and not again; Bram administers and comes in every day."""
    with time_machine.travel(START, tick=False):
        coach = fatima(last_login=START, active_since=START)
        bram(last_login=START + timedelta(days=89), active_since=START)
    return coach


def after(days: int) -> None:
    with time_machine.travel(START + timedelta(days=days), tick=False):
        dormant.look_at_all()
        all_work()


def is_open(person: User) -> bool:
    return User.objects.get(pk=person.pk).is_active


def test_after_76_days_a_warning_and_after_90_the_account_is_closed(quiet_fatima):
    after(75)
    assert mail.outbox == []
    after(77)
    after(77)
    assert [letter.to for letter in mail.outbox] == [["fatima@voorbeeld.nl"]]
    assert is_open(quiet_fatima)
    after(92)
    assert not is_open(quiet_fatima)


def test_who_signs_in_after_the_warning_stays(quiet_fatima):
    after(77)
    User.objects.filter(pk=quiet_fatima.pk).update(last_login=START + timedelta(days=80))
    after(92)
    assert is_open(quiet_fatima)


def test_the_last_administrator_stays_open_and_that_stands_in_the_log():
    with time_machine.travel(START, tick=False):
        administrator = bram(last_login=START, active_since=START)
    after(77)
    after(92)
    assert is_open(administrator)
    assert AuditLine.objects.filter(object_ids__contains=[administrator.pk], result="refused").exists()
