"""A decision never stands in a state without its event; what was explained is never changed afterwards."""

from django.db import migrations

from rmt_portal.lifecycle import state_matches_newest_event

FORWARD, REVERSE = state_matches_newest_event("matching_matchdecision", "matching_matchdecisionevent", "decision_id")

FROZEN = """
CREATE FUNCTION matching_frozenexplanation_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.vacancy_id, NEW.run_id, NEW.weight_set_id, NEW.engine, NEW.profile_version, NEW.vacancy_version, NEW.rank,
      NEW.is_return, NEW.score, NEW.gate, NEW.reasons, NEW.confidence, NEW.components, NEW.weights)
    IS DISTINCT FROM
     (OLD.vacancy_id, OLD.run_id, OLD.weight_set_id, OLD.engine, OLD.profile_version, OLD.vacancy_version, OLD.rank,
      OLD.is_return, OLD.score, OLD.gate, OLD.reasons, OLD.confidence, OLD.components, OLD.weights)
    OR (NEW.words IS DISTINCT FROM OLD.words AND NEW.words <> '{}'::jsonb)
  THEN
    RAISE EXCEPTION 'an explanation stays as it was given (%)', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER matching_frozenexplanation_stays BEFORE UPDATE ON matching_frozenexplanation
  FOR EACH ROW EXECUTE FUNCTION matching_frozenexplanation_stays();
"""
THAWED = """
DROP TRIGGER matching_frozenexplanation_stays ON matching_frozenexplanation;
DROP FUNCTION matching_frozenexplanation_stays();
"""


class Migration(migrations.Migration):
    """Adds both triggers. Erasing a person may empty the words, and a merge may move a row to who stays."""

    replaces = [("matching", "0008_database_rules_of_decisions")]
    dependencies = [("matching", "0003_database_rules_notices")]

    operations = [migrations.RunSQL(FORWARD, REVERSE), migrations.RunSQL(FROZEN, THAWED)]
