"""The table of observed job changes that a region may load: between kinds of work, never of a person."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rmt_portal import clock
from rmt_portal.reference.models import LabourRegion


class MoveTable(models.Model):
    """How many people went from one ISCO unit group to another, as parallel arrays; loaded whole, in place of before.

    ``women`` says how many of them were women; without it nobody can see what the table does to women and men, and it
    can not be given weight (``matching.weights.weighing``).
    """

    region = models.OneToOneField(LabourRegion, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(_("bron"), max_length=200)
    origins = ArrayField(models.PositiveSmallIntegerField())
    destinations = ArrayField(models.PositiveSmallIntegerField())
    counts = ArrayField(models.PositiveIntegerField())
    women = ArrayField(models.PositiveIntegerField(), null=True, blank=True)
    loaded_at = models.DateTimeField(_("geladen"), default=clock.now)

    class Meta:
        verbose_name = _("tabel met overstappen")
        verbose_name_plural = _("tabellen met overstappen")
        constraints = [
            models.CheckConstraint(
                condition=Q(origins__len=models.F("destinations__len"), counts__len=models.F("origins__len")),
                name="move_table_rows_are_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.region_id}: {len(self.counts)}"
