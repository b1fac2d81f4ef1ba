"""A colleague takes over a registration: the oldest first, once, and the second hears who was first."""

from datetime import timedelta

import pytest
from django.urls import reverse

from intake import coaching
from intake.models import CaseAssignment, CaseState
from partners import access
from partners.models import Layer
from rmt_portal import clock
from rmt_portal.audit.models import AuditLine
from rmt_portal.lifecycle import Actor
from tests.partners.factories import els, fatima, ingrid, karin
from tests.workplace.factories import registered
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db


def take_over(client, case, **kwargs):
    return client.post(reverse("admin:take_over", args=[case.client.public_id]), **kwargs)


def test_who_registered_first_stands_on_top_with_the_promise_we_made(client):
    sign_in(client, fatima())
    registered(days_ago=1, client__last_name="Gisteren")
    registered(days_ago=4, client__last_name="Vergeten", contact_due_on=clock.today() - timedelta(days=2))
    page = client.get("/admin/aanmeldingen/")
    assert [row.case.client.last_name for row, _door in page.context_data["rows"]] == ["Vergeten", "Gisteren"]
    assert "2 dagen te laat" in page.text
    assert "4 dagen geleden" in page.text


def test_without_registrations_the_page_says_that_everyone_has_a_coach(client):
    sign_in(client, fatima())
    assert "Geen nieuwe aanmeldingen" in client.get("/admin/aanmeldingen/").text


def test_fatima_takes_over_and_reads_by_when_she_promised_to_call(client):
    coach = fatima()
    sign_in(client, coach)
    case = registered(client__first_name="Samira", client__last_name="Bakker")
    page = take_over(client, case, follow=True)
    case.refresh_from_db()
    assert case.state == CaseState.ASSIGNED
    assert case.assignments.get().coach == coach
    assert case.contact_tasks.get().owner == coach
    assert "Je bent nu de coach van Samira Bakker. Bel voor" in page.text
    assert AuditLine.objects.filter(action="coach.take_over", client_ids__contains=[case.client_id]).count() == 1
    assert access.may_see_client(coach, case.client_id, Layer.SENSITIVE).allowed
    assert not access.may_see_client(ingrid(), case.client_id, Layer.SENSITIVE).allowed


def test_the_second_colleague_hears_who_was_first_and_when(client):
    case = registered()
    first = fatima()
    coaching.take_over(case, Actor(first, first.memberships.get().organisation_id))
    sign_in(client, ingrid())
    page = take_over(client, case, follow=True)
    assert "Fatima de Groot was eerder: die nam" in page.text
    assert "vandaag om" in page.text
    assert CaseAssignment.objects.count() == 1


def test_a_second_click_changes_nothing_and_says_so(client):
    sign_in(client, fatima())
    case = registered(client__first_name="Samira", client__last_name="Bakker")
    take_over(client, case)
    page = take_over(client, case, follow=True)
    assert "Je was al de coach van Samira Bakker" in page.text
    assert case.events.filter(event="assign").count() == 1


@pytest.mark.parametrize("person", [els, karin])
def test_who_does_not_guide_or_has_no_access_can_not_take_over(client, person):
    sign_in(client, person())
    case = registered()
    assert take_over(client, case).status_code == 403
    assert not case.assignments.exists()


def test_taking_over_is_never_a_link(client):
    sign_in(client, fatima())
    case = registered()
    assert client.get(reverse("admin:take_over", args=[case.client.public_id])).status_code == 405
    assert not case.assignments.exists()
