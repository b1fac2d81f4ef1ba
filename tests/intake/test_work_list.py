"""What a case says of itself for the lists of work: kept by the database, whoever changes what it follows from."""

from datetime import date, timedelta

import pytest

from intake.models import Case, Placement, Registration, Situation
from rmt_portal import clock
from tests.partners.factories import fatima
from tests.services.factories import works_for
from tests.workplace.factories import guided_by, placed, registered

pytestmark = pytest.mark.django_db


def test_a_case_says_itself_whether_it_has_a_coach_and_aftercare_whoever_changes_that():
    coach = works_for(fatima())
    case = guided_by(coach.user)

    def says() -> tuple[bool, date | None]:
        return Case.objects.values_list("is_guided", "aftercare_due_on").get(pk=case.pk)

    assert says() == (True, None)
    placement, running = placed(case, coach, starts_on=clock.today()), case.assignments.filter(until_at=None)
    first = placement.aftercare.earliest("due_on").due_on
    assert says() == (True, first)
    running.update(kind="deputy")
    assert says() == (False, first)
    running.update(kind="primary")
    other = guided_by(coach.user)
    Placement.objects.filter(pk=placement.pk).update(case=other)
    assert says() == (True, None)
    assert Case.objects.get(pk=other.pk).aftercare_due_on == first
    Placement.objects.filter(pk=placement.pk).update(case=case)
    assert says() == (True, first)
    placement.aftercare.update(dropped_at=clock.now())
    assert says() == (True, None)
    case.assignments.update(until_at=clock.now())
    assert says() == (False, None)
    case.assignments.all().delete()
    assert says() == (False, None)


def test_a_case_says_itself_what_its_registrations_told_whoever_changes_that():
    case, other = registered(situation=Situation.LOST), registered(situation=Situation.SELF_EMPLOYED)
    newest = case.registrations.get()

    def says(which: Case = case) -> tuple[str, list[str]]:
        found = Case.objects.get(pk=which.pk)
        return found.situation, found.situations

    assert says() == ("lost", ["lost"])
    newest.pk, newest.draft_key, newest.situation = None, "again", Situation.MAY_LOSE
    newest.submitted_at += timedelta(days=1)
    newest.save(force_insert=True)
    assert says() == ("may_lose", ["may_lose", "lost"])
    Registration.objects.filter(pk=newest.pk).update(submitted_at=newest.submitted_at - timedelta(days=9))
    assert says() == ("lost", ["lost", "may_lose"])
    Registration.objects.filter(pk=newest.pk).update(case=other)
    assert (says(), says(other)) == (("lost", ["lost"]), ("self_employed", ["self_employed", "may_lose"]))
    Registration.objects.filter(pk=newest.pk).update(situation=Situation.OTHER)
    assert says(other)[1] == ["self_employed", "other"]
    other.registrations.all().delete()
    assert says(other) == ("", [])
