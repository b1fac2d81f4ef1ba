"""Destroy the log after its term by one door: a function of the owner, for whole sealed days of more than two years."""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'audit_auditline'
    AND current_setting('rmt.forgetting', true) = 'on' THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'the log is only added to: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION audit_forget(through date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE gone bigint; sealed bigint; earlier date;
BEGIN
  PERFORM pg_advisory_xact_lock(24225);
  IF through > current_date - interval '24 months' THEN
    RAISE EXCEPTION 'the log up to % is too young to destroy', through USING ERRCODE = 'restrict_violation';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM audit_sealedday WHERE day = through) THEN
    RAISE EXCEPTION '% is not sealed', through USING ERRCODE = 'restrict_violation';
  END IF;
  SELECT max(last_day) INTO earlier FROM audit_forgottenlog;
  SELECT coalesce(sum(lines), 0) INTO sealed FROM audit_sealedday
    WHERE day <= through AND (earlier IS NULL OR day > earlier);
  PERFORM set_config('rmt.forgetting', 'on', true);
  DELETE FROM audit_auditline WHERE at < ((through + 1)::timestamp AT TIME ZONE 'Europe/Amsterdam');
  GET DIAGNOSTICS gone = ROW_COUNT;
  PERFORM set_config('rmt.forgetting', 'off', true);
  IF gone <> sealed THEN
    RAISE EXCEPTION '% lines stand where % were sealed', gone, sealed USING ERRCODE = 'restrict_violation';
  END IF;
  INSERT INTO audit_forgottenlog (last_day, lines) VALUES (through, gone);
  RETURN gone;
END $$;
REVOKE ALL ON FUNCTION audit_forget(date) FROM PUBLIC;
"""
REVERSE = """
DROP FUNCTION audit_forget(date);
CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the log is only added to: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_forgottenlog")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
