"""A new partner is proposed, looked at by somebody else, and only then takes part."""

from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction

from intake import receivers
from partners import access, invitations, organisations
from partners.models import Membership, Organisation, PartnerKind, Role, User
from partners.organisation_states import LIFECYCLE, OrganisationState
from partners.role_rules import givable
from rmt_portal.audit.models import AuditLine
from rmt_portal.lifecycle import SYSTEM, Actor, StateConflict, advance
from tests.partners import factories
from tests.rig.work import all_work
from tests.workplace.factories import guided_by
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db
NEW = "/admin/partners/overzicht/voorstel/"
FILLED_IN = {
    "name": "Stichting Taal & Werk",
    "kind": PartnerKind.PROVIDER,
    "website": "www.taalenwerk.nl",
    "contact_name": "Tineke Vos",
    "contact_email": "tineke@taalenwerk.nl",
    "phone": "0314 123456",
}


def filled_in(**other):
    return FILLED_IN | {"region": factories.RegionFactory().pk} | other


def page_of(organisation):
    return f"/admin/partners/overzicht/{organisation.pk}/"


def proposed(client, **other):
    """Bram of the municipality proposes; returns the organisation."""
    sign_in(client, factories.bram())
    client.post(NEW, filled_in(**other))
    return Organisation.objects.get(name=other.get("name", FILLED_IN["name"]))


def actor(user):
    return Actor(user, user.memberships.first().organisation_id)


def test_bram_proposes_mehmet_approves_and_tineke_becomes_the_first_administrator(client):
    bram, mehmet, region = factories.bram(), factories.mehmet(), factories.RegionFactory()
    taal = proposed(client)
    assert taal.state == OrganisationState.PROPOSED and not taal.is_active
    assert taal.website == "https://www.taalenwerk.nl"
    assert taal not in receivers.choosable(region, None)
    assert "Laat toe" not in client.get(page_of(taal)).text, "who proposes does not decide"
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=bram, organisation=taal, region=region, role=Role.ADMINISTRATOR)

    sign_in(client, mehmet)
    assert "Wachten op een besluit" in client.get("/admin/partners/overzicht/").text
    page = client.get(page_of(taal)).text
    assert 'value="tineke@taalenwerk.nl"' in page
    page = client.post(page_of(taal) + "toelaten/", {"email": "tineke@taalenwerk.nl"}, follow=True).text
    assert "De eerste beheerder krijgt een mail" in page
    taal = Organisation.objects.get(pk=taal.pk)
    assert taal.is_active and [e.event for e in taal.events.all()] == ["propose", "approve"]
    assert list(AuditLine.objects.filter(object_ids=[taal.pk], action="organisation.approve"))

    all_work()
    link = next(line for line in mail.outbox[-1].body.splitlines() if "/account/uitnodiging/" in line).strip()
    client.logout()
    client.post(
        urlsplit(link).path,
        {"name": "Tineke Vos", "password1": "een lange zin voor tineke", "password2": "een lange zin voor tineke"},
    )
    tineke = User.objects.get(email="tineke@taalenwerk.nl")
    assert [m.role for m in tineke.memberships.all()] == [Role.ADMINISTRATOR]
    assert Role.RECEIVER in givable(tineke, taal, region.pk)
    assert givable(mehmet, taal, region.pk) == [], "now its own administrator decides who comes in"


def test_a_no_has_a_reason_and_may_be_asked_again(client):
    mehmet, taal = factories.mehmet(), proposed(client)
    sign_in(client, mehmet)
    assert "Schrijf de reden op." in client.post(page_of(taal) + "weigeren/", {"reason": " "}).text
    client.post(page_of(taal) + "weigeren/", {"reason": "Werkt niet in onze regio."})
    sign_in(client, factories.bram())
    page = client.get(page_of(taal)).text
    assert "Reden: Werkt niet in onze regio." in page and "Stel opnieuw voor" in page
    client.post(page_of(taal) + "opnieuw/")
    taal.refresh_from_db()
    assert taal.state == OrganisationState.PROPOSED


def test_a_coordinator_does_not_approve_the_own_proposal_nor_that_of_another_region(client):
    mehmet = factories.mehmet()
    sign_in(client, mehmet)
    client.post(NEW, filled_in())
    taal = Organisation.objects.get(name=FILLED_IN["name"])
    with pytest.raises(organisations.NotPossible):
        organisations.approve(taal, "a@b.nl", actor(mehmet))
    page = client.post(page_of(taal) + "toelaten/", {"email": "a@b.nl"}, follow=True)
    assert "Een andere coördinator beslist" in page.text
    elsewhere = factories.RegionFactory(code="AM07")
    arnhem = factories.municipality("Gemeente Arnhem", regions=[elsewhere])
    other = factories._person("Otto Elders", arnhem, Role.COORDINATOR, elsewhere)
    with pytest.raises(access.Refused):
        organisations.approve(taal, "a@b.nl", actor(other))
    sign_in(client, other)
    assert client.get(page_of(taal)).status_code == 404


def test_what_looks_the_same_is_shown_before_it_is_sent(client):
    factories.OrganisationFactory(name="Taal en Werk", website="https://taalenwerk.nl/contact")
    sign_in(client, factories.bram())
    page = client.post(NEW, filled_in()).text
    assert "Lijkt op wat er al is" in page and "Taal en Werk" in page
    assert not Organisation.objects.filter(name=FILLED_IN["name"]).exists()
    client.post(NEW, filled_in(toch="ja"))
    assert Organisation.objects.filter(name=FILLED_IN["name"]).exists()
    assert "staat er al" in client.post(NEW, filled_in(name="taal en werk")).text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Stichting De Brug", "de brug"),
        ("Taal & Werk", "taal en werk"),
        ("Café-Werk B.V.", "CAFE WERK"),
        ("VNO-NCW Achterhoek", "vno ncw achterhoek"),
    ],
)
def test_two_spellings_of_one_name(one, other):
    assert organisations.normal_name(one) == organisations.normal_name(other)


def test_nothing_wrong_gets_lost_and_nothing_breaks(client):
    sign_in(client, factories.bram())
    page = client.post(NEW, filled_in(name="", website="geen adres", contact_email="x")).text
    for said in ("Vul de naam in.", "Vul een adres in zoals www", "zoals naam@organisatie.nl", "Tineke Vos"):
        assert said in page
    elsewhere = factories.RegionFactory(code="AM07")
    assert client.post(NEW, filled_in(region=elsewhere.pk)).status_code == 200
    assert not Organisation.objects.filter(name=FILLED_IN["name"]).exists()


def test_an_organisation_ends_when_its_work_is_handed_over(client):
    mehmet, jan = factories.mehmet(), factories.jan()
    case = guided_by(jan)
    uwv = factories.uwv()
    with pytest.raises(organisations.NotPossible, match="Jan"):
        organisations.end(uwv, "Fusie", actor(mehmet))
    with pytest.raises(organisations.NotPossible, match="eigen"):
        organisations.end(factories.municipality(), "Fusie", actor(mehmet))
    union = factories.fnv()
    boss = factories._person("Ada Baas", union, Role.ADMINISTRATOR)
    invited = invitations.invite("x@fnv.nl", union, factories.RegionFactory().pk, [Role.COACH], actor(boss))
    organisations.end(union, "Gestopt", actor(mehmet))
    invited.refresh_from_db()
    assert invited.withdrawn_at and not Membership.objects.active().filter(organisation=union).exists()
    with pytest.raises(StateConflict):
        organisations.end(union, "Nog eens", actor(mehmet))
    organisations.reopen(union, actor(mehmet))
    assert Membership.objects.active().filter(organisation=union).exists()
    assert case.pk


def test_state_and_events_can_not_part_and_events_stay():
    union = factories.fnv()
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=union.pk).update(state="refused")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for change in (lambda: union.events.update(reason="anders"), lambda: union.events.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.parametrize("state", OrganisationState)
@pytest.mark.parametrize("event", LIFECYCLE.transitions)
def test_every_event_in_every_state(state, event):
    roads = {"proposed": [], "approved": ["approve"], "refused": ["refuse"], "ended": ["approve", "end"]}
    organisation = Organisation(name="Nieuw", kind=PartnerKind.PROVIDER)
    organisations.begin(organisation, LIFECYCLE, "propose", SYSTEM)
    for past in roads[state]:
        advance(organisation, LIFECYCLE, past, SYSTEM)
    assert organisation.state == state
    if LIFECYCLE.allows(event, state):
        advance(organisation, LIFECYCLE, event, SYSTEM)
    else:
        with pytest.raises(StateConflict):
            advance(organisation, LIFECYCLE, event, SYSTEM)
