"""Nobody gives more than he has: every role, over every way a role can be given, also with a form that was changed."""

import contextlib

import pytest
from django.urls import reverse

from partners import access, invitations
from partners.models import Invitation, Membership, Organisation, PartnerKind, Role, User
from partners.role_rules import REGIONAL_ROLES, ROLES_OF_KIND
from rmt_portal import clock
from rmt_portal.lifecycle import Actor
from tests.partners import factories
from tests.rig.halves import some_now
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db
NOT_ADMINISTRATORS = [role for role in Role if role != Role.ADMINISTRATOR]


def boss_of(organisation, region=None):
    return factories._person("Ada Baas", organisation, Role.ADMINISTRATOR, region)


def tries_everything(client, giver, organisation, region, role):
    """Post to every page that gives a role, as a form that was changed would; returns what came of it."""
    colleague = factories._person("Coen Collega", organisation, Role.REFERRER, region)
    before = set(Membership.objects.values_list("pk", flat=True))
    sign_in(client, giver)
    client.post(
        "/admin/mensen/uitnodigen/",
        {"email": "nieuw@voorbeeld.nl", "place": f"{organisation.pk}-{region.pk}", "roles": [role]},
    )
    fields = {"user": colleague.pk, "organisation": organisation.pk, "region": region.pk, "role": role}
    fields |= {"active_from": "2026-01-01", "active_until": ""}
    client.post(reverse("admin:partners_membership_add"), fields)
    held = colleague.memberships.first()
    client.post(reverse("admin:partners_membership_change", args=[held.pk]), fields)
    with contextlib.suppress(access.Refused):
        invitations.invite("straks@voorbeeld.nl", organisation, region.pk, [role], Actor(giver, organisation.pk))
    given = {m.role for m in Membership.objects.exclude(pk__in=before)}
    return given | {role for i in Invitation.objects.all() for role in i.roles}


@pytest.mark.parametrize("role", some_now(NOT_ADMINISTRATORS, [Role.COORDINATOR]))
def test_who_is_no_administrator_gives_nothing(client, role):
    """Whatever the own role, no role can be given: all roles are tried at once."""
    town, region = factories.municipality(), factories.RegionFactory()
    boss_of(town)
    giver = factories._person("Gijs Gever", town, role)
    for wanted in Role:
        assert tries_everything(client, giver, town, region, wanted) == set()


@pytest.mark.parametrize("role", some_now(Role, [Role.COACH, Role.COORDINATOR, Role.ADMINISTRATOR]))
def test_an_administrator_gives_what_fits_the_own_organisation_and_nowhere_else(client, role):
    union, region = factories.fnv(), factories.RegionFactory()
    giver = boss_of(union)
    allowed = {role} if role in ROLES_OF_KIND[PartnerKind.UNION] - REGIONAL_ROLES else set()
    assert tries_everything(client, giver, union, region, role) == allowed


@pytest.mark.parametrize("role", some_now(Role, [Role.COACH, Role.COORDINATOR]))
def test_an_administrator_gives_nothing_at_another_organisation_or_in_another_region(client, role):
    union, town = factories.fnv(), factories.municipality()
    region, elsewhere = factories.RegionFactory(), factories.RegionFactory(code="AM07")
    giver = boss_of(union)
    assert tries_everything(client, giver, town, region, role) == set()
    Membership.objects.filter(user__name="Coen Collega").delete()
    assert tries_everything(client, giver, union, elsewhere, role) == set()


def test_nobody_gives_a_role_to_himself_or_takes_somebody_elses_colleague(client):
    union, region = factories.fnv(), factories.RegionFactory()
    giver, stranger = boss_of(union), factories.jan()
    sign_in(client, giver)
    for who in (giver, stranger):
        fields = {"user": who.pk, "organisation": union.pk, "region": region.pk, "role": Role.COACH}
        page = client.post(reverse("admin:partners_membership_add"), fields | {"active_from": "2026-01-01"})
        assert page.status_code == 200
        assert not who.memberships.filter(organisation=union, role=Role.COACH).exists()
    assert stranger.name not in client.get(reverse("admin:partners_membership_add")).text
    with pytest.raises(access.Refused):
        invitations.invite(giver.email.upper(), union, region.pk, [Role.COACH], Actor(giver, union.pk))


def test_an_administrator_does_not_stretch_what_the_own_organisation_is(client):
    union = factories.fnv()
    elsewhere = factories.RegionFactory(code="AM07")
    sign_in(client, boss_of(union))
    page = reverse("admin:partners_organisation_change", args=[union.pk])
    fields = {"name": "Gemeente FNV", "kind": "municipality", "regions": [elsewhere.pk], "handles_registrations": "on"}
    fields |= {"decides_on_benefit": "on", "state": "approved", "is_active": "on", "phone": "0314123456"}
    assert client.post(page, fields | {"door_code": "fnv"}).status_code == 302
    union = Organisation.objects.get(pk=union.pk)
    assert (union.name, union.kind, union.phone) == ("FNV", "union", "0314123456")
    assert not union.handles_registrations and not union.decides_on_benefit
    assert elsewhere not in union.regions.all()


def test_an_administrator_makes_nobody_superuser_or_another_address(client):
    union = factories.fnv()
    karin = factories.karin()
    sign_in(client, boss_of(union))
    page = reverse("admin:partners_user_change", args=[karin.pk])
    client.post(page, {"name": "Karin Smit", "phone": "", "email": "mij@evil.nl", "is_superuser": "on"})
    client.post(
        reverse("admin:partners_user_add"),
        {"name": "Nieuw", "email": "n@voorbeeld.nl", "is_superuser": "on", "is_staff": "on", "is_active": "on"},
    )
    karin = User.objects.get(pk=karin.pk)
    assert karin.email == "karin@voorbeeld.nl" and not User.objects.filter(is_superuser=True).exists()


def test_no_form_of_the_administration_leaves_an_organisation_without_an_administrator(client):
    tess = factories.UserFactory(name="Tess", is_superuser=True)
    sign_in(client, tess)
    bram, town, school = factories.bram(), factories.municipality(), factories.OrganisationFactory(name="School")
    held = bram.memberships.get(role=Role.ADMINISTRATOR)
    as_it_is = {
        "user": bram.pk, "organisation": town.pk, "region": held.region_id, "role": Role.ADMINISTRATOR,
        "active_from": held.active_from.isoformat(), "active_until": "",
    }  # fmt: skip
    closed = factories.UserFactory(name="Gesloten", is_active=False)
    for change in (
        {"role": Role.COACH}, {"active_until": clock.today().isoformat()}, {"organisation": school.pk},
        {"user": closed.pk},
    ):  # fmt: skip
        answer = client.post(f"/admin/partners/membership/{held.pk}/change/", as_it_is | change)
        assert answer.status_code == 200, change
        assert "Dit is de enige beheerder van de organisatie" in answer.text, change
    person = {"name": bram.name, "email": bram.email, "phone": ""}
    answer = client.post(f"/admin/partners/user/{bram.pk}/change/", person)
    assert answer.status_code == 200 and f"Dit is de enige beheerder van {town.name}" in answer.text
    factories.MembershipFactory(user=factories.UserFactory(name="Tessa"), organisation=town, role=Role.ADMINISTRATOR)
    assert client.post(f"/admin/partners/user/{bram.pk}/change/", person).status_code == 302
    bram.refresh_from_db()
    assert not bram.is_active
