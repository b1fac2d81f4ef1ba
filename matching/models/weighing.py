"""How weights come to be published, what they would change, and what a ranking does to groups and vacancies."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from matching.models.runs import MatchRun, WeightSet
from rmt_portal import clock
from rmt_portal.lifecycle import StateEvent
from rmt_portal.reference.models import LabourRegion


class WeightSetEvent(StateEvent):
    """What happened to a version of the weights: proposed, published or dropped, by whom."""

    weight_set = models.ForeignKey(WeightSet, on_delete=models.CASCADE, related_name="events")

    class Meta(StateEvent.Meta):
        verbose_name = _("gebeurtenis van gewichten")
        verbose_name_plural = _("gebeurtenissen van gewichten")


class WeightPreview(models.Model):
    """What a proposed version would change for the people of its region, counted by a worker before it is published.

    ``against`` is the version it is compared with. ``figures`` holds counts only; ``done`` of ``total`` people.
    """

    class State(models.TextChoices):
        TODO = "todo", _("wacht")
        BUSY = "busy", _("bezig")
        DONE = "done", _("klaar")
        FAILED = "failed", _("niet gelukt")

    weight_set = models.OneToOneField(WeightSet, on_delete=models.CASCADE, related_name="preview")
    against = models.ForeignKey(WeightSet, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=6, choices=State, default=State.TODO)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    figures = models.JSONField(default=dict)
    asked_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done") | Q(finished_at__isnull=False), name="weight_preview_done_has_moment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.weight_set}: {self.done}/{self.total}"


class SpreadPlan(models.Model):
    """How vacancies are spread over people: what an often shown vacancy gives way, never more than ``spread``.

    Made from the lists of a whole run and used by the runs after it (:mod:`matching.engine.spread`).
    """

    region = models.ForeignKey(LabourRegion, on_delete=models.CASCADE, related_name="+")
    run = models.ForeignKey(MatchRun, on_delete=models.SET_NULL, null=True, related_name="+")
    spread = models.FloatField()
    capacity = models.PositiveIntegerField()
    vacancy_ids = ArrayField(models.BigIntegerField())
    gives_way = ArrayField(models.FloatField())
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["region", "-id"], name="spread_plan_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(spread__gt=0, spread__lte=0.1), name="spread_plan_bounded"),
        ]

    def __str__(self) -> str:
        return f"{self.region_id}: {len(self.vacancy_ids)}"


class RegionReport(models.Model):
    """Figures about a region's lists as of its last whole run; groups and vacancies, never a person."""

    class Kind(models.TextChoices):
        EXPOSURE = "exposure", _("verdeling van vacatures")
        FAIRNESS = "fairness", _("eerlijkheid per groep")

    region = models.ForeignKey(LabourRegion, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    run = models.ForeignKey(MatchRun, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    figures = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "kind"], name="region_report_once")]

    def __str__(self) -> str:
        return f"{self.region_id}: {self.kind}"
