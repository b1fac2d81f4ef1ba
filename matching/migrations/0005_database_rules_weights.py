"""Rules of weights and trainings that Django can not state."""

from django.db import migrations

FORWARD = """
ALTER TABLE matching_traininggain ADD CONSTRAINT training_gain_arrays_agree
  CHECK (cardinality(gains) = cardinality(service_ids));
ALTER TABLE matching_spreadplan ADD CONSTRAINT spread_plan_arrays_agree
  CHECK (cardinality(gives_way) = cardinality(vacancy_ids));

-- What ranked people stays as it was, so that every list can be made again (MATCHING 3).
CREATE FUNCTION matching_weights_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.published_at IS NOT NULL AND (NEW.weights, NEW.spread, NEW.version, NEW.region_id, NEW.published_at)
     IS DISTINCT FROM (OLD.weights, OLD.spread, OLD.version, OLD.region_id, OLD.published_at) THEN
    RAISE EXCEPTION 'weights % were published and stay as they are; make a new version', OLD.id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER matching_weights_stay BEFORE UPDATE ON matching_weightset
  FOR EACH ROW EXECUTE FUNCTION matching_weights_stay();
"""
REVERSE = """
DROP TRIGGER matching_weights_stay ON matching_weightset;
DROP FUNCTION matching_weights_stay();
ALTER TABLE matching_spreadplan DROP CONSTRAINT spread_plan_arrays_agree;
ALTER TABLE matching_traininggain DROP CONSTRAINT training_gain_arrays_agree;
"""


class Migration(migrations.Migration):
    replaces = [("matching", "0010_database_rules_of_weights")]
    dependencies = [("matching", "0004_database_rules_decisions")]

    operations = [migrations.RunSQL(FORWARD, REVERSE)]
