"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    """Registers the app under the name its tables carry."""

    name = "rmt_portal.outbox"
    label = "outbox"
    verbose_name = _("Wachtrij")
