"""Rules of the tables of rankings that Django can not state."""

from django.db import migrations

FORWARD = """
ALTER TABLE matching_matchlist
  ADD CONSTRAINT match_list_arrays_agree CHECK (
    cardinality(scores) = cardinality(vacancy_ids)
    AND cardinality(gates) = cardinality(vacancy_ids)
    AND cardinality(reasons) = cardinality(vacancy_ids)
    AND cardinality(confidences) = cardinality(vacancy_ids)
    AND cardinality(components) % greatest(cardinality(vacancy_ids), 1) = 0
    AND n_new <= cardinality(vacancy_ids)
  );
-- Numbers hardly compress, and trying costs more than half of the time of writing a list.
ALTER TABLE matching_matchlist ALTER COLUMN components SET STORAGE EXTERNAL;
"""
REVERSE = """
ALTER TABLE matching_matchlist DROP CONSTRAINT match_list_arrays_agree;
ALTER TABLE matching_matchlist ALTER COLUMN components SET STORAGE EXTENDED;
"""


class Migration(migrations.Migration):
    replaces = [("matching", "0003_database_rules")]
    dependencies = [("matching", "0001_tables")]

    operations = [migrations.RunSQL(FORWARD, REVERSE)]
