"""Figures that are whole stay as they are: what was told about a month can always be looked up."""

from django.db import migrations

FROZEN = """
CREATE FUNCTION services_figures_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.made_at IS NOT NULL THEN
    RAISE EXCEPTION 'figures %: frozen, draw the month again instead', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  IF (NEW.region_id, NEW.month, NEW.draw, NEW.definitions) IS DISTINCT FROM
     (OLD.region_id, OLD.month, OLD.draw, OLD.definitions) THEN
    RAISE EXCEPTION 'figures %: region, month, draw and definitions stay', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER services_figures_stay BEFORE UPDATE OR DELETE ON services_figuresnapshot
  FOR EACH ROW EXECUTE FUNCTION services_figures_stay();
"""
FROZEN_BACK = """
DROP TRIGGER IF EXISTS services_figures_stay ON services_figuresnapshot;
DROP FUNCTION IF EXISTS services_figures_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("services", "0007_figures")]

    operations = [migrations.RunSQL(FROZEN, FROZEN_BACK)]
