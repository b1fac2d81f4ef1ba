"""What was said about one person and one vacancy, kept as it was said (MATCHING 2, DECISIONS 6)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intake.models import Client
from matching.models.runs import MatchRun, WeightSet
from matching.models.vacancies import Vacancy
from rmt_portal import clock


class FrozenExplanation(models.Model):
    """One explanation, frozen when it was first shown to a client or decided on; never changed afterwards.

    ``components`` and ``weights`` are values by name, an unknown component is absent; together they give ``score``
    again. ``words`` holds what was read (:func:`matching.decisions.freezing.words_of`), with the facts of the
    catalogue in it.
    ``run`` is empty when the pair was worked out apart, because somebody asked about work that was in no list.
    """

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="frozen_explanations")
    vacancy = models.ForeignKey(Vacancy, on_delete=models.PROTECT, related_name="frozen_explanations")
    run = models.ForeignKey(MatchRun, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    weight_set = models.ForeignKey(WeightSet, on_delete=models.PROTECT, related_name="+")
    engine = models.CharField(max_length=20)
    profile_version = models.PositiveIntegerField()
    vacancy_version = models.PositiveIntegerField()
    rank = models.PositiveSmallIntegerField(_("plaats in de lijst"), null=True, blank=True)
    is_return = models.BooleanField(_("eerder werk"), default=False)
    score = models.FloatField(null=True, help_text="empty when nothing was known")
    gate = models.PositiveSmallIntegerField()
    reasons = models.PositiveIntegerField(default=0)
    confidence = models.FloatField()
    components = models.JSONField(default=dict)
    weights = models.JSONField(default=dict)
    words = models.JSONField(default=dict)
    frozen_at = models.DateTimeField(_("vastgelegd"), default=clock.now)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["client", "vacancy", "-id"], name="frozen_of_pair")]
        constraints = [
            models.CheckConstraint(condition=Q(gate__lte=2), name="frozen_gate_known"),
            models.CheckConstraint(condition=Q(confidence__gte=0, confidence__lte=1), name="frozen_confidence_share"),
            models.CheckConstraint(
                condition=Q(rank__isnull=True) | Q(run__isnull=False), name="frozen_rank_is_of_a_run"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} x {self.vacancy_id}"


class MatchQuestion(models.Model):
    """Somebody asked why a vacancy is (not) among the opportunities of a client; a worker answers within seconds.

    ``changes`` lists what would change the outcome, each worked out by the engine itself.
    """

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="match_questions")
    vacancy = models.ForeignKey(Vacancy, on_delete=models.PROTECT, related_name="match_questions")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("gevraagd"), default=clock.now)
    answered_at = models.DateTimeField(_("beantwoord"), null=True, blank=True)
    explanation = models.ForeignKey(
        FrozenExplanation, on_delete=models.CASCADE, null=True, blank=True, related_name="questions"
    )
    changes = models.JSONField(default=list, blank=True)
    better = models.PositiveIntegerField(_("vacatures die beter passen"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(explanation__isnull=True) | Q(answered_at__isnull=False), name="match_question_answered"
            )
        ]

    def __str__(self) -> str:
        return f"{self.client_id} x {self.vacancy_id}"
