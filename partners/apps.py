"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    """Registers the app under the name its tables carry."""

    name = "partners"
    label = "partners"
    verbose_name = _("Partners")

    def ready(self) -> None:
        """Log who signs in, and let the outbox send the letters about accounts."""
        from partners import account_mail, dormant, invitations, sign_in_log

        account_mail.register()
        dormant.register()
        invitations.register()
        sign_in_log.connect()
