"""Who sees which client, and why not: told by the people of the region."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory

from intake.models import Client
from partners import access, contact_requests
from partners.access import Reason
from partners.models import AccessGrant, Layer, LegalBasis, Membership, Purpose, Role, User
from partners.organisation_states import LIFECYCLE
from partners.reach import forget
from partners.scope import ClientScopedQuerySet
from rmt_portal import clock
from rmt_portal.audit.models import AuditLine
from rmt_portal.lifecycle import SYSTEM, advance
from tests.partners import factories
from tests.partners.factories import RegionFactory, debt_help, fnv, municipality, uwv

pytestmark = pytest.mark.django_db


class Clients(ClientScopedQuerySet[Client]):
    client_path, region_path = "id", "region_id"


def visible(user, layer=Layer.WORK):
    return set(Clients(Client).visible_to(user, layer).values_list("pk", flat=True))


def layer_shown(user, client):
    return Clients(Client).visible_to(user, Layer.REFERENCE).get(pk=client.pk).layer


@pytest.fixture
def sanne():
    """Registered in the Achterhoek: the municipality sees her, and nobody else yet."""
    client = Client.objects.create(
        public_id=uuid4(), region=RegionFactory(), first_name="Sanne", last_name="Eik", sort_name="eik sanne"
    )
    let(municipality(), client, source_kind="registration")
    return client


def let(organisation, client, **grant):
    given = {"layer": Layer.WORK, "legal_basis": LegalBasis.PUBLIC_TASK, "source_kind": "test", "source_id": client.pk}
    access.grant(client.pk, organisation, region_id=client.region_id, **(given | grant))


def why(user, client, layer=Layer.WORK, **more):
    decision = access.may_see_client(user, client.pk, layer, **more)
    assert decision.allowed == (not decision.reasons)
    return list(decision.reasons)


def test_coach_and_intake_worker_see_who_registered_in_their_region(sanne):
    for person in (factories.fatima(), factories.ingrid()):
        assert visible(person) == {sanne.pk}
        assert why(person, sanne) == []
        assert layer_shown(person, sanne) == Layer.WORK


@pytest.mark.parametrize("person", [factories.jan, factories.karin, factories.anouk, factories.sofie])
def test_other_organisations_and_regions_see_nobody_without_a_grant(sanne, person):
    assert visible(person(), Layer.REFERENCE) == set()
    assert why(person(), sanne, Layer.REFERENCE) == [Reason.NO_GRANT]


@pytest.mark.parametrize("person", [factories.bram, factories.pieter])
def test_administrator_and_privacy_officer_see_no_client_of_their_own_organisation(sanne, person):
    assert visible(person(), Layer.REFERENCE) == set()
    assert why(person(), sanne, Layer.REFERENCE) == [Reason.ROLE]


def test_the_coordinator_sees_the_region_enough_to_decide_and_the_manager_only_numbers(sanne):
    mehmet, els = factories.mehmet(), factories.els()
    assert visible(mehmet, Layer.TRIAGE) == {sanne.pk}
    assert visible(mehmet, Layer.WORK) == set()
    assert layer_shown(mehmet, sanne) == Layer.TRIAGE
    assert visible(els, Layer.REFERENCE) == {sanne.pk}
    assert visible(els, Layer.TRIAGE) == set()
    assert layer_shown(els, sanne) == Layer.REFERENCE
    assert why(els, sanne, Layer.TRIAGE) == [Reason.LAYER]
    assert why(mehmet, sanne, Layer.TRIAGE, region_id=sanne.region_id) == []


def test_a_client_whom_nobody_was_granted_is_still_seen_by_the_coordinator(sanne):
    AccessGrant.objects.all().delete()
    assert visible(factories.mehmet(), Layer.TRIAGE) == {sanne.pk}
    assert why(factories.mehmet(), sanne, Layer.TRIAGE, region_id=sanne.region_id) == []


def test_a_grant_to_a_member_opens_for_that_member_only(sanne):
    karin = factories.karin()
    let(fnv(), sanne, member=karin, source_kind="assignment")
    colleague = factories._person("Lotte Prins", fnv(), Role.COACH)
    assert visible(karin) == {sanne.pk}
    assert visible(colleague) == set()
    assert why(colleague, sanne) == [Reason.COLLEAGUE]


def test_a_grant_opens_for_the_roles_of_its_purpose_only(sanne):
    let(debt_help(), sanne, purpose=Purpose.DEBT_HELP, layer=Layer.TRIAGE)
    receiver = factories._person("Rik Tuin", debt_help(), Role.RECEIVER)
    assert visible(factories.anouk(), Layer.TRIAGE) == {sanne.pk}
    assert visible(factories.anouk(), Layer.WORK) == set()
    assert why(factories.anouk(), sanne, Layer.WORK) == [Reason.LAYER]
    assert visible(receiver, Layer.REFERENCE) == set()
    assert why(receiver, sanne, Layer.REFERENCE) == [Reason.ROLE]


def test_the_same_organisation_in_another_region_sees_nobody(sanne):
    elsewhere = RegionFactory(code="AM07")
    colleague = factories._person("Tom Berg", municipality(), Role.COACH, elsewhere)
    assert visible(colleague, Layer.REFERENCE) == set()
    assert why(colleague, sanne, Layer.REFERENCE) == [Reason.OTHER_REGION]


def test_access_ends_with_its_source(sanne):
    let(fnv(), sanne, source_kind="referral", source_id=7, legal_basis=LegalBasis.CONSENT)
    karin = factories.karin()
    assert visible(karin) == {sanne.pk}
    assert access.end_grants("referral", 7) == 1
    assert access.end_grants("referral", 7) == 0
    assert visible(karin) == set()
    assert why(karin, sanne) == [Reason.ENDED]


def test_a_grant_for_later_or_of_the_past_opens_nothing(sanne):
    AccessGrant.objects.update(granted_at=clock.now() + timedelta(minutes=1))
    assert visible(factories.fatima()) == set()
    hour = timedelta(hours=1)
    AccessGrant.objects.update(granted_at=clock.now() - 2 * hour, ends_at=clock.now() - hour)
    assert visible(factories.fatima()) == set()


def test_who_leaves_sees_nothing_at_the_next_request(sanne):
    fatima = factories.fatima()
    let(municipality(), sanne, member=fatima, source_kind="assignment")
    assert visible(fatima) == {sanne.pk}
    Membership.objects.filter(user=fatima).update(
        active_from=clock.today() - timedelta(days=9), active_until=clock.today() - timedelta(days=1)
    )
    fatima = User.objects.get(pk=fatima.pk)
    assert visible(fatima, Layer.REFERENCE) == set()
    assert why(fatima, sanne) == [Reason.NO_MEMBERSHIP]


@pytest.mark.parametrize("what", ["user", "organisation"])
def test_who_or_whose_organisation_is_switched_off_sees_nothing(sanne, what):
    fatima = factories.fatima()
    if what == "user":
        User.objects.filter(pk=fatima.pk).update(is_active=False)
    else:
        advance(municipality(), LIFECYCLE, "end", SYSTEM)
    fatima = User.objects.get(pk=fatima.pk)
    assert visible(fatima, Layer.REFERENCE) == set()
    assert why(fatima, sanne)[0] in (Reason.NOT_ACTIVE, Reason.NO_MEMBERSHIP)


def test_a_superuser_without_membership_and_a_visitor_see_nothing(sanne):
    superuser = User.objects.create_superuser("root@voorbeeld.nl", None, name="Root")
    assert visible(superuser, Layer.REFERENCE) == set()
    assert why(superuser, sanne) == [Reason.NO_MEMBERSHIP]
    assert visible(AnonymousUser(), Layer.REFERENCE) == set()
    assert why(AnonymousUser(), sanne) == [Reason.NOT_ACTIVE]


def test_the_subquery_and_the_queryset_agree(sanne):
    let(uwv(), sanne, layer=Layer.TRIAGE)
    for person in (make() for make in factories.CAST):
        for layer in Layer:
            by_grant = set(access.visible_client_ids(person, layer))
            allowed = access.may_see_client(person, sanne.pk, layer, region_id=sanne.region_id).allowed
            assert (sanne.pk in visible(person, layer)) == allowed
            assert by_grant <= visible(person, layer)


def test_the_same_source_gives_the_same_access_once_and_each_is_in_the_log(sanne):
    let(fnv(), sanne)
    let(fnv(), sanne)
    assert AccessGrant.objects.filter(organisation=fnv()).count() == 1
    line = AuditLine.objects.filter(action="access.grant").first()
    assert line.client_ids == [sanne.pk]


def test_what_is_allowed_asks_for_the_role_the_region_and_the_client(sanne, monkeypatch):
    monkeypatch.setattr(access, "_rules", dict(access._rules))
    access.allow("case.assign", [Role.COORDINATOR, Role.COACH], layer=Layer.WORK)
    fatima, jan, bram = factories.fatima(), factories.jan(), factories.bram()
    assert access.may(fatima, "case.assign", client_id=sanne.pk).allowed
    assert access.may(jan, "case.assign", client_id=sanne.pk).reasons == (Reason.NO_GRANT,)
    assert access.may(bram, "case.assign", client_id=sanne.pk).reasons == (Reason.ROLE,)
    other = RegionFactory(code="AM07").pk
    assert access.may(fatima, "case.assign", client_id=sanne.pk, region_id=other).reasons == (Reason.OTHER_REGION,)
    assert access.may(AnonymousUser(), "case.assign", client_id=sanne.pk).reasons == (Reason.NOT_ACTIVE,)
    with pytest.raises(KeyError):
        access.may(fatima, "something nobody made a rule for")


def test_a_refusal_says_whom_to_ask_and_leaves_its_codes_for_the_log(sanne):
    request = RequestFactory().get("/")
    with pytest.raises(PermissionDenied, match="Vraag de coördinator"):
        access.require(request, access.may_see_client(factories.karin(), sanne.pk))
    assert request.refusal_reasons == ["no_grant"]
    access.require(request, access.ALLOWED)


def test_every_reason_is_a_sentence_with_somebody_to_ask():
    for reason in Reason:
        assert any(word in reason.label for word in ("Vraag", "vraag")), reason


def test_a_list_of_clients_costs_one_question_about_the_person(sanne, django_assert_num_queries):
    fatima = User.objects.get(pk=factories.fatima().pk)
    with django_assert_num_queries(4):
        visible(fatima)
        visible(fatima)
        access.has_role(fatima, Role.COACH)
        layer_shown(fatima, sanne)
    forget(fatima)
    with django_assert_num_queries(1):
        assert access.has_role(fatima, Role.COACH)


def test_who_left_an_organisation_in_one_region_keeps_nothing_there_for_working_there_for_another():
    """Organisation and region go together: two memberships do not make four."""
    fatima, elsewhere = factories.fatima(), RegionFactory(code="AM07")
    client = Client.objects.create(region=elsewhere, first_name="Sanne", last_name="Jansen", sort_name="jansen")
    factories.AccessGrantFactory(
        client_id=client.pk, region=elsewhere, organisation=municipality(), member=fatima, source_kind="assignment"
    )
    factories.MembershipFactory(
        user=fatima, organisation=factories.OrganisationFactory(name="Buurtzorg", kind="provider", regions=[elsewhere]),
        region=elsewhere, role=Role.RECEIVER,
    )  # fmt: skip
    forget(fatima)
    assert not access.may_see_client(fatima, client.pk).allowed
    assert visible(fatima) == set()
    assert not contact_requests.is_own(fatima, client.pk)
    factories.MembershipFactory(user=fatima, organisation=municipality(), region=elsewhere, role=Role.COACH)
    forget(fatima)
    assert visible(fatima) == {client.pk} and contact_requests.is_own(fatima, client.pk)
