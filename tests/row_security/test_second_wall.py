"""The second wall: plain SQL under the serving role gives the answers that the access rules give, or nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, ProgrammingError, connection, transaction

from intake import coaching, consents
from intake.models import Case, Client, ContactTask, DataCategory
from partners.models import Layer, Purpose, User
from rmt_portal import clock, row_policies, row_security
from rmt_portal.client_data import declared
from services.referrals import answering
from tests.partners import factories as people
from tests.services.factories import in_state, sent, works_for
from tests.workplace.factories import registered

pytestmark = pytest.mark.django_db

EVERYBODY = people.CAST


def asks(scope: row_security.Scope, table: str, column: str = "id") -> set[int]:
    """Return what plain SQL finds in a table, around Django and its querysets."""
    with row_security.within(scope), connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM "{table}"')
        return {row[0] for row in cursor.fetchall()}


def as_person(user: User) -> row_security.Scope:
    return row_security.Scope("person", user_id=user.pk)


def a_region_at_work() -> list[Case]:
    """Ten people: registered here and elsewhere, coached, referred, declined, with and without consent."""
    for person in EVERYBODY:
        person()
    cases = [registered() for _each in range(3)]
    cases.append(registered(people.uwv()))
    cases.append(registered(people.sofie().memberships.get().organisation))
    coaching.take_over(cases[0], works_for(people.fatima()))
    in_state("accepted", registered())
    in_state("declined", registered())
    in_state("completed", registered())
    sent(registered(), people.debt_help())
    consented = registered()
    fatima = works_for(people.fatima())
    consents.give(consented.client, people.fnv(), [DataCategory.CONTACT], text_version="1", how="oral", actor=fatima)
    return cases


def test_plain_sql_shows_the_clients_that_the_access_rules_show():
    a_region_at_work()
    for somebody in EVERYBODY:
        user = somebody()
        by_the_rules = set(Client.objects.visible_to(user, Layer.REFERENCE).values_list("pk", flat=True))
        assert asks(as_person(user), "intake_client") == by_the_rules, user.name
        cases = set(Case.objects.visible_to(user, Layer.REFERENCE).values_list("pk", flat=True))
        assert asks(as_person(user), "intake_case") == cases, user.name


def test_what_hangs_on_a_client_is_there_exactly_when_the_client_is():
    a_region_at_work()
    for somebody in EVERYBODY:
        user = somebody()
        scope = as_person(user)
        clients, cases = asks(scope, "intake_client"), asks(scope, "intake_case")
        for table in ("intake_workprofile", "intake_registration"):
            assert asks(scope, table, "client_id") == clients & asks_all(table, "client_id"), (user.name, table)
        assert asks(scope, "intake_caseevent", "case_id") == cases, user.name
        tasks = asks(scope, "intake_contacttask", "case_id")
        assert tasks == cases & asks_all("intake_contacttask", "case_id"), user.name


def asks_all(table: str, column: str) -> set[int]:
    return asks(row_security.Scope("house", purpose="command"), table, column)


def test_a_referral_stays_with_its_parties_and_the_person_goes_when_access_ends():
    referral = in_state("accepted")
    karin = as_person(people.karin())
    assert asks(karin, "services_referral") == {referral.pk} and asks(karin, "intake_client") == {referral.client_id}
    answering.stop(works_for(people.fatima()), referral, "verhuisd")
    with time_machine.travel(clock.now() + answering.LONGEST_HOLD):
        assert asks(karin, "services_referral") == {referral.pk}
        assert asks(karin, "intake_client") == set()


def test_nobody_sees_nothing():
    a_region_at_work()
    for scope in (row_security.NOBODY, row_security.Scope("person"), row_security.Scope("person", user_id=0),
                  row_security.Scope("client"), row_security.Scope("something else", user_id=1)):  # fmt: skip
        tables = [walled.model_class._meta.db_table for walled in row_policies.walled()]
        assert not {table: found for table in tables if (found := asks(scope, table))}


def test_a_member_who_left_or_whose_account_is_closed_sees_nothing_at_the_next_question():
    registered()
    fatima = people.fatima()
    assert asks(as_person(fatima), "intake_client")
    with time_machine.travel(clock.now() + timedelta(days=2)):
        assert asks(as_person(fatima), "intake_client")
    fatima.memberships.update(active_until=clock.today())
    with time_machine.travel(clock.now() + timedelta(days=2)):
        assert asks(as_person(fatima), "intake_client") == set()
    assert asks(as_person(fatima), "intake_client")
    User.objects.filter(pk=fatima.pk).update(is_active=False)
    assert asks(as_person(fatima), "intake_client") == set()


def test_a_client_sees_the_own_rows_and_no_others():
    mine, other = registered(), registered()
    scope = row_security.Scope("client", client_id=mine.client_id)
    assert asks(scope, "intake_client") == {mine.client_id}
    assert asks(scope, "intake_case") == {mine.pk}
    assert asks(scope, "intake_registration", "client_id") == {mine.client_id}
    with row_security.within(scope):
        assert Client.objects.filter(pk=other.client_id).update(last_name="Ander") == 0


def test_who_registers_makes_own_rows_and_can_neither_read_nor_change_others():
    other, new = registered(), Client.reserve_id()
    region = other.region
    with row_security.registering(new):
        Client.objects.create(pk=new, region=region, first_name="Nieuw", last_name="Iemand")
        assert set(Client.objects.values_list("pk", flat=True)) == {new}
        assert Client.objects.filter(pk=new).update(last_name="Anders") == 0
        assert Client.objects.filter(pk=new).delete()[0] == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Client.objects.create(region=region, first_name="Een", last_name="Ander")


def test_nobody_writes_into_the_dossier_of_a_client_who_is_not_open():
    case = registered(people.uwv())
    with row_security.within(as_person(people.karin())):
        assert Client.objects.filter(pk=case.client_id).update(last_name="Weg") == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            ContactTask.objects.create(case=case, title="hoort hier niet", due_on=clock.today())


def test_the_scope_of_one_transaction_is_gone_in_the_next():
    registered()
    with row_security.house("command"), transaction.atomic():
        assert Client.objects.exists()
    with row_security.within(row_security.NOBODY):
        assert not Client.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('rmt.scope')")
            assert cursor.fetchone()[0] == "nobody"


def test_a_rollback_does_not_bring_an_older_scope_back():
    registered()
    with row_security.within(row_security.NOBODY):
        sid = transaction.savepoint()
        with row_security.house("command"):
            assert Client.objects.exists()
        transaction.savepoint_rollback(sid)
        assert not Client.objects.exists()
        with row_security.house("command"):
            assert Client.objects.exists()


def test_the_serving_role_can_not_take_the_wall_down():
    for attempt in (
        "ALTER TABLE intake_client DISABLE ROW LEVEL SECURITY",
        "DROP POLICY row_is_open ON intake_client",
        "CREATE POLICY mine ON intake_client USING (true)",
        "ALTER ROLE rmt_app BYPASSRLS",
        "CREATE OR REPLACE FUNCTION row_house() RETURNS boolean LANGUAGE sql AS 'SELECT true'",
        "SET ROLE rmt_owner",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(attempt)


def test_every_table_that_leads_to_a_client_has_a_policy_or_a_reason():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity")
        closed = {row[0] for row in cursor.fetchall()}
    assert closed == {t.model_class._meta.db_table for t in row_policies.walled()}
    for table in declared().values():
        assert not table.no_policy or len(table.no_policy) > 20, table.model


def test_a_purpose_nobody_decided_on_is_refused():
    with pytest.raises(KeyError):
        row_security.house("because")


def test_enforcing_a_benefit_is_no_purpose():
    words = " ".join([*row_security.PURPOSES, *Purpose.values])
    assert not any(word in words for word in ("enforce", "benefit", "handhav"))


def test_somebody_who_is_not_signed_in_reads_no_client_by_the_rules_either():
    registered()
    assert not Client.objects.visible_to(AnonymousUser()).exists()


@pytest.mark.parametrize("somebody", [people.fatima, people.karin], ids=lambda person: person.__name__)
def test_a_word_finds_only_people_who_are_open_to_whoever_asks(somebody: Callable[[], User]):
    a_region_at_work()
    user = somebody()
    scope = as_person(user)
    by_the_wall = asks(scope, "intake_client")

    def found(word: str, who: row_security.Scope = scope) -> set[int]:
        with row_security.within(who), connection.cursor() as cursor:
            cursor.execute("SELECT row_find_intake_client(%s)", [word])
            return {row[0] for row in cursor.fetchall()}

    everybody = set(Client.objects.values_list("pk", flat=True))
    assert found("bakker") == found("7001") == by_the_wall < everybody
    assert found("bakker", row_security.NOBODY) == set()
    assert found("bakker", row_security.Scope("house", purpose="command")) == everybody
    assert found("%") == found("ba_ker") == found("\\") == found("nobody of that name") == set()
