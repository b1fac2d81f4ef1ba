"""An appointment with a client: a contact moment that is still to come."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intake.models.case import Case
from partners.scope import ClientScopedQuerySet
from rmt_portal import clock


class AppointmentWay(models.TextChoices):
    """How they meet."""

    DESK = "desk", _("gesprek")
    PHONE = "phone", _("telefoon")
    VIDEO = "video", _("videogesprek")


class AppointmentQuerySet(ClientScopedQuerySet["Appointment"]):
    """Questions about appointments."""

    client_path = "case__client_id"
    region_path = "case__region_id"

    def coming(self) -> "AppointmentQuerySet":
        """Return the appointments that are still to come, the first one first."""
        return self.filter(cancelled_at__isnull=True, at__gte=clock.now()).order_by("at", "pk")


class Appointment(models.Model):
    """When, where and how a coach and a client meet. A moved one is another time in the same row."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="appointments", verbose_name=_("dossier"))
    at = models.DateTimeField(_("wanneer"))
    minutes = models.PositiveSmallIntegerField(_("hoe lang (minuten)"), default=60)
    way = models.CharField(_("hoe"), max_length=10, choices=AppointmentWay)
    place = models.CharField(_("waar"), max_length=120, blank=True)
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    booked_at = models.DateTimeField(default=clock.now)
    changes = models.PositiveSmallIntegerField(default=0)
    cancelled_at = models.DateTimeField(_("afgezegd"), null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("afspraak")
        verbose_name_plural = _("afspraken")
        constraints = [
            models.CheckConstraint(condition=Q(way__in=AppointmentWay.values), name="appointment_way_known"),
            models.CheckConstraint(condition=Q(minutes__range=(5, 480)), name="appointment_length_in_bounds"),
            models.CheckConstraint(condition=~Q(way="desk") | ~Q(place=""), name="appointment_desk_has_a_place"),
        ]
        indexes = [
            models.Index(fields=["case", "at"], condition=Q(cancelled_at__isnull=True), name="appointment_by_case")
        ]

    def __str__(self) -> str:
        return str(self.public_id)
