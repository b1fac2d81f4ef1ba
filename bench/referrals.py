"""How long the inbox of a receiver takes with 50,000 referrals: ``python -m bench.referrals`` (migrated database).

Four organisations sent them (five coaches each) to sixteen others. Four users, two who send and two who receive, with
one second of thinking time open the lists, over the whole stack in this process.
Prints the number of rows, the queries per page, and p50, p95 and the slowest. What it made it takes away again.
"""

import logging
import random
import sys
import time
from statistics import quantiles
from threading import Thread
from time import perf_counter
from typing import Any

from django.db import connection, connections
from django.test import Client as Http
from django.test.utils import CaptureQueriesContext

from partners import organisations
from partners.models import Membership, Organisation, User
from partners.sessions import SECOND_FACTOR
from rmt_portal import row_security
from rmt_portal.reference.models import LabourRegion

REFERRALS, CLIENTS, PARTNERS, SENDERS = 50_000, 10_000, 20, 20
USERS, ROUNDS, THINKING_SECONDS = 4, 12, 1.0
BAR_MS, BAR_QUERIES = 200.0, 12
MARK = "meting verwijzingen"

MAKE = """
INSERT INTO intake_client (public_id, region_id, first_name, last_name, sort_name, email, phone, contact_way,
                           contact_moment, postcode, has_no_address, created_at, talk_language,
                           wants_interpreter)
SELECT gen_random_uuid(), %(region)s, 'Mens', 'Meting ' || n, 'meting ' || n, '', '', 'call', '', '', false, now(), '',
       false
FROM generate_series(1, %(clients)s) n;
INSERT INTO intake_case (client_id, region_id, reference, state, version, opened_at, contact_due_on, next_action)
SELECT id, region_id, 'ZM-2026-' || lpad(id::text, 7, '0'), 'submitted', 1, now(), current_date, ''
FROM intake_client WHERE last_name LIKE 'Meting %%';
INSERT INTO intake_caseevent (event, from_state, to_state, reason, trace_id, at, case_id)
SELECT 'submit', '', 'submitted', '', '', now(), id FROM intake_case WHERE reference LIKE 'ZM-2026-%%';
INSERT INTO services_referral (reference, client_id, case_id, region_id, sender_organisation_id, sender_id,
    receiver_organisation_id, is_warm, urgency, state, version, legal_basis, basis_note, why, done_before, disclosed,
    created_at, sent_at, answer_due_on, accepted_at, first_contact_at, ended_at, review_on, decline_reason, outcome,
    info_requests, paused_days, receiver_name, debt_phase)
SELECT 'V-2099-' || lpad(n::text, 6, '0'), c.client_id, c.id, %(region)s,
    (%(partners)s)[1 + n %% 4], (%(senders)s)[1 + n %% 20],
    (%(partners)s)[5 + n %% (%(count)s - 4)], false, CASE WHEN n %% 50 = 0 THEN 'urgent' ELSE 'normal' END,
    s.state, 1, 'consent', 'meting', 'Wil weten wat past.', '',
    '{"decide": ["municipality", "situation"], "help": ["name", "phone"]}',
    now() - (n %% 200) * interval '1 day', now() - (n %% 200) * interval '1 day', current_date + n %% 11 - 5,
    CASE WHEN s.state IN ('accepted', 'completed') THEN now() END,
    CASE WHEN s.state = 'completed' THEN now() END, CASE WHEN s.state IN ('completed', 'declined') THEN now() END,
    NULL, CASE WHEN s.state = 'declined' THEN 'full' ELSE '' END,
    CASE WHEN s.state = 'completed' THEN 'helped' ELSE '' END, 0, 0, '', ''
FROM generate_series(1, %(referrals)s) n
JOIN (SELECT id, client_id, row_number() OVER (ORDER BY id) nr FROM intake_case WHERE reference LIKE 'ZM-2026-%%') c
  ON c.nr = 1 + n %% %(clients)s
CROSS JOIN LATERAL (SELECT (ARRAY['sent', 'sent', 'info_requested', 'accepted', 'completed', 'completed', 'declined'])
                    [1 + (n * 7919) %% 7] AS state) s;
INSERT INTO services_referralevent (event, from_state, to_state, reason, trace_id, at, referral_id)
SELECT 'meting', '', state, '', '', sent_at, id FROM services_referral WHERE reference LIKE 'V-2099-%%';
INSERT INTO partners_accessgrant (client_id, region_id, organisation_id, layer, purpose, legal_basis, granted_at,
    source_kind, source_id, categories)
SELECT client_id, region_id, receiver_organisation_id, 1, 'referral', 'consent', now(), 'referral', id, '{}'
FROM services_referral WHERE reference LIKE 'V-2099-%%' AND state IN ('sent', 'info_requested', 'accepted');
INSERT INTO partners_accessgrant (client_id, region_id, organisation_id, layer, purpose, legal_basis, granted_at,
    source_kind, source_id, categories)
SELECT c.client_id, c.region_id, p.id, 2, 'guidance', 'public_task', now(), 'registration', c.id, '{}'
FROM intake_case c CROSS JOIN unnest((%(partners)s)[1:4]) p(id) WHERE c.reference LIKE 'ZM-2026-%%';
"""

TAKE_AWAY = (
    "DELETE FROM services_referralevent WHERE referral_id IN (SELECT id FROM services_referral WHERE reference LIKE"
    " 'V-2099-%')",
    "DELETE FROM services_referral WHERE reference LIKE 'V-2099-%'",
    "DELETE FROM partners_accessgrant WHERE client_id IN"
    " (SELECT id FROM intake_client WHERE last_name LIKE 'Meting %')",
    "DELETE FROM intake_caseevent WHERE case_id IN (SELECT id FROM intake_case WHERE reference LIKE 'ZM-2026-%')",
    "DELETE FROM intake_case WHERE reference LIKE 'ZM-2026-%'",
    "DELETE FROM intake_client WHERE last_name LIKE 'Meting %'",
)


def make() -> list[User]:
    """Fill the tables as their owner; return two senders and two receivers."""
    region = LabourRegion.objects.get(code="AM09")
    partners, receivers, senders = [], [], []
    for number in range(PARTNERS):
        name = f"{MARK} {number}"
        organisation = Organisation.objects.filter(name=name).first() or organisations.found(
            Organisation(name=name, kind="union"), [region]
        )
        partners.append(organisation)
        receivers.append(coach_at(f"ontvanger{number}", organisation, region))
    senders = [coach_at(f"verwijzer{number}", partners[number % 4], region) for number in range(SENDERS)]
    values: dict[str, Any] = {
        "region": region.pk, "clients": CLIENTS, "referrals": REFERRALS, "count": PARTNERS,
        "partners": [partner.pk for partner in partners], "senders": [user.pk for user in senders],
    }  # fmt: skip
    with connections["owner"].cursor() as cursor:
        cursor.execute(MAKE, values)
        cursor.execute("ANALYZE")
    return [senders[0], senders[1], receivers[5], receivers[6]]


def take_away() -> None:
    """Delete what :func:`make` made; the partners and their people stay."""
    with connections["owner"].cursor() as cursor:
        for statement in TAKE_AWAY:
            cursor.execute(statement)


def coach_at(name: str, organisation: Organisation, region: LabourRegion, role: str = "coach") -> User:
    """Return somebody with a role (a coach's) at an organisation, made when not there."""
    email = f"meting-{name}@voorbeeld.nl"
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, name=f"Meting {name}")
    Membership.objects.get_or_create(user=user, organisation=organisation, region=region, role=role)
    return user


def at_work(user: User) -> Http:
    """Sign somebody in."""
    http = Http(HTTP_HOST="localhost")
    http.force_login(user)
    session = http.session
    session[SECOND_FACTOR] = True
    session.save()
    return http


PAGES = (
    "/verwijzingen/ontvangen/",
    "/verwijzingen/ontvangen/?stand=loopt",
    "/verwijzingen/ontvangen/?stand=afgelopen&page=20",
    "/verwijzingen/verstuurd/",
    "/verwijzingen/verstuurd/?wie=iedereen&stand=afgelopen",
)


def work(user: User, times: list[tuple[float, str]]) -> None:
    """One user: opens a list, looks, thinks."""
    http, rng = at_work(user), random.Random(user.pk)
    time.sleep(rng.random())
    try:
        for _round in range(ROUNDS):
            address = rng.choice(PAGES)
            started = perf_counter()
            response = http.get(address)
            times.append(((perf_counter() - started) * 1000, address))
            assert response.status_code == 200, (address, response.status_code)
            time.sleep(THINKING_SECONDS * rng.uniform(0.5, 1.5))  # people do not click in step
    finally:
        connection.close()


def main() -> int:
    """Measure; return 1 when a bar is missed."""
    take_away()  # of a measurement that was broken off
    users = make()
    try:
        for _warm in range(2):
            for user in users:
                for address in PAGES:
                    at_work(user).get(address)
        most = 0
        for user in users[1:3]:
            http = at_work(user)
            http.get(PAGES[0])
            for address in PAGES:
                with CaptureQueriesContext(connection) as captured:
                    http.get(address)
                most = max(most, len(captured))
                print(f"{len(captured):3} queries, {user.name}: {address}")
        times: list[tuple[float, str]] = []
        threads = [Thread(target=work, args=(user, times)) for user in users]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        take_away()
    for address in PAGES:
        spent = sorted(ms for ms, where in times if where == address)
        if spent:
            print(f"{spent[len(spent) // 2]:4.0f} ms in the middle, {spent[-1]:4.0f} ms slowest: {address}")
    cuts = quantiles([spent for spent, _address in times], n=20)
    slowest, address = max(times)
    print(f"{REFERRALS} referrals, {USERS} users, {len(times)} pages")
    print(f"p50 {cuts[9]:.0f} ms, p95 {cuts[18]:.0f} ms (bar {BAR_MS:.0f}), slowest {slowest:.0f} ms ({address})")
    print(f"at most {most} queries (bar {BAR_QUERIES})")
    return 0 if cuts[18] <= BAR_MS and most <= BAR_QUERIES else 1


if __name__ == "__main__":
    logging.disable(logging.INFO)
    with row_security.house("command"):  # the measured pages are asked as whoever is signed in
        sys.exit(main())
