"""Lines of the log as rows a person reads: names for numbers, words for codes, and never a value of a field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from intake.models import Case
from partners.access import Reason
from partners.contact_requests import ContactReason
from partners.models import EmergencyReason, Layer, LegalBasis, Organisation, User, Verdict
from rmt_portal.audit import words
from rmt_portal.audit.models import AuditLine, Result

CLIENTS_SHOWN = 3
_NAMES_ORGANISATION = re.compile(r"^organisation:\d{1,18}$")
REASONS: dict[str, str] = {
    value: str(label)
    for choices in (Reason, ContactReason, EmergencyReason, LegalBasis, Verdict)
    for value, label in choices.choices
}


@dataclass(frozen=True)
class LogRow:
    """One line of the log in words."""

    pk: int
    at: datetime
    what: str
    who: str
    organisation: str
    about: list[str]
    more: int
    fields: str
    why: str
    was_refused: bool


def rows_of(
    lines: list[AuditLine],
    region_ids: tuple[int, ...],
    clients_shown: int = CLIENTS_SHOWN,
    known_people: Mapping[int, str] | None = None,
    known_places: Mapping[int, str] | None = None,
) -> list[LogRow]:
    """Return the lines in words; at most three queries. Dossiers of other regions stay a number."""
    people, places = dict(known_people or {}), dict(known_places or {})
    strangers = {line.actor_id for line in lines if line.actor_id} - set(people)
    people |= dict(User.objects.filter(pk__in=strangers).values_list("pk", "name"))
    elsewhere = _organisations(lines) - set(places)
    places |= dict(Organisation.objects.filter(pk__in=elsewhere).values_list("pk", "name"))
    ids = {client for line in lines for client in line.client_ids[:clients_shown]}
    cases = Case.objects.filter(client__in=ids, region__in=region_ids).order_by("opened_at", "pk")
    numbers = dict(cases.values_list("client_id", "reference"))
    return [
        LogRow(
            pk=line.pk,
            at=line.at,
            what=str(words.of(line.action).word),
            who=_who(people, line.actor_id),
            organisation=places.get(line.organisation_id or 0, ""),
            about=[
                numbers.get(client, _("cliënt %(pk)s") % {"pk": client}) for client in line.client_ids[:clients_shown]
            ],
            more=max(0, len(line.client_ids) - clients_shown),
            fields=", ".join(map(str, line.fields)),
            why=", ".join(_reason(str(reason), places) for reason in line.reasons),
            was_refused=line.result == Result.REFUSED,
        )
        for line in lines
    ]


def _organisations(lines: list[AuditLine]) -> set[int]:
    """Return the organisations the lines name: for whom it was done, and who was given access."""
    named = {int(reason[13:]) for line in lines for reason in line.reasons if _NAMES_ORGANISATION.match(str(reason))}
    return named | {line.organisation_id for line in lines if line.organisation_id}


def _reason(code: str, places: dict[int, str]) -> str:
    """Say a reason in words; what is not a code of ours stays as it is."""
    kind, _colon, value = code.partition(":")
    if _NAMES_ORGANISATION.match(code):
        return places.get(int(value), code)
    if kind == "layer" and value.isdecimal() and int(value) in Layer.values:
        return str(Layer(int(value)).label)
    if kind == "rows":
        return _("%(number)s regels") % {"number": value}
    if kind == "people":
        return _("%(number)s mensen") % {"number": value}
    return REASONS.get(code, code)


def _who(people: dict[int, str], actor_id: int | None) -> str:
    if actor_id is None:
        return _("het systeem of een bezoeker")
    return people.get(actor_id) or str(_("medewerker %(pk)s") % {"pk": actor_id})
