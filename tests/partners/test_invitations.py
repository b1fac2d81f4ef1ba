"""Asking somebody to come and work here: one link, one time, never more than the administrator has."""

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from partners import access, invitations
from partners.models import Invitation, Membership, PartnerKind, Role, User
from partners.role_rules import ROLES_OF_KIND, givable
from rmt_portal.audit.models import AuditLine
from rmt_portal.lifecycle import Actor
from tests.partners import factories
from tests.partners.factories import PASSWORD
from tests.rig.halves import first_now
from tests.rig.threads import thread_of_test
from tests.rig.work import all_work
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db
INVITE, PEOPLE = "/admin/mensen/uitnodigen/", "/admin/mensen/"


def invited(email="nora@voorbeeld.nl", roles=(Role.COACH,), by=None):
    by = by or factories.bram()
    held = by.memberships.get()
    return invitations.invite(email, held.organisation, held.region_id, roles, Actor(by, held.organisation_id))


def link_in_mail():
    all_work()
    return re.search(r"https?://[^/\s]+(/account/uitnodiging/\S+)", mail.outbox[-1].body)[1]


def choose(client, link, name="Nora Peeters", password=PASSWORD):
    return client.post(link, {"name": name, "password1": password, "password2": password})


def test_nora_is_invited_and_ends_up_at_her_second_step(client):
    bram = sign_in(client, factories.bram())
    held = bram.memberships.get()
    form = {"email": "Nora@Voorbeeld.nl", "place": f"{held.organisation_id}-{held.region_id}", "roles": ["coach"]}
    page = client.post(INVITE, form, follow=True)
    assert "De uitnodiging gaat naar" in page.text
    assert "nora@voorbeeld.nl" in page.text
    client.logout()

    link = link_in_mail()
    assert "coach" in client.get(link).text
    assert client.get(link).status_code == 200, "looking does not use it"
    answer = choose(client, link)
    assert (answer.status_code, answer.url) == (302, "/start/")
    assert client.get(answer.url).url == "/account/2fa/totp/activate/"

    nora = User.objects.get(email="nora@voorbeeld.nl")
    assert (nora.name, nora.is_staff, nora.check_password(PASSWORD)) == ("Nora Peeters", True, True)
    assert list(nora.memberships.values_list("role", "organisation")) == [("coach", held.organisation_id)]
    assert AuditLine.objects.filter(action="people.invite", actor_id=bram.pk).count() == 1
    assert AuditLine.objects.filter(action="people.accept", actor_id=nora.pk).count() == 1


def test_the_link_works_once(client):
    invited()
    link = link_in_mail()
    choose(client, link)
    client.logout()
    assert client.get(link).status_code == 410
    assert choose(client, link, password="een heel ander wachtwoord").status_code == 410
    assert User.objects.get(email="nora@voorbeeld.nl").check_password(PASSWORD)


def test_every_dead_link_gives_the_same_page(client):
    used, withdrawn, late = invited("a@voorbeeld.nl"), invited("b@voorbeeld.nl"), invited("c@voorbeeld.nl")
    links = {}
    for one in (used, withdrawn, late):
        links[one.pk] = f"/account/uitnodiging/{invitations._token(one.public_id.hex)}/"
    choose(client, links[used.pk])
    client.logout()
    by = factories.bram()
    assert invitations.withdraw(withdrawn, Actor(by, withdrawn.organisation_id))
    pages = [client.get(links[used.pk]), client.get(links[withdrawn.pk]), client.get("/account/uitnodiging/x/")]
    with time_machine.travel(timezone.now() + timedelta(hours=72, minutes=1)):
        pages.append(client.get(links[late.pk]))
    assert {page.status_code for page in pages} == {410}
    nonces = r'nonce="[^"]*"|value="[^"]{60,}"'
    assert len({re.sub(nonces, "", page.text).split("<main")[1].split("</main")[0] for page in pages}) == 1


def test_the_table_holds_no_link():
    one = invited()
    all_work()
    token = invitations._token(one.public_id.hex)
    row = Invitation.objects.filter(pk=one.pk).values().get()
    assert token not in str(row)
    assert token in mail.outbox[-1].body


def test_a_second_invitation_replaces_the_first(client):
    invited()
    first = link_in_mail()
    invited(roles=[Role.RECEIVER])
    assert client.get(first).status_code == 410
    assert "ontvanger" in client.get(link_in_mail()).text


@pytest.mark.parametrize("password", ["te kort", "nora@voorbeeld.nl"])
def test_a_weak_password_is_refused_and_the_name_stays(client, password):
    invited()
    page = choose(client, link_in_mail(), password=password)
    assert page.status_code == 200
    assert 'value="Nora Peeters"' in page.text
    assert not User.objects.filter(email="nora@voorbeeld.nl").exists()


def test_who_has_an_account_signs_in_and_says_yes(client):
    jan = factories.jan(password=PASSWORD)
    invited(jan.email)
    link = link_in_mail()
    assert "Je hebt al een account" in client.get(link).text
    client.post(link, {"name": "X", "password1": "y" * 20, "password2": "y" * 20})
    assert jan.memberships.count() == 1, "the link alone gives nothing"
    sign_in(client, factories.anouk())
    assert "een ander account" in client.post(link).text
    sign_in(client, jan)
    client.post(link)
    jan.refresh_from_db()
    assert jan.check_password(PASSWORD)
    assert sorted(jan.memberships.values_list("organisation__name", flat=True)) == ["Gemeente Doetinchem", "UWV"]


def test_inviting_looks_the_same_for_a_known_address(client):
    factories.jan()
    bram = sign_in(client, factories.bram())
    held = bram.memberships.get()
    texts = []
    for email in ("jan@voorbeeld.nl", "niemand@voorbeeld.nl"):
        form = {"email": email, "place": f"{held.organisation_id}-{held.region_id}", "roles": ["coach"]}
        page = client.post(INVITE, form, follow=True)
        texts.append(re.search(r'<ul class="messages".*?</ul>', page.text, re.S)[0].replace(email, "-"))
    assert texts[0] == texts[1]


def test_a_closed_account_opens_again_but_keeps_its_second_step(client):
    jan = factories.jan()
    User.objects.filter(pk=jan.pk).update(is_active=False)
    invited(jan.email)
    answer = choose(client, link_in_mail(), name="Jan Wolters")
    assert answer.url == "/account/login/"
    assert "_auth_user_id" not in client.session
    jan.refresh_from_db()
    assert jan.is_active


def test_a_link_dies_with_the_right_of_who_sent_it(client):
    invited()
    link = link_in_mail()
    bram = factories.bram()
    factories._person("Tessa Vos", factories.municipality(), Role.ADMINISTRATOR)
    bram.memberships.update(
        active_from=timezone.now() - timedelta(days=3), active_until=timezone.now() - timedelta(days=1)
    )
    assert client.get(link).status_code == 410


# --- never more than he has ----------------------------------------------------------------------------------------


def test_an_administrator_gives_nothing_elsewhere():
    bram, uwv = factories.bram(), factories.uwv()
    region = factories.RegionFactory(code="AM07")
    own = factories.municipality()
    assert givable(bram, uwv, factories.RegionFactory().pk) == []
    assert givable(bram, own, region.pk) == []
    assert givable(factories.fatima(), own, factories.RegionFactory().pk) == []
    for organisation, region_id in ((uwv, factories.RegionFactory().pk), (own, region.pk)):
        with pytest.raises(access.Refused):
            invitations.invite("x@voorbeeld.nl", organisation, region_id, [Role.COACH], Actor(bram, own.pk))
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("kind", first_now(PartnerKind.values))
@pytest.mark.parametrize("role", Role.values)
def test_roles_follow_the_kind_of_partner(kind, role):
    region = factories.RegionFactory()
    organisation = factories.OrganisationFactory(name=f"Partner {kind}", kind=kind)
    admin = factories._person("Ada Admin", organisation, Role.ADMINISTRATOR)
    factories._person("Coen Coordinator", organisation, Role.COORDINATOR)
    may = role in ROLES_OF_KIND[kind]
    assert (role in givable(admin, organisation, region.pk)) == may
    actor = Actor(admin, organisation.pk)
    if may:
        assert invitations.invite("x@voorbeeld.nl", organisation, region.pk, [role], actor).pk
    else:
        with pytest.raises(access.Refused):
            invitations.invite("x@voorbeeld.nl", organisation, region.pk, [role], actor)


@pytest.mark.parametrize("role", ["coordinator", "regional_manager", "privacy_officer"])
def test_regional_roles_come_from_where_the_coordinator_works(role):
    bram = factories.bram()
    held = bram.memberships.get()
    assert role not in givable(bram, held.organisation, held.region_id)
    factories.mehmet()
    assert role in givable(bram, held.organisation, held.region_id)


def test_a_posted_role_that_was_not_on_offer_is_refused(client):
    bram = sign_in(client, factories.bram())
    held = bram.memberships.get()
    form = {"email": "x@voorbeeld.nl", "place": f"{held.organisation_id}-{held.region_id}", "roles": ["coordinator"]}
    assert client.post(INVITE, form).status_code == 200
    assert not Invitation.objects.exists()


def test_only_administrators_see_these_pages(client):
    for person in (factories.fatima, factories.mehmet, factories.pieter):
        sign_in(client, person())
        assert client.get(PEOPLE).status_code == 403
        assert client.get(INVITE).status_code == 403
    other = factories._person("Ada Admin", factories.uwv(), Role.ADMINISTRATOR)
    one = invited()
    sign_in(client, other)
    assert "nora@voorbeeld.nl" not in client.get(PEOPLE).text
    assert client.post(f"/admin/mensen/uitnodiging/{one.public_id}/intrekken/").status_code == 404


def test_withdrawing_twice_says_so(client):
    one = invited()
    sign_in(client, factories.bram())
    address = f"/admin/mensen/uitnodiging/{one.public_id}/intrekken/"
    assert "ingetrokken" in client.post(address, follow=True).text
    assert "was al gebruikt" in client.post(address, follow=True).text


# --- an organisation keeps an administrator --------------------------------------------------------------------------


def test_the_last_administrator_can_not_go():
    bram = factories.bram()
    for change in (
        lambda: Membership.objects.filter(user=bram).update(active_until=timezone.now()),
        lambda: Membership.objects.filter(user=bram).update(role=Role.COACH),
        lambda: Membership.objects.filter(user=bram).delete(),
        lambda: User.objects.filter(pk=bram.pk).update(is_active=False),
    ):
        with pytest.raises(IntegrityError, match="without an administrator"), transaction.atomic():
            change()
    factories._person("Tessa Vos", factories.municipality(), Role.ADMINISTRATOR)
    assert Membership.objects.filter(user=bram).update(active_until=timezone.now()) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_who_leave_at_once_one_stays():
    for _round in range(10):
        organisation = factories.OrganisationFactory()
        pair = [factories.MembershipFactory(organisation=organisation, role=Role.ADMINISTRATOR) for _ in range(2)]
        start, refused = threading.Barrier(2), []

        def leave(membership, start=start, refused=refused):
            try:
                with transaction.atomic():
                    start.wait(30)
                    Membership.objects.filter(pk=membership.pk).update(active_until=timezone.now())
            except IntegrityError:
                refused.append(membership.pk)
            finally:
                connection.close()

        threads = [thread_of_test(target=leave, args=(m,)) for m in pair]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert len(refused) == 1
        left = Membership.objects.filter(organisation=organisation, role=Role.ADMINISTRATOR, active_until__isnull=True)
        assert left.count() == 1
