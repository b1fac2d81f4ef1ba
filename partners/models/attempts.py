"""How often somebody tried."""

from django.db import models


class AttemptBucket(models.Model):
    """How many tries are left for an account or an address (see :mod:`partners.attempts`)."""

    key = models.CharField(max_length=64, primary_key=True)
    tries = models.FloatField()
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
