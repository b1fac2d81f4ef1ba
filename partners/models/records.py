"""What is kept about an organisation besides itself: what happened to it, whom to call, and what was agreed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models.grants import Layer, LegalBasis, Purpose
from partners.models.organisations import Organisation
from rmt_portal import clock
from rmt_portal.lifecycle import StateEvent
from rmt_portal.reference.models import LabourRegion


class OrganisationEvent(StateEvent):
    """One change of state of ``partner``; ``organisation_id`` is for whom the actor worked."""

    partner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="events")

    class Meta(StateEvent.Meta):
        app_label = "partners"
        verbose_name = _("gebeurtenis van een organisatie")
        verbose_name_plural = _("gebeurtenissen van organisaties")


class OrganisationContact(models.Model):
    """Somebody to call at an organisation, and for what; also for organisations without accounts."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="contacts", verbose_name=_("organisatie")
    )
    name = models.CharField(_("naam"), max_length=120)
    about = models.CharField(_("waarvoor"), max_length=120, blank=True)
    phone = models.CharField(_("telefoon"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    reachable = models.CharField(
        _("wanneer bereikbaar"),
        max_length=120,
        blank=True,
        help_text=_("Bijvoorbeeld: ma tot en met do, 9 tot 17 uur."),
    )

    class Meta:
        app_label = "partners"
        ordering = ["organisation", "name", "pk"]
        verbose_name = _("contactpersoon")
        verbose_name_plural = _("contactpersonen")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(phone="", email=""),
                name="contact_can_be_reached",
                violation_error_message=_("Vul een telefoonnummer of een e-mailadres in."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """Questions about agreements."""

    def current(self) -> "AgreementQuerySet":
        """Agreements that hold today."""
        today = clock.today()
        return self.filter(models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=today), valid_from__lte=today)


class Agreement(models.Model):
    """What the region and an organisation agreed: which data for which purpose, on which basis, from when to when."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="agreements", verbose_name=_("organisatie")
    )
    region = models.ForeignKey(LabourRegion, on_delete=models.PROTECT, related_name="+", verbose_name=_("regio"))
    purpose = models.CharField(_("doel"), max_length=15, choices=Purpose)
    layer = models.PositiveSmallIntegerField(_("hoeveel"), choices=Layer)
    data = models.CharField(
        _("welke gegevens"), max_length=300, help_text=_("Bijvoorbeeld: naam, telefoonnummer en werkervaring.")
    )
    legal_basis = models.CharField(_("grondslag"), max_length=15, choices=LegalBasis)
    valid_from = models.DateField(_("vanaf"), default=clock.today)
    valid_until = models.DateField(_("tot en met"), null=True, blank=True)
    document = models.CharField(_("waar de getekende tekst ligt"), max_length=200, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        app_label = "partners"
        ordering = ["organisation", "purpose", "-valid_from", "pk"]
        verbose_name = _("afspraak over gegevens")
        verbose_name_plural = _("afspraken over gegevens")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="agreement_period_in_order",
                violation_error_message=_("De laatste dag komt na de eerste."),
            ),
            models.CheckConstraint(condition=models.Q(purpose__in=Purpose.values), name="agreement_purpose_known"),
            models.CheckConstraint(condition=models.Q(layer__in=Layer.values), name="agreement_layer_known"),
            models.CheckConstraint(condition=models.Q(legal_basis__in=LegalBasis.values), name="agreement_basis_known"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_purpose_display()}"
