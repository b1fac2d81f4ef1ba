"""An organisation that has an administrator keeps one: refused in the database, also when two leave at once."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION partners_keeps_administrator(organisation bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  -- Two colleagues who leave at the same moment wait here for each other; the second sees what the first did.
  PERFORM 1 FROM partners_organisation WHERE id = organisation AND is_active FOR NO KEY UPDATE;
  IF FOUND AND NOT EXISTS (
    SELECT 1 FROM partners_membership m JOIN partners_user u ON u.id = m.user_id
    WHERE m.organisation_id = organisation AND m.role = 'administrator' AND m.active_until IS NULL AND u.is_active
  ) THEN
    RAISE EXCEPTION 'organisation % would be left without an administrator', organisation
      USING ERRCODE = 'check_violation', CONSTRAINT = 'organisation_keeps_administrator';
  END IF;
END $$;

CREATE FUNCTION partners_membership_leaves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM partners_keeps_administrator(OLD.organisation_id);
  RETURN NULL;
END $$;
CREATE TRIGGER partners_membership_deleted AFTER DELETE ON partners_membership
  FOR EACH ROW WHEN (OLD.role = 'administrator' AND OLD.active_until IS NULL)
  EXECUTE FUNCTION partners_membership_leaves();
CREATE TRIGGER partners_membership_ended AFTER UPDATE ON partners_membership
  FOR EACH ROW WHEN (OLD.role = 'administrator' AND OLD.active_until IS NULL AND (
    NEW.active_until IS NOT NULL OR NEW.role <> OLD.role OR NEW.organisation_id <> OLD.organisation_id
    OR NEW.user_id <> OLD.user_id))
  EXECUTE FUNCTION partners_membership_leaves();

CREATE FUNCTION partners_user_closes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM partners_keeps_administrator(m.organisation_id) FROM partners_membership m
    WHERE m.user_id = NEW.id AND m.role = 'administrator' AND m.active_until IS NULL
    ORDER BY m.organisation_id;
  RETURN NULL;
END $$;
CREATE TRIGGER partners_user_closed AFTER UPDATE OF is_active ON partners_user
  FOR EACH ROW WHEN (OLD.is_active AND NOT NEW.is_active) EXECUTE FUNCTION partners_user_closes();
"""

REVERSE = """
DROP TRIGGER partners_user_closed ON partners_user;
DROP TRIGGER partners_membership_ended ON partners_membership;
DROP TRIGGER partners_membership_deleted ON partners_membership;
DROP FUNCTION partners_user_closes();
DROP FUNCTION partners_membership_leaves();
DROP FUNCTION partners_keeps_administrator(bigint);
"""


class Migration(migrations.Migration):
    replaces = [("partners", "0006_database_rules_people")]
    dependencies = [("partners", "0002_database_rules")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
