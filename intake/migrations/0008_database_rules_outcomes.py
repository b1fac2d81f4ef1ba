"""Nobody is placed without work that runs, and nothing is closed without an outcome that stands; asked at commit."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION intake_case_has_outcome() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE asked bigint; current_state text;
BEGIN
  IF TG_TABLE_NAME = 'intake_case' THEN asked := NEW.id;
  ELSE asked := OLD.case_id;
  END IF;
  SELECT state INTO current_state FROM intake_case WHERE id = asked;
  IF NOT FOUND THEN RETURN NULL; END IF;
  IF current_state IN ('placed', 'aftercare') AND NOT EXISTS
    (SELECT 1 FROM intake_placement WHERE case_id = asked AND ended_on IS NULL)
  THEN
    RAISE EXCEPTION 'intake_case %: state % without work that runs', asked, current_state
      USING ERRCODE = 'check_violation';
  END IF;
  IF current_state = 'closed' AND NOT EXISTS
    (SELECT 1 FROM intake_caseoutcome WHERE case_id = asked AND reopened_at IS NULL)
  THEN
    RAISE EXCEPTION 'intake_case %: closed without an outcome', asked USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER intake_case_has_outcome AFTER INSERT OR UPDATE OF state ON intake_case
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION intake_case_has_outcome();
CREATE CONSTRAINT TRIGGER intake_placement_stays AFTER DELETE OR UPDATE OF ended_on, case_id ON intake_placement
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION intake_case_has_outcome();
CREATE CONSTRAINT TRIGGER intake_caseoutcome_stays AFTER DELETE OR UPDATE OF reopened_at, case_id ON intake_caseoutcome
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION intake_case_has_outcome();
"""
REVERSE = """
DROP TRIGGER intake_caseoutcome_stays ON intake_caseoutcome;
DROP TRIGGER intake_placement_stays ON intake_placement;
DROP TRIGGER intake_case_has_outcome ON intake_case;
DROP FUNCTION intake_case_has_outcome();
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0007_aftercare_note_in_contact")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
