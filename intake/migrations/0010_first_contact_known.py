"""Fill in what is known of registrations of before: where the person lives, and the first talk afterwards."""

from django.db import migrations

FILL = """
UPDATE intake_registration r SET
  municipality_id = p.municipality_id,
  first_contact_at = (SELECT min(m.at) FROM intake_contactmoment m
                      WHERE m.case_id = r.case_id AND m.reached AND m.at >= r.submitted_at)
FROM intake_client p WHERE p.id = r.client_id;
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0009_first_contact")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
