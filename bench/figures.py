"""How long the figures of a month take with 50,000 clients: ``python -m bench.figures`` (migrated database).

Makes 50,000 clients with five events each, 50,000 referrals and 200,000 grants in the demo region, spread over two
years, counts the last whole month as the worker does (each report by itself, nothing kept), and opens the page's list.
Prints seconds per report. What it made it takes away again.
"""

import logging
import re
import sys
from collections.abc import Iterable
from io import StringIO
from time import perf_counter
from typing import Any

from django.core.management import call_command
from django.db import connections, transaction

from bench.referrals import coach_at
from partners.models import Organisation
from rmt_portal import row_security
from rmt_portal.reference.models import LabourRegion, Municipality
from services.figures.counting import case_ids, count
from services.figures.months import Month
from services.figures.reports import REPORTS, find
from services.models import Service

CLIENTS, REFERRALS, GRANTS = 50_000, 50_000, 200_000
BAR_SECONDS = 10.0

MAKE = """
INSERT INTO intake_client (public_id, region_id, first_name, last_name, sort_name, email, phone, contact_way,
    contact_moment, postcode, has_no_address, created_at, talk_language, wants_interpreter)
SELECT gen_random_uuid(), %(region)s, 'Mens', 'Cijfer ' || n, 'cijfer ' || n, '', '', 'call', '', '', false, now(),
    'nl', false FROM generate_series(1, %(clients)s) n;
INSERT INTO intake_case (client_id, region_id, reference, state, version, opened_at, contact_due_on, next_action)
SELECT id, region_id, 'ZC-2026-' || lpad(id::text, 7, '0'), 'plan_agreed', 1,
    now() - (id %% 730) * interval '1 day', current_date, '' FROM intake_client WHERE last_name LIKE 'Cijfer %%';
INSERT INTO intake_registration (client_id, case_id, draft_key, channel, situation, also_true, wants_money_help,
    municipality_id, submitted_at, first_contact_at)
SELECT client_id, id, 'cijfer' || id, (ARRAY['web', 'phone', 'desk', 'partner'])[1 + id %% 4],
    (ARRAY['lost', 'may_lose', 'employed'])[1 + id %% 3], '{}', false,
    (%(places)s)[1 + id %% %(place_count)s],
    opened_at, opened_at + (id %% 5) * interval '1 day' FROM intake_case WHERE reference LIKE 'ZC-2026-%%';
INSERT INTO intake_caseevent (event, from_state, to_state, reason, trace_id, at, case_id)
SELECT e.event, '', e.state, '', '', c.opened_at + e.days * (1 + c.id %% 7) * interval '4 hours', c.id
FROM (VALUES (1, 'submit', 'submitted', 0), (2, 'start_triage', 'triage', 2), (3, 'admit', 'admitted', 3),
      (4, 'assign', 'assigned', 5), (5, 'agree_plan', 'plan_agreed', 20)) e(nr, event, state, days)
CROSS JOIN (SELECT * FROM intake_case WHERE reference LIKE 'ZC-2026-%%') c ORDER BY e.nr, c.id;
INSERT INTO intake_triagedecision (case_id, outcome, reason, note, weighing, proposed, proposed_because, warm_name,
    warm_phone, decided_by_id, organisation_id, at)
SELECT id, 'admitted', 'fits', '', '{}', 'admitted', '', '', '', %(user)s, %(sender)s, opened_at + interval '2 days'
FROM intake_case WHERE reference LIKE 'ZC-2026-%%';
INSERT INTO intake_caseassignment (case_id, coach_id, organisation_id, kind, from_at)
SELECT id, %(user)s, %(sender)s, 'primary', opened_at + interval '3 days'
FROM intake_case WHERE reference LIKE 'ZC-2026-%%';
INSERT INTO services_referral (reference, client_id, case_id, region_id, sender_organisation_id, sender_id,
    receiver_organisation_id, is_warm, urgency, state, version, legal_basis, basis_note, why, done_before, disclosed,
    created_at, sent_at, answer_due_on, ended_at, decline_reason, outcome, debt_phase, info_requests, paused_days,
    receiver_name)
SELECT 'V-2098-' || lpad(id::text, 9, '0'), client_id, id, region_id, %(sender)s, %(user)s,
    (%(receivers)s)[1 + id %% %(count)s], false, 'normal', 'declined', 1, 'consent', 'meting', '', '', '{}', opened_at,
    opened_at, current_date, now(), 'full', '', '', 0, 0, ''
FROM intake_case WHERE reference LIKE 'ZC-2026-%%' ORDER BY id LIMIT %(referrals)s;
INSERT INTO services_referralevent (event, from_state, to_state, reason, trace_id, at, referral_id)
SELECT e.event, '', e.state, '', '', r.sent_at + e.days * interval '1 day', r.id
FROM (VALUES (1, 'send', 'sent', 0), (2, 'decline', 'declined', 3)) e(nr, event, state, days)
CROSS JOIN (SELECT * FROM services_referral WHERE reference LIKE 'V-2098-%%') r ORDER BY e.nr, r.id;
INSERT INTO services_actionplan (public_id, client_id, case_id, region_id, number, template_code, state, version,
    made_by_id, made_at, proposed_at, agreed_at, starts_on, ended_at)
SELECT gen_random_uuid(), client_id, id, region_id, 1, '', 'ended', 1, %(user)s, opened_at, opened_at, opened_at,
    opened_at::date, now() FROM intake_case WHERE reference LIKE 'ZC-2026-%%';
INSERT INTO services_planevent (event, from_state, to_state, reason, trace_id, at, plan_id)
SELECT 'end', '', 'ended', '', '', now(), p.id
FROM services_actionplan p JOIN intake_case c ON c.id = p.case_id WHERE c.reference LIKE 'ZC-2026-%%';
"""
MAKE_GRANTS = """
INSERT INTO services_servicegrant (public_id, reference, client_id, case_id, plan_id, region_id, service_id,
    provider_id, kind, state, version, amount, starts_on, ends_on, why, why_second, requested_by_id, requested_at,
    decide_by)
SELECT gen_random_uuid(), 'IC-' || p.id || '-' || n, p.client_id, p.case_id, p.id, p.region_id, %(service)s,
    %(sender)s, 'career_advice', 'refused', 1, 0, p.starts_on, p.starts_on, 'meting', '', %(user)s, p.made_at,
    p.starts_on
FROM services_actionplan p JOIN intake_case c ON c.id = p.case_id AND c.reference LIKE 'ZC-2026-%%'
CROSS JOIN generate_series(1, %(each)s) n;
INSERT INTO services_grantevent (event, from_state, to_state, reason, trace_id, at, grant_id)
SELECT e.event, '', e.state, '', '', g.requested_at + e.days * interval '1 day', g.id
FROM (VALUES (1, 'ask', 'requested', 0), (2, 'refuse', 'refused', 4)) e(nr, event, state, days)
CROSS JOIN (SELECT * FROM services_servicegrant WHERE reference LIKE 'IC-%%') g ORDER BY e.nr, g.id;
"""

_FILLED = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)")
_CASES = "(SELECT id FROM intake_case WHERE reference LIKE 'ZC-2026-%')"
TAKE_AWAY = (
    "DELETE FROM services_grantevent WHERE grant_id IN"
    " (SELECT id FROM services_servicegrant WHERE reference LIKE 'IC-%')",
    "DELETE FROM services_servicegrant WHERE reference LIKE 'IC-%'",
    f"DELETE FROM services_planevent WHERE plan_id IN (SELECT id FROM services_actionplan WHERE case_id IN {_CASES})",
    f"DELETE FROM services_actionplan WHERE case_id IN {_CASES}",
    "DELETE FROM services_referralevent WHERE referral_id IN"
    " (SELECT id FROM services_referral WHERE reference LIKE 'V-2098-%')",
    "DELETE FROM services_referral WHERE reference LIKE 'V-2098-%'",
    *(
        f"DELETE FROM intake_{table} WHERE case_id IN {_CASES}"
        for table in ("triagedecision", "caseassignment", "registration", "caseevent")
    ),
    "DELETE FROM intake_case WHERE reference LIKE 'ZC-2026-%'",
    "DELETE FROM intake_client WHERE last_name LIKE 'Cijfer %'",
)


def make(region: LabourRegion) -> None:
    """Fill the tables as their owner."""
    call_command("load_services", verbosity=0, stdout=StringIO(), stderr=StringIO())
    organisations = list(Organisation.objects.order_by("pk").values_list("pk", flat=True))
    user = coach_at("cijfers", Organisation.objects.get(pk=organisations[0]), region)
    service = Service.objects.order_by("pk").values_list("pk", flat=True).first()
    places = list(Municipality.objects.filter(region=region).order_by("pk").values_list("pk", flat=True))
    values: dict[str, Any] = {
        "region": region.pk, "clients": CLIENTS, "referrals": REFERRALS, "each": GRANTS // CLIENTS, "user": user.pk,
        "sender": organisations[0], "receivers": organisations[1:], "count": len(organisations) - 1,
        "service": service, "places": places, "place_count": len(places),
    }  # fmt: skip
    fill(MAKE, values)
    # The rules of grants lock each client until the end: more locks than one statement can have.
    fill(MAKE_GRANTS, values, without_rules=["services_servicegrant"])
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def fill(statements: str, values: dict[str, Any], without_rules: Iterable[str] = ()) -> None:
    """Run statements in one transaction, and let PostgreSQL look at each table they filled.

    Without that the rules that look at the end plan for the empty table they knew, and read all of it for each row.
    ``without_rules`` are tables whose own triggers do not look.
    """
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for table in without_rules:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in filter(str.strip, statements.split(";\n")):
            cursor.execute(statement, values)
            cursor.execute(f"ANALYZE {_FILLED.findall(statement)[0]}")
        for table in without_rules:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def take_away() -> None:
    """Delete what :func:`make` made."""
    with connections["owner"].cursor() as cursor:
        for statement in TAKE_AWAY:
            cursor.execute(statement)


def main() -> int:
    """Measure; return 1 when the bar is missed."""
    region, month = LabourRegion.objects.get(code="AM09"), Month.newest()
    take_away()  # of a measurement that was broken off
    try:
        make(region)
        total = 0.0
        for report in REPORTS:
            started = perf_counter()
            made = count(report, region.pk, month)
            spent = perf_counter() - started
            total += spent
            print(f"{spent:6.2f} s {report.slug}, {sum(len(rows) for rows in made.values())} cells")
        found = find("fasen", "per-fase")
        assert found is not None
        started = perf_counter()
        listed = len(case_ids(found[1], region.pk, month, "plan_agreed"))
        print(f"{perf_counter() - started:6.2f} s the list behind one number, {listed} dossiers")
    finally:
        take_away()
    print(f"{CLIENTS} clients, {REFERRALS} referrals, {GRANTS} grants: {total:.2f} s (bar {BAR_SECONDS:.0f})")
    return 0 if total <= BAR_SECONDS else 1


if __name__ == "__main__":
    logging.disable(logging.INFO)
    with row_security.house("command"):
        sys.exit(main())
