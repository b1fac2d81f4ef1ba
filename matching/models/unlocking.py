"""Which training opens how much work, per client and per region."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models import Client
from partners.scope import ClientScopedQuerySet
from rmt_portal import clock
from rmt_portal.reference.models import LabourRegion
from services.models import Service

MOST_KEPT = 30
"""Vacancies that are kept by name per training and client; the count itself is exact."""


class TrainingGainQuerySet(ClientScopedQuerySet["TrainingGain"]):
    """Questions about what trainings open; ``visible_to(user)`` comes with the base."""

    client_path = "client_id"
    region_path = "client__region_id"


class TrainingGain(models.Model):
    """What each training of the catalogue opens for one client: parallel arrays, the one that opens most first.

    ``vacancy_ids`` holds, training after training, the best ``min(gain, MOST_KEPT)`` vacancies it opens.
    ``now`` and ``with_training`` count the open vacancies by the gate as it is today.
    """

    client = models.OneToOneField(Client, on_delete=models.CASCADE, related_name="training_gain")
    profile_version = models.PositiveIntegerField()
    computed_at = models.DateTimeField(default=clock.now)
    now = models.PositiveIntegerField()
    with_training = models.PositiveIntegerField()
    vacancies = models.PositiveIntegerField(help_text="open vacancies of the region that were looked at")
    service_ids = ArrayField(models.BigIntegerField())
    gains = ArrayField(models.PositiveIntegerField())
    vacancy_ids = ArrayField(models.BigIntegerField())

    objects = TrainingGainQuerySet.as_manager()

    class Meta:
        verbose_name = _("wat een opleiding opent")
        verbose_name_plural = _("wat opleidingen openen")

    def __str__(self) -> str:
        return f"{self.client_id}: {len(self.service_ids)}"

    def by_service(self) -> list[tuple[int, int, list[int]]]:
        """Return service, number of vacancies it opens, and the best of those."""
        found, at = [], 0
        for service, gain in zip(self.service_ids, self.gains, strict=True):
            kept = min(gain, MOST_KEPT)
            found.append((service, gain, self.vacancy_ids[at : at + kept]))
            at += kept
        return found


class RegionGain(models.Model):
    """What one training opens in a region: for how many people, and how many different vacancies."""

    region = models.ForeignKey(LabourRegion, on_delete=models.CASCADE, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    people = models.PositiveIntegerField()
    vacancies = models.PositiveIntegerField()
    computed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "service"], name="region_gain_once")]

    def __str__(self) -> str:
        return f"{self.service_id}: {self.people}"
