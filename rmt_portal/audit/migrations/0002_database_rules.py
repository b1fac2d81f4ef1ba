"""Rules that only the database can keep: it sets the time of a line, and no role changes or removes one.

The owner of the tables would have to switch the trigger off first; the seals show what was done meanwhile.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION audit_set_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER audit_set_time BEFORE INSERT ON audit_auditline FOR EACH ROW EXECUTE FUNCTION audit_set_time();

CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the log is only added to: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_auditline
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_sealedday
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
"""
REVERSE = """
DROP TRIGGER audit_set_time ON audit_auditline;
DROP TRIGGER audit_refuse_change ON audit_auditline;
DROP TRIGGER audit_refuse_change ON audit_sealedday;
DROP FUNCTION audit_set_time();
DROP FUNCTION audit_refuse_change();
"""


class Migration(migrations.Migration):
    replaces = [("audit", "0003_database_rules")]
    dependencies = [("audit", "0001_tables")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
