"""A case says itself whether its client answered about an opportunity and the coach has the next word, whoever answers,
goes on from there, merges people or opens a new case."""

from django.db import migrations

KEEP = """
CREATE FUNCTION matching_has_answer(of_client bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM matching_matchdecision d
                 WHERE d.client_id = of_client AND d.state IN ('wanted', 'agreed'))
$$;
CREATE FUNCTION matching_keep_has_answer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before bigint := CASE WHEN TG_OP <> 'INSERT' AND OLD.state IN ('wanted', 'agreed') THEN OLD.client_id END;
  after bigint := CASE WHEN TG_OP <> 'DELETE' AND NEW.state IN ('wanted', 'agreed') THEN NEW.client_id END;
BEGIN
  IF before IS NOT DISTINCT FROM after THEN RETURN NULL; END IF;
  -- One after another: of two answers at once the second must see what the first left.
  PERFORM FROM intake_case WHERE client_id IN (before, after) ORDER BY id FOR NO KEY UPDATE;
  UPDATE intake_case c SET has_answer = NOT c.has_answer
  WHERE c.client_id IN (before, after) AND c.has_answer <> matching_has_answer(c.client_id);
  RETURN NULL;
END $$;
CREATE FUNCTION matching_has_answer_of_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.has_answer := matching_has_answer(NEW.client_id);
  RETURN NEW;
END $$;
CREATE TRIGGER matching_keep_has_answer AFTER INSERT OR UPDATE OF client_id, state OR DELETE ON matching_matchdecision
  FOR EACH ROW EXECUTE FUNCTION matching_keep_has_answer();
CREATE TRIGGER matching_has_answer BEFORE INSERT OR UPDATE OF client_id ON intake_case
  FOR EACH ROW EXECUTE FUNCTION matching_has_answer_of_case();
UPDATE intake_case SET has_answer = true WHERE matching_has_answer(client_id);
"""
KEEP_BACK = """
DROP TRIGGER IF EXISTS matching_has_answer ON intake_case;
DROP TRIGGER IF EXISTS matching_keep_has_answer ON matching_matchdecision;
DROP FUNCTION IF EXISTS matching_has_answer_of_case();
DROP FUNCTION IF EXISTS matching_keep_has_answer();
DROP FUNCTION IF EXISTS matching_has_answer(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("matching", "0007_database_rules_placements"), ("intake", "0019_has_answer")]

    operations = [migrations.RunSQL(KEEP, KEEP_BACK)]
