"""What a person chose to share, with whom."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models.client import Client
from partners.models import DataCategory, Organisation
from rmt_portal import clock


class Consent(models.Model):
    """A real choice: this organisation may see this category. Off by default; withdrawn as easily as given."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="consents")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="consents")
    category = models.CharField(_("wat"), max_length=15, choices=DataCategory)
    purpose = models.CharField(_("waarvoor"), max_length=40, default="help_to_work")
    text_version = models.CharField(_("tekst"), max_length=20)
    given_at = models.DateTimeField(_("gegeven"), default=clock.now)
    given_how = models.CharField(_("hoe"), max_length=20, default="web")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("ingetrokken"), null=True, blank=True)

    class Meta:
        verbose_name = _("toestemming")
        verbose_name_plural = _("toestemmingen")
        constraints = [
            models.UniqueConstraint(
                fields=["client", "organisation", "category", "purpose"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="consent_open_once",
            ),
        ]
