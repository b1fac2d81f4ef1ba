"""Vandaag: what must I do now, who is new, how does my caseload stand (UX C1)."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intake.models import Case
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.contributions import workplace
from rmt_portal.workplace import caseload, words
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import Member, member_of
from rmt_portal.workplace.rows import CaseRow, row_of
from rmt_portal.workplace.signals import COUNTED, LATE

LOOK_AHEAD_DAYS = 2
TODO_ROWS = 12
ARRIVAL_ROWS = 5
MINE = _("Mijn kandidaten")
EVERYONE = _("Kandidaten in de regio")


def today(request: HttpRequest) -> HttpResponse:
    """Show the front page of everyone who works with clients; send a technical administrator to the settings."""
    member = member_of(request)
    if member is None or not member.memberships:
        return redirect("admin:settings")
    cases, is_mine = caseload.cases_of(member)
    oversees = caseload.oversees(member)
    counts, coaches = caseload.count_with_coaches(cases) if oversees else (caseload.count(cases), [])
    todo = [] if oversees else _todo(cases)
    arrivals = _arrivals(member) if member.guides else []
    lists = _contributed_lists(member)
    list_url = reverse("admin:my_candidates" if is_mine else "admin:candidates")
    shown = {row.case.client_id for row in (*todo, *arrivals)}
    shown |= {
        row["case"].client_id for item in lists for row in item["rows"] if isinstance(row, dict) and "case" in row
    }
    log.record("today.read", object_kind="intake.case", client_ids=shown, request=request)
    numbers = _numbers(member, counts, list_url, is_mine)
    context = {
        "now": clock.now(),
        "greeting": words.greeting(clock.now()),
        "numbers": numbers,
        "waiting": [number for number in numbers[1:] if number["count"]],
        "oversees": oversees,
        "coaches": coaches,
        "todo": todo[:TODO_ROWS],
        "more_todo": len(todo) > TODO_ROWS,
        "late_url": f"{list_url}?signaal={LATE.slug}",
        "list_url": list_url,
        "arrivals": arrivals,
        "first_lists": [item for item in lists if item["order"] < 0 and item["rows"]],
        "lists": [item for item in lists if item["order"] >= 0],
        "phases": [
            {"title": state.label, "count": number, "url": f"{list_url}?fase={state.value}"}
            for state, number in counts.phases
        ],
        "most": max((number for _state, number in counts.phases), default=0),
    }
    return TemplateResponse(request, "workplace/today.html", page_context(request, "") | context)


def _todo(cases: Any) -> list[CaseRow]:
    """Return what is due within two days, late first; one row more than is shown, to know whether there is more."""
    horizon = clock.today() + timedelta(days=LOOK_AHEAD_DAYS)
    is_due = Q(next_action_on__lte=horizon) | Q(last_contact_at__isnull=True, contact_due_on__lte=horizon)
    due = cases.filter(is_due).not_snoozed(LATE.slug).with_list_columns().late_first()[: TODO_ROWS + 1]
    return [row_of(case) for case in due]


def _arrivals(member: Member) -> list[CaseRow]:
    """Return the registrations nobody took yet, the one that waits longest first."""
    waiting = Case.objects.dossiers_of(member.user).without_coach()
    return [row_of(case) for case in waiting.with_list_columns().late_first()[:ARRIVAL_ROWS]]


def _numbers(member: Member, counts: caseload.Caseload, list_url: str, is_mine: bool) -> list[dict[str, Any]]:
    """Return the numbers on top, each with the list it counts; then those of the other apps."""
    own = [{"title": MINE if is_mine else EVERYONE, "count": counts.total, "url": list_url, "alarm": False}]
    own += [
        {
            "title": signal.title,
            "count": counts.signals[signal.slug],
            "url": f"{list_url}?signaal={signal.slug}",
            "alarm": signal.is_alarm,
        }
        for signal in COUNTED
    ]
    shown = [number for number in workplace.numbers.values() if number.for_whom(member.user)]
    counted = {count: count(member.user) for count in dict.fromkeys(number.count for number in shown)}
    for number in sorted(shown, key=lambda number: number.order):
        found = counted[number.count]
        count = found if isinstance(found, int) else found[number.slug]
        own.append({"title": number.title, "count": count, "url": number.url(), "alarm": False})
    return own


def _contributed_lists(member: Member) -> list[dict[str, Any]]:
    """Return the lists of the other parts; an order below zero stands on top, if there is something in it."""
    return [
        {
            "order": item.order,
            "slug": item.slug,
            "title": item.title,
            "template": item.template,
            "rows": list(item.rows(member.user)),
            "empty": item.empty,
        }
        for item in sorted(workplace.lists.values(), key=lambda item: item.order)
    ]
