"""What a person says to a registration that somebody else filled in: yes, no, or nothing yet."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models.client import Client
from intake.models.registration import Registration
from rmt_portal import clock


class AgreedHow(models.TextChoices):
    """The way in which a person agrees to what staff filled in."""

    LINK = "link", _("met een link in een mail of sms")
    CODE = "code", _("met een code die wij sturen")
    SCREEN = "screen", _("hier op het scherm")
    ORAL = "oral", _("mondeling")
    OWN_PAGE = "own_page", _("op de eigen pagina")


class RefusedWhy(models.TextChoices):
    """Why a person says no to a registration."""

    NOT_ME = "not_me", _("Dit ben ik niet")
    NOT_WANTED = "not_wanted", _("Ik wil dit niet")


class Confirmation(models.Model):
    """Whether a person agreed to a registration that staff filled in for or with them; one per registration.

    Until ``confirmed_at`` what needs consent stays off: ``asked_for`` keeps the categories, by number of the
    organisation, that were chosen in the talk. ``heard_by`` and ``heard_on`` say who heard an oral yes, and when.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="confirmations")
    registration = models.OneToOneField(Registration, on_delete=models.PROTECT, related_name="confirmation")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,  # who wrote it down stays known
        related_name="+",
        verbose_name=_("ingevuld door"),
    )
    asked_at = models.DateTimeField(_("gevraagd"), default=clock.now)
    asked_for = models.JSONField(default=dict, blank=True)
    way = models.CharField(_("hoe"), max_length=10, choices=AgreedHow)
    heard_by = models.CharField(_("gehoord door"), max_length=120, blank=True)
    heard_on = models.DateField(_("gehoord op"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("bevestigd"), null=True, blank=True)
    refused_at = models.DateTimeField(_("geweigerd"), null=True, blank=True)
    refused_why = models.CharField(_("reden"), max_length=12, choices=RefusedWhy, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("bevestiging")
        verbose_name_plural = _("bevestigingen")
        indexes = [models.Index(fields=["asked_by", "-asked_at"], name="confirmation_by_asker")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_at__isnull=True) | models.Q(refused_at__isnull=True),
                name="confirmation_yes_or_no",
            ),
            models.CheckConstraint(
                condition=models.Q(refused_at__isnull=True, refused_why="")
                | (models.Q(refused_at__isnull=False) & ~models.Q(refused_why="")),
                name="confirmation_no_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(way=AgreedHow.ORAL.value, confirmed_at__isnull=False)
                | (models.Q(heard_on__isnull=False) & ~models.Q(heard_by="")),
                name="confirmation_oral_was_heard",
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether the person said neither yes nor no."""
        return self.confirmed_at is None and self.refused_at is None


class ConfirmationKey(models.Model):
    """A link or code that was sent to a person to answer a confirmation; works once, for 14 days.

    The letter carries ``public_id`` signed with the secret key, and the code is worked out from it, so that this table
    alone opens nothing and a letter that is sent twice says the same.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    confirmation = models.ForeignKey(
        Confirmation,
        on_delete=models.CASCADE,  # a key without its lock is nothing
        related_name="keys",
    )
    to_phone = models.BooleanField(default=False, help_text="sent to the phone; otherwise to the mailbox")
    is_code = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(null=True, blank=True)
