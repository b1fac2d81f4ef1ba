"""What a colleague who leaves has in hand here: cases and contact tasks (see :mod:`partners.handover`)."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from intake import coaching
from intake.models import ENDED_STATES, Case, CaseAssignment, ContactTask
from partners.handover import Holding
from partners.models import AccessGrant, Role, User
from rmt_portal.audit import log
from rmt_portal.lifecycle import Actor

GUIDES = (Role.COACH.value, Role.INTAKE_WORKER.value)


def _tasks(user_id: int, organisation_id: int) -> QuerySet[ContactTask]:
    """Open tasks about clients this organisation has (or had) access to; a person may work for two."""
    known = AccessGrant.objects.filter(organisation_id=organisation_id).order_by().values("client_id")
    return ContactTask.objects.filter(owner=user_id, done_at__isnull=True, case__client_id__in=known)


def _assignments(user_id: int, organisation_id: int) -> QuerySet[CaseAssignment]:
    running = CaseAssignment.objects.filter(coach=user_id, organisation=organisation_id, until_at__isnull=True)
    return running.exclude(case__state__in=ENDED_STATES)


def _give_tasks(user: User, organisation_id: int, to: User | None, actor: Actor) -> None:
    tasks = list(_tasks(user.pk, organisation_id).values_list("pk", "case__client_id"))
    ContactTask.objects.filter(pk__in=[pk for pk, _client in tasks]).update(owner=to)
    log.record(
        "contact_task.hand_over",
        object_kind="intake.contacttask",
        object_ids=[pk for pk, _client in tasks],
        client_ids=[client for _pk, client in tasks],
        actor=actor,
    )


def _give_cases(user: User, organisation_id: int, to: User | None, actor: Actor) -> None:
    """Let a colleague guide all of them from now on."""
    if to is None:
        raise ValueError("a case has a coach")
    rows = list(_assignments(user.pk, organisation_id))
    cases = Case.objects.select_for_update(of=("self",)).filter(pk__in=[row.case_id for row in rows]).order_by("pk")
    by_number = {case.pk: case for case in cases}
    for old in rows:
        old.case = by_number[old.case_id]
        coaching.give(old, to, organisation_id, actor)
    log.record(
        "coach.hand_over",
        object_kind="case",
        object_ids=[row.case_id for row in rows],
        client_ids=[row.case.client_id for row in rows],
        actor=actor,
    )


HOLDINGS = (
    Holding(
        "cases",
        _("Kandidaten die deze collega begeleidt"),
        GUIDES,
        False,
        lambda user, organisation: _assignments(user, organisation).count(),
        _give_cases,
    ),
    Holding(
        "contact_tasks",
        _("Beloofde telefoontjes en gesprekken"),
        GUIDES,
        True,
        lambda user, organisation: _tasks(user, organisation).count(),
        _give_tasks,
    ),
)
