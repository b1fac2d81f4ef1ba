"""The chosen candidates as a file without names, to count and to plan with."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from intake.models import CaseState
from partners import access
from partners.models import Role
from rmt_portal import clock, csv_file, xlsx_file
from rmt_portal.audit import log
from rmt_portal.workplace.rows import CaseRow
from rmt_portal.workplace.words import as_day

EXPORT = "candidates.export"
FORMS = {"csv": csv_file.response, "xlsx": xlsx_file.response}
COLUMNS = ("nummer", "fase", "aangemeld", "situatie", "gemeente", "laatste contact", "volgende actie op", "coach")
"""No name, no contact data, no birth date, and no free text: a name may stand in what somebody typed."""

access.allow(EXPORT, [Role.COACH, Role.INTAKE_WORKER, Role.COORDINATOR, Role.REGIONAL_MANAGER])


def response(request: HttpRequest, rows: Iterable[CaseRow], form: str) -> HttpResponse:
    """Answer with the file; who stands in it is written in the log.

    Raises:
        KeyError: there is no such kind of file.
    """
    make, shown = FORMS[form], list(rows)
    log.record(
        EXPORT,
        object_kind="intake.case",
        object_ids=[row.case.pk for row in shown],
        client_ids=[row.case.client_id for row in shown],
        fields=COLUMNS,
        request=request,
    )
    return make(_("kandidaten-zonder-namen-%(day)s") % {"day": f"{clock.today():%Y-%m-%d}"}, COLUMNS, map(_line, shown))


def _line(row: CaseRow) -> tuple[object, ...]:
    case = row.case
    return (
        case.reference,
        CaseState(case.state).label,
        as_day(case.opened_at).isoformat(),
        row.situation,
        row.place,
        as_day(row.last_contact_at).isoformat() if row.last_contact_at else "",
        row.due_on.isoformat() if row.due_on else "",
        row.coach,
    )
