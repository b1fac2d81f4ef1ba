"""How people of an organisation sign in with the account of their work; kept by the administrator of the system."""

import re

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models.organisations import Organisation

SECRET_NAME = r"^RMT_SIGN_ON_[A-Z0-9_]+$"  # noqa: S105 - the form of a name, no secret
"""Only such a setting is ever sent to somebody else's server: never SECRET_KEY or a password of ours."""


def only_mfa() -> list[str]:
    """Return the word of RFC 8176 for "more than one factor was shown"."""
    return ["mfa"]


class SignOnQuerySet(models.QuerySet["SignOn"]):
    """Questions about sign-ons."""

    def active(self) -> "SignOnQuerySet":
        """Sign-ons that work: switched on, of an organisation that takes part."""
        return self.filter(is_active=True, organisation__is_active=True)

    def for_domain(self, domain: str) -> "SignOnQuerySet":
        """The working sign-on of an e-mail domain: at most one."""
        return self.active().filter(domains__domain=domain)


class SignOn(models.Model):
    """The OpenID Connect server of one organisation, what it may vouch for, and how its word is checked.

    The client secret is not here: ``secret_name`` names the environment variable that holds it
    (docs/decisions/0010-sign-on-per-organisation.md).
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="sign_ons", verbose_name=_("organisatie")
    )
    slug = models.SlugField(_("naam in het adres"), max_length=40, unique=True)
    issuer = models.CharField(_("adres van de server (issuer)"), max_length=200)
    portal_id = models.CharField(_("naam van het portaal bij die server (client-id)"), max_length=200)
    secret_name = models.CharField(
        _("omgevingsvariabele met het geheim"),
        max_length=60,
        validators=[RegexValidator(SECRET_NAME, _("De naam begint met RMT_SIGN_ON_, in hoofdletters."))],
    )
    vouches_for_addresses = models.BooleanField(
        _("adressen zijn van de organisatie zelf"),
        default=False,
        help_text=_("Aan als de server geen email_verified stuurt, maar mensen hun adres niet zelf kunnen kiezen."),
    )
    enforces_second_factor = models.BooleanField(
        _("dwingt een tweede stap af"),
        default=False,
        help_text=_("Dan is onze tweede stap niet nodig, als het bewijs (acr of amr) in het antwoord staat."),
    )
    accepted_acr = ArrayField(
        models.CharField(max_length=120), verbose_name=_("acr die genoeg is"), default=list, blank=True
    )
    accepted_amr = ArrayField(
        models.CharField(max_length=40), verbose_name=_("amr die genoeg is"), default=only_mfa, blank=True
    )
    is_required = models.BooleanField(
        _("alleen zo inloggen"), default=True, help_text=_("Uit: het wachtwoord van het portaal mag ook.")
    )
    is_active = models.BooleanField(_("staat aan"), default=True)

    objects = SignOnQuerySet.as_manager()

    class Meta:
        app_label = "partners"
        ordering = ["slug"]
        verbose_name = _("inloggen met het werkaccount")
        verbose_name_plural = _("inloggen met het werkaccount")
        constraints = [
            models.CheckConstraint(condition=models.Q(secret_name__regex=SECRET_NAME), name="sign_on_secret_name"),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def provider_key(self) -> str:
        """The name under which the library keeps who was bound to a subject of this server."""
        return f"sign-on-{self.pk}"


DOMAIN = r"^[a-z0-9-]+(\.[a-z0-9-]+)+$"


class SignOnDomain(models.Model):
    """An e-mail domain whose people sign in at one organisation."""

    sign_on = models.ForeignKey(SignOn, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(_("e-maildomein"), max_length=253, unique=True)

    class Meta:
        app_label = "partners"
        ordering = ["domain"]
        constraints = [
            models.CheckConstraint(condition=models.Q(domain__regex=DOMAIN), name="sign_on_domain_is_one"),
        ]

    def __str__(self) -> str:
        return self.domain

    @property
    def has_form(self) -> bool:
        """Whether it is written as a domain."""
        return re.fullmatch(DOMAIN, self.domain) is not None
