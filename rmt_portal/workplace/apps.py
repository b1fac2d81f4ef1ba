"""The roof's apps: the admin site of the house, and the workplace."""

from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class AdminConfig(DjangoAdminConfig):
    """Django's admin with our own site as the default one."""

    default_site = "rmt_portal.workplace.site.WorkplaceSite"


class WorkplaceConfig(AppConfig):
    """Vandaag, the candidate list and the dossier, composed from what each app contributes."""

    name = "rmt_portal.workplace"
    label = "workplace"
    verbose_name = _("Werkplek")

    def ready(self) -> None:
        """Register the system checks and the workplace's own parts of the dossier; close what packages brought."""
        from rmt_portal import checks  # noqa: F401
        from rmt_portal.contributions import workplace
        from rmt_portal.workplace import package_pages, second_wall
        from rmt_portal.workplace.arrivals.vandaag import CONTRIBUTIONS as ARRIVALS
        from rmt_portal.workplace.employers.vandaag import CONTRIBUTIONS as EMPLOYERS
        from rmt_portal.workplace.oversight.contributions import OVERSIGHT
        from rmt_portal.workplace.tabs import OWN_CARDS, OWN_TABS

        package_pages.close()
        partners = apps.get_app_config("partners")  # Django tells only apps with tables about migrations
        pre_migrate.connect(second_wall.take_down, sender=partners, dispatch_uid="second_wall.take_down")
        post_migrate.connect(second_wall.put_up, sender=partners, dispatch_uid="second_wall.put_up")

        for item in (*OWN_TABS, *OWN_CARDS, *OVERSIGHT, *ARRIVALS, *EMPLOYERS):
            workplace.add(item)
