"""App configuration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from rmt_portal.database_roles import grant_serving_role


class AuditConfig(AppConfig):
    """Registers the app under the name its tables carry."""

    name = "rmt_portal.audit"
    label = "audit"
    verbose_name = _("Logboek")

    def ready(self) -> None:
        """Let the serving role use the tables as soon as they are made."""
        post_migrate.connect(grant_serving_role, sender=self, dispatch_uid="grant_serving_role")
