"""The log: nobody can set its time, change a line or take one away; what was refused stands too."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, connections, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from rmt_portal.audit import log
from rmt_portal.audit.middleware import AuditMiddleware
from rmt_portal.audit.models import AuditLine
from rmt_portal.lifecycle import Actor

pytestmark = pytest.mark.django_db


def test_a_line_says_who_did_what_for_whom():
    request = RequestFactory().get("/")
    request.request_id = "abc-123"
    request.organisation_id = 4
    log.record(
        "client.read", object_kind="case", object_ids=[9], client_ids=[5, 5], fields=["phone", "email"], request=request
    )
    line = AuditLine.objects.get()
    assert (line.action, line.object_ids, line.client_ids, line.fields) == ("client.read", [9], [5], ["email", "phone"])
    assert (line.result, line.origin, line.organisation_id, line.trace_id) == ("ok", "web", 4, "abc-123")
    assert abs(line.at - datetime.now(UTC)) < timedelta(minutes=1)


def test_an_actor_without_a_request_is_the_system():
    log.record("case.assign", actor=Actor(organisation_id=3, trace_id="t-1"))
    line = AuditLine.objects.get()
    assert (line.origin, line.organisation_id, line.trace_id, line.actor_id) == ("system", 3, "t-1", None)


def test_lines_about_one_client_are_found():
    log.record("list", client_ids=[1, 2, 3])
    log.record("list", client_ids=[4])
    assert AuditLine.objects.about_client(2).count() == 1
    assert AuditLine.objects.about_client(9).count() == 0


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_auditline SET action = 'x'",
        "DELETE FROM audit_auditline",
        "TRUNCATE audit_auditline",
        "INSERT INTO audit_auditline (id, action) VALUES (1, 'x')",
        "ALTER TABLE audit_auditline DISABLE TRIGGER USER",
        "DROP TABLE audit_auditline",
        "UPDATE audit_sealedday SET digest = 'x'",
        "DELETE FROM audit_sealedday",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('a', 'b', now())",
    ],
)
def test_the_serving_role_may_not(sql):
    log.record("client.read")
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(sql)


def test_a_time_that_is_given_is_not_taken():
    AuditLine(action="x", result="ok", origin="web", at=datetime(2020, 1, 1, tzinfo=UTC)).save()
    assert AuditLine.objects.get().at.year > 2020


@pytest.mark.django_db(databases=["default", "owner"])
@pytest.mark.parametrize("change", ["UPDATE audit_auditline SET action = 'x'", "DELETE FROM audit_auditline"])
def test_even_the_owner_of_the_table_is_refused(change):
    with pytest.raises(IntegrityError, match="only added to"), transaction.atomic(using="owner"):
        connections["owner"].cursor().execute(change)


def test_a_change_that_is_rolled_back_leaves_no_line():
    with pytest.raises(DatabaseError), transaction.atomic():
        log.record("case.assign")
        raise DatabaseError
    assert not AuditLine.objects.exists()


def _answer(view):
    def get_response(request):
        try:
            with transaction.atomic():
                return view(request)
        except DatabaseError:
            return HttpResponse(status=403)

    request = RequestFactory().get("/")
    request.resolver_match = None
    AuditMiddleware(get_response)(request)


def test_a_refused_request_is_logged_although_it_was_rolled_back():
    def view(request):
        log.record("case.assign", request=request)
        log.record_apart(request, "sign_in", result="refused", reasons=["wrong_password"])
        raise DatabaseError

    _answer(view)
    lines = list(AuditLine.objects.values_list("action", "result"))
    assert sorted(lines) == [("request", "refused"), ("sign_in", "refused")]


def test_a_request_that_went_well_leaves_its_own_lines_only():
    def view(request):
        log.record("case.assign", request=request)
        return HttpResponse()

    _answer(view)
    assert [line.action for line in AuditLine.objects.all()] == ["case.assign"]
