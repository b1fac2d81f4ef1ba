"""Row level security: the second wall around every table that leads to a client, written from ``client_data``.

A row exists for whoever may see its client: the house for a purpose, the client itself, a member of staff by a grant or
by a role for the whole region. The questions about the person who asks are functions of a higher floor
(:mod:`partners.row_functions`). A row that hangs on another row (an event of a case, a message of a referral) exists
when that row does, so each rule stands in one place. The owner of the tables is above all this; the serving role is
not, and owns nothing.

Made anew after every migration, and taken away before one that has something to do: what nobody made policies for yet
is closed to everybody, never open.
"""

from collections.abc import Callable

from django.conf import settings
from django.db import connections, models
from django.db.backends.utils import CursorWrapper

from rmt_portal.client_data import PersonalTable, Subject, declared

POLICIES = ("row_is_open", "row_stays_as_registered", "row_stays_while_registering")
GrantOpens = Callable[[str], str]


def walled() -> list[PersonalTable]:
    """List the tables that get policies."""
    return [t for t in declared().values() if t.subject is Subject.CLIENT and not t.no_policy]


def open_rule(table: PersonalTable, grant_opens: GrantOpens) -> str:
    """Return the SQL condition under which a row of this table exists for whoever asks.

    ``grant_opens`` gives the condition that a grant opens the client in a column.
    """
    name = table.model_class._meta.db_table
    if table.own_only:
        return f"(SELECT row_house())\n OR {_is_own(table.model_class, name, table.path)}"
    hook = _hangs_on(table)
    rules = ["(SELECT row_house())"]
    also = [table.also_open] if table.also_open else []
    if hook is not None:
        parent, column = hook
        rules += [*also, f"row_open_{parent._meta.db_table}({name}.{column})"]
    else:
        client = f"{name}.{_client_column(table)}"
        # PostgreSQL asks one after another and stops at a yes. The grants come last: for a long list it reads them all.
        rules += [
            f"{client} = (SELECT row_own_client())",
            f"{name}.region_id = ANY ((SELECT row_open_regions())::bigint[])",
            *also,
            grant_opens(client),
        ]
    return "\n OR ".join(rules)


def apply(cursor: CursorWrapper, grant_opens: GrantOpens) -> None:
    """Make the policies of every table that is there, and the functions by which one row hangs on another."""
    present = set(connections["owner"].introspection.table_names(cursor))
    tables = [t for t in walled() if t.model_class._meta.db_table in present]
    for table in _parents_first(tables):
        name, rule = table.model_class._meta.db_table, open_rule(table, grant_opens)
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION row_open_{name}(wanted bigint) RETURNS boolean"
            " LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp"
            f" AS $$ BEGIN RETURN EXISTS (SELECT 1 FROM {name} WHERE {name}.id = wanted AND ({rule})); END $$"
        )
        _drop(cursor, name)
        cursor.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
        cursor.execute(f"CREATE POLICY row_is_open ON {name} USING ({rule})")
        if table.found_by:
            _make_finder(cursor, table, rule)
        for policy, command in (("row_stays_as_registered", "UPDATE"), ("row_stays_while_registering", "DELETE")):
            cursor.execute(
                f"CREATE POLICY {policy} ON {name} AS RESTRICTIVE FOR {command} USING (NOT (SELECT row_registering()))"
            )


def _make_finder(cursor: CursorWrapper, table: PersonalTable, rule: str) -> None:
    """Make the function that finds rows by a word, of those that exist for whoever asks.

    A policy is asked before any condition that PostgreSQL does not know to be without side channel, as a part of a
    name: so for every client. Here the word is looked for first, and the very same rule decides about what was found.
    """
    name = table.model_class._meta.db_table
    cursor.execute(
        f"CREATE OR REPLACE FUNCTION row_find_{name}(word text) RETURNS SETOF bigint"
        " LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 300 SET search_path = public, pg_temp"
        f" AS $$ BEGIN RETURN QUERY SELECT {name}.id::bigint FROM {name} WHERE ({table.found_by}) AND ({rule}); END $$"
    )


def drop(cursor: CursorWrapper) -> None:
    """Take the policies away, so that a migration can change the columns they read; the tables stay closed."""
    present = set(connections["owner"].introspection.table_names(cursor))
    for table in walled():
        if table.model_class._meta.db_table in present:
            _drop(cursor, table.model_class._meta.db_table)


def let_triggers_see_all(cursor: CursorWrapper) -> None:
    """Let the trigger functions of the house look as the owner: a rule must hold whoever happens to ask."""
    cursor.execute(
        "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner"
        " WHERE p.prorettype = 'trigger'::regtype AND p.pronamespace = 'public'::regnamespace"
        " AND r.rolname = current_user AND NOT p.prosecdef"
    )
    for (function,) in cursor.fetchall():
        cursor.execute(f"ALTER FUNCTION {function} SECURITY DEFINER SET search_path = public, pg_temp")


def is_ours(using: str) -> bool:
    """Say whether this is the owner's connection of an installation with two roles."""
    return using == "owner" and settings.DATABASES["default"]["USER"] != settings.DATABASES["owner"]["USER"]


def _drop(cursor: CursorWrapper, name: str) -> None:
    for policy in POLICIES:
        cursor.execute(f"DROP POLICY IF EXISTS {policy} ON {name}")


def _hangs_on(table: PersonalTable) -> tuple[type[models.Model], str] | None:
    """Return the model a row hangs on and the column that says which row; None when the row has all it needs.

    A row with the client and the region of its own needs nothing else; one with only the client hangs on the client.
    """
    first, _, rest = table.path.partition("__")
    has_region = any(f.name == "region" for f in table.model_class._meta.get_fields())
    if table.path == "pk" or (not rest and has_region):
        return None
    field = table.model_class._meta.get_field(first)
    if field.related_model is None:
        raise ValueError(f"{table.model} has no region and hangs on no row: it needs one of both, or a no_policy")
    return field.related_model, field.column  # type: ignore[union-attr, return-value]


def _is_own(model: type[models.Model], name: str, path: str) -> str:
    """Return the condition that a row leads to the client who asks, along a path of lookups."""
    first, _, rest = path.partition("__")
    field = model._meta.get_field(first)
    column = f"{name}.{field.column}"  # type: ignore[union-attr]
    if not rest:
        return f"{column} = (SELECT row_own_client())"
    parent = field.related_model
    above = parent._meta.db_table  # type: ignore[union-attr]
    return f"{column} IN (SELECT {above}.id FROM {above} WHERE {_is_own(parent, above, rest)})"  # type: ignore[arg-type]


def _client_column(table: PersonalTable) -> str:
    return "id" if table.path == "pk" else str(table.model_class._meta.get_field(table.path).column)  # type: ignore[union-attr]


def _parents_first(tables: list[PersonalTable]) -> list[PersonalTable]:
    """Put every table behind the one its rows hang on: a function must be there before a policy names it."""
    place = {table.model_class: table for table in tables}
    done: list[PersonalTable] = []

    def add(table: PersonalTable) -> None:
        hook = _hangs_on(table)
        if hook is not None and hook[0] in place:
            add(place[hook[0]])
        if table not in done:
            done.append(table)

    for table in tables:
        add(table)
    return done
