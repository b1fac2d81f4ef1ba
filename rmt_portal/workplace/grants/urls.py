"""The addresses at which a coach asks for services and follows them."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path

from rmt_portal.workplace.grants import pages

GRANTS = "dossier/<uuid:public_id>/inzet"
GRANT = f"{GRANTS}/<uuid:grant>"


def pages_of(site: AdminSite) -> list[URLPattern]:
    """Return the pages, each behind the site's own door."""
    inside = site.admin_view
    return [
        path(f"{GRANTS}/vraag/", inside(pages.ask), name="grant_ask"),
        path(f"{GRANT}/", inside(pages.show), name="grant"),
        path(f"{GRANT}/wijzig/", inside(pages.change), name="grant_change"),
        path(f"{GRANT}/nagaan/", inside(pages.check), name="grant_check"),
        path(f"{GRANT}/partner/", inside(pages.partner_agrees), name="grant_partner_agrees"),
        path(f"{GRANT}/praktijk/", inside(pages.practice), name="grant_practice"),
        path(f"{GRANT}/begin/", inside(pages.start), name="grant_start"),
        path(f"{GRANT}/einde/", inside(pages.end), name="grant_end"),
        path(f"{GRANT}/intrekken/", inside(pages.withdraw), name="grant_withdraw"),
    ]
