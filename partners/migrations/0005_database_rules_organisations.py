"""The state of an organisation is what its newest event says; only an approved one gets members."""

from django.db import migrations

from rmt_portal.lifecycle import state_matches_newest_event

MEMBERS = """
CREATE FUNCTION partners_membership_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- FOR SHARE: an organisation that is being ended at this moment is waited for.
  PERFORM 1 FROM partners_organisation WHERE id = NEW.organisation_id AND state = 'approved' FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'organisation % takes no part: nobody can work for it', NEW.organisation_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'membership_of_approved_organisation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER partners_membership_begins BEFORE INSERT ON partners_membership
  FOR EACH ROW EXECUTE FUNCTION partners_membership_begins();
"""

NO_MEMBERS = """
DROP TRIGGER partners_membership_begins ON partners_membership;
DROP FUNCTION partners_membership_begins();
"""

# What was decided about a partner stays known. (Emptying a test database is no UPDATE or DELETE.)
KEPT = """
CREATE FUNCTION partners_organisationevent_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'events of an organisation are not changed' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER partners_organisationevent_stays BEFORE UPDATE OR DELETE ON partners_organisationevent
  FOR EACH ROW EXECUTE FUNCTION partners_organisationevent_stays();
"""

NOT_KEPT = """
DROP TRIGGER partners_organisationevent_stays ON partners_organisationevent;
DROP FUNCTION partners_organisationevent_stays();
"""


class Migration(migrations.Migration):
    replaces = [("partners", "0012_database_rules_organisations")]
    dependencies = [("partners", "0004_database_rules_emergency")]
    operations = [
        migrations.RunSQL(MEMBERS, NO_MEMBERS),
        migrations.RunSQL(
            *state_matches_newest_event("partners_organisation", "partners_organisationevent", "partner_id")
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
    ]
