"""Grants that are not over when a case ends, and what a coach can choose for each."""

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake.models import Case
from intake.still_running import GOES_ON, LASTS, STOPS, Ending, Running
from services.grants import asking, doing
from services.grants.lifecycle import UNDECIDED, GrantState
from services.models import GoalOutcome, ServiceGrant

WITHDRAW = gettext_lazy("Trek de aanvraag in: er is nog niet over besloten")
_BEFORE_START = {GOES_ON: gettext_lazy("Begint gewoon, ook na het afsluiten"), STOPS: gettext_lazy("Trek het in")}
_STARTED = {
    GOES_ON: LASTS,
    GoalOutcome.REACHED: gettext_lazy("Is klaar: gehaald"),
    GoalOutcome.PARTLY: gettext_lazy("Is klaar: voor een deel gehaald"),
    GoalOutcome.NOT_REACHED: gettext_lazy("Stopt: niet gehaald"),
}


def running(case: Case, user: Any) -> list[Running]:
    """Return the grants of a case that are not over; one question."""
    return [_one(grant, case) for grant in ServiceGrant.objects.active().filter(case=case).with_service()]


def _one(grant: ServiceGrant, case: Case) -> Running:
    words = _("%(service)s, tot en met %(day)s, bij %(provider)s")
    day = date_format(grant.ends_on, "j F Y")
    ways: dict[str, Any]
    if grant.state in UNDECIDED:
        page, ways = "grant_withdraw", {STOPS: WITHDRAW}
    elif grant.state == GrantState.APPROVED:
        page, ways = "grant_withdraw", _BEFORE_START
    else:
        page, ways = "grant_end", _STARTED

    def settle(way: str, ending: Ending) -> None:
        if grant.state != GrantState.STARTED:
            asking.withdraw(grant, ending.actor, _("Het dossier is afgesloten."), request=ending.request)
            return
        goals = {goal.pk: way for goal in grant.goals.all()}
        assert grant.started_on is not None
        doing.end(grant, ending.actor, max(ending.on, grant.started_on), goals, request=ending.request)

    return Running(
        key=f"inzet-{grant.public_id}",
        title=words % {"service": grant.service.name, "day": day, "provider": grant.provider.name},
        stands=GrantState(grant.state).label,
        url=reverse(f"admin:{page}", args=[case.client.public_id, grant.public_id]),
        ways={str(way): label for way, label in ways.items()},
        settle=settle,
    )
