"""What was decided about an opportunity, by whom, and what came of it."""

from datetime import date
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intake.models import Client
from matching.decisions.life import NEVER_SHOWN, ON_OWN_PAGE, DecisionState, DismissReason
from matching.models.explanations import FrozenExplanation
from matching.models.vacancies import Vacancy
from rmt_portal import clock
from rmt_portal.lifecycle import StateEvent
from rmt_portal.reference.models import IscoGroup, LabourRegion


class VacancyFlag(models.Model):
    """Somebody says that a vacancy is wrong; it stands with the vacancy for everybody until it was looked at."""

    vacancy = models.ForeignKey(Vacancy, on_delete=models.CASCADE, related_name="flags")
    region = models.ForeignKey(LabourRegion, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(_("wat klopt er niet"), max_length=200)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(_("gemeld"), default=clock.now)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    resolved_at = models.DateTimeField(_("nagekeken"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("melding over een vacature")
        verbose_name_plural = _("meldingen over vacatures")
        indexes = [
            models.Index(fields=["region", "reported_at"], condition=Q(resolved_at__isnull=True), name="flag_open")
        ]

    def __str__(self) -> str:
        return self.what


class MatchDecisionQuerySet(models.QuerySet["MatchDecision"]):
    """Questions about decisions."""

    def about(self, client_id: int, vacancy_id: int) -> "MatchDecision | None":
        """Return the living decision about a pair, or the newest that was put back."""
        return self.filter(client_id=client_id, vacancy_id=vacancy_id).living_first().first()

    def living_first(self) -> "MatchDecisionQuerySet":
        """Put what was put back in the list behind what stands, then the newest first."""
        return self.order_by(models.Case(models.When(state=DecisionState.WITHDRAWN, then=1), default=0), "-pk")

    def on_own_page(self) -> "MatchDecisionQuerySet":
        """What the client may see."""
        return self.filter(state__in=ON_OWN_PAGE)

    def hiding_pair(self, day: date) -> "MatchDecisionQuerySet":
        """Decisions that keep their own vacancy out of the list: all but what was put back or is parked no longer."""
        parked = Q(hidden_until__isnull=True) | Q(hidden_until__gt=day)
        return self.exclude(state=DecisionState.WITHDRAWN).filter(parked | ~Q(state=DecisionState.DISMISSED))

    def hiding_work(self, day: date) -> "MatchDecisionQuerySet":
        """Dismissals that keep other work of the same kind out of the list for some weeks."""
        return self.filter(state=DecisionState.DISMISSED, work__isnull=False, work_hidden_until__gt=day)

    def with_everything(self) -> "MatchDecisionQuerySet":
        """What a list of decisions shows of each; ``last_actor`` is None when the client did the last step."""
        newest = MatchDecisionEvent.objects.filter(decision=models.OuterRef("pk")).order_by("-pk").values("actor")[:1]
        rows = self.annotate(last_actor=models.Subquery(newest))
        return rows.select_related("vacancy", "explanation", "decided_by", "work", "flag")


class MatchDecision(models.Model):
    """One opportunity of one client that somebody decided on; its life stands in :mod:`matching.decisions.life`.

    ``explanation`` is what was known when it was first decided on or shown, with rank, components and versions. The
    last fields are the effect of a dismissal, so that undoing it takes away exactly that.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="match_decisions")
    vacancy = models.ForeignKey(Vacancy, on_delete=models.PROTECT, related_name="match_decisions")
    explanation = models.ForeignKey(FrozenExplanation, on_delete=models.PROTECT, related_name="decisions")
    state = models.CharField(_("stand"), max_length=12, choices=DecisionState)
    version = models.PositiveIntegerField(default=1)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("besloten"), default=clock.now)
    coach_said_yes_at = models.DateTimeField(_("de coach zei ja"), null=True, blank=True)
    client_said_yes_at = models.DateTimeField(_("de kandidaat zei ja"), null=True, blank=True)
    first_seen_at = models.DateTimeField(_("bekeken op de eigen pagina"), null=True, blank=True)
    shown_at = models.DateTimeField(_("getoond aan de werkgever"), null=True, blank=True)
    shown_profile = models.TextField(_("getoond profiel, zonder naam"), blank=True, max_length=4000)
    dismiss_reason = models.CharField(_("waarom niet"), max_length=20, choices=DismissReason, blank=True)
    hidden_until = models.DateField(_("niet in de lijst tot"), null=True, blank=True)
    work = models.ForeignKey(
        IscoGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("soort werk")
    )
    employer = models.CharField(_("werkgever"), max_length=150, blank=True)
    work_hidden_until = models.DateField(_("soort werk niet in de lijst tot"), null=True, blank=True)
    max_minutes_before = models.PositiveSmallIntegerField(_("reistijd daarvoor, in minuten"), null=True, blank=True)
    max_minutes_set = models.PositiveSmallIntegerField(_("reistijd daarna, in minuten"), null=True, blank=True)
    flag = models.ForeignKey(VacancyFlag, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = MatchDecisionQuerySet.as_manager()

    last_actor: int | None
    """Who did the last step, where a query asked for it (``with_everything``)."""

    class Meta:
        ordering = ["-decided_at", "-pk"]
        verbose_name = _("besluit over een kans")
        verbose_name_plural = _("besluiten over kansen")
        indexes = [models.Index(fields=["client", "state"], name="match_decision_of_client")]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "vacancy"],
                condition=~Q(state="withdrawn"),
                name="match_decision_once_per_pair",
            ),
            models.CheckConstraint(condition=Q(state__in=DecisionState.values), name="match_decision_state_known"),
            models.CheckConstraint(
                condition=~Q(state="dismissed") | Q(dismiss_reason__in=DismissReason.values),
                name="match_decision_dismissed_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["released", "interested", "agreed", "shown"])
                | Q(coach_said_yes_at__isnull=False),
                name="match_decision_coach_said_yes",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "shown"])
                | Q(coach_said_yes_at__isnull=False, client_said_yes_at__isnull=False),
                name="match_decision_both_said_yes",
            ),
            models.CheckConstraint(
                condition=~Q(state="shown") | Q(shown_at__isnull=False),
                name="match_decision_shown_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(work__isnull=True, work_hidden_until__isnull=True)
                | Q(work__isnull=False, work_hidden_until__isnull=False),
                name="match_decision_work_has_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} x {self.vacancy_id}: {self.state}"

    @property
    def is_for_client(self) -> bool:
        """Whether the client sees it on the own page."""
        return self.state not in NEVER_SHOWN


class MatchDecisionEvent(StateEvent):
    """A change of a decision; without an actor the person did it on the own page."""

    decision = models.ForeignKey(MatchDecision, on_delete=models.CASCADE, related_name="events")
