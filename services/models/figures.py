"""The figures of a region in a month, frozen: numbers about groups, and never a person."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rmt_portal import clock
from rmt_portal.reference.models import LabourRegion


class FigureSnapshotQuerySet(models.QuerySet["FigureSnapshot"]):
    """Questions about snapshots."""

    def made(self) -> "FigureSnapshotQuerySet":
        """Snapshots that are whole."""
        return self.filter(made_at__isnull=False)

    def being_made(self) -> "FigureSnapshotQuerySet":
        """Snapshots a worker is at, or still has to begin."""
        return self.filter(made_at__isnull=True)


class FigureSnapshot(models.Model):
    """What was counted for a region over one whole month.

    Drawn part by part by a worker; whole, the database refuses every change and every deletion. Drawing a month again
    makes a new row with the next number, so that what was told before can always be looked up.
    """

    region = models.ForeignKey(LabourRegion, on_delete=models.PROTECT, related_name="+", verbose_name=_("regio"))
    month = models.DateField(_("maand"), help_text=_("de eerste dag"))
    draw = models.PositiveSmallIntegerField(_("hoeveelste keer berekend"), default=1)
    definitions = models.PositiveSmallIntegerField(_("versie van de definities"))
    asked_at = models.DateTimeField(_("gevraagd"), default=clock.now)
    numbers = models.JSONField(_("cijfers"), default=dict)
    made_at = models.DateTimeField(_("berekend"), null=True, blank=True)

    objects = FigureSnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "-draw"]
        verbose_name = _("maandcijfers")
        verbose_name_plural = _("maandcijfers")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["region", "month", "draw"], name="figures_draw_once"),
            models.UniqueConstraint(
                fields=["region", "month"], condition=Q(made_at__isnull=True), name="figures_one_being_made"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="figures_month_is_first_day"),
            models.CheckConstraint(condition=Q(draw__gte=1), name="figures_draw_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.month:%Y-%m} ({self.draw})"

    def of(self, report: str) -> dict[str, list[Any]]:
        """Return the numbers of one report, by table; nothing for a report that was not there yet."""
        found: dict[str, list[Any]] = self.numbers.get(report, {})
        return found
