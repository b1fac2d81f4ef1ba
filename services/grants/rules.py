"""What stands in the way of a grant, in words: the maximum, the time, the conditions and what already runs.

The database refuses the same (``services/migrations``); this is for saying why, and what to do.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from math import ceil
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from rmt_portal import clock
from services.grants.lifecycle import GrantState
from services.models import CapUnit, Condition, SchemeVersion, Service, ServiceGrant
from services.words import euro

DAYS_IN_MONTH = 365.25 / 12
LONGEST_AHEAD_DAYS = 730
COUNTS = (GrantState.REQUESTED, GrantState.CHECKED, GrantState.APPROVED, GrantState.STARTED, GrantState.ENDED)
"""What counts for the maximum per person."""


def version_for(service: Service, day: date) -> SchemeVersion | None:
    """Return the rules under which a service may start on a day; None when its scheme has none for that day."""
    if service.scheme_id is None:
        return None
    found = SchemeVersion.objects.for_start_on(day).filter(scheme_id=service.scheme_id, scheme__is_active=True)
    return found.select_related("scheme").first()


def begun_months(starts_on: date, ends_on: date) -> int:
    """Count the months of a period, a begun one as a whole."""
    return ceil(((ends_on - starts_on).days + 1) / DAYS_IN_MONTH)


def last_day(starts_on: date, months: int) -> date:
    """Return the day so many months after another; the last of the month where that month is shorter."""
    year, month = divmod(starts_on.month - 1 + months, 12)
    for day in range(starts_on.day, starts_on.day - 4, -1):
        try:
            return date(starts_on.year + year, month + 1, day)
        except ValueError:
            continue
    raise ValueError(starts_on)


def objections(grant: ServiceGrant) -> list[str]:
    """Return why this grant can not be given as it is asked, each as a sentence; empty when nothing stands in the way.

    ``grant`` may be unsaved. Its scheme version, service, period and amount must be filled in.
    """
    found = [*_period(grant)]
    rules = grant.scheme_version
    if rules is None:
        if grant.amount:
            found.append(_("Het team betaalt deze dienst niet. Zet het bedrag op 0, of kies een andere dienst."))
        return found
    return [*found, *_of_version(grant, rules)]


def _period(grant: ServiceGrant) -> list[str]:
    if grant.ends_on < grant.starts_on:
        return [_("De laatste dag ligt voor de eerste dag.")]
    if (grant.starts_on - clock.today()).days > LONGEST_AHEAD_DAYS:
        return [_("Kies een begin binnen twee jaar.")]
    return []


def _of_version(grant: ServiceGrant, rules: SchemeVersion) -> list[str]:
    first = grant.started_on or grant.starts_on
    found: list[str] = []
    if rules.valid_from > first or (rules.valid_until is not None and rules.valid_until < first):
        until = rules.valid_until or rules.valid_from
        words = _("De regeling %(scheme)s geldt niet voor een start op deze dag (tot en met %(day)s).")
        found.append(words % {"scheme": rules.scheme, "day": f"{until:%d-%m-%Y}"})
    if rules.max_months is not None and grant.ends_on > last_day(first, rules.max_months):
        words = _("%(scheme)s duurt hoogstens %(months)d maanden: tot en met %(day)s.")
        day = f"{last_day(first, rules.max_months):%d-%m-%Y}"
        found.append(words % {"scheme": rules.scheme, "months": rules.max_months, "day": day})
    found += _above_maximum(grant, rules)
    for condition in rules.conditions:
        sentence = _CONDITIONS[condition](grant)
        if sentence:
            found.append(sentence)
    return found


def _above_maximum(grant: ServiceGrant, rules: SchemeVersion) -> list[str]:
    most = rules.allowance(begun_months(grant.started_on or grant.starts_on, grant.ends_on))
    if most is None:
        return []
    had = _had_before(grant, rules)
    if grant.amount + had <= most:
        return []
    if not most:
        return [_("%(scheme)s kost het budget niets. Zet het bedrag op 0.") % {"scheme": rules.scheme}]
    words = _("%(scheme)s is hoogstens %(most)s %(unit)s.") % {
        "scheme": rules.scheme, "most": euro(most), "unit": rules.get_cap_unit_display()
    }  # fmt: skip
    if had:
        words += " " + _("Deze kandidaat kreeg al %(had)s: er is nog %(rest)s.") % {
            "had": euro(had), "rest": euro(max(most - had, Decimal(0)))
        }  # fmt: skip
    return [words]


def _had_before(grant: ServiceGrant, rules: SchemeVersion) -> Decimal:
    """Return what this client has of the same scheme already: over all time, or in the same calendar year."""
    if rules.cap_unit == CapUnit.QUARTER:
        return Decimal(0)
    others = ServiceGrant.objects.filter(
        client_id=grant.client_id, scheme_version__scheme_id=rules.scheme_id, state__in=COUNTS
    ).exclude(pk=grant.pk)
    if rules.cap_unit == CapUnit.YEAR:
        others = others.filter(starts_on__year=grant.starts_on.year)
    return others.aggregate(total=Sum("amount"))["total"] or Decimal(0)


def _recognised_proof(grant: ServiceGrant) -> str:
    if grant.service.gives.exists():
        return ""
    return _("Deze regeling vraagt een erkend diploma of certificaat. Bij deze dienst staat er geen in de menukaart.")


_CONDITIONS: dict[str, Callable[[Any], str]] = {
    Condition.RECOGNISED_PROOF: _recognised_proof,
    Condition.JOINT_AGREEMENT: lambda _grant: "",  # asked for before the decision, not before the request
}
