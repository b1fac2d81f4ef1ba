"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferenceConfig(AppConfig):
    """Registers the app under the name its tables carry."""

    name = "rmt_portal.reference"
    label = "reference"
    verbose_name = _("Naslag")
