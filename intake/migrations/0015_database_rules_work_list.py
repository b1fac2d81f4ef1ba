"""A case says itself whether it has a coach and when aftercare is due, whoever assigns, holds a talk, drops or merges."""

from django.db import migrations

KEEP = """
CREATE FUNCTION intake_work_list(of_case bigint) RETURNS void LANGUAGE sql AS $$
  UPDATE intake_case c SET is_guided = now_so.guided, aftercare_due_on = now_so.due
  FROM (SELECT EXISTS (SELECT 1 FROM intake_caseassignment a
                       WHERE a.case_id = of_case AND a.kind = 'primary' AND a.until_at IS NULL) AS guided,
               (SELECT min(m.due_on) FROM intake_placement p JOIN intake_aftercare m ON m.placement_id = p.id
                WHERE p.case_id = of_case AND m.held_on IS NULL AND m.dropped_at IS NULL) AS due) now_so
  WHERE c.id = of_case AND (c.is_guided, c.aftercare_due_on) IS DISTINCT FROM (now_so.guided, now_so.due)
$$;
CREATE FUNCTION intake_keep_work_list() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN PERFORM intake_work_list(OLD.case_id); END IF;
  IF TG_OP <> 'DELETE' THEN PERFORM intake_work_list(NEW.case_id); END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION intake_keep_work_list_of_aftercare() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM intake_work_list(p.case_id) FROM intake_placement p WHERE p.id IN (
    CASE WHEN TG_OP <> 'INSERT' THEN OLD.placement_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.placement_id END);
  RETURN NULL;
END $$;
CREATE TRIGGER intake_keep_work_list AFTER INSERT OR UPDATE OR DELETE ON intake_caseassignment
  FOR EACH ROW EXECUTE FUNCTION intake_keep_work_list();
CREATE TRIGGER intake_keep_work_list AFTER INSERT OR UPDATE OF case_id OR DELETE ON intake_placement
  FOR EACH ROW EXECUTE FUNCTION intake_keep_work_list();
CREATE TRIGGER intake_keep_work_list AFTER INSERT OR UPDATE OR DELETE ON intake_aftercare
  FOR EACH ROW EXECUTE FUNCTION intake_keep_work_list_of_aftercare();
SELECT intake_work_list(id) FROM intake_case;
"""
KEEP_BACK = """
DROP TRIGGER IF EXISTS intake_keep_work_list ON intake_aftercare;
DROP TRIGGER IF EXISTS intake_keep_work_list ON intake_placement;
DROP TRIGGER IF EXISTS intake_keep_work_list ON intake_caseassignment;
DROP FUNCTION IF EXISTS intake_keep_work_list_of_aftercare();
DROP FUNCTION IF EXISTS intake_keep_work_list();
DROP FUNCTION IF EXISTS intake_work_list(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0014_work_list")]

    operations = [migrations.RunSQL(KEEP, KEEP_BACK)]
