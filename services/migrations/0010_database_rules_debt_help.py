"""Words of help with debts stand only at help with debts, and never the other way round."""

from django.db import migrations

WORDS = """
CREATE FUNCTION services_debt_words() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  about_debts boolean := EXISTS (SELECT FROM services_service s WHERE s.id = NEW.service_id AND s.kind = 'debt_help');
BEGIN
  IF NOT about_debts AND (NEW.debt_phase <> '' OR NEW.outcome LIKE 'debt\\_%') THEN
    RAISE EXCEPTION 'referral %: a phase or result of help with debts', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  IF about_debts AND NEW.outcome <> '' AND NEW.outcome NOT LIKE 'debt\\_%' THEN
    RAISE EXCEPTION 'referral %: help with debts has results of its own', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER services_debt_words BEFORE INSERT OR UPDATE OF outcome, debt_phase ON services_referral
  FOR EACH ROW WHEN (NEW.outcome <> '' OR NEW.debt_phase <> '') EXECUTE FUNCTION services_debt_words();
"""
WORDS_BACK = """
DROP TRIGGER IF EXISTS services_debt_words ON services_referral;
DROP FUNCTION IF EXISTS services_debt_words();
"""


class Migration(migrations.Migration):
    dependencies = [("services", "0009_debt_help_phases")]

    operations = [migrations.RunSQL(WORDS, WORDS_BACK)]
