"""Rules that only the database can keep: grants point to clients, the state of a case and of an erasure has an event."""

from django.db import migrations

from rmt_portal.lifecycle import state_matches_newest_event

CASE, CASE_BACK = state_matches_newest_event("intake_case", "intake_caseevent", "case_id")
ERASURE, ERASURE_BACK = state_matches_newest_event("intake_erasure", "intake_erasureevent", "erasure_id")


class Migration(migrations.Migration):
    replaces = [("intake", "0003_database_rules"), ("intake", "0011_database_rules_erasure")]
    dependencies = [("intake", "0001_tables")]
    operations = [
        migrations.RunSQL(CASE, CASE_BACK),
        migrations.RunSQL(ERASURE, ERASURE_BACK),
        migrations.RunSQL(
            "ALTER TABLE partners_accessgrant ADD CONSTRAINT grant_client_exists"
            " FOREIGN KEY (client_id) REFERENCES intake_client (id) ON DELETE CASCADE"
            " DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE partners_accessgrant DROP CONSTRAINT grant_client_exists",
        ),
    ]
