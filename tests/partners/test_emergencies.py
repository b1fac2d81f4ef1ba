"""A dossier is opened in nood: with a reason, for a day, in everybody's sight, and not too often."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from intake.models import Case
from partners import access, emergencies
from partners.models import AccessGrant, EmergencyAccess, Layer, LegalBasis
from partners.reach import forget
from rmt_portal.audit.models import AuditLine
from rmt_portal.lifecycle import Actor
from tests.partners import factories
from tests.rig.threads import thread_of_test
from tests.workplace.factories import guided_by, registered
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db
WHY = "Haar moeder belt: ze komt niet thuis en is somber."


def address(case, more=""):
    return f"/admin/dossier/{case.client.public_id}/{more}"


def sees(user, case, layer=Layer.WORK):
    forget(user)
    return Case.objects.visible_to(user, layer).filter(pk=case.pk).exists()


def opens(user, case, reason="danger", why=WHY):
    return emergencies.open_dossier(case.client_id, case.region_id, reason, why, Actor(user))


def test_jan_opens_a_dossier_in_nood_and_everybody_can_see_that(client):
    case, jan = guided_by(factories.fatima()), sign_in(client, factories.jan())
    page = client.get(address(case))
    assert page.status_code == 403
    assert address(case, "nood/") in page.text
    assert case.client.last_name not in client.get(address(case, "nood/")).text

    page = client.post(address(case, "nood/"), {"reason": "danger", "explanation": WHY}, follow=True)
    assert "Je ziet dit dossier 24 uur" in page.text
    assert case.client.last_name in page.text
    opened = EmergencyAccess.objects.get()
    grant = AccessGrant.objects.from_source("break_glass", opened.pk).get()
    assert (grant.member, grant.legal_basis, grant.layer) == (jan, LegalBasis.VITAL, Layer.WORK)
    line = AuditLine.objects.get(action="dossier.emergency")
    assert (line.client_ids, line.actor_id, line.reasons) == ([case.client_id], jan.pk, ["danger"])
    assert WHY not in str(AuditLine.objects.values_list())

    sign_in(client, factories.fatima())
    page = client.get(address(case) + "?deel=toegang")
    assert "in nood geopend" in page.text
    assert "Jan Wolters" in page.text
    sign_in(client, factories.pieter())
    page = client.get("/admin/nood/")
    assert WHY in page.text
    assert case.reference in page.text

    with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1)):
        assert not sees(jan, case)


def test_a_number_that_is_no_bsn_does_not_hold_up_an_emergency(client):
    case, jan = guided_by(factories.fatima()), sign_in(client, factories.jan())
    typed = {"reason": "danger", "explanation": "De politie belt, zaak 111222333."}
    page = client.post(address(case, "nood/"), typed)
    assert 'name="geen_bsn"' in page.text and not EmergencyAccess.objects.exists()
    client.post(address(case, "nood/"), typed | {"geen_bsn": "on"})
    assert EmergencyAccess.objects.get().explanation == "De politie belt, zaak 111222333."
    line = AuditLine.objects.get(action="emergency.bsn_denied")
    assert (line.actor_id, line.client_ids, line.fields) == (jan.pk, [case.client_id], ["explanation"])


@pytest.mark.parametrize("form", [{}, {"reason": "danger"}, {"reason": "danger", "explanation": "nood"}])
def test_without_a_reason_in_words_nothing_opens(client, form):
    case, jan = guided_by(factories.fatima()), sign_in(client, factories.jan())
    page = client.post(address(case, "nood/"), form)
    assert page.status_code == 200
    assert "Schrijf in een zin wat er aan de hand is." in page.text
    assert not sees(jan, case)


def test_a_union_may_only_when_somebody_is_in_danger(client):
    case, karin = guided_by(factories.fatima()), sign_in(client, factories.karin())
    assert "De kandidaat is nu hier" not in client.get(address(case, "nood/")).text
    with pytest.raises(access.Refused):
        opens(karin, case, "client_asks")
    opens(karin, case, "danger")
    assert sees(karin, case)


@pytest.mark.parametrize("who", ["sofie", "anouk", "mehmet", "els", "pieter", "bram"])
def test_others_are_not_offered_it_and_can_not(client, who):
    case, person = guided_by(factories.fatima()), sign_in(client, getattr(factories, who)())
    assert address(case, "nood/") not in client.get(address(case)).text
    assert client.post(address(case, "nood/"), {"reason": "danger", "explanation": WHY}).status_code in (302, 403)
    assert not EmergencyAccess.objects.exists()
    with pytest.raises(access.Refused):
        opens(person, case)


def test_five_a_day_and_the_sixth_is_refused(client):
    factories.fatima()
    jan = sign_in(client, factories.jan())
    cases = [registered() for _ in range(6)]
    for case in cases[:5]:
        opens(jan, case)
    opens(jan, cases[0])
    assert EmergencyAccess.objects.count() == 5, "a second click is the same opening"
    page = client.post(address(cases[5], "nood/"), {"reason": "danger", "explanation": WHY})
    assert page.status_code == 403
    assert "bel dan 112" in page.text.lower()
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        opens(jan, cases[5])


@pytest.mark.django_db(transaction=True)
def test_many_tabs_at_once_count_together():
    jan = factories.jan()
    cases = [registered() for _ in range(8)]
    start, refused = threading.Barrier(8), []

    def one(case):
        try:
            start.wait(10)
            opens(jan, case)
        except emergencies.TooMany:
            refused.append(case.pk)
        finally:
            connection.close()

    threads = [thread_of_test(target=one, args=(case,)) for case in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (EmergencyAccess.objects.count(), len(refused)) == (5, 3)


def test_only_the_privacy_officer_of_the_region_reads_the_list(client):
    case = guided_by(factories.fatima())
    opens(factories.jan(), case)
    for person in (factories.mehmet, factories.fatima, factories.bram):
        sign_in(client, person())
        assert client.get("/admin/nood/").status_code == 403
    elsewhere = factories.RegionFactory(code="AM07")
    arnhem = factories.municipality("Gemeente Arnhem", regions=[elsewhere])
    sign_in(client, factories._person("Petra Vos", arnhem, access.Role.PRIVACY_OFFICER, elsewhere))
    assert "Niemand opende een dossier in nood" in client.get("/admin/nood/").text
