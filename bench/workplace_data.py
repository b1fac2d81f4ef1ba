"""A region at full size for the pages of the workplace, made from what :mod:`bench.figures` makes.

50,000 clients with five events each, 50,000 referrals and 200,000 grants are there then; this spreads them over 800
coaches at eight organisations and over the phases, and adds 500,000 contacts, the access that goes with it, work and
its aftercare, answers about opportunities and signals that wait. Two of the organisations take up registrations, so
their coaches may see every dossier of the region.
"""

from typing import Any

from django.db import connections

from bench import figures
from bench.referrals import coach_at
from matching.models import Vacancy
from matching.weights import published
from partners import organisations
from partners.models import Membership, Organisation, Role, User
from rmt_portal.reference.models import LabourRegion, Sector

PARTNERS, COACHES, NOTES = 8, 800, 500_000
MARK = "meting werkplek"
SURNAMES = (
    "jansen bakker visser smit meijer mulder bos vos peters hendriks dekker brouwer dijkstra koning maas willems "
    "hoekstra koster prins blom huisman yilmaz kaya demir haddad nowak kowalska tesfay abdi ali"
)
FIRST_NAMES = (
    "anna bram carla daan els fatima geert hanna ivo joke karim linda mo nadia omar petra quinten rosa sam tess umut "
    "vera wout yara zoe"
)

_PHASE = """CASE WHEN id %% 200 < 5
    THEN (ARRAY['submitted', 'contacted', 'triage', 'admitted', 'waitlisted'])[1 + id %% 200]
    WHEN id %% 200 < 15 THEN 'closed'
    ELSE (ARRAY['assigned', 'intake', 'intake', 'diagnosed', 'plan_agreed', 'plan_agreed', 'active', 'active',
        'active', 'active', 'active', 'mediation', 'mediation', 'mediation', 'mediation', 'placed', 'aftercare',
        'aftercare', 'active', 'on_hold'])[1 + (id / 200 + id) %% 20] END"""
_OURS = "reference ~ '^ZC-2026-'"
_UNGUIDED = "('submitted', 'contacted', 'triage', 'admitted', 'waitlisted')"

SPREAD = f"""
UPDATE intake_client SET
    first_name = initcap(split_part(%(first_names)s, ' ', 1 + (id %% 25)::int)),
    sort_name = split_part(%(surnames)s, ' ', 1 + (id / 7 %% 30)::int) || ' '
        || split_part(%(first_names)s, ' ', 1 + (id %% 25)::int),
    email = 'meting' || id || '@voorbeeld.nl', phone = '+3161' || lpad((id %% 10000000)::text, 7, '0'),
    birth_date = date '1960-01-01' + (id %% 16000)::int, postcode = (7000 + id %% 300) || ' AB',
    municipality_id = (%(places)s)[1 + id %% %(place_count)s]
WHERE last_name ~ '^Cijfer ';
UPDATE intake_case SET state = {_PHASE}, contact_due_on = opened_at::date + 3,
    last_contact_at = CASE WHEN id %% 200 > 0 THEN now() - ((id * 7) %% 40) * interval '1 day' END,
    next_action = CASE WHEN id %% 200 > 0 THEN 'Bellen over het plan' ELSE '' END,
    next_action_on = CASE WHEN id %% 200 > 0 THEN current_date + ((id * 11) %% 60)::int - 4 END,
    contact_every_days = CASE WHEN id %% 5 = 0 THEN 28 END
WHERE {_OURS};
UPDATE intake_case SET contact_due_on = current_date + (id %% 5)::int - 1 WHERE {_OURS} AND last_contact_at IS NULL;
INSERT INTO intake_caseevent (event, from_state, to_state, reason, trace_id, at, case_id)
SELECT 'meting', 'plan_agreed', state, '', '', now(), id FROM intake_case WHERE {_OURS} AND state <> 'plan_agreed';

DELETE FROM intake_caseassignment WHERE case_id IN
    (SELECT id FROM intake_case WHERE {_OURS} AND state IN {_UNGUIDED});
UPDATE intake_caseassignment a SET coach_id = (%(coaches)s)[1 + p.nr %% %(coach_count)s],
    organisation_id = (%(partners)s)[1 + p.nr %% %(partner_count)s],
    until_at = CASE WHEN p.state = 'closed' THEN now() END
FROM (SELECT a.id, c.state, row_number() OVER (ORDER BY a.id) nr FROM intake_caseassignment a
      JOIN intake_case c ON c.id = a.case_id WHERE c.{_OURS}) p WHERE p.id = a.id;
INSERT INTO partners_accessgrant (client_id, region_id, organisation_id, layer, purpose, legal_basis, granted_at,
    source_kind, source_id, categories)
SELECT c.client_id, c.region_id, p.id, 2, 'guidance', 'public_task', c.opened_at, 'registration', c.id, '{{}}'
FROM intake_case c CROSS JOIN unnest((%(partners)s)[1:2]) p(id) WHERE c.{_OURS};
INSERT INTO partners_accessgrant (client_id, region_id, organisation_id, member_id, layer, purpose, legal_basis,
    granted_at, source_kind, source_id, categories)
SELECT c.client_id, c.region_id, a.organisation_id, a.coach_id, 3, 'guidance', 'public_task', a.from_at, 'assignment',
    a.id, '{{}}'
FROM intake_caseassignment a JOIN intake_case c ON c.id = a.case_id WHERE c.{_OURS} AND a.until_at IS NULL;

INSERT INTO intake_contactmoment (case_id, at, way, reached, note, author_id, organisation_id)
SELECT c.id, now() - ((n * 31 + c.id) %% 700) * interval '1 day',
    (ARRAY['phone', 'desk', 'mail', 'message'])[1 + (n + c.id) %% 4], n %% 6 <> 0,
    'We spraken over werk in de buurt en wat daarvoor nodig is. Volgende keer kijken we samen naar een cursus.',
    coalesce(a.coach_id, (%(coaches)s)[1]), coalesce(a.organisation_id, (%(partners)s)[1])
FROM intake_case c LEFT JOIN intake_caseassignment a ON a.case_id = c.id CROSS JOIN generate_series(1, %(each)s) n
WHERE c.{_OURS};

INSERT INTO intake_workprofile (client_id, wishes, last_sector_id, education, education_direction, hours_min, hours_max,
    transport, own_skills, other_languages, shifts_refused, not_wanted, told, version, changed_at)
SELECT id, '{{other_work}}', %(sector)s, 1 + id %% 6, '', 24, 32, '{{bicycle}}', '{{}}', '', '{{}}', '', '{{}}', 1,
    now()
FROM intake_client WHERE last_name ~ '^Cijfer ';
INSERT INTO intake_placement (employer_name, function, contract, hours, wage_band, starts_on, placed_at, case_id)
SELECT 'Voorbeeldbedrijf', 'Medewerker', 'fixed_term', 32, 'to_20', current_date - 60, now(), id
FROM intake_case WHERE {_OURS} AND state IN ('placed', 'aftercare');
INSERT INTO intake_aftercare (kind, due_on, held_on, result, going, placement_id)
SELECT k.kind, p.starts_on + k.days, CASE WHEN k.days < 60 AND p.id %% 8 > 0 THEN p.starts_on + k.days END,
    CASE WHEN k.days < 60 AND p.id %% 8 > 0 THEN 'still_there' ELSE '' END, '', p.id
FROM (VALUES ('week', 7), ('month', 30), ('quarter', 91), ('half_year', 182)) k(kind, days)
CROSS JOIN intake_placement p JOIN intake_case c ON c.id = p.case_id AND c.{_OURS};
INSERT INTO intake_signalsnooze (signal, reason, note, until_on, made_at, case_id, made_by_id)
SELECT 'te-laat', 'agreed', '', current_date + 7, now(), case_id, coach_id FROM intake_caseassignment
WHERE until_at IS NULL AND case_id %% 25 = 0 AND case_id IN (SELECT id FROM intake_case WHERE {_OURS});
INSERT INTO intake_urgentsignal (case_id, kind, noted_at, call_on)
SELECT id, 'eviction', now(), current_date FROM intake_case WHERE {_OURS} AND state = 'submitted' AND id %% 2000 = 0;
INSERT INTO matching_frozenexplanation (client_id, vacancy_id, weight_set_id, engine, profile_version, vacancy_version,
    is_return, gate, reasons, confidence, components, weights, words, frozen_at)
SELECT client_id, %(vacancy)s, %(weights)s, '2', 1, 1, false, 0, 0, 0.5, '{{}}', '{{}}', '{{}}', now()
FROM intake_case WHERE {_OURS} AND state IN ('active', 'mediation');
INSERT INTO matching_matchdecision (public_id, client_id, vacancy_id, explanation_id, state, version, decided_by_id,
    decided_at, coach_said_yes_at, client_said_yes_at, shown_profile, dismiss_reason, employer)
SELECT gen_random_uuid(), client_id, vacancy_id, id, CASE WHEN id %% 30 = 0 THEN 'agreed' ELSE 'released' END, 1,
    (%(coaches)s)[1], now(), now(), now(), '', '', ''
FROM matching_frozenexplanation WHERE vacancy_id = %(vacancy)s;
UPDATE intake_case c SET has_answer = true FROM matching_matchdecision d
WHERE d.client_id = c.client_id AND d.state = 'agreed' AND d.vacancy_id = %(vacancy)s;
UPDATE services_actionplan p SET state = 'agreed', ended_at = NULL,
    review_on = greatest(p.starts_on, current_date + (p.id %% 42)::int - 3)
FROM intake_case c WHERE c.id = p.case_id AND c.{_OURS} AND c.state IN ('plan_agreed', 'active', 'mediation');
INSERT INTO services_planevent (event, from_state, to_state, reason, trace_id, at, plan_id)
SELECT 'agree', '', 'agreed', '', '', now(), p.id FROM services_actionplan p JOIN intake_case c ON c.id = p.case_id
WHERE c.{_OURS} AND p.state = 'agreed';
"""
"""States change without their actions here, each with an event; so the rules of these tables do not look."""
_RULED = ("intake_case", "intake_placement", "services_actionplan", "matching_matchdecision", "intake_contactmoment")

_CLIENTS = "(SELECT id FROM intake_client WHERE last_name ~ '^Cijfer ')"
_CASES = f"(SELECT id FROM intake_case WHERE {_OURS})"
TAKE_AWAY = f"""
DELETE FROM matching_matchdecision WHERE client_id IN {_CLIENTS};
DELETE FROM matching_frozenexplanation WHERE client_id IN {_CLIENTS};
DELETE FROM intake_urgentsignal WHERE case_id IN {_CASES};
DELETE FROM intake_signalsnooze WHERE case_id IN {_CASES};
DELETE FROM intake_aftercare WHERE placement_id IN (SELECT id FROM intake_placement WHERE case_id IN {_CASES});
DELETE FROM intake_placement WHERE case_id IN {_CASES};
DELETE FROM intake_workprofile WHERE client_id IN {_CLIENTS};
DELETE FROM intake_contactmoment WHERE case_id IN {_CASES};
DELETE FROM partners_accessgrant WHERE client_id IN {_CLIENTS};
"""


def make() -> None:
    """Fill the tables as their owner."""
    region = LabourRegion.objects.get(code="AM09")
    partners = [_partner(number, region) for number in range(PARTNERS)]
    figures.make(region)
    coaches = _coaches(partners, region)
    places = list(region.municipalities.order_by("pk").values_list("pk", flat=True))
    vacancy, _made = Vacancy.objects.get_or_create(
        region=region, source="meting", external_id=MARK, defaults={"title": "Meting", "employer_name": "Voorbeeld"}
    )
    sector = Sector.objects.order_by("pk").values_list("pk", flat=True).first()
    values: dict[str, Any] = {
        "partners": [p.pk for p in partners], "partner_count": PARTNERS, "coaches": coaches, "coach_count": COACHES,
        "places": places, "place_count": len(places), "surnames": SURNAMES,
        "first_names": FIRST_NAMES, "each": NOTES // figures.CLIENTS,
        "sector": sector, "vacancy": vacancy.pk, "weights": published.for_region(region.pk).pk,
    }  # fmt: skip
    figures.fill(SPREAD, values, without_rules=_RULED)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def people() -> dict[str, User]:
    """Return who looks, by what they are; two are among the coaches, two are made when not there."""
    region = LabourRegion.objects.get(code="AM09")
    team = Organisation.objects.get(name=f"{MARK} 0")
    found = {
        "coach of a team": User.objects.get(email=_coach_email(0)),
        "coach of a partner": User.objects.get(email=_coach_email(5)),
    }
    for who, role in (("coordinator", Role.COORDINATOR), ("manager", Role.REGIONAL_MANAGER)):
        found[who] = coach_at(f"werkplek-{who}", team, region, role)
    User.objects.filter(pk__in=[user.pk for user in found.values()]).update(is_staff=True)
    return found


def take_away() -> None:
    """Delete what :func:`make` made; the partners and their people stay."""
    figures.fill(TAKE_AWAY, {"none": 0}, without_rules=_RULED)
    figures.take_away()


def _partner(number: int, region: LabourRegion) -> Organisation:
    name = f"{MARK} {number}"
    made = Organisation(name=name, kind="municipality", handles_registrations=number < 2)
    return Organisation.objects.filter(name=name).first() or organisations.found(made, [region])


def _coaches(partners: list[Organisation], region: LabourRegion) -> list[int]:
    """Return the numbers of the coaches; the one at place n works for partner n, and so does every eighth after it."""
    emails = [_coach_email(number) for number in range(COACHES)]
    known = set(User.objects.filter(email__in=emails).values_list("email", flat=True))
    new = [User(email=e, name=f"Coach {n}", is_staff=True) for n, e in enumerate(emails) if e not in known]
    User.objects.bulk_create(new)
    by_email = dict(User.objects.filter(email__in=emails).values_list("email", "pk"))
    coaches = [by_email[email] for email in emails]
    held = set(Membership.objects.filter(user__in=coaches).values_list("user_id", flat=True))
    Membership.objects.bulk_create(
        Membership(user_id=coach, organisation=partners[number % PARTNERS], region=region, role=Role.COACH)
        for number, coach in enumerate(coaches)
        if coach not in held
    )
    return coaches


def _coach_email(number: int) -> str:
    return f"meting-werkplek-coach{number}@voorbeeld.nl"
