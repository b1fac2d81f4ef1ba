"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NldsConfig(AppConfig):
    """Registers the app under the name its tables carry."""

    name = "rmt_portal.nlds"
    label = "nlds"
    verbose_name = _("Uiterlijk")
