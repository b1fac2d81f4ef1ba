"""A colleague leaves or is away, and nobody's case is left without somebody."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from intake import coaching
from intake.models import Case, CaseAssignment, ContactTask
from partners import absences, access, handover
from partners.models import Absence, AccessGrant, Layer, Role, User
from partners.reach import forget
from partners.tasks import look_after_people
from rmt_portal import clock, working_days
from rmt_portal.audit.models import AuditLine
from rmt_portal.lifecycle import Actor
from tests.partners import factories
from tests.workplace.factories import guided_by, registered
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db


def as_admin():
    bram = factories.bram()
    return Actor(bram, bram.memberships.get().organisation_id)


def sees(user, case, layer=Layer.SENSITIVE):
    forget(user)
    return Case.objects.visible_to(user, layer).filter(pk=case.pk).exists()


def second_coach():
    return factories._person("Youssef Amrani", factories.municipality(), Role.COACH)


def test_fatima_leaves_and_youssef_takes_over_all_of_it(client):
    fatima, youssef, bram = factories.fatima(), second_coach(), sign_in(client, factories.bram())
    cases = [guided_by(fatima) for _ in range(3)]
    ContactTask.objects.filter(case=cases[0]).update(owner=fatima)
    address = f"/admin/mensen/{fatima.pk}/vertrek/"
    page = client.get(address)
    assert "Kandidaten die deze collega begeleidt (3)" in page.text
    assert "Beloofde telefoontjes en gesprekken (1)" in page.text

    page = client.post(address, {"when": "now"})
    assert page.text.count("Kies wie dit overneemt.") >= 2
    assert CaseAssignment.objects.filter(coach=fatima, until_at__isnull=True).count() == 3, "nothing happened yet"

    page = client.post(address, {"when": "now", "cases": youssef.pk, "contact_tasks": "team"}, follow=True)
    assert "Al het werk heeft een nieuwe eigenaar" in page.text
    assert CaseAssignment.objects.filter(coach=youssef, until_at__isnull=True).count() == 3
    assert ContactTask.objects.get(case=cases[0]).owner is None
    assert sees(youssef, cases[0])
    fatima = User.objects.get(pk=fatima.pk)
    assert not fatima.is_active
    assert not any(sees(fatima, case, Layer.REFERENCE) for case in cases)
    assert AuditLine.objects.filter(action="coach.hand_over", actor_id=bram.pk).get().client_ids == sorted(
        case.client_id for case in cases
    )


def test_her_open_session_ends_at_once(client):
    fatima = sign_in(client, factories.fatima())
    assert client.get("/admin/").status_code == 200
    handover.leave(fatima, factories.municipality(), handover.yesterday(), {}, as_admin())
    answer = client.get("/admin/")
    assert answer.status_code == 302
    assert client.get(answer.url).url.startswith("/account/login/")


def test_who_stays_until_friday_keeps_working_until_then(client):
    fatima = sign_in(client, factories.fatima())
    last_day = timezone.localdate() + timedelta(days=3)
    handover.leave(fatima, factories.municipality(), last_day, {}, as_admin())
    assert client.get("/admin/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        look_after_people()
        assert not User.objects.get(pk=fatima.pk).is_active


def test_who_works_elsewhere_too_keeps_that():
    fatima = factories.fatima()
    factories._person("Fatima de Groot", factories.uwv(), Role.COACH)
    handover.leave(fatima, factories.municipality(), handover.yesterday(), {}, as_admin())
    fatima = User.objects.get(pk=fatima.pk)
    assert fatima.is_active
    assert access.has_role(fatima, Role.COACH, organisation_id=factories.uwv().pk)
    assert not access.has_role(fatima, Role.COACH, organisation_id=factories.municipality().pk)


@pytest.mark.parametrize("chosen", ["", "team", "0", "someone_without_the_role", "someone_elsewhere"])
def test_cases_go_only_to_a_colleague_who_guides(chosen):
    fatima = factories.fatima()
    case = guided_by(fatima)
    others = {"someone_without_the_role": factories.pieter().pk, "someone_elsewhere": factories.jan().pk}
    with pytest.raises(handover.NotHandedOver) as refused:
        choice = {"cases": str(others.get(chosen, chosen))}
        handover.leave(fatima, factories.municipality(), handover.yesterday(), choice, as_admin())
    assert refused.value.slugs == ["cases"]
    assert sees(User.objects.get(pk=fatima.pk), case)


def test_the_only_administrator_hears_that_somebody_must_follow_first(client):
    bram = sign_in(client, factories.bram())
    page = client.post(f"/admin/mensen/{bram.pk}/vertrek/", {"when": "now"})
    assert "Dit is de enige beheerder" in page.text
    assert User.objects.get(pk=bram.pk).is_active


def test_an_administrator_sends_nobody_of_another_organisation_away(client):
    jan = factories.jan()
    sign_in(client, factories.bram())
    for what in ("vertrek", "afwezig"):
        assert client.get(f"/admin/mensen/{jan.pk}/{what}/").status_code == 404
    with pytest.raises(access.Refused):
        handover.leave(jan, factories.uwv(), handover.yesterday(), {}, as_admin())
    sign_in(client, factories.fatima())
    assert client.get(f"/admin/mensen/{jan.pk}/vertrek/").status_code == 403


# --- away ----------------------------------------------------------------------------------------------------------


def test_a_deputy_sees_the_dossiers_until_the_last_day(client):
    fatima, youssef = factories.fatima(), second_coach()
    case, other = guided_by(fatima), registered()
    sign_in(client, factories.bram())
    today = timezone.localdate()
    days = {"from_on": f"{today + timedelta(days=1):%d-%m-%Y}", "until_on": f"{today + timedelta(days=5):%d-%m-%Y}"}
    page = client.post(f"/admin/mensen/{fatima.pk}/afwezig/", days | {"deputy": youssef.pk}, follow=True)
    assert "ziet de dossiers van Fatima" in page.text
    assert not sees(youssef, case), "not before the first day"
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert sees(youssef, case)
        assert not sees(youssef, other)
        late = guided_by(fatima)
        look_after_people()
        look_after_people()
        assert sees(youssef, late), "what came in meanwhile"
        assert AccessGrant.objects.from_source("absence", Absence.objects.get().pk).count() == 2
    with time_machine.travel(timezone.now() + timedelta(days=7)):
        assert not sees(youssef, case)
        assert sees(fatima, case)


def test_who_is_back_early_has_the_dossiers_alone_again(client):
    fatima, youssef = factories.fatima(), second_coach()
    case = guided_by(fatima)
    today = timezone.localdate()
    absences.begin(fatima, factories.municipality(), youssef, (today, today), Actor(fatima))
    assert sees(youssef, case)
    sign_in(client, factories.bram())
    assert "Is terug" in client.get("/admin/mensen/").text
    client.post(f"/admin/mensen/{fatima.pk}/terug/")
    assert not sees(youssef, case)


def test_what_goes_to_another_coach_leaves_the_deputy_too():
    fatima, youssef = factories.fatima(), second_coach()
    third = factories._person("Lotte Prins", factories.municipality(), Role.COACH)
    case = guided_by(fatima)
    today = timezone.localdate()
    absences.begin(fatima, factories.municipality(), youssef, (today, today), Actor(fatima))
    handover.leave(fatima, factories.municipality(), today, {"cases": str(third.pk)}, as_admin())
    look_after_people()
    assert sees(third, case)
    assert not sees(youssef, case)


def test_who_is_left_behind_without_a_plan_meets_the_new_coach_and_a_plan_stays():
    fatima, youssef = factories.fatima(), second_coach()
    unplanned, planned = guided_by(fatima), guided_by(fatima, next_action="Cv nakijken", next_action_on=clock.today())
    handover.leave(fatima, factories.municipality(), handover.yesterday(), {"cases": str(youssef.pk)}, as_admin())
    unplanned.refresh_from_db()
    assert unplanned.next_action == "Kennismaken na de overdracht"
    assert unplanned.next_action_on == working_days.add(clock.today(), coaching.MEET_WITHIN)
    planned.refresh_from_db()
    assert planned.next_action == "Cv nakijken"


def test_nobody_from_elsewhere_stands_in():
    fatima, today = factories.fatima(), timezone.localdate()
    for stranger in (factories.jan(), factories.pieter(), factories.sofie(), fatima):
        with pytest.raises(absences.CanNotStandIn):
            absences.begin(fatima, factories.municipality(), stranger, (today, today), Actor(fatima))
    with pytest.raises(access.Refused):
        absences.begin(fatima, factories.municipality(), second_coach(), (today, today), Actor(factories.jan()))
