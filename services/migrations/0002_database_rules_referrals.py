"""A referral's state has an event."""

from django.db import migrations

from rmt_portal.lifecycle import state_matches_newest_event

FORWARD, REVERSE = state_matches_newest_event("services_referral", "services_referralevent", "referral_id")


class Migration(migrations.Migration):
    replaces = [("services", "0003_referral_database_rules")]
    dependencies = [("services", "0001_tables")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
