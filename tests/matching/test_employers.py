"""The register of employers, and what staff does with what an employer left."""

import pytest

from matching.models import Employer, EmployerNotice, NoticeState, Vacancy, VacancyState
from partners.models import Role
from tests.matching.employer_stories import SURPLUS, VACANCY, EmployerFactory, a_vacancy, at_work, desk, people_who_go
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db

REGISTER = "/admin/matching/employer/"


def an_employer(**changes) -> dict[str, str]:
    return {
        "name": "Berkelstroom Logistiek",
        "trade_number": "6012 3456",
        "region": "",
        "sector": "",
        "place": "Doetinchem",
        "contact_name": "Ria Smit",
        "contact_phone": "0314123456",
        "contact_email": "ria@berkelstroom.example",
        "account_holder": "",
        "notes": "Werkt met ploegen.",
    } | changes


def notice_of(client, path=VACANCY, said=None) -> EmployerNotice:
    client.post(path, said or a_vacancy())
    return EmployerNotice.objects.latest("pk")


def test_the_service_point_keeps_the_register_and_says_who_holds_the_account(client):
    daan = desk()
    ingrid = at_work("Ingrid Bos", Role.INTAKE_WORKER)
    fatima = at_work("Fatima de Groot", Role.COACH)
    sign_in(client, daan)
    region = str(daan.memberships.get().region_id)
    page = client.get(f"{REGISTER}add/").text
    assert "Ingrid Bos" in page
    assert "Fatima de Groot" not in page  # a coach elsewhere guides people and holds no account
    answer = client.post(f"{REGISTER}add/", an_employer(region=region, account_holder=str(ingrid.pk)))
    assert answer.status_code == 302, answer.context["errors"]
    employer = Employer.objects.get()
    assert (employer.trade_number, employer.account_holder) == ("60123456", ingrid)
    assert "Berkelstroom Logistiek" in client.get(REGISTER, {"q": "60123456"}).text
    sign_in(client, fatima)
    assert "Berkelstroom Logistiek" in client.get(REGISTER).text
    assert client.get(f"{REGISTER}{employer.pk}/change/").status_code == 200
    assert client.post(f"{REGISTER}{employer.pk}/change/", an_employer(region=region)).status_code == 403
    assert client.get(f"{REGISTER}add/").status_code == 403


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"trade_number": "1234"}, "8 cijfers"),
        ({"notes": "Bel Piet op 06 12345678"}, "niets over mensen"),
        ({"notes": "BSN 123456782"}, "burgerservicenummer"),
        ({"name": "berkelstroom LOGISTIEK"}, "staat er al"),
    ],
)
def test_what_does_not_belong_in_the_register_is_refused_with_a_reason(client, changes, why):
    mehmet = at_work("Mehmet Yilmaz", Role.COORDINATOR)
    EmployerFactory(name="Berkelstroom Logistiek")
    sign_in(client, mehmet)
    region = str(mehmet.memberships.get().region_id)
    answer = client.post(f"{REGISTER}add/", an_employer(name="Iets anders", region=region) | changes)
    assert why in answer.text
    assert Employer.objects.count() == 1


def test_a_vacancy_that_was_left_becomes_a_draft_of_the_employer_and_is_not_ranked_yet(client):
    daan = desk()
    notice = notice_of(client)
    sign_in(client, daan)
    here = f"/admin/van-werkgevers/{notice.pk}/"
    assert "Je pakt dozen in" in client.get(here).text
    assert "Kies eerst welke werkgever" in client.post(f"{here}concept/", follow=True).text
    client.post(f"{here}register/")
    employer = Employer.objects.get()
    assert (employer.name, employer.account_holder) == ("Berkelstroom Logistiek", daan)
    for _twice in range(2):
        answer = client.post(f"{here}concept/", follow=True)
    vacancy = Vacancy.objects.get()
    assert "Pas de vacature aan" in answer.text
    assert (vacancy.state, vacancy.employer, vacancy.places) == (VacancyState.DRAFT, employer, 2)
    assert (vacancy.hours_min, vacancy.hours_max) == (24, 32)
    assert vacancy.latitude is not None
    client.post(f"{here}klaar/")
    notice.refresh_from_db()
    assert (notice.state, notice.vacancy) == (NoticeState.DONE, vacancy)


def test_a_draft_of_a_notice_that_shuts_people_out_can_not_be_opened_before_somebody_looked(client):
    daan = desk()
    notice = notice_of(client, said=a_vacancy(text="Wij zoeken een jonge collega tot 25 jaar."))
    sign_in(client, daan)
    client.post(f"/admin/van-werkgevers/{notice.pk}/register/")
    client.post(f"/admin/van-werkgevers/{notice.pk}/concept/")
    vacancy = Vacancy.objects.get()
    answer = client.post(f"/admin/vacatures/{vacancy.pk}/open/", follow=True)
    assert "Kijk eerst naar de woorden" in answer.text
    vacancy.refresh_from_db()
    assert vacancy.state == VacancyState.DRAFT


def test_a_notice_is_declined_with_a_reason_taken_up_again_and_finished_once(client):
    daan = desk()
    notice = notice_of(client, SURPLUS, people_who_go())
    sign_in(client, daan)
    here = f"/admin/van-werkgevers/{notice.pk}/"
    assert "Open een groep" in client.get(here).text
    assert "Schrijf de reden op." in client.post(f"{here}wijs-af/", {"reason": ""}).text
    client.post(f"{here}wijs-af/", {"reason": "Het bedrijf bestaat niet"})
    assert "al gedaan" in client.post(f"{here}klaar/", follow=True).text
    assert "Het bedrijf bestaat niet" in client.get(here).text
    client.post(f"{here}heropen/")
    client.post(f"{here}klaar/")
    events = list(EmployerNotice.objects.get().events.order_by("pk").values_list("event", flat=True))
    assert events == ["receive", "decline", "reopen", "finish"]


def test_a_coach_of_another_organisation_and_another_region_see_nothing_of_it(client):
    notice = notice_of(client)
    for user in (at_work("Fatima de Groot", Role.COACH), at_work("Els van Dam", Role.REGIONAL_MANAGER)):
        sign_in(client, user)
        assert client.get("/admin/van-werkgevers/").status_code == 403
        assert client.get(f"/admin/van-werkgevers/{notice.pk}/").status_code == 403
        assert client.post(f"/admin/van-werkgevers/{notice.pk}/klaar/").status_code == 403
        assert "Van werkgevers" not in client.get("/admin/").text
    assert EmployerNotice.objects.get().state == NoticeState.NEW


def test_a_known_employer_is_offered_and_can_be_chosen(client):
    daan = desk()
    notice = notice_of(client)
    employer = EmployerFactory(name="Berkelstroom Logistiek BV", trade_number="")
    sign_in(client, daan)
    here = f"/admin/van-werkgevers/{notice.pk}/"
    assert f'<option value="{employer.pk}" selected>' in client.get(here).text
    assert "Kies een werkgever." in client.post(f"{here}koppel/", {"employer": ""}).text
    client.post(f"{here}koppel/", {"employer": str(employer.pk)})
    notice.refresh_from_db()
    assert notice.employer == employer
