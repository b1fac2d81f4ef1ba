"""Which organisations see a new registration: by their task, or because the person said yes."""

from django.db.models import Q, QuerySet

from partners.models import Organisation, PartnerKind
from rmt_portal.reference.models import LabourRegion, Municipality

MOST_SHOWN = 3
CONSENT_TEXT = "2026-11-22"
"""The version of the words on the page "Wie mag je gegevens nog meer zien?"; a change of meaning makes a new one."""


def always(region: LabourRegion) -> list[Organisation]:
    """Return who takes up registrations of this region as a public task."""
    return list(_active(region).filter(handles_registrations=True))


def choosable(region: LabourRegion, municipality: Municipality | None, entry: int | None = None) -> list[Organisation]:
    """Return the partners who see nothing without the person's yes, as far as they serve this municipality.

    Providers of a course or a coach are not asked for here: they get what they need by a referral, one at a time.
    ``entry`` is the organisation that registers the person, which is always asked for.
    """
    here = _here(municipality) & ~Q(kind=PartnerKind.PROVIDER)
    if entry is not None:
        here |= Q(pk=entry)
    return list(_active(region).filter(here, handles_registrations=False).distinct())


def debt_help(region: LabourRegion, municipality: Municipality | None) -> list[Organisation]:
    """Return who helps with debts here and can be called, for somebody who can not wait."""
    kinds = (PartnerKind.DEBT_HELP, PartnerKind.MUNICIPALITY)
    nearby = _serving(region, municipality).filter(kind__in=kinds).exclude(phone="")
    ranked = sorted(nearby, key=lambda organisation: (kinds.index(organisation.kind), organisation.name))
    return ranked[:MOST_SHOWN]


def _serving(region: LabourRegion, municipality: Municipality | None) -> QuerySet[Organisation]:
    return _active(region).filter(_here(municipality)).distinct()


def _here(municipality: Municipality | None) -> Q:
    everywhere = Q(municipalities__isnull=True)
    return everywhere if municipality is None else everywhere | Q(municipalities=municipality)


def _active(region: LabourRegion) -> QuerySet[Organisation]:
    return Organisation.objects.filter(regions=region, is_active=True).order_by("name")
