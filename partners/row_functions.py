"""The rules of :mod:`partners.reach` once more, for PostgreSQL: the questions that the row security policies ask.

Each is a function that answers for the person in the settings of the connection (:mod:`rmt_portal.postgres`). They look
with the eyes of the owner of the tables, who is above the policies. They are functions and not views, because the
planner would otherwise unfold every rule in every query (measured: 10 to 50 ms a query); as it is, PostgreSQL asks each
once per query and keeps the plan.

A row that hangs on another is looked up by a function of its own (``row_open_...``), which asks all of this again, row
by row. So what was found about a person is kept for the rest of the same statement, and no longer: the memberships can
not change in between (measured: a row from 0.4 to 0.03 ms).
"""

import re

from django.db.backends.utils import CursorWrapper

from partners.reach import PURPOSES, REGIONAL_LAYERS

_LANGUAGE = "LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp"
_PLAIN = "BEGIN RETURN {body}; END"
_KEPT = """DECLARE
  asked text := concat_ws(' ', statement_timestamp(), row_me(), current_setting('rmt.now', true), '|');
  kept text := current_setting('rmt.kept_{name}', true);
  found {kind};
BEGIN
  IF starts_with(kept, asked) THEN RETURN substr(kept, length(asked) + 1)::{kind}; END IF;
  found := {body};
  PERFORM set_config('rmt.kept_{name}', asked || found::text, true);
  RETURN found;
END"""
_HEAD = re.compile(r"(\w+)\(\) RETURNS (\w+\[\])$")
"""What is a list, and asks nothing of whoever calls, is kept."""

_PLACES = """
    FROM partners_membership m
    JOIN partners_user u ON u.id = m.user_id AND u.is_active
    JOIN partners_organisation o ON o.id = m.organisation_id AND o.is_active
    WHERE m.user_id = row_me()
      AND m.active_from <= (row_now() AT TIME ZONE 'Europe/Amsterdam')::date
      AND (m.active_until IS NULL OR m.active_until >= (row_now() AT TIME ZONE 'Europe/Amsterdam')::date)
"""


def _functions() -> dict[str, str]:
    purposes = ", ".join(f"('{role}', '{purpose}')" for role, found in PURPOSES.items() for purpose in found)
    with_purposes = _PLACES.replace(
        "WHERE", f"JOIN (VALUES {purposes}) AS opens (role, purpose) ON opens.role = m.role WHERE"
    )
    regional = ", ".join(f"'{role}'" for role in REGIONAL_LAYERS)
    return {
        # this moment, or the one that a test or demo data pretends
        "row_now() RETURNS timestamptz": (
            "coalesce(nullif(current_setting('rmt.now', true), '')::timestamptz, clock_timestamp())"
        ),
        # the house itself, for one of its purposes
        "row_house() RETURNS boolean": "coalesce(current_setting('rmt.scope', true) = 'house', false)",
        # the client who looks at the own page, or who registers at this moment
        "row_own_client() RETURNS bigint": (
            "CASE WHEN current_setting('rmt.scope', true) IN ('client', 'registering')"
            " THEN nullif(current_setting('rmt.client', true), '')::bigint END"
        ),
        "row_registering() RETURNS boolean": "coalesce(current_setting('rmt.scope', true) = 'registering', false)",
        # the member of staff who asks
        "row_me() RETURNS bigint": (
            "CASE WHEN current_setting('rmt.scope', true) = 'person'"
            " THEN nullif(current_setting('rmt.user', true), '')::bigint END"
        ),
        # where this person works today: 'organisation:region'
        "row_my_places() RETURNS text[]": (f"ARRAY(SELECT DISTINCT m.organisation_id || ':' || m.region_id {_PLACES})"),
        # the organisations this person works for today
        "row_my_organisations() RETURNS bigint[]": f"ARRAY(SELECT DISTINCT m.organisation_id {_PLACES})",
        # the grants to an organisation that open for this person: 'organisation:region:purpose'
        "row_my_purposes() RETURNS text[]": (
            f"ARRAY(SELECT DISTINCT m.organisation_id || ':' || m.region_id || ':' || opens.purpose {with_purposes})"
        ),
        # the regions of which a role opens every client
        "row_open_regions() RETURNS bigint[]": (
            f"ARRAY(SELECT DISTINCT m.region_id {_PLACES} AND m.role IN ({regional}))"
        ),
        "row_regions_as(wanted text) RETURNS bigint[]": (
            f"ARRAY(SELECT DISTINCT m.region_id {_PLACES} AND m.role = wanted)"
        ),
    }


def grant_opens(client: str) -> str:
    """Return the SQL condition that a grant opens the client in this column to the person who asks.

    The organisation is asked first, though the rest implies it: by that alone there is an index.
    """
    return (
        f"EXISTS (SELECT 1 FROM partners_accessgrant g WHERE g.client_id = {client}"
        " AND g.organisation_id = ANY ((SELECT row_my_organisations())::bigint[])"
        " AND g.granted_at <= (SELECT row_now()) AND (g.ends_at IS NULL OR g.ends_at > (SELECT row_now()))"
        " AND CASE WHEN g.member_id IS NULL"
        " THEN g.organisation_id || ':' || g.region_id || ':' || g.purpose = ANY ((SELECT row_my_purposes())::text[])"
        " ELSE g.member_id = (SELECT row_me())"
        " AND g.organisation_id || ':' || g.region_id = ANY ((SELECT row_my_places())::text[]) END)"
    )


def create(cursor: CursorWrapper) -> None:
    """Make the functions; as the owner of the tables, and for everybody to ask: each answers for who asks."""
    for head, body in _functions().items():
        kept = _HEAD.match(head)
        text = _KEPT.format(name=kept[1], kind=kept[2], body=body) if kept else _PLAIN.format(body=body)
        cursor.execute(f"CREATE OR REPLACE FUNCTION {head} {_LANGUAGE} AS $$ {text} $$")
