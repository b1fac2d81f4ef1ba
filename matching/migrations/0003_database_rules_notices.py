"""A notice of an employer never stands in a state without the event that brought it there."""

from django.db import migrations

from rmt_portal.lifecycle import state_matches_newest_event

FORWARD, REVERSE = state_matches_newest_event("matching_employernotice", "matching_employernoticeevent", "notice_id")


class Migration(migrations.Migration):
    """Adds the deferred trigger."""

    replaces = [("matching", "0006_database_rules_of_notices")]
    dependencies = [("matching", "0002_database_rules_rankings")]

    operations = [migrations.RunSQL(FORWARD, REVERSE)]
