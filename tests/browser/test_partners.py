"""Signing in at the own organisation, and a new partner from proposal to yes, in a real browser on phone and desk."""

from urllib.parse import urlsplit

import pytest
from django.core import mail
from playwright.sync_api import expect

from partners import invitations
from partners.models import Agreement, Organisation, OrganisationContact, Role, User
from rmt_portal.lifecycle import Actor
from tests.browser.conftest import WINDOWS
from tests.browser.going import follow
from tests.partners import factories, oidc_server
from tests.partners.test_sign_on import of
from tests.rig.work import all_work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.full
@pytest.mark.parametrize("size", WINDOWS)
def test_fatima_finds_the_page_of_her_own_organisation_and_comes_back(visitor, monkeypatch, size):
    factories.fatima()
    monkeypatch.setenv("RMT_SIGN_ON_DOETINCHEM", oidc_server.SECRET)
    with oidc_server.running() as server:
        server.person = {"sub": "1", "email": "fatima@voorbeeld.nl", "email_verified": True}
        of(factories.municipality(), server)
        person = visitor(size)
        page = person.goes_to("/account/login/")
        person.finds_it_accessible("inloggen-adres")
        page.get_by_label("E-mailadres van je werk").fill("fatima@voorbeeld.nl")
        follow(page.get_by_role("button", name="Verder"))
        person.finds_it_accessible("inloggen-werkaccount")
        follow(page.get_by_role("link", name="Ga naar Gemeente Doetinchem"))
        page.wait_for_url("**/account/2fa/authenticate/")
        page.goto(person.base + "/account/werk/doetinchem/terug/?state=oud&code=x")
        person.trouble = [line for line in person.trouble if "400" not in line]
        person.finds_it_accessible("inloggen-werkaccount-mislukt")


@pytest.mark.full
@pytest.mark.parametrize("size", WINDOWS)
def test_a_partner_is_proposed_and_let_in(visitor, size):
    bram, mehmet = factories.bram(), factories.mehmet()
    region = factories.RegionFactory()
    town, twin = factories.municipality(), factories.OrganisationFactory(name="Taal en Werk")
    OrganisationContact.objects.create(organisation=town, name="Balie Werk", phone="+31314123456", reachable="ma-vr")
    Agreement.objects.create(
        organisation=town, region=region, purpose="referral", layer=2, data="naam en telefoon", legal_basis="consent"
    )
    person = visitor(size)
    person.signs_in(bram)
    page = person.goes_to("/admin/partners/overzicht/")
    person.finds_it_accessible("partners")
    follow(page.get_by_role("link", name="Stel een organisatie voor"))
    follow(page.get_by_role("button", name="Stel voor"))
    person.finds_it_accessible("partner-voorstel-fout")
    page.get_by_label("Naam van de organisatie").fill("Stichting Taal & Werk")
    page.get_by_label("Soort").select_option("provider")
    page.get_by_label("Contactpersoon", exact=True).fill("Tineke Vos")
    page.get_by_label("E-mailadres van de contactpersoon").fill("tineke@taalenwerk.nl")
    follow(page.get_by_role("button", name="Stel voor"))
    expect(page.get_by_text("Lijkt op wat er al is")).to_be_visible()
    assert twin.name in page.content()
    person.finds_it_accessible("partner-voorstel-lijkt")
    follow(page.get_by_role("button", name="Ja, het is een andere"))
    made = Organisation.objects.get(name="Stichting Taal & Werk")
    person.signs_in(mehmet)
    person.goes_to(f"/admin/partners/overzicht/{made.pk}/")
    person.finds_it_accessible("partner-besluit")
    follow(page.get_by_role("button", name="Laat toe en nodig de beheerder uit"))
    expect(page.get_by_text("De eerste beheerder krijgt een mail")).to_be_visible()
    person.goes_to(f"/admin/partners/overzicht/{town.pk}/")
    person.finds_it_accessible("partner")
    person.goes_to("/verwijzingen/team/")
    person.finds_it_accessible("ons-team-contact")


@pytest.mark.full
@pytest.mark.parametrize("size", WINDOWS)
def test_an_invitation_is_accepted_in_the_browser_and_its_link_goes_nowhere_else(visitor, size):
    """A page that forbids every referrer sends its own form with the origin "null", which our own guard refuses."""
    bram, town = factories.bram(), factories.municipality()
    invitations.invite("nora@voorbeeld.nl", town, factories.RegionFactory().pk, [Role.COACH], Actor(bram, town.pk))
    all_work()
    link = next(line for line in mail.outbox[-1].body.splitlines() if "/account/uitnodiging/" in line).strip()
    person = visitor(size)
    page = person.goes_to(urlsplit(link).path)
    person.finds_it_accessible("uitnodiging")
    asked = page.request.get(person.base + urlsplit(link).path)
    assert asked.headers["referrer-policy"] == "same-origin"
    page.get_by_label("Je naam").fill("Nora Nieuw")
    page.get_by_label("Wachtwoord", exact=True).fill(factories.PASSWORD)
    page.get_by_label("Wachtwoord, nog een keer").fill(factories.PASSWORD)
    follow(page.get_by_role("button", name="Account maken"))
    page.wait_for_url("**/account/2fa/totp/activate/")
    assert User.objects.filter(email="nora@voorbeeld.nl", is_active=True).exists()
