"""What a list, a filter, an order or a tab could tell about people whose file is not open to who asks."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from partners.models import AccessGrant, Layer, LegalBasis, Purpose
from tests.intake.factories import achterhoek, place
from tests.partners import factories as people
from tests.partners.factories import AccessGrantFactory
from tests.workplace.factories import guided_by, registered
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db


def at_work(person) -> Browser:
    browser = Browser()
    sign_in(browser, person)
    return browser


def dossier(case, part: str = "overzicht") -> str:
    return reverse("admin:dossier", args=[case.client.public_id]) + f"?deel={part}"


def asked_for_debt_help(case) -> None:
    """The municipality's debt desk was let in, for that alone."""
    AccessGrantFactory(
        client_id=case.client_id, region=case.region, organisation=people.debt_help(), layer=Layer.WORK,
        purpose=Purpose.DEBT_HELP, legal_basis=LegalBasis.CONSENT, source_kind="referral",
    )  # fmt: skip


def test_a_receiver_who_may_help_reads_the_referral_and_not_the_dossier():
    """Karin of the union got the fields of the contract; the coach's notes and the rest of the file stay shut."""
    case = guided_by(people.fatima(), next_action="bellen over de schulden")
    AccessGrantFactory(
        client_id=case.client_id, region=case.region, organisation=people.fnv(), layer=Layer.WORK,
        purpose=Purpose.REFERRAL, legal_basis=LegalBasis.CONSENT, source_kind="referral",
    )  # fmt: skip
    karin = at_work(people.karin())
    page = karin.get(dossier(case))
    assert page.status_code == 403
    assert "Je ziet alleen wat in de verwijzing staat" in page.text
    for url in ("admin:candidates", "admin:index", "admin:registrations"):
        shown = karin.get(reverse(url)).text
        assert case.reference not in shown
        assert "bellen over de schulden" not in shown


def test_a_debt_worker_does_not_open_the_dossier_either():
    case = guided_by(people.fatima())
    asked_for_debt_help(case)
    assert at_work(people.anouk()).get(dossier(case)).status_code == 403


def test_consent_for_guidance_does_open_it():
    """Positive control: what is refused is the purpose, not the organisation."""
    case = guided_by(people.fatima())
    AccessGrantFactory(client_id=case.client_id, region=case.region, organisation=people.fnv(), layer=Layer.WORK)
    assert at_work(people.karin()).get(dossier(case)).status_code == 200


def test_that_somebody_asked_for_debt_help_is_seen_by_the_own_coach_only():
    case = guided_by(people.fatima())
    asked_for_debt_help(case)
    assert "Stadsbank" in at_work(people.fatima()).get(dossier(case, "toegang")).text
    for colleague in (people.ingrid(), people.mehmet()):
        page = at_work(colleague).get(dossier(case, "toegang"))
        assert page.status_code == 200
        assert "Stadsbank" not in page.text
        assert "Gemeente Doetinchem" in page.text


def test_an_organisation_that_also_guides_is_named():
    case = guided_by(people.fatima())
    asked_for_debt_help(case)
    AccessGrant.objects.filter(purpose=Purpose.DEBT_HELP).update(organisation=people.municipality())
    assert "Gemeente Doetinchem" in at_work(people.ingrid()).get(dossier(case, "toegang")).text


@pytest.mark.parametrize("query", ["gemeente=GM0222", "situatie=lost"])
def test_a_filter_does_not_tell_who_lives_where_or_what_happened(query):
    """Els, who manages the region, sees numbers only; a filter that kept rows would tell what the row hides."""
    achterhoek()
    case = registered(client__municipality=place("7001", "Doetinchem", "GM0222", achterhoek().region))
    els, mehmet = at_work(people.els()), at_work(people.mehmet())
    url = reverse("admin:candidates")
    assert case.reference in els.get(url).text
    assert case.reference not in els.get(f"{url}?{query}").text
    assert case.reference in mehmet.get(f"{url}?{query}").text, "the coordinator sees that answer, and may filter on it"


def test_the_order_by_name_does_not_tell_whose_name_comes_first():
    """The number runs the other way round than the name; who sees no names gets the order of the numbers."""
    for reference, last_name in (("RA-2026-0001", "Zwart"), ("RA-2026-0002", "Aarts")):
        registered(reference=reference, client__last_name=last_name)
    url = reverse("admin:candidates") + "?volgorde=naam"

    def order(person):
        page = at_work(person).get(url).text
        return sorted(("RA-2026-0001", "RA-2026-0002"), key=page.index)

    assert order(people.mehmet()) == ["RA-2026-0001", "RA-2026-0002"]
    assert order(people.fatima()) == ["RA-2026-0002", "RA-2026-0001"]


def test_a_name_that_is_typed_does_not_tell_who_is_known_here():
    case = registered(client__last_name="Zeldzaamnaam")
    url = reverse("admin:candidates")
    for person, found in ((people.fatima(), True), (people.mehmet(), False), (people.els(), False)):
        page = at_work(person).post(url, {"zoek": "Zeldzaamnaam"}, follow=True)
        assert (case.reference in page.text) is found, person


@pytest.mark.parametrize("asked", ["password__startswith=a", "email__startswith=a", "authenticator__data__contains=a"])
def test_the_administration_answers_no_question_it_does_not_offer(asked):
    bram = at_work(people.bram())
    url = reverse("admin:partners_user_changelist")
    assert bram.get(f"{url}?{asked}").status_code == 400
    assert bram.get(f"{url}?is_active__exact=1").status_code == 200


def test_a_nul_in_a_filter_leads_back_to_the_list():
    page = at_work(people.bram()).get(reverse("admin:partners_membership_changelist") + "?role__exact=a%00b")
    assert page.status_code == 302


def test_a_lost_second_factor_is_taken_away_without_showing_it():
    fatima, tess = people.fatima(), people.UserFactory(name="Tess Beheer", is_superuser=True)
    factor, own = fatima.authenticator_set.get(), tess.authenticator_set.get()
    browser = at_work(tess)
    page = browser.get(reverse("admin:mfa_authenticator_change", args=[factor.pk]))
    assert factor.data["secret"] not in page.text
    assert browser.post(reverse("admin:mfa_authenticator_delete", args=[factor.pk]), {"post": "yes"}).status_code == 302
    assert not fatima.authenticator_set.exists()
    assert browser.post(reverse("admin:mfa_authenticator_delete", args=[own.pk]), {"post": "yes"}).status_code == 403
    assert at_work(people.bram()).get(reverse("admin:mfa_authenticator_changelist")).status_code == 403
