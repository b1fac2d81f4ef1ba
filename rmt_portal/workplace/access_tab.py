"""Who has access to a dossier and why, who had it, and who looked: for the coach and for the privacy officer."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake import shared
from intake.duplicates.merging import known_ids
from intake.models import Case
from partners.models import AccessGrant, Layer, Organisation, Purpose, User
from rmt_portal import clock
from rmt_portal.audit import words as log_words
from rmt_portal.audit.models import AuditLine, Result
from rmt_portal.contributions import workplace
from rmt_portal.workplace import words
from rmt_portal.workplace.rows import layer_of

LINES_READ = 200

WHY: dict[str, Any] = {
    "registration": gettext_lazy("aanmelding in deze regio"),
    "assignment": gettext_lazy("coach of vervanger"),
    "consent": gettext_lazy("de kandidaat gaf toestemming"),
    "referral": gettext_lazy("verwijzing"),
    "absence": gettext_lazy("vervangt een collega die weg is"),
    "break_glass": gettext_lazy("in nood geopend"),
}


def who_sees(request: HttpRequest, case: Case) -> dict[str, Any]:
    """Return what the tab shows.

    That somebody asked for help with debts is sensitive, so an organisation that is here for that alone is named, with
    its people, to the own coach only; and so is what somebody shares that is sensitive.
    """
    every = AccessGrant.objects.filter(client_id=case.client_id)
    if layer_of(case) >= Layer.SENSITIVE:
        return everything_about(case.client_id)
    return everything_about(case.client_id, _here_for_debts(every), shared.SENSITIVE)


def everything_about(
    client_id: int, hidden: Collection[int] = (), hidden_categories: Collection[str] = ()
) -> dict[str, Any]:
    """Return who has access, who had it and who looked, without some organisations; four queries."""
    grants = AccessGrant.objects.filter(client_id=client_id).exclude(organisation_id__in=hidden)
    if hidden_categories:
        grants = grants.exclude(categories__overlap=list(hidden_categories))
    by_date = list(grants.select_related("organisation", "member").order_by("granted_at", "pk"))
    now = clock.now()
    return {
        "grants": [_as_row(g) for g in by_date if g.ends_at is None or g.ends_at > now],
        "former": [_as_row(g) for g in reversed(by_date) if g.ends_at and g.ends_at <= now],
        "looks": _looks(client_id, hidden),
    }


def _as_row(grant: AccessGrant) -> dict[str, Any]:
    return {
        "who": str(grant.member) if grant.member else "",
        "organisation": grant.organisation,
        "what": shared.in_words(grant.categories) or grant.get_layer_display(),
        "why": WHY.get(grant.source_kind, grant.get_legal_basis_display()),
        "purpose": grant.get_purpose_display(),
        "since": grant.granted_at,
        "until": grant.ends_at,
    }


def _here_for_debts(grants: QuerySet[AccessGrant]) -> set[int]:
    """Return the organisations that were only ever let in to help with debts."""
    purposes: dict[int, set[str]] = {}
    for organisation_id, purpose in grants.values_list("organisation_id", "purpose"):
        purposes.setdefault(organisation_id, set()).add(purpose)
    return {organisation_id for organisation_id, found in purposes.items() if found == {Purpose.DEBT_HELP.value}}


def _looks(client_id: int, hidden: Collection[int]) -> list[dict[str, Any]]:
    """Return who looked, newest first: one row per person and day, from the newest lines of the log; three queries."""
    newest = AuditLine.objects.about_client(*known_ids(client_id)).order_by("-pk")[:LINES_READ]
    lines = [line for line in newest if line.organisation_id not in hidden]
    names = User.objects.in_bulk({line.actor_id for line in lines if line.actor_id})
    places = Organisation.objects.in_bulk({line.organisation_id for line in lines if line.organisation_id})
    rows: dict[tuple[int | None, date, bool], dict[str, Any]] = {}
    for line in lines:
        refused = line.result == Result.REFUSED
        row = rows.setdefault(
            (line.actor_id, words.as_day(line.at), refused),
            {
                "at": line.at,
                "who": _who(names, line.actor_id),
                "organisation": places[line.organisation_id].name if line.organisation_id in places else "",
                "what": {},
                "refused": refused,
            },
        )
        row["what"].setdefault(_what(line))
    return [row | {"what": list(row["what"])} for row in rows.values()]


def _who(names: dict[int, User], actor_id: int | None) -> str:
    return _("het systeem") if actor_id is None else str(names.get(actor_id) or _("onbekend"))


def _what(line: AuditLine) -> str:
    did = str(log_words.of(line.action).word)
    part = next((workplace.tabs[f].title for f in line.fields if f in workplace.tabs), "")
    return f"{did}: {part}" if part and line.action == "dossier.read" else did
