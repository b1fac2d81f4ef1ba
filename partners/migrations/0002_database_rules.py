"""The table of the shared cache (``createcachetable`` would make the same one)."""

from django.db import migrations


class Migration(migrations.Migration):
    replaces = [("partners", "0004_database_rules")]
    dependencies = [("partners", "0001_tables")]
    operations = [
        migrations.RunSQL(
            "CREATE TABLE partners_cache ("
            " cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamp with time zone NOT NULL);"
            "CREATE INDEX partners_cache_expires ON partners_cache (expires);",
            "DROP TABLE partners_cache",
        ),
    ]
