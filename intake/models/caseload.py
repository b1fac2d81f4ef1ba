"""A file with people somebody already guides: its lines wait here until they are registered, refused or skipped."""

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models import Organisation
from rmt_portal import clock
from rmt_portal.reference.models import LabourRegion

MAX_CELL = 300
MAX_REASON = 400


class CaseloadState(models.TextChoices):
    """How far a file is."""

    MAPPING = "mapping", _("Kolommen kiezen")
    CHECKING = "checking", _("Wordt nagekeken")
    CHECKED = "checked", _("Nagekeken")
    REGISTERING = "registering", _("Wordt aangemeld")
    DONE = "done", _("Klaar")


class CaseloadFile(models.Model):
    """A file somebody brought in; the file itself is never kept, its lines until ``expires_at``."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    region = models.ForeignKey(LabourRegion, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    headings = ArrayField(models.CharField(max_length=MAX_CELL, blank=True))
    columns = ArrayField(
        models.CharField(max_length=20, blank=True), help_text="what each column holds; empty: left out"
    )
    takes_over = models.BooleanField(
        default=False, help_text="who brought it in becomes the coach of who is registered"
    )
    links_asked_at = models.DateTimeField(null=True, blank=True, help_text="when everybody was to get a link")
    state = models.CharField(max_length=12, choices=CaseloadState, default=CaseloadState.MAPPING)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-created_at", "-pk"]


class LineOutcome(models.TextChoices):
    """What became of a line."""

    WAITING = "waiting", _("nog niet nagekeken")
    READY = "ready", _("kan worden aangemeld")
    KNOWN = "known", _("bekend bij het team")
    REFUSED = "refused", _("geweigerd")
    SKIPPED = "skipped", _("overgeslagen")
    REGISTERED = "registered", _("aangemeld")


class CaseloadLine(models.Model):
    """One line of a file. What stood in it goes once somebody is registered; the rest goes with the file."""

    file = models.ForeignKey(CaseloadFile, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField(help_text="as the spreadsheet numbers it")
    cells = ArrayField(models.CharField(max_length=MAX_CELL, blank=True), default=list, blank=True)
    trouble = models.CharField(max_length=MAX_REASON, blank=True, help_text="why it was refused while it was read")
    outcome = models.CharField(max_length=10, choices=LineOutcome, default=LineOutcome.WAITING)
    reason = models.CharField(max_length=MAX_REASON, blank=True)
    is_wanted = models.BooleanField(default=False, help_text="known, and to be registered all the same")
    reference = models.CharField(max_length=20, blank=True, help_text="the number of the registration")
    confirmation = models.UUIDField(null=True, blank=True, help_text="public_id of what waits for the person's yes")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="caseload_line_once"),
            models.CheckConstraint(
                condition=~models.Q(outcome="registered") | (models.Q(cells=[]) & ~models.Q(reference="")),
                name="caseload_line_registered_is_emptied",
            ),
        ]
