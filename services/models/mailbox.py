"""The mailbox by which an organisation without accounts answers, and the links that were mailed to it."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models import Organisation
from rmt_portal import clock
from rmt_portal.reference.models import LabourRegion
from services.models.referral import Referral


class MailboxQuerySet(models.QuerySet["Mailbox"]):
    """Questions about mailboxes."""

    def proven(self) -> "MailboxQuerySet":
        """Mailboxes that may receive: somebody who reads them confirmed it, and nobody ended it."""
        return self.filter(confirmed_at__isnull=False, ended_at__isnull=True, organisation__is_active=True)

    def waiting(self) -> "MailboxQuerySet":
        """Mailboxes that did not prove themselves yet."""
        return self.filter(confirmed_at__isnull=True, ended_at__isnull=True)


class Mailbox(models.Model):
    """An address that answers for an organisation in a region, once it proved itself by a mailed confirmation.

    A new address makes a new row; the old one works until the new one is confirmed. Only a hash of the confirmation's
    secret is kept.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="mailboxes", verbose_name=_("organisatie")
    )
    region = models.ForeignKey(LabourRegion, on_delete=models.PROTECT, related_name="+", verbose_name=_("regio"))
    address = models.EmailField(_("e-mail"))
    for_debt_help = models.BooleanField(_("alleen schuldhulpverleners lezen deze mailbox"), default=False)
    token_hash = models.CharField(max_length=64, unique=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("ingesteld door")
    )
    asked_at = models.DateTimeField(_("ingesteld"), default=clock.now)
    confirmed_at = models.DateTimeField(_("bevestigd"), null=True, blank=True)
    ended_at = models.DateTimeField(_("gestopt"), null=True, blank=True)

    objects = MailboxQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name", "-pk"]
        verbose_name = _("mailbox van een organisatie")
        verbose_name_plural = _("mailboxen van organisaties")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "region"],
                condition=models.Q(confirmed_at__isnull=False, ended_at__isnull=True),
                name="mailbox_one_proven_per_organisation",
            ),
            models.UniqueConstraint(
                fields=["organisation", "region"],
                condition=models.Q(confirmed_at__isnull=True, ended_at__isnull=True),
                name="mailbox_one_waiting_per_organisation",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_at__isnull=True) | models.Q(confirmed_at__gte=models.F("asked_at")),
                name="mailbox_confirmed_after_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.asked_at:%Y-%m-%d}"


class MailboxLink(models.Model):
    """A link mailed to one mailbox about one referral in one state; only a hash of its secret is kept."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="links")
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="mailbox_links")
    referral_version = models.PositiveIntegerField(_("stand van de verwijzing"))
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("gemaakt"), default=clock.now)
    expires_at = models.DateTimeField(_("werkt tot"))

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("link voor een mailbox")
        verbose_name_plural = _("links voor een mailbox")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")), name="mailbox_link_period_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.mailbox_id} {self.referral_id} {self.made_at:%Y-%m-%d}"
