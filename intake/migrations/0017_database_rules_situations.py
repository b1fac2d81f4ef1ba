"""A case says itself which situations its registrations told, the newest first, whoever registers, corrects or merges."""

from django.db import migrations

KEEP = """
CREATE FUNCTION intake_situations(of_case bigint) RETURNS void LANGUAGE sql AS $$
  UPDATE intake_case c SET situations = now_so.told
  FROM (SELECT coalesce(array_agg(r.situation ORDER BY r.submitted_at DESC, r.id DESC), '{}') AS told
        FROM intake_registration r WHERE r.case_id = of_case AND r.situation <> '') now_so
  WHERE c.id = of_case AND c.situations IS DISTINCT FROM now_so.told
$$;
CREATE FUNCTION intake_keep_situations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN PERFORM intake_situations(OLD.case_id); END IF;
  IF TG_OP <> 'DELETE' THEN PERFORM intake_situations(NEW.case_id); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER intake_keep_situations AFTER INSERT OR UPDATE OF case_id, situation, submitted_at OR DELETE
  ON intake_registration FOR EACH ROW EXECUTE FUNCTION intake_keep_situations();
SELECT intake_situations(id) FROM intake_case;
"""
KEEP_BACK = """
DROP TRIGGER IF EXISTS intake_keep_situations ON intake_registration;
DROP FUNCTION IF EXISTS intake_keep_situations();
DROP FUNCTION IF EXISTS intake_situations(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0016_situations")]

    operations = [migrations.RunSQL(KEEP, KEEP_BACK)]
