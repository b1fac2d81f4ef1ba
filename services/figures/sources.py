"""From which dossiers each figure comes: a query per subject that gives ``case_id`` and what is counted by.

Only what happened before the end of the month counts, by the moment it was written down: events, decisions, entries
of the ledger, and fields that are written once. Never a state of today, so that a month drawn again gives the same
numbers. A figure and the list behind it are both made of these queries (:mod:`services.figures.counting`).

Parameters: ``region``, ``start`` and ``until`` (the month, ``until`` not in it), ``year_start`` (eleven months before
``start``), ``half_first``, ``half_after`` and ``half_known`` (a half year by day, and a month later) and ``zone``.
Durations are in days of 24 hours.
"""

STATE_THEN = """
SELECT DISTINCT ON (e.case_id) e.case_id, e.to_state AS state, e.at AS since,
       e.to_state IN ('closed', 'regular_referred', 'informed', 'no_contact', 'withdrawn', 'merged') AS has_ended
FROM intake_caseevent e JOIN intake_case c ON c.id = e.case_id
WHERE c.region_id = %(region)s AND e.at < %(until)s ORDER BY e.case_id, e.id DESC
"""
"""Where each dossier stood at the end of the month: the target of its newest event. The other queries know it as
``state_then``."""

REGISTRATIONS = """
SELECT r.case_id, r.channel, coalesce(r.entry_organisation_id::text, '') AS door,
       coalesce(m.code, '') AS municipality, r.situation, coalesce(w.education::text, '') AS education,
       CASE WHEN 'benefit' = ANY(r.also_true) THEN 'yes' ELSE 'no' END AS benefit,
       CASE WHEN t.age < 27 THEN '0' WHEN t.age < 40 THEN '27' WHEN t.age < 50 THEN '40' WHEN t.age < 60 THEN '50'
            WHEN t.age >= 60 THEN '60' ELSE '' END AS age
FROM intake_registration r JOIN intake_case c ON c.id = r.case_id JOIN intake_client p ON p.id = c.client_id
LEFT JOIN reference_municipality m ON m.id = r.municipality_id
LEFT JOIN intake_workprofile w ON w.client_id = c.client_id
CROSS JOIN LATERAL
  (SELECT extract(year FROM age((r.submitted_at AT TIME ZONE %(zone)s)::date, p.birth_date)) AS age) t
WHERE c.region_id = %(region)s AND r.submitted_at >= %(start)s AND r.submitted_at < %(until)s
"""

"""Age on the day of the registration; the education of the profile, which can be filled in later."""

REGISTRATIONS_OF_A_YEAR = """
SELECT r.case_id, to_char(r.submitted_at AT TIME ZONE %(zone)s, 'YYYY-MM') AS month
FROM intake_registration r JOIN intake_case c ON c.id = r.case_id
WHERE c.region_id = %(region)s AND r.submitted_at >= %(year_start)s AND r.submitted_at < %(until)s
"""

TRIAGE = """
SELECT d.case_id, d.outcome, d.reason
FROM intake_triagedecision d JOIN intake_case c ON c.id = d.case_id
WHERE c.region_id = %(region)s AND d.at >= %(start)s AND d.at < %(until)s
  AND (d.undone_at IS NULL OR d.undone_at >= %(until)s)
"""

PHASES = "SELECT s.case_id, s.state FROM state_then s WHERE NOT s.has_ended"

WAITING = """
SELECT s.case_id, CASE WHEN s.since > %(until)s - interval '14 days' THEN '0'
                       WHEN s.since > %(until)s - interval '28 days' THEN '2'
                       WHEN s.since > %(until)s - interval '56 days' THEN '4' ELSE '8' END AS weeks
FROM state_then s WHERE s.state = 'waitlisted'
"""

LEAD_TIMES = """
SELECT r.case_id, 'contact' AS step, extract(epoch FROM r.first_contact_at - r.submitted_at) / 86400 AS days,
       NULL::numeric AS days_step
FROM intake_registration r JOIN intake_case c ON c.id = r.case_id JOIN intake_client p ON p.id = c.client_id
WHERE c.region_id = %(region)s AND r.first_contact_at >= %(start)s AND r.first_contact_at < %(until)s
  AND p.erased_on IS NULL
UNION ALL
SELECT t.case_id, step.name, extract(epoch FROM step.at - t.registered) / 86400,
       extract(epoch FROM step.at - step.before) / 86400
FROM (SELECT e.case_id, min(e.at) FILTER (WHERE e.event = 'submit') AS registered,
             min(e.at) FILTER (WHERE e.event IN ('admit', 'refer_to_regular', 'inform')) AS triage,
             min(e.at) FILTER (WHERE e.event = 'agree_plan') AS plan,
             min(e.at) FILTER (WHERE e.event = 'start_service') AS service,
             min(e.at) FILTER (WHERE e.event = 'place') AS work
      FROM intake_caseevent e JOIN intake_case c ON c.id = e.case_id JOIN intake_client p ON p.id = c.client_id
      WHERE c.region_id = %(region)s AND e.at < %(until)s AND p.erased_on IS NULL
      GROUP BY e.case_id) t
CROSS JOIN LATERAL (VALUES
  ('triage', t.triage, NULL),
  ('plan', t.plan, t.triage),
  ('service', t.service, coalesce(t.plan, t.triage)),
  ('work', t.work, coalesce(t.service, t.plan, t.triage))) AS step(name, at, before)
WHERE step.at >= %(start)s AND t.registered IS NOT NULL
"""
"""Who was erased has only months left, so no length in days; a talk belongs to the registration it answered."""

CASELOAD = """
SELECT a.case_id, a.organisation_id::text AS organisation, a.coach_id AS coach
FROM intake_caseassignment a JOIN state_then s ON s.case_id = a.case_id
WHERE a.kind = 'primary' AND a.from_at < %(until)s AND (a.until_at IS NULL OR a.until_at >= %(until)s)
  AND NOT s.has_ended
"""

REFERRALS = """
SELECT r.case_id, r.receiver_organisation_id::text AS partner,
       CASE WHEN t.state IN ('accepted', 'in_progress', 'on_hold', 'completed', 'stopped') THEN 'accepted'
            WHEN t.state IN ('declined', 'expired') THEN t.state
            WHEN t.state IN ('sent', 'info_requested') THEN 'waiting' ELSE 'taken_back' END AS answer,
       extract(epoch FROM least(t.answered, CASE WHEN r.confirmed_at < %(until)s THEN r.confirmed_at END) - t.sent)
         / 86400 AS days
FROM (SELECT e.referral_id, min(e.at) FILTER (WHERE e.event = 'send') AS sent,
             min(e.at) FILTER (WHERE e.event IN ('accept', 'decline', 'request_info')) AS answered,
             (array_agg(e.to_state ORDER BY e.id DESC))[1] AS state
      FROM services_referralevent e JOIN services_referral r ON r.id = e.referral_id
      WHERE r.region_id = %(region)s AND e.at < %(until)s GROUP BY e.referral_id) t
JOIN services_referral r ON r.id = t.referral_id
WHERE t.sent >= %(start)s AND t.state <> 'entered_in_error'
"""

ANSWERS = f"{REFERRALS.rstrip()} AND (t.answered IS NOT NULL OR r.confirmed_at < %(until)s)"
"""Referrals that were answered: those that have ``days``."""

_DEBT_HELP = """
SELECT r.case_id, CASE r.urgency WHEN 'threat' THEN 'threat' ELSE 'normal' END AS speed,
       CASE WHEN t.begun IS NULL AND t.state IN ('recalled', 'consent_withdrawn') THEN 'taken_back'
            WHEN t.begun IS NULL THEN 'unknown' WHEN h.talk <= r.answer_due_on THEN 'in_time' ELSE 'late' END AS talk,
       h.talk - r.requested_on AS days
FROM (SELECT e.referral_id, min(e.at) FILTER (WHERE e.event IN ('start', 'resume')) AS begun,
             (array_agg(e.to_state ORDER BY e.id DESC))[1] AS state
      FROM services_referralevent e JOIN services_referral r ON r.id = e.referral_id
      WHERE r.region_id = %(region)s AND e.at < %(until)s GROUP BY e.referral_id) t
JOIN services_referral r ON r.id = t.referral_id
JOIN services_service s ON s.id = r.service_id AND s.kind = 'debt_help'
CROSS JOIN LATERAL (SELECT (r.first_contact_at AT TIME ZONE %(zone)s)::date AS talk) h
WHERE r.sent_at IS NOT NULL AND t.state <> 'entered_in_error'
"""

DEBT_TERMS = f"""{_DEBT_HELP.rstrip()}
  AND r.answer_due_on >= (%(start)s AT TIME ZONE %(zone)s)::date
  AND r.answer_due_on < (%(until)s AT TIME ZONE %(zone)s)::date
"""
"""Requests for help with debts of which the legal term for the first talk (Wgs art. 4) ended in the month, with what
was written down by the end of it: the day of the talk stands with the start of the help and is written once."""

DEBT_TALKS = f"{_DEBT_HELP.rstrip()} AND t.begun >= %(start)s"
"""Requests of which the first talk was written down in the month; ``days`` since the request."""

OUTCOMES = """
SELECT o.case_id, o.kind
FROM intake_caseoutcome o JOIN intake_case c ON c.id = o.case_id
WHERE c.region_id = %(region)s AND o.decided_at >= %(start)s AND o.decided_at < %(until)s
  AND (o.reopened_at IS NULL OR o.reopened_at >= %(until)s)
"""

PLACEMENTS = """
SELECT p.case_id, p.contract,
       CASE p.is_work_to_work WHEN true THEN 'yes' WHEN false THEN 'no' ELSE 'unknown' END AS direct
FROM intake_placement p JOIN intake_case c ON c.id = p.case_id
WHERE c.region_id = %(region)s AND p.placed_at >= %(start)s AND p.placed_at < %(until)s
"""
"""Work by the month in which it was written down."""

MOVES = """
SELECT p.case_id,
       coalesce(was.scheme || '-' || coalesce(whole.code, was.code), '') AS sector_from,
       coalesce(now.scheme || '-' || coalesce(part.code, now.code), '') AS sector_to
FROM intake_placement p JOIN intake_case c ON c.id = p.case_id
LEFT JOIN intake_workprofile w ON w.client_id = c.client_id
LEFT JOIN reference_sector was ON was.id = w.last_sector_id
LEFT JOIN reference_sector whole ON whole.id = was.section_id
LEFT JOIN reference_sector now ON now.id = p.sector_id LEFT JOIN reference_sector part ON part.id = now.section_id
WHERE c.region_id = %(region)s AND p.starts_on >= %(half_first)s AND p.starts_on < %(half_after)s
  AND p.placed_at < %(half_known)s
"""
"""Work that began in a whole half year, written down at most a month later; sectors by their section. A month has too
few people to show from where to where, and a sliding year could be subtracted from the one of a month before."""

HALF_YEAR = """
SELECT p.case_id, CASE WHEN a.held_on < t.after THEN a.result
                       WHEN a.dropped_at < %(until)s AND p.ended_on <= a.due_on THEN 'stopped'
                       ELSE 'not_asked' END AS result
FROM intake_aftercare a JOIN intake_placement p ON p.id = a.placement_id JOIN intake_case c ON c.id = p.case_id
CROSS JOIN (SELECT (%(start)s AT TIME ZONE %(zone)s)::date AS first, (%(until)s AT TIME ZONE %(zone)s)::date AS after) t
WHERE c.region_id = %(region)s AND a.kind = 'half_year' AND a.due_on >= t.first AND a.due_on < t.after
"""
"""Everybody who began to work half a year ago, with what was known at the end of the month."""

ASKED_FOR_GRADE = """
SELECT o.case_id, CASE WHEN g.id IS NULL THEN 'no' ELSE 'yes' END AS answer, '' AS whole, g.grade,
       CASE WHEN g.grade <= 5 THEN '1' WHEN g.grade <= 7 THEN '6' WHEN g.grade >= 8 THEN '8' END AS band,
       coalesce(nullif(g.trust, ''), 'passed') AS trust, coalesce(nullif(g.chances, ''), 'passed') AS chances
FROM intake_caseoutcome o JOIN intake_case c ON c.id = o.case_id
LEFT JOIN intake_clientrating g ON g.outcome_id = o.id AND g.given_at < %(half_known)s
WHERE c.region_id = %(region)s AND o.kind NOT IN ('died', 'no_contact', 'withdrawn')
  AND o.decided_at >= %(half_first)s AND o.decided_at < %(half_after)s
  AND (o.reopened_at IS NULL OR o.reopened_at >= %(half_known)s)
"""
"""Whose help ended in a whole half year and who was asked for a grade (``intake.ratings``), with what was said at most
a month later."""

GRADES = f"{ASKED_FOR_GRADE.rstrip()} AND g.id IS NOT NULL"

GRANTS = """
SELECT g.case_id, g.kind, g.provider_id::text AS school, e.event
FROM services_grantevent e JOIN services_servicegrant g ON g.id = e.grant_id
WHERE g.region_id = %(region)s AND e.at >= %(start)s AND e.at < %(until)s
  AND e.event IN ('ask', 'approve', 'refuse', 'start', 'end')
"""

LEARNING = f"{GRANTS.rstrip()} AND g.kind = 'practice_learning'"
"""Learning at a company: what happened in the month, by the school that gives it."""

LEARNING_THEN = """
SELECT g.case_id, t.state
FROM (SELECT DISTINCT ON (e.grant_id) e.grant_id, e.to_state AS state
      FROM services_grantevent e JOIN services_servicegrant g ON g.id = e.grant_id
      WHERE g.region_id = %(region)s AND g.kind = 'practice_learning' AND e.at < %(until)s
      ORDER BY e.grant_id, e.id DESC) t
JOIN services_servicegrant g ON g.id = t.grant_id WHERE t.state IN ('checked', 'requested', 'approved', 'started')
"""
"""Places to learn at a company that were not over at the end of the month."""

GRANTS_WITH_MONEY = """
SELECT DISTINCT g.case_id, b.scheme_id::text AS scheme, g.id AS grant_id
FROM services_budgetentry e JOIN services_budgetpot b ON b.id = e.pot_id
JOIN services_servicegrant g ON g.id = e.grant_id
WHERE b.region_id = %(region)s AND b.year = extract(year FROM %(start)s AT TIME ZONE %(zone)s) AND e.at < %(until)s
"""

MONEY = """
SELECT b.scheme_id::text, count(DISTINCT e.grant_id),
       coalesce(sum(CASE WHEN e.source = 'outside' THEN e.amount WHEN e.target = 'outside' THEN -e.amount END), 0),
       coalesce(sum(CASE WHEN e.target = 'reserved' THEN e.amount WHEN e.source = 'reserved' THEN -e.amount END), 0),
       coalesce(sum(CASE WHEN e.target = 'committed' THEN e.amount WHEN e.source = 'committed' THEN -e.amount END), 0),
       coalesce(sum(CASE WHEN e.target = 'spent' THEN e.amount WHEN e.source = 'spent' THEN -e.amount END), 0)
FROM services_budgetpot b JOIN services_budgetentry e ON e.pot_id = b.id
WHERE b.region_id = %(region)s AND b.year = extract(year FROM %(start)s AT TIME ZONE %(zone)s) AND e.at < %(until)s
GROUP BY b.scheme_id ORDER BY b.scheme_id
"""
"""What was put in each pot of the year, and where that money was at the end of the month; sums of the ledger only."""
