"""Sentences about grants for who works with them."""

from django.utils.translation import gettext as _

from services.models import ServiceGrant


def who_was_first(grant: ServiceGrant) -> str:
    """Say who changed a grant, and how it stands now."""
    by = grant.changed_by
    words = {"who": (by.name or by.email) if by else _("Een collega"), "state": grant.get_state_display()}
    return _("%(who)s was eerder. %(reference)s is nu: %(state)s. Kijk het na en kies opnieuw.") % (
        words | {"reference": grant.reference}
    )
