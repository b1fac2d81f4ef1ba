"""The database writes down when an explanation of an opening in nood was emptied, whoever empties it.

So an empty explanation is always one that was erased, with its moment, and never one that was not given.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION partners_emergency_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.explanation = '' AND OLD.explanation <> '' THEN NEW.explanation_erased_at := now(); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER partners_emergency_erased BEFORE UPDATE OF explanation ON partners_emergencyaccess
  FOR EACH ROW EXECUTE FUNCTION partners_emergency_erased();
"""
REVERSE = """
DROP TRIGGER partners_emergency_erased ON partners_emergencyaccess;
DROP FUNCTION partners_emergency_erased();
"""


class Migration(migrations.Migration):
    replaces = [("partners", "0010_database_rules_emergency")]
    dependencies = [("partners", "0003_database_rules_people")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
