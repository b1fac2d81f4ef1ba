"""What must always be true of plans: a state has its event, both agreed, and what was agreed on never changes."""

from django.db import migrations

from rmt_portal.lifecycle import state_matches_newest_event

PLAN, PLAN_BACK = state_matches_newest_event("services_actionplan", "services_planevent", "plan_id")
STEP, STEP_BACK = state_matches_newest_event("services_planstep", "services_planstepevent", "step_id")

BOTH_AGREED = """
CREATE FUNCTION services_plan_both_agreed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM services_actionplan WHERE id = NEW.id AND state = 'agreed')
    AND (SELECT count(*) FROM services_planagreement WHERE plan_id = NEW.id AND void_at IS NULL) <> 2
  THEN
    RAISE EXCEPTION 'plan %: client and coach both agree, each by name', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER services_plan_both_agreed AFTER INSERT OR UPDATE OF state ON services_actionplan
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION services_plan_both_agreed();
"""
BOTH_AGREED_BACK = """
DROP TRIGGER services_plan_both_agreed ON services_actionplan;
DROP FUNCTION services_plan_both_agreed();
"""

# An agreement is a fact: afterwards it can only become void.
AGREEMENT_STAYS = """
CREATE FUNCTION services_plan_agreement_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.plan_id, NEW.party, NEW.name, NEW.at, NEW.how, NEW.recorded_by_id, NEW.recorded_at)
    IS DISTINCT FROM (OLD.plan_id, OLD.party, OLD.name, OLD.at, OLD.how, OLD.recorded_by_id, OLD.recorded_at)
    OR (OLD.void_at IS NOT NULL AND NEW.void_at IS DISTINCT FROM OLD.void_at)
  THEN
    RAISE EXCEPTION 'agreement %: what was agreed on stays as it was', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER services_plan_agreement_stays BEFORE UPDATE ON services_planagreement
  FOR EACH ROW EXECUTE FUNCTION services_plan_agreement_stays();
"""
AGREEMENT_STAYS_BACK = """
DROP TRIGGER services_plan_agreement_stays ON services_planagreement;
DROP FUNCTION services_plan_agreement_stays();
"""

# Goals, steps and occupations change in a concept only. They may go when the plan is over (a person is erased).
# Rows are read as JSON, because goals and occupations have no goal of their own.
FROZEN = """
CREATE FUNCTION services_plan_text_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  plan bigint;
  plan_state text;
  course text[] := ARRAY['state', 'version', 'settled_at', 'settled_by_id', 'copied_from_id'];
  before jsonb;
  after jsonb;
BEGIN
  plan := CASE WHEN TG_OP = 'DELETE' THEN OLD.plan_id ELSE NEW.plan_id END;
  SELECT state INTO plan_state FROM services_actionplan WHERE id = plan;
  IF TG_OP = 'DELETE' THEN
    IF plan_state IN ('proposed', 'agreed') THEN
      RAISE EXCEPTION 'plan %: what people read or agreed on stays', plan USING ERRCODE = 'check_violation';
    END IF;
    RETURN OLD;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    before := to_jsonb(OLD) - course;
    after := to_jsonb(NEW) - course;
    IF before = after THEN  -- how far a step is, not what it says
      RETURN NEW;
    END IF;
    IF plan_state NOT IN ('proposed', 'agreed') AND after ->> 'goal_id' IS NULL
      AND before - 'goal_id'::text = after - 'goal_id'::text
    THEN  -- the goal of a plan that is over goes, with the person
      RETURN NEW;
    END IF;
  END IF;
  IF plan_state IS DISTINCT FROM 'draft' THEN
    RAISE EXCEPTION 'plan %: only a concept can be changed', plan USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER services_plan_text_stays BEFORE INSERT OR UPDATE OR DELETE ON services_plangoal
  FOR EACH ROW EXECUTE FUNCTION services_plan_text_stays();
CREATE TRIGGER services_plan_text_stays BEFORE INSERT OR UPDATE OR DELETE ON services_targetoccupation
  FOR EACH ROW EXECUTE FUNCTION services_plan_text_stays();
CREATE TRIGGER services_plan_text_stays BEFORE INSERT OR UPDATE OR DELETE ON services_planstep
  FOR EACH ROW EXECUTE FUNCTION services_plan_text_stays();

CREATE FUNCTION services_plan_step_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.after_step_id IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM services_planstep WHERE id = NEW.after_step_id AND plan_id = NEW.plan_id AND id < NEW.id)
    OR NEW.goal_id IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM services_plangoal WHERE id = NEW.goal_id AND plan_id = NEW.plan_id)
  THEN
    RAISE EXCEPTION 'step %: its goal and the earlier step belong to the same plan', NEW.id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER services_plan_step_in_order BEFORE INSERT OR UPDATE OF after_step_id, goal_id, plan_id
  ON services_planstep FOR EACH ROW EXECUTE FUNCTION services_plan_step_in_order();
"""
FROZEN_BACK = """
DROP TRIGGER services_plan_step_in_order ON services_planstep;
DROP FUNCTION services_plan_step_in_order();
DROP TRIGGER services_plan_text_stays ON services_planstep;
DROP TRIGGER services_plan_text_stays ON services_targetoccupation;
DROP TRIGGER services_plan_text_stays ON services_plangoal;
DROP FUNCTION services_plan_text_stays();
"""


class Migration(migrations.Migration):
    """Adds the triggers."""

    replaces = [("services", "0010_plan_database_rules"), ("services", "0011_plan_database_rules_for_every_table")]
    dependencies = [("services", "0002_database_rules_referrals")]

    operations = [
        migrations.RunSQL(PLAN, PLAN_BACK),
        migrations.RunSQL(STEP, STEP_BACK),
        migrations.RunSQL(BOTH_AGREED, BOTH_AGREED_BACK),
        migrations.RunSQL(AGREEMENT_STAYS, AGREEMENT_STAYS_BACK),
        migrations.RunSQL(FROZEN, FROZEN_BACK),
    ]
