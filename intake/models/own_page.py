"""How a client enters the own page, and what the client put right there."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models.client import Client
from rmt_portal import clock


class SignInAsk(models.Model):
    """Somebody asked for a link to the own page, with an address that may or may not be known here.

    The request stores only what was typed; who it belongs to is looked up by a worker, so that asking takes the same
    time and gives the same page for everybody. The address is emptied as soon as it was looked up.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    address = models.CharField(max_length=254, blank=True)
    by_sms = models.BooleanField(default=False)
    asked_at = models.DateTimeField(default=clock.now, db_index=True)
    looked_up_at = models.DateTimeField(null=True, blank=True)


class SignInKey(models.Model):
    """A link and a code that open the own page once, for a short while. Both are kept as hashes only.

    They follow from ``public_id`` and the secret key, so that a letter that is sent twice holds the same ones, and this
    table alone opens nothing.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    ask = models.ForeignKey(
        SignInAsk,
        on_delete=models.CASCADE,  # a key means nothing without the question
        related_name="keys",
    )
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="sign_in_keys")
    link_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class ClientCorrection(models.Model):
    """The client put own data right on the own page: what it was and what it is, for the coach to see."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="corrections")
    at = models.DateTimeField(_("moment"), default=clock.now)
    fields = ArrayField(models.CharField(max_length=40), verbose_name=_("wat"))
    before = models.JSONField(_("eerst"), default=dict)
    after = models.JSONField(_("nu"), default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("verbetering door de kandidaat")
        verbose_name_plural = _("verbeteringen door de kandidaat")
        constraints = [
            models.CheckConstraint(condition=models.Q(fields__len__gte=1), name="correction_changes_something")
        ]
