"""What the serving role may do: read and write rows, own nothing. Granted again after every migration."""

from typing import Any

from django.conf import settings
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

APPEND_ONLY = ("audit_auditline", "audit_sealedday", "services_budgetentry")
"""Tables in which the serving role may only add and read lines; the database gives a line its id."""
READ_ONLY = ("django_migrations", "audit_forgottenlog")
CALLABLE = ("audit_forget(date)",)
"""Functions of the owner that the serving role may call; each decides itself what it allows."""


def grant_serving_role(using: str, **kwargs: Any) -> None:
    """Give the serving role its rights on every table; runs after migrations, as the owner of the tables."""
    serving, owner = settings.DATABASES["default"]["USER"], settings.DATABASES["owner"]["USER"]
    if using != "owner" or serving == owner:
        return
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        _grant(cursor, connections[using].ops.quote_name(serving))


def _grant(cursor: CursorWrapper, role: str) -> None:
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
    cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
    cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
    present = set(connections["owner"].introspection.table_names(cursor))
    for table in present.intersection(READ_ONLY):
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {table} FROM {role}")
    for table in present.intersection(APPEND_ONLY):
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {table} FROM {role}")
        columns = connections["owner"].introspection.get_table_description(cursor, table)
        names = ", ".join(connections["owner"].ops.quote_name(c.name) for c in columns if c.name != "id")
        cursor.execute(f"GRANT INSERT ({names}) ON {table} TO {role}")
    for function in CALLABLE:
        cursor.execute("SELECT to_regprocedure(%s)", [function])
        if cursor.fetchone()[0] is not None:
            cursor.execute(f"GRANT EXECUTE ON FUNCTION {function} TO {role}")
