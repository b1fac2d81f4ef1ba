"""A grant starts, and ends with an outcome per goal of the plan."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intake.models import CASE_LIFECYCLE, Case
from rmt_portal import clock
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import Actor, advance
from services.grants import rules
from services.grants.writing import GRANTS, require_coach_of
from services.models import GoalOutcome, PracticeLearning, ServiceGrant, ServiceKind
from services.money import ledger


@transaction.atomic
def start(
    grant: ServiceGrant, actor: Actor, on: date, ends_on: date, *, version: int | None = None, request: Any = None
) -> ServiceGrant:
    """Say that it began, on which day, and until when it is planned now; what was reserved becomes an obligation.

    Raises:
        Refused: the day is before the decision or after today, the rules do not allow the period, or learning at work
            misses its company, number or agreements.
        Conflict: it was not granted, or it started already.
    """
    grant = GRANTS.lock(grant, version)
    require_coach_of(actor, grant)
    GRANTS.require_possible(grant, "start")
    assert grant.decided_at is not None
    if not timezone.localdate(grant.decided_at) <= on <= clock.today():
        raise Refused(_("Kies een dag vanaf de dag van het besluit, en niet later dan vandaag."))
    grant.started_on, grant.ends_on = on, ends_on
    found = [*_practice_misses(grant, on), *rules.objections(grant)]
    if ends_on < on:
        found = [_("De laatste dag ligt voor de eerste dag.")]
    if found:
        raise Refused(" ".join(found))
    GRANTS.happen(
        grant, "start", actor, request=request,
        started_on=on, starts_on=min(on, grant.starts_on), ends_on=ends_on,
    )  # fmt: skip
    ledger.commit(grant, actor)
    case = Case.objects.select_for_update(of=("self",)).get(pk=grant.case_id)
    if CASE_LIFECYCLE.allows("start_service", case.state):
        advance(case, CASE_LIFECYCLE, "start_service", actor)
    return grant


@transaction.atomic
def end(
    grant: ServiceGrant,
    actor: Actor,
    on: date,
    outcomes: Mapping[int, str],
    *,
    version: int | None = None,
    request: Any = None,
) -> ServiceGrant:
    """Say that it ended, on which day, and what came of each goal (by the id of ``GrantGoal``).

    What was not paid yet stays an obligation until the last invoice came (:func:`services.money.paying.settle`).

    Raises:
        Refused: the day can not be right, or the outcome of a goal is missing.
        Conflict: it does not run.
    """
    grant = GRANTS.lock(grant, version)
    require_coach_of(actor, grant)
    GRANTS.require_possible(grant, "end")
    assert grant.started_on is not None
    if not grant.started_on <= on <= clock.today():
        raise Refused(_("Kies een dag vanaf het begin, en niet later dan vandaag."))
    goals = list(grant.goals.all())
    if any(outcomes.get(goal.pk) not in GoalOutcome.values for goal in goals):
        raise Refused(_("Kies bij elk doel wat eruit kwam."))
    for goal in goals:
        goal.outcome = outcomes[goal.pk]
        goal.save(update_fields=["outcome"])
    GRANTS.happen(grant, "end", actor, request=request, ended_on=on)
    return grant


def _practice_misses(grant: ServiceGrant, on: date) -> list[str]:
    """Return what learning at work misses before it can start on a day."""
    if grant.kind != ServiceKind.PRACTICE_LEARNING:
        return []
    found = PracticeLearning.objects.filter(grant=grant).select_related("company").first()
    if found is None:
        return [_("Vul eerst het leerbedrijf, het reserveringsnummer en de drie overeenkomsten in.")]
    until = found.company.accredited_until
    if found.company.accredited_from > on or (until is not None and until < on):
        return [_("Het leerbedrijf is op deze dag niet erkend.")]
    if max(found.practice_on, found.education_on, found.placement_on) > on:
        return [_("Niet alle drie de overeenkomsten zijn voor deze dag getekend.")]
    return []
