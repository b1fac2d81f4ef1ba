"""A case says itself which of its signals wait until which day, whoever puts one off, takes it back or merges."""

from django.db import migrations

KEEP = """
CREATE FUNCTION intake_keep_snoozed_until() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  of_case bigint;
BEGIN
  FOR of_case IN SELECT DISTINCT c FROM unnest(ARRAY[
      CASE WHEN TG_OP <> 'INSERT' THEN OLD.case_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.case_id END]) c
      WHERE c IS NOT NULL LOOP
    UPDATE intake_case SET snoozed_until = coalesce(
      (SELECT jsonb_object_agg(s.signal, s.until_on) FROM intake_signalsnooze s
       WHERE s.case_id = of_case AND s.ended_at IS NULL), '{}')
    WHERE id = of_case;
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER intake_keep_snoozed_until AFTER INSERT OR UPDATE OR DELETE ON intake_signalsnooze
  FOR EACH ROW EXECUTE FUNCTION intake_keep_snoozed_until();
UPDATE intake_case c SET snoozed_until = s.waits FROM (
  SELECT case_id, jsonb_object_agg(signal, until_on) AS waits FROM intake_signalsnooze WHERE ended_at IS NULL GROUP BY 1
) s WHERE s.case_id = c.id;
"""
KEEP_BACK = """
DROP TRIGGER IF EXISTS intake_keep_snoozed_until ON intake_signalsnooze;
DROP FUNCTION IF EXISTS intake_keep_snoozed_until();
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0011_snoozed_until")]

    operations = [migrations.RunSQL(KEEP, KEEP_BACK)]
