"""The database writes down to which regions a line of the log belongs; nobody who writes a line can leave it out.

It stands here, on the first floor that knows the region of a client. A line about clients belongs to their regions; one
without clients to those where the actor works for the organisation; a refused sign-in to those of the account.
The question is asked on behalf of the house: also a refused reading of a dossier belongs to the region of the dossier.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION audit_set_regions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was_scope text := coalesce(current_setting('rmt.scope', true), '');
  was_purpose text := coalesce(current_setting('rmt.purpose', true), '');
BEGIN
  NEW.region_ids := '{}';
  IF cardinality(NEW.client_ids) > 0 THEN
    PERFORM set_config('rmt.scope', 'house', true), set_config('rmt.purpose', 'oversight', true);
    SELECT coalesce(array_agg(DISTINCT c.region_id ORDER BY c.region_id), '{}') INTO NEW.region_ids
      FROM intake_client c WHERE c.id = ANY (NEW.client_ids);
    PERFORM set_config('rmt.scope', was_scope, true), set_config('rmt.purpose', was_purpose, true);
  ELSIF NEW.actor_id IS NOT NULL THEN
    SELECT coalesce(array_agg(DISTINCT m.region_id ORDER BY m.region_id), '{}') INTO NEW.region_ids
      FROM partners_membership m
      WHERE m.user_id = NEW.actor_id AND m.organisation_id = coalesce(NEW.organisation_id, m.organisation_id)
        AND (m.active_until IS NULL OR m.active_until >= current_date);
  ELSIF NEW.object_kind = 'partners.user' THEN
    SELECT coalesce(array_agg(DISTINCT m.region_id ORDER BY m.region_id), '{}') INTO NEW.region_ids
      FROM partners_membership m
      WHERE to_jsonb(m.user_id) <@ NEW.object_ids AND (m.active_until IS NULL OR m.active_until >= current_date);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER audit_set_regions BEFORE INSERT ON audit_auditline FOR EACH ROW EXECUTE FUNCTION audit_set_regions();
"""
REVERSE = """
DROP TRIGGER audit_set_regions ON audit_auditline;
DROP FUNCTION audit_set_regions();
"""


class Migration(migrations.Migration):
    replaces = [("intake", "0006_database_rules_log_regions")]
    dependencies = [("intake", "0002_database_rules"), ("audit", "0002_database_rules")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
