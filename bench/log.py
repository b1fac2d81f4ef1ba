"""How long the search of the log takes with 1,000,000 lines: ``python -m bench.log`` (migrated database, not in use).

The lines are spread over a year, five regions, 200 colleagues of 20 organisations and 20,000 clients; one in a hundred
was refused. Prints queries and milliseconds per kind of search, over the whole stack in this process, and the time of
an export. What it made it takes away again (as the owner of the tables, with the triggers off: nobody else can).
"""

import logging
import sys
from statistics import median
from time import perf_counter

from django.db import connection, connections
from django.test import Client as Http
from django.test.utils import CaptureQueriesContext

from partners import organisations
from partners.models import Membership, Organisation, User
from partners.sessions import SECOND_FACTOR
from rmt_portal import row_security
from rmt_portal.reference.models import LabourRegion

LINES, CLIENTS, PEOPLE, REPEAT = 1_000_000, 20_000, 200, 7
MARK = "meting-logboek"
BAR_MS, BAR_QUERIES = 200.0, 12

MAKE = """
INSERT INTO audit_auditline (action, object_kind, object_ids, client_ids, fields, result, reasons, origin, actor_id,
    organisation_id, purpose, trace_id, region_ids, at)
SELECT (ARRAY['dossier.read', 'dossier.read', 'candidates.list', 'today.read', 'sign_in', 'contact.record',
              'referral.read', 'access.grant'])[(1 + (n * 7919) %% 8)::int],
    'intake.case', '[]',
    CASE WHEN n %% 8 = 4 THEN '{}'::bigint[] ELSE ARRAY[900000000 + (n * 31) %% %(clients)s] END,
    '["overzicht"]', CASE WHEN n %% 100 = 0 THEN 'refused' ELSE 'ok' END, '[]', 'web',
    %(person)s + n %% %(people)s, %(organisation)s + n %% 20, '', %(mark)s,
    ARRAY[CASE WHEN n %% 50 = 0 THEN %(region)s + 4 ELSE %(region)s + (n / 8) %% 4 END]::bigint[],
    now() - (%(lines)s - n) * interval '31 seconds'
FROM generate_series(1::bigint, %(lines)s) n;
"""


def run() -> int:
    """Fill, measure, print, empty; the answer is the exit code."""
    region = LabourRegion.objects.get(code="AM09")
    known = Organisation.objects.filter(name=MARK).first()
    place = known or organisations.found(Organisation(name=MARK, kind="municipality"))
    place.regions.add(region)
    email = f"{MARK}@voorbeeld.nl"
    officer = User.objects.filter(email=email).first() or User.objects.create_user(email, name=MARK, is_staff=True)
    Membership.objects.get_or_create(user=officer, organisation=place, region=region, role="privacy_officer")
    values: dict[str, int | str] = {
        "lines": LINES, "clients": CLIENTS, "people": PEOPLE, "person": officer.pk, "organisation": place.pk,
        "region": region.pk, "mark": MARK,
    }  # fmt: skip
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditline DISABLE TRIGGER USER")
        try:
            began = perf_counter()
            cursor.execute(MAKE, values)
            cursor.execute("VACUUM ANALYZE audit_auditline")
            print(f"{LINES:,} lines made in {perf_counter() - began:.0f} s")
            return measure(officer, place)
        finally:
            cursor.execute("DELETE FROM audit_auditline WHERE trace_id = %s", [MARK])
            cursor.execute("ALTER TABLE audit_auditline ENABLE TRIGGER USER")


def measure(officer: User, place: Organisation) -> int:
    """Ask each kind of search a few times; print the middle and the slowest."""
    http = Http()
    http.force_login(officer)
    session = http.session
    session[SECOND_FACTOR] = True
    session.save()
    searches = {
        "everything": "",
        "one client": "client=900000031",
        "one person": f"actor={officer.pk}",
        "one organisation": f"organisation={place.pk}",
        "one action": "action=contact.record",
        "a kind that is rare": "action=export",
        "refused": "result=refused",
        "refused, one week": "result=refused&first=1-6-2026&last=7-6-2026",
        "one day": "first=3-3-2026&last=3-3-2026",
        "person, action, month": f"actor={officer.pk}&action=dossier.read&first=1-5-2026&last=31-5-2026",
        "page in the middle": "ouder=500000",
    }
    too_slow = 0
    for name, query in searches.items():
        taken = []
        for _n in range(REPEAT):
            began = perf_counter()
            with CaptureQueriesContext(connection) as queries:
                answer = http.get(f"/admin/logboek/?{query}")
            taken.append((perf_counter() - began) * 1000)
            assert answer.status_code == 200, answer.status_code
        worst = max(taken[1:])
        asked = [query for query in queries if query["sql"] not in ("BEGIN", "COMMIT")]
        too_slow += worst > BAR_MS or len(asked) > BAR_QUERIES
        print(f"{name:24} {len(asked):3} queries  p50 {median(taken):6.0f} ms  slowest {worst:6.0f} ms")
    began = perf_counter()
    answer = http.post("/admin/logboek/bestand/?result=refused")
    print(f"{'export of refused':24} {answer.content.count(bytes([10])):6} rows  {perf_counter() - began:6.2f} s")
    return 1 if too_slow else 0


if __name__ == "__main__":
    logging.disable(logging.INFO)
    with row_security.house("command"):  # the measured pages are asked as whoever is signed in
        sys.exit(run())
