"""The weights, and the runs that rank work for people with them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intake.models import Client
from rmt_portal import clock
from rmt_portal.reference.models import LabourRegion


class WeightSet(models.Model):
    """A version of the weights; a change makes a new version and keeps the old. ``region`` empty: the default."""

    region = models.ForeignKey(LabourRegion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField()
    weights = models.JSONField()
    spread = models.FloatField(
        default=0.0, help_text="how much of the own score (0 to 0.1) a vacancy may give way so that others are seen too"
    )
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "version"], name="weight_set_once", nulls_distinct=False),
            models.CheckConstraint(condition=Q(spread__gte=0, spread__lte=0.1), name="weight_set_spread_bounded"),
        ]

    def __str__(self) -> str:
        return f"versie {self.version}"


class MatchRun(models.Model):
    """One ranking of a region (or of some of its clients), with the versions of everything that went in."""

    class Kind(models.TextChoices):
        FULL = "full", _("alles")
        INCREMENTAL = "incremental", _("wat veranderde")
        CLIENT = "client", _("één cliënt")

    class State(models.TextChoices):
        OPEN = "open", _("bezig")
        PUBLISHED = "published", _("klaar")
        PARTIAL = "partial", _("niet af")
        SUPERSEDED = "superseded", _("vervangen")

    region = models.ForeignKey(LabourRegion, on_delete=models.PROTECT, related_name="match_runs")
    key = models.CharField(max_length=120, unique=True, help_text="a second trigger with the same key joins this run")
    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    weight_set = models.ForeignKey(WeightSet, on_delete=models.PROTECT, related_name="runs")
    inputs = models.JSONField(default=dict, help_text="versions and counts of what went in")
    seconds = models.JSONField(default=dict, help_text="load, score, write, total")
    started_at = models.DateTimeField(default=clock.now)
    published_at = models.DateTimeField(null=True, blank=True)

    parts_total: int
    parts_done: int
    parts_failed: int
    """How many parts it has, and how they stand; only in the list of the administration, which counts them."""

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("berekening van kansen")
        verbose_name_plural = _("berekeningen van kansen")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "kind"],
                condition=Q(state="open"),
                name="match_run_one_open_per_kind",
            )
        ]
        indexes = [models.Index(fields=["region", "state", "-id"], name="match_run_by_state")]

    def __str__(self) -> str:
        return self.key


class MatchChunk(models.Model):
    """A part of a run that one worker leases; a dead worker's lease runs out (SECURITY 2.2).

    ``owner`` and ``attempts`` together are the fence: a worker whose lease ran out and was taken over can not write.
    """

    class State(models.TextChoices):
        TODO = "todo"
        BUSY = "busy"
        DONE = "done"
        FAILED = "failed"

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    client_ids = ArrayField(models.BigIntegerField())
    state = models.CharField(max_length=6, choices=State, default=State.TODO)
    owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    seconds = models.JSONField(default=dict, help_text="load, score, write; also pairs and peak_rss_mb of the worker")
    error = models.CharField(max_length=120, blank=True, help_text="what went wrong last: kind and place, no values")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="match_chunk_once")]
        indexes = [
            models.Index(fields=["run", "number"], condition=~Q(state="done"), name="match_chunk_not_done"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.number}"


class MatchListQuerySet(models.QuerySet["MatchList"]):
    """Questions about ranked opportunities."""

    def published(self) -> "MatchListQuerySet":
        """Lists of complete runs; publishing a run is one UPDATE, so nobody ever sees half of one."""
        return self.filter(run__state=MatchRun.State.PUBLISHED)

    def current(self) -> "MatchListQuerySet":
        """The newest published list of each client."""
        return self.published().order_by("client_id", "-run_id").distinct("client_id")

    def current_for(self, client_id: int) -> "MatchList | None":
        """The newest published list of one client."""
        return self.published().filter(client_id=client_id).select_related("run").order_by("-run_id").first()


class MatchList(models.Model):
    """The ranked opportunities of one client in one run: parallel arrays, best first (DECISIONS 6).

    The first ``n_new`` places are new directions, the others are "terug naar eerder werk"; each part is best first.
    ``components`` has one row per vacancy and one column per component, in the order of ``run.inputs["components"]``;
    an unknown component is NaN. ``gates`` holds the outcome per vacancy (0 now, 1 with a training, 2 not now) and
    ``reasons`` its reasons as bits (``matching.engine.gates``).
    """

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="lists")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="match_lists")
    profile_version = models.PositiveIntegerField()
    n_new = models.PositiveSmallIntegerField()
    vacancy_ids = ArrayField(models.BigIntegerField())
    scores = ArrayField(models.FloatField())
    gates = ArrayField(models.PositiveSmallIntegerField())
    reasons = ArrayField(models.IntegerField())
    confidences = ArrayField(models.FloatField(), help_text="share of the weight that was known")
    components = ArrayField(models.FloatField(), help_text="row major, len(vacancy_ids) x n_components")

    objects = MatchListQuerySet.as_manager()

    class Meta:
        verbose_name = _("kansen van een cliënt")
        verbose_name_plural = _("kansen van cliënten")
        constraints = [models.UniqueConstraint(fields=["run", "client"], name="match_list_once_per_run")]
        indexes = [models.Index(fields=["client", "-run"], name="match_list_newest")]

    def __str__(self) -> str:
        return f"{self.client_id} ({self.run_id})"
