"""People of one employer who go from work to work together: a shared code, and a number without names."""

from uuid import uuid4

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intake.models.case import Case
from rmt_portal import clock
from rmt_portal.reference.models import LabourRegion


class Cohort(models.Model):
    """A reorganisation of an employer. Who registers with its code is never told to the employer."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    region = models.ForeignKey(LabourRegion, on_delete=models.PROTECT, related_name="+", verbose_name=_("regio"))
    name = models.CharField(_("naam"), max_length=80)
    employer = models.CharField(_("werkgever"), max_length=120)
    code = models.CharField(_("code"), max_length=12, unique=True)
    starts_on = models.DateField(_("vanaf"))
    ends_on = models.DateField(_("tot en met"))
    expected = models.PositiveIntegerField(_("verwacht aantal mensen"), validators=[MinValueValidator(1)])
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="cohort_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(expected__gte=1), name="cohort_expects_somebody"),
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z0-9]{8,12}$"), name="cohort_code_form"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether its code can be used today."""
        return self.closed_at is None and clock.today() <= self.ends_on


class WorkToWork(models.Model):
    """When the old work of somebody ends and the new work starts; counted when there is no day without work between."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="work_to_work")
    old_work_ends_on = models.DateField(_("laatste dag van het oude werk"), null=True, blank=True)
    new_work_starts_on = models.DateField(_("eerste dag van het nieuwe werk"), null=True, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)

    @property
    def is_direct(self) -> bool:
        """Whether the new work starts before the old work ends."""
        both = self.old_work_ends_on and self.new_work_starts_on
        return bool(both and self.new_work_starts_on <= self.old_work_ends_on)  # type: ignore[operator]
