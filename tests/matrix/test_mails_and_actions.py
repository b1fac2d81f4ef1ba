"""What the tries leave behind: the letters that really go out of them, and the side doors of the administration.

A letter is for its address: a colleague reads what is open to that colleague, a client everything of the own, and
somebody unknown nothing. The work a try asks for is done for real, within the try, and undone with it.
"""

from datetime import timedelta

import pytest
import time_machine
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core import mail
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import RequestFactory
from django.urls import reverse

from matching.models import MatchRun
from rmt_portal import clock, row_security
from rmt_portal.outbox.models import OutboxItem
from tests.matrix.asking import OK, Matrix, matrix
from tests.matrix.canaries import leaks
from tests.matrix.cast import ADMINISTRATOR, COACH, ELSEWHERE, HOME, MEMBERS, ROLES, SUPERUSER
from tests.matrix.expectations import TABLES, expected
from tests.matrix.routes import all_routes
from tests.rig.work import all_work

__all__ = ["matrix"]


def layers_of(matrix: Matrix, letter: EmailMessage) -> dict[str, int]:
    """Return what the reader of a letter may know of each person."""
    world, [address] = matrix.world, letter.to
    for role, user in world.users.items():
        if user is not None and user.email == address:
            return world.layers[role]
    return {who: 99 for who, case in world.cases.items() if case.client.email == address}


def leaks_of_letters(matrix: Matrix) -> list[str]:
    """Send what waits and search it; matching, which writes no letter, is left for later."""
    mail.outbox = []
    waiting = OutboxItem.objects.waiting()
    waiting.filter(kind__startswith="match.").update(not_before=clock.now() + timedelta(days=999))
    with row_security.house("work"):
        drained = all_work()
    assert drained.failed == drained.parked == 0, "a letter that fails is not searched"
    found = []
    for letter in mail.outbox:
        text = f"{letter.subject}\n{letter.body}\n{letter.extra_headers}"
        found += [
            f"mail to {letter.to[0]}: {one}" for one in leaks(text, matrix.world.canaries, layers_of(matrix, letter))
        ]
    return found


def test_the_letters_of_three_weeks_hold_nothing_their_reader_may_not_see(matrix):
    """What making this world asked for, and the reminders, escalations and endings of the weeks after it."""
    with transaction.atomic():
        sid = transaction.savepoint()
        wrong, sent = [], 0
        for days in (0, 3, 8, 15, 21):
            with time_machine.travel(clock.now() + timedelta(days=days)):
                wrong += leaks_of_letters(matrix)
                sent += len(mail.outbox)
        transaction.savepoint_rollback(sid)
    assert sent >= 10
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.full
def test_no_try_sends_a_letter_with_more_than_its_reader_may_see(matrix):
    wrong, letters = [], 0
    with transaction.atomic():
        before = transaction.savepoint()
        leaks_of_letters(matrix)  # what waited already
        for route in all_routes():
            for where, path in matrix.addresses(route).items():
                outcomes = expected(route, "POST", where) or {}
                for role in ROLES if route.model is None else (SUPERUSER,):
                    if outcomes.get(role) not in ("ok", "moved"):
                        continue
                    with transaction.atomic():
                        sid = transaction.savepoint()
                        matrix.send(role, "POST", path)
                        wrong += [f"POST {route} {where} as {role}: {one}" for one in leaks_of_letters(matrix)]
                        letters += len(mail.outbox)
                        transaction.savepoint_rollback(sid)
        transaction.savepoint_rollback(before)
    assert letters
    assert not wrong, "\n" + "\n".join(wrong)


def test_a_letter_that_tells_too_much_is_found(matrix):
    """Positive control: the same letter is fine for the coach and a leak for the superuser."""
    users = matrix.world.users
    name = matrix.world.cases[HOME].client.last_name
    for role, expected_leaks in ((COACH, []), (SUPERUSER, ["home.last_name"])):
        letter = EmailMessage("Nieuws", f"Over {name}", to=[users[role].email])
        assert (
            leaks(f"{letter.subject} {letter.body}", matrix.world.canaries, layers_of(matrix, letter)) == expected_leaks
        )


# --- the side doors of the administration ---------------------------------------------------------------------------
ACTIONS = {
    "outbox.OutboxItem: try_again": (ADMINISTRATOR, SUPERUSER),
    "matching.MatchRun: try_again": (ADMINISTRATOR, SUPERUSER),
}
"""Every action on several rows at once, and who may do it."""


def test_every_action_of_every_table_is_decided_upon(matrix):
    """Each is a way around the page of one row, so a new one fails here until somebody decides."""
    asked = RequestFactory().get("/admin/")
    asked.user = matrix.world.users[SUPERUSER]
    found = {
        f"{model._meta.label}: {name}"
        for model, table in admin.site._registry.items()
        for name in table.get_actions(asked)
    }
    assert found == set(ACTIONS)


def test_parked_work_tries_again_only_for_who_keeps_the_portal(matrix):
    path = reverse("admin:outbox_outboxitem_changelist")
    item = matrix.world.own(OutboxItem)
    done = set()
    for role in ROLES:
        with transaction.atomic():
            sid = transaction.savepoint()
            OutboxItem.objects.filter(pk=item.pk).update(parked_at=clock.now(), done_at=None)
            matrix.send(role, "POST", path, {"action": "try_again", ACTION_CHECKBOX_NAME: [str(item.pk)], "index": "0"})
            if not OutboxItem.objects.parked().filter(pk=item.pk).exists():
                done.add(role)
            transaction.savepoint_rollback(sid)
    assert done == set(ACTIONS["outbox.OutboxItem: try_again"])


def test_a_ranking_that_failed_begins_again_only_for_who_keeps_the_portal(matrix):
    path = reverse("admin:matching_matchrun_changelist")
    run = matrix.world.own(MatchRun)
    done = set()
    for role in ROLES:
        with transaction.atomic():
            sid = transaction.savepoint()
            MatchRun.objects.filter(pk=run.pk).update(state=MatchRun.State.PARTIAL)
            matrix.send(role, "POST", path, {"action": "try_again", ACTION_CHECKBOX_NAME: [str(run.pk)], "index": "0"})
            if OutboxItem.objects.filter(kind="match.again").exists():
                done.add(role)
            transaction.savepoint_rollback(sid)
    assert done == set(ACTIONS["matching.MatchRun: try_again"])


@pytest.mark.full
@pytest.mark.parametrize("action", ["delete_selected", "export_as_csv"])
def test_no_role_gets_an_action_on_several_rows_done(matrix, action):
    """Also not by sending the form by hand: nothing is deleted, of the own rows or of somebody else's."""
    wrong = []
    for model in admin.site._registry:
        if model._meta.label not in TABLES or model._meta.app_label == "reference":
            continue
        rows = [row for row in (matrix.world.own(model), matrix.world.foreign(model)) if row is not None]
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        typed = {"action": action, ACTION_CHECKBOX_NAME: [str(row.pk) for row in rows], "post": "yes", "index": "0"}
        for role in (*MEMBERS, SUPERUSER):
            with transaction.atomic():
                sid = transaction.savepoint()
                matrix.send(role, "POST", path, typed)
                left = model._base_manager.filter(pk__in=[row.pk for row in rows]).count()
                transaction.savepoint_rollback(sid)
            if left != len(rows):
                wrong.append(f"{action} on {model._meta.label} as {role} took {len(rows) - left} rows away")
    assert not wrong, "\n" + "\n".join(wrong)


def test_autocomplete_answers_only_who_reads_the_table_it_searches(matrix):
    """Django's own view finds rows of any table that a field points to; it must not be a way around that table."""
    wrong = []
    for model in admin.site._registry:
        for field in model._meta.get_fields():
            if not (field.is_relation and field.concrete and not field.auto_created and field.related_model):
                continue
            rule = TABLES.get(field.related_model._meta.label)
            asked = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": field.name}
            for role in (COACH, ADMINISTRATOR, SUPERUSER):
                answer = matrix.ask(role, "GET", reverse("admin:autocomplete"), {**asked, "term": ""})
                reads = rule is not None and role in rule.readers
                if (answer.outcome == OK and not reads) or answer.leaked:
                    wrong.append(f"{asked} as {role}: {answer.outcome} {answer.leaked}")
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize("name", ["log_export", "access_review_export"])
def test_an_export_holds_only_what_its_reader_may_see(matrix, name):
    """Asked by every role, whole and with a filter that names somebody of another region."""
    foreign = matrix.world.cases[ELSEWHERE]
    wrong = []
    for role in ROLES:
        for typed in ({}, {"q": foreign.reference}, {"client": foreign.reference}):
            answer = matrix.ask(role, "POST", reverse(f"admin:{name}"), typed)
            body = b"".join(answer.response).decode() if answer.response.streaming else ""
            found = [*answer.leaked, *leaks(body, matrix.world.canaries, matrix.world.layers[role])]
            if found:
                wrong.append(f"{name} {typed} as {role} shows {found}")
    assert not wrong, "\n" + "\n".join(wrong)
