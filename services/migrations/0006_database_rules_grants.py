"""What must always be true of grants and money, whoever asks and however it is asked."""

from django.db import migrations

from rmt_portal.lifecycle import state_matches_newest_event

GRANT, GRANT_BACK = state_matches_newest_event("services_servicegrant", "services_grantevent", "grant_id")

# Two versions of a scheme never hold on one day; what grants were asked by does not change, except for its last day.
VERSIONS = """
CREATE FUNCTION services_scheme_version_holds() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE latest date;
BEGIN
  IF TG_OP <> 'INSERT' AND EXISTS (SELECT 1 FROM services_servicegrant WHERE scheme_version_id = OLD.id) THEN
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - 'valid_until'::text IS DISTINCT FROM to_jsonb(OLD) - 'valid_until'::text THEN
      RAISE EXCEPTION 'scheme version %: grants were asked by these rules, they stay', OLD.id
        USING ERRCODE = 'check_violation';
    END IF;
    SELECT max(coalesce(started_on, starts_on)) INTO latest FROM services_servicegrant
      WHERE scheme_version_id = OLD.id AND state IN ('approved', 'started');
    IF NEW.valid_until < latest THEN
      RAISE EXCEPTION 'scheme version %: something that was granted starts after this day', OLD.id
        USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  PERFORM 1 FROM services_scheme WHERE id = NEW.scheme_id FOR UPDATE;
  IF EXISTS (SELECT 1 FROM services_schemeversion v WHERE v.scheme_id = NEW.scheme_id AND v.id <> NEW.id
      AND daterange(v.valid_from, v.valid_until, '[]') && daterange(NEW.valid_from, NEW.valid_until, '[]'))
  THEN
    RAISE EXCEPTION 'scheme %: two versions hold on one day', NEW.scheme_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER services_scheme_version_holds BEFORE INSERT OR UPDATE OR DELETE ON services_schemeversion
  FOR EACH ROW EXECUTE FUNCTION services_scheme_version_holds();
"""
VERSIONS_BACK = """
DROP TRIGGER services_scheme_version_holds ON services_schemeversion;
DROP FUNCTION services_scheme_version_holds();
"""

# What is asked, granted or runs keeps to the rules of its scheme version: an expired scheme can not be chosen.
RULES = """
CREATE FUNCTION services_grant_keeps_to_rules() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  rules services_schemeversion;
  scheme services_scheme;
  first_day date := coalesce(NEW.started_on, NEW.starts_on);
  months integer;
  most numeric;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.starts_on < (NEW.requested_at AT TIME ZONE 'Europe/Amsterdam')::date THEN
      RAISE EXCEPTION 'grant %: asked after it began', NEW.reference USING ERRCODE = 'check_violation';
    END IF;
    PERFORM pg_advisory_xact_lock(7301, NEW.client_id::integer);
    IF NEW.why_second = '' AND EXISTS (SELECT 1 FROM services_servicegrant g WHERE g.client_id = NEW.client_id
        AND g.kind = NEW.kind AND g.state IN ('requested', 'checked', 'approved', 'started'))
    THEN
      RAISE EXCEPTION 'grant %: a second active service of this kind needs a reason', NEW.reference
        USING ERRCODE = 'check_violation', CONSTRAINT = 'grant_second_has_reason';
    END IF;
  END IF;
  IF NEW.scheme_version_id IS NULL OR NEW.state NOT IN ('requested', 'checked', 'approved', 'started') THEN
    RETURN NEW;
  END IF;
  SELECT * INTO rules FROM services_schemeversion WHERE id = NEW.scheme_version_id;
  SELECT * INTO scheme FROM services_scheme WHERE id = rules.scheme_id;
  IF scheme.region_id <> NEW.region_id THEN
    RAISE EXCEPTION 'grant %: a scheme of another region', NEW.reference USING ERRCODE = 'check_violation';
  END IF;
  IF first_day < rules.valid_from OR first_day > rules.valid_until THEN
    RAISE EXCEPTION 'grant %: nothing can start on % under this version of scheme %', NEW.reference, first_day,
      scheme.code USING ERRCODE = 'check_violation';
  END IF;
  IF rules.max_months IS NOT NULL AND NEW.ends_on > first_day + make_interval(months => rules.max_months) THEN
    RAISE EXCEPTION 'grant %: longer than % months', NEW.reference, rules.max_months USING ERRCODE = 'check_violation';
  END IF;
  months := ceil((NEW.ends_on - first_day + 1) / 30.4375);
  most := CASE WHEN rules.cap_unit = 'quarter' THEN rules.max_amount * ceil(months / 3.0) ELSE rules.max_amount END;
  IF NEW.amount > most THEN
    RAISE EXCEPTION 'grant %: % is more than % allows', NEW.reference, NEW.amount, most
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER services_grant_keeps_to_rules
  BEFORE INSERT OR UPDATE OF state, amount, starts_on, ends_on, started_on, scheme_version_id, region_id
  ON services_servicegrant FOR EACH ROW EXECUTE FUNCTION services_grant_keeps_to_rules();
"""
RULES_BACK = """
DROP TRIGGER services_grant_keeps_to_rules ON services_servicegrant;
DROP FUNCTION services_grant_keeps_to_rules();
"""

# A decision rests on four answers of regular provision and, for maatwerk, on two partners; practice learning starts
# with an accredited company, a reservation number and three agreements.
DECIDED = """
CREATE FUNCTION services_grant_is_ready() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state IN ('checked', 'approved') AND (
      SELECT count(*) FILTER (WHERE result <> 'pays_all') FROM services_regularcheck WHERE grant_id = NEW.id) <> 4
  THEN
    RAISE EXCEPTION 'grant %: four regular provisions are asked first, and none pays all', NEW.reference
      USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state = 'approved' THEN
    IF EXISTS (SELECT 1 FROM services_schemeversion v
        WHERE v.id = NEW.scheme_version_id AND 'joint_agreement' = ANY (v.conditions))
      AND (SELECT count(DISTINCT organisation_id) FROM services_jointagreement WHERE grant_id = NEW.id) < 2
    THEN
      RAISE EXCEPTION 'grant %: two partners agree first', NEW.reference USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.pot_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM services_budgetpot p JOIN services_schemeversion v ON v.scheme_id = p.scheme_id
        WHERE p.id = NEW.pot_id AND v.id = NEW.scheme_version_id AND p.region_id = NEW.region_id
          AND p.year = extract(year FROM NEW.starts_on))
    THEN
      RAISE EXCEPTION 'grant %: the pot of another region, scheme or year', NEW.reference
        USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  IF NEW.state = 'started' AND NEW.kind = 'practice_learning' AND NOT EXISTS (
      SELECT 1 FROM services_practicelearning l JOIN services_accreditedcompany c ON c.id = l.company_id
      WHERE l.grant_id = NEW.id AND greatest(l.practice_on, l.education_on, l.placement_on) <= NEW.started_on
        AND c.accredited_from <= NEW.started_on
        AND (c.accredited_until IS NULL OR c.accredited_until >= NEW.started_on))
  THEN
    RAISE EXCEPTION 'grant %: learning at work starts with an accredited company and three agreements', NEW.reference
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER services_grant_is_ready BEFORE UPDATE OF state ON services_servicegrant
  FOR EACH ROW EXECUTE FUNCTION services_grant_is_ready();
"""
DECIDED_BACK = """
DROP TRIGGER services_grant_is_ready ON services_servicegrant;
DROP FUNCTION services_grant_is_ready();
"""

# The ledger only grows. One pot is written by one transaction at a time, and no sum ever goes below zero.
LEDGER = """
CREATE FUNCTION services_budget_entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'entry %: what is in the ledger stays; correct it by a counter entry', OLD.id
    USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER services_budget_entry_stays BEFORE UPDATE OR DELETE ON services_budgetentry
  FOR EACH ROW EXECUTE FUNCTION services_budget_entry_stays();

CREATE FUNCTION services_budget_entry_holds() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  old services_budgetentry;
  free numeric;
  reserved numeric;
  committed numeric;
  spent numeric;
BEGIN
  PERFORM 1 FROM services_budgetpot WHERE id = NEW.pot_id FOR UPDATE;
  IF NEW.kind = 'counter' THEN
    SELECT * INTO old FROM services_budgetentry WHERE id = NEW.corrects_id;
    IF old.kind = 'counter' OR (old.pot_id, old.amount, old.source, old.target)
        IS DISTINCT FROM (NEW.pot_id, NEW.amount, NEW.target, NEW.source)
      OR old.grant_id IS DISTINCT FROM NEW.grant_id
    THEN
      RAISE EXCEPTION 'entry %: a counter entry takes one other entry back, whole', NEW.corrects_id
        USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  IF NEW.grant_id IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM services_servicegrant WHERE id = NEW.grant_id AND pot_id = NEW.pot_id)
  THEN
    RAISE EXCEPTION 'grant %: is paid from another pot', NEW.grant_id USING ERRCODE = 'check_violation';
  END IF;
  SELECT coalesce(sum(CASE WHEN e.target = 'free' THEN e.amount ELSE -e.amount END), 0)
    + CASE 'free' WHEN NEW.target THEN NEW.amount WHEN NEW.source THEN -NEW.amount ELSE 0 END
    INTO free FROM services_budgetentry e WHERE e.pot_id = NEW.pot_id AND 'free' IN (e.source, e.target);
  SELECT
    coalesce(sum(CASE 'reserved' WHEN e.target THEN e.amount WHEN e.source THEN -e.amount ELSE 0 END), 0)
      + CASE 'reserved' WHEN NEW.target THEN NEW.amount WHEN NEW.source THEN -NEW.amount ELSE 0 END,
    coalesce(sum(CASE 'committed' WHEN e.target THEN e.amount WHEN e.source THEN -e.amount ELSE 0 END), 0)
      + CASE 'committed' WHEN NEW.target THEN NEW.amount WHEN NEW.source THEN -NEW.amount ELSE 0 END,
    coalesce(sum(CASE 'spent' WHEN e.target THEN e.amount WHEN e.source THEN -e.amount ELSE 0 END), 0)
      + CASE 'spent' WHEN NEW.target THEN NEW.amount WHEN NEW.source THEN -NEW.amount ELSE 0 END
    INTO reserved, committed, spent FROM services_budgetentry e WHERE e.grant_id = NEW.grant_id;
  IF least(free, reserved, committed, spent) < 0 THEN
    RAISE EXCEPTION 'pot %: not enough money (free %, of this grant reserved %, committed %, spent %)', NEW.pot_id,
      free, reserved, committed, spent USING ERRCODE = 'check_violation', CONSTRAINT = 'budget_pot_never_overspent';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER services_budget_entry_holds BEFORE INSERT ON services_budgetentry
  FOR EACH ROW EXECUTE FUNCTION services_budget_entry_holds();
"""
LEDGER_BACK = """
DROP TRIGGER services_budget_entry_holds ON services_budgetentry;
DROP FUNCTION services_budget_entry_holds();
DROP TRIGGER services_budget_entry_stays ON services_budgetentry;
DROP FUNCTION services_budget_entry_stays();
"""

# At commit the ledger says what the state of the grant says.
MONEY = """
CREATE FUNCTION services_grant_has_its_money() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wanted bigint;
  found services_servicegrant;
  reserved numeric;
  committed numeric;
BEGIN
  wanted := CASE WHEN TG_TABLE_NAME = 'services_budgetentry' THEN (to_jsonb(NEW) ->> 'grant_id')::bigint ELSE NEW.id END;
  IF wanted IS NULL THEN
    RETURN NULL;
  END IF;
  SELECT * INTO found FROM services_servicegrant WHERE id = wanted;
  SELECT
    coalesce(sum(CASE 'reserved' WHEN target THEN amount WHEN source THEN -amount ELSE 0 END), 0),
    coalesce(sum(CASE 'committed' WHEN target THEN amount WHEN source THEN -amount ELSE 0 END), 0)
    INTO reserved, committed FROM services_budgetentry WHERE grant_id = wanted;
  IF reserved <> (CASE WHEN found.state = 'approved' THEN found.amount ELSE 0 END)
    OR (committed <> 0 AND found.state NOT IN ('started', 'ended'))
  THEN
    RAISE EXCEPTION 'grant % (%): reserved % and committed % do not fit', found.reference, found.state, reserved, committed
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER services_grant_has_its_money AFTER INSERT OR UPDATE OF state, amount ON services_servicegrant
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION services_grant_has_its_money();
CREATE CONSTRAINT TRIGGER services_grant_has_its_money AFTER INSERT ON services_budgetentry
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION services_grant_has_its_money();
"""
MONEY_BACK = """
DROP TRIGGER services_grant_has_its_money ON services_budgetentry;
DROP TRIGGER services_grant_has_its_money ON services_servicegrant;
DROP FUNCTION services_grant_has_its_money();
"""


class Migration(migrations.Migration):
    """Adds the triggers."""

    dependencies = [("services", "0005_grants")]

    operations = [
        migrations.RunSQL(GRANT, GRANT_BACK),
        migrations.RunSQL(VERSIONS, VERSIONS_BACK),
        migrations.RunSQL(RULES, RULES_BACK),
        migrations.RunSQL(DECIDED, DECIDED_BACK),
        migrations.RunSQL(LEDGER, LEDGER_BACK),
        migrations.RunSQL(MONEY, MONEY_BACK),
    ]
