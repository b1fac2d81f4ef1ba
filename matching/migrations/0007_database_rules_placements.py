"""Work that was found points to an employer of the register; an employer that goes leaves its name behind there."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("matching", "0006_candidates_and_moves"), ("intake", "0005_outcomes")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE intake_placement ADD CONSTRAINT placement_employer_exists"
            " FOREIGN KEY (employer_id) REFERENCES matching_employer (id) ON DELETE SET NULL"
            " DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE intake_placement DROP CONSTRAINT placement_employer_exists",
        )
    ]
