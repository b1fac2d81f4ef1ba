"""The addresses at which a coach writes down what came of it."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path

from rmt_portal.workplace.outcomes import appointment_pages, pages

DOSSIER = "dossier/<uuid:public_id>"
APPOINTMENT = f"{DOSSIER}/afspraak/<uuid:appointment>"


def pages_of(site: AdminSite) -> list[URLPattern]:
    """Return the pages, each behind the site's own door."""
    inside = site.admin_view
    return [
        path(f"{DOSSIER}/werk/", inside(pages.work_found), name="work_found"),
        path(f"{DOSSIER}/werk/wijzig/", inside(pages.work_changed), name="work_changed"),
        path(f"{DOSSIER}/werk/gestopt/", inside(pages.work_stopped), name="work_stopped"),
        path(f"{DOSSIER}/nazorg/<slug:slug>/", inside(pages.held), name="aftercare"),
        path(f"{DOSSIER}/afsluiten/", inside(pages.close), name="case_close"),
        path(f"{DOSSIER}/heropenen/", inside(pages.reopen), name="case_reopen"),
        path(f"{DOSSIER}/afspraak/", inside(appointment_pages.book), name="appointment_book"),
        path(f"{APPOINTMENT}/", inside(appointment_pages.move), name="appointment_move"),
        path(f"{APPOINTMENT}/afzeggen/", inside(appointment_pages.cancel), name="appointment_cancel"),
        path(f"{APPOINTMENT}/agenda/", inside(appointment_pages.diary), name="appointment_diary"),
    ]
