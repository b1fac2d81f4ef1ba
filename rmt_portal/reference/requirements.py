"""What work in an occupation asks that a person has or has not: licences, certificates, registrations."""

from django.db.models import Q

from rmt_portal.reference.models import Occupation, Requirement


def of_occupation(occupation: Occupation) -> list[Requirement]:
    """Return what work in an occupation asks by law or custom: of its ISCO unit group and of itself."""
    asked = Q(isco_groups__isco=occupation.isco_id) & (
        Q(isco_groups__occupation=None) | Q(isco_groups__occupation=occupation)
    )
    return list(Requirement.objects.filter(asked).distinct().order_by("code"))


def language_asked(requirement: Requirement) -> tuple[str, int] | None:
    """Return language and least level of a requirement like ``taal-de-2``; None when it asks no language."""
    parts = requirement.code.split("-")
    asks = requirement.kind == Requirement.Kind.LANGUAGE and len(parts) == len(("taal", "code", "level"))
    return (parts[1], int(parts[2])) if asks and parts[2].isdigit() else None
