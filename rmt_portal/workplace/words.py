"""Time and waiting in the words people use: "vandaag", "6 dagen geleden", "3 dagen te laat" (UX section 5, rule 10)."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rmt_portal import clock, typed_dates

A_WEEK = 7


def as_day(moment: date | datetime) -> date:
    """Return the day in the Netherlands on which a moment falls."""
    return timezone.localtime(moment).date() if isinstance(moment, datetime) else moment


def long_day(moment: date | datetime) -> str:
    """Say "donderdag 27 november", with the year when it is another one than this."""
    day = as_day(moment)
    return date_format(day, "l j F" if day.year == clock.today().year else "j F Y")


def days_ago(moment: date | datetime) -> int:
    """Count the days since a moment; negative for the future."""
    return (clock.today() - as_day(moment)).days


def ago(moment: date | datetime) -> str:
    """Say how long ago something was: "vandaag", "gisteren", "45 dagen geleden"."""
    days = days_ago(moment)
    if days <= 0:
        return _("vandaag")
    if days == 1:
        return _("gisteren")
    return _("%(days)d dagen geleden") % {"days": days}


def until(day: date) -> str:
    """Say when something is due: "2 dagen te laat", "vandaag", "morgen", "vrijdag", "27 november"."""
    ahead = -days_ago(day)
    if ahead < 0:
        return ngettext("%(days)d dag te laat", "%(days)d dagen te laat", -ahead) % {"days": -ahead}
    if ahead == 0:
        return _("vandaag")
    if ahead == 1:
        return _("morgen")
    if ahead < A_WEEK:
        return date_format(day, "l")
    return date_format(day, "j F" if day.year == clock.today().year else "j F Y")


def greeting(moment: datetime) -> str:
    """Greet as people do at this time of day."""
    hour = timezone.localtime(moment).hour
    if hour < 12:
        return _("Goedemorgen")
    return _("Goedemiddag") if hour < 18 else _("Goedenavond")


def moment(at: datetime) -> str:
    """Say when something happened: "vandaag om 10.12 uur", "gisteren om 16.40 uur"."""
    clock_time = date_format(timezone.localtime(at), "H.i")
    return _("%(day)s om %(time)s uur") % {"day": ago(at), "time": clock_time}


def read_day(typed: str) -> date | None:
    """Read a day as people write it: "27-11", "27/11/2026", "27 nov", "vrijdag 27 november"; None when it is none.

    Without a year it is the next such day from today.
    """
    found = typed_dates.read(typed)
    if found is None:
        return None
    today = clock.today()
    try:
        day = found.on(today.year)
        return day if found.year or day >= today else found.on(today.year + 1)
    except ValueError:
        return None
