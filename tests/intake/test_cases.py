"""What the coach's lists ask of cases."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from intake import coaching
from intake.demo import seeding
from intake.models import Case, CaseState, ContactMoment, Registration
from rmt_portal import clock
from rmt_portal.lifecycle import Actor
from rmt_portal.outbox.models import OutboxItem
from tests.intake.factories import registered
from tests.partners.factories import fatima, jan, karin, municipality

pytestmark = pytest.mark.django_db


@pytest.fixture
def coach(region):
    return fatima()


def test_a_person_is_found_with_and_without_tussenvoegsel_by_number_and_by_postcode(coach):
    case = registered(last_name="van 't Hof").case
    registered(last_name="Hofman")
    for text in ("hof sami", "van 't hof", "VAN ’T HOF", case.reference, case.reference.lower(), "7001"):
        assert case in Case.objects.named(text), text
    for text in ("jansen", "hof jansen", "\x00", "%", "x" * 10_000, "woord " * 300):
        assert case not in Case.objects.named(text) or not text.strip("\x00 "), text


def test_a_call_that_was_promised_and_not_made_is_late_the_day_after(coach):
    with time_machine.travel("2026-11-20 12:00", tick=False):
        case = registered().case
    with time_machine.travel("2026-11-24 23:00", tick=False):
        assert case not in Case.objects.promise_broken()
    with time_machine.travel("2026-11-25 00:30+01:00", tick=False):
        assert case in Case.objects.promise_broken()
        assert Case.objects.with_list_columns().get(pk=case.pk).is_late


def test_the_list_shows_coach_situation_and_municipality_in_as_many_queries_for_one_as_for_ten(coach):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            rows = list(Case.objects.visible_to(coach).with_list_columns().late_first())
            shown = [
                (r.reference, r.client.full_name, r.client.municipality.name, r.situation, r.coach_name) for r in rows
            ]
        return len(queries), shown

    first = registered().case
    coaching.take_over(first, Actor(coach, municipality().pk))
    queries_for_one, (row,) = count()
    assert row[1:] == ("Sami van 't Hof", "Doetinchem", "lost", "Fatima de Groot")
    for n in range(9):
        registered(last_name=f"Jansen{n}")
    queries_for_ten, rows = count()
    assert len(rows) == 10
    assert queries_for_one == queries_for_ten


def test_a_registration_takes_the_same_number_of_queries_whatever_was_registered_before(region):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            registered()
        return len(captured)

    first = queries()
    for _n in range(3):
        registered()
    assert queries() <= first


def test_a_coach_guides_and_a_union_without_consent_sees_nobody(coach):
    case = registered().case
    assert case in Case.objects.without_coach()
    coaching.take_over(case, Actor(coach, municipality().pk))
    assert case in Case.objects.of_coach(coach)
    assert case not in Case.objects.without_coach()
    assert not Case.objects.visible_to(karin()).exists()


def test_the_demo_people_are_made_once_with_a_past_and_without_mail(region):
    fatima(), jan()
    first = seeding.seed(region, count=12, number=1)
    again = seeding.seed(region, count=12, number=1)
    assert (first.made, first.known, again.made, again.known) == (12, 0, 0, 12)
    assert Registration.objects.count() == 12
    assert not OutboxItem.objects.filter(kind="mail.receipt").exists()
    assert Case.objects.filter(opened_at__lt=clock.now() - timedelta(hours=1)).count() == 12
    assert Case.objects.exclude(state=CaseState.SUBMITTED).exists()
    assert ContactMoment.objects.exists()
    assert not Case.objects.filter(opened_at__gt=clock.now()).exists()


@pytest.mark.full
@pytest.mark.parametrize("moment", ["2026-11-22 12:00", "2026-11-23 07:10"], ids=["on Sunday", "before the doors open"])
def test_nobody_of_the_demo_registers_in_the_future(region, moment):
    fatima()
    now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    with clock.pretend(now):
        assert seeding.seed(region, count=12, number=1).made == 12
    assert Case.objects.filter(opened_at__lte=now - timedelta(hours=1)).count() == 12
