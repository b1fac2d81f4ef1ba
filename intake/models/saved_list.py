"""A list of candidates a colleague comes back to: a name and the filters of its address."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from rmt_portal import clock

MAX_LIST_NAME = 40
MOST_LISTS = 12
"""As many names as somebody reads at a glance above a list."""


class SavedList(models.Model):
    """Filters under a name, of one colleague. What somebody searched for (a name of a person) is never in it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_lists")
    name = models.CharField(_("naam"), max_length=MAX_LIST_NAME)
    mine = models.BooleanField(_("alleen eigen kandidaten"), default=False)
    filters = models.JSONField(_("filters"), default=dict)
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("bewaarde lijst")
        verbose_name_plural = _("bewaarde lijsten")
        constraints = [
            models.UniqueConstraint("user", Lower("name"), name="saved_list_name_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="saved_list_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
