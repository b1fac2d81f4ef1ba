"""The other way round: the best people for one vacancy, as they were found at one moment."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intake.models import Client
from matching.models.runs import WeightSet
from matching.models.vacancies import Vacancy
from rmt_portal import clock


class VacancySearch(models.Model):
    """That people were searched for a vacancy: asked, and when done how many were looked at and found; no person."""

    vacancy = models.OneToOneField(Vacancy, on_delete=models.CASCADE, related_name="search")
    vacancy_version = models.PositiveIntegerField(default=0)
    weight_set = models.ForeignKey(WeightSet, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    made_at = models.DateTimeField(null=True, blank=True)
    people = models.PositiveIntegerField(_("vergeleken"), default=0)
    found = models.PositiveIntegerField(_("gevonden"), default=0)
    seconds = models.FloatField(default=0)

    class Meta:
        verbose_name = _("zoektocht naar mensen voor een vacature")
        verbose_name_plural = _("zoektochten naar mensen voor vacatures")
        constraints = [
            models.CheckConstraint(condition=Q(found__lte=models.F("people")), name="vacancy_search_found_of_people")
        ]

    def __str__(self) -> str:
        return f"{self.vacancy_id}: {self.found}/{self.people}"

    @property
    def is_waiting(self) -> bool:
        """Whether a worker still has to search."""
        return self.made_at is None or self.made_at < self.asked_at


class VacancyCandidate(models.Model):
    """One person among the best for a vacancy; row level security shows a colleague only who is open to them.

    ``gate``, ``reasons`` and ``confidence`` are as in a list of a client (``matching.models.runs.MatchList``).
    """

    search = models.ForeignKey(VacancySearch, on_delete=models.CASCADE, related_name="candidates")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField()
    score = models.FloatField()
    gate = models.PositiveSmallIntegerField()
    reasons = models.IntegerField()
    confidence = models.FloatField()
    is_return = models.BooleanField()

    class Meta:
        ordering = ["place"]
        verbose_name = _("kandidaat voor een vacature")
        verbose_name_plural = _("kandidaten voor vacatures")
        constraints = [models.UniqueConstraint(fields=["search", "client"], name="vacancy_candidate_once")]

    def __str__(self) -> str:
        return f"{self.client_id} ({self.search_id})"
