"""What a client thought of the help, given when it was over."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intake.models.outcome import CaseOutcome
from rmt_portal import clock

LOWEST, HIGHEST = 1, 10


class YesNo(models.TextChoices):
    """An answer to a question that may be passed over."""

    YES = "yes", _("Ja")
    NO = "no", _("Nee")


class ClientRating(models.Model):
    """The grade a client gave, once for each time the help ended.

    Nobody of the staff reads it, whatever is open to them: the database shows it to the client and to the house, which
    counts it. Otherwise nobody would dare to give a low one.
    """

    outcome = models.OneToOneField(CaseOutcome, on_delete=models.CASCADE, related_name="rating")
    grade = models.PositiveSmallIntegerField(_("cijfer"))
    trust = models.CharField(_("meer vertrouwen"), max_length=3, choices=YesNo, blank=True)
    chances = models.CharField(_("meer kans op werk"), max_length=3, choices=YesNo, blank=True)
    given_at = models.DateTimeField(_("gegeven"), default=clock.now)

    class Meta:
        verbose_name = _("cijfer van een kandidaat")
        verbose_name_plural = _("cijfers van kandidaten")
        constraints = [
            models.CheckConstraint(condition=Q(grade__range=(LOWEST, HIGHEST)), name="rating_grade_in_bounds"),
            models.CheckConstraint(
                condition=Q(trust__in=["", *YesNo.values]) & Q(chances__in=["", *YesNo.values]),
                name="rating_answers_known",
            ),
        ]
        indexes = [models.Index(fields=["given_at"], name="rating_by_moment")]

    def __str__(self) -> str:
        return str(self.outcome_id)
