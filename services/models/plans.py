"""Plans (plan van aanpak): a row of ``ActionPlan`` is one version, with its goals, steps and agreements."""

from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intake.models import Case, CaseAssignment, Client
from partners.models import Organisation
from rmt_portal import clock
from rmt_portal.lifecycle import StateEvent
from rmt_portal.reference.models import LabourRegion, Occupation
from services.plans.lifecycle import OPEN_STATES, PlanParty, PlanState, StepState

MAX_TEXT = 200
MAX_DAYS = 730


class LifeDomain(models.TextChoices):
    """The part of life a goal is about; wide enough to say nothing about an illness or an amount."""

    WORK = "work", _("werk")
    LEARNING = "learning", _("leren")
    LANGUAGE = "language", _("taal en computer")
    MONEY = "money", _("geld")
    HOME = "home", _("wonen")
    FAMILY = "family", _("gezin en zorg voor anderen")
    WELLBEING = "wellbeing", _("energie en gezondheid")
    PEOPLE = "people", _("mensen om je heen")


class StepOwner(models.TextChoices):
    """Who does a step."""

    CLIENT = "client", _("kandidaat")
    COACH = "coach", _("coach")
    PARTNER = "partner", _("partner")


class AgreedHow(models.TextChoices):
    """How somebody agreed."""

    OWN_PAGE = "own_page", _("op de eigen pagina")
    PORTAL = "portal", _("in het portaal")
    TALK = "talk", _("in een gesprek")
    PHONE = "phone", _("aan de telefoon")
    MAIL = "mail", _("per e-mail")
    PAPER = "paper", _("met een handtekening op papier")


RECORDED_WAYS = (AgreedHow.TALK, AgreedHow.PHONE, AgreedHow.MAIL, AgreedHow.PAPER)
"""How a client can have agreed when the coach writes it down."""


class ActionPlanQuerySet(models.QuerySet["ActionPlan"]):
    """Questions about plans."""

    def running(self) -> "ActionPlanQuerySet":
        """Versions that hold, or on which somebody still has to agree."""
        return self.filter(state__in=[*OPEN_STATES, PlanState.AGREED])

    def kept(self) -> "ActionPlanQuerySet":
        """Versions people may read: not what was thrown away as a concept."""
        return self.exclude(state=PlanState.DISCARDED)

    def for_client(self) -> "ActionPlanQuerySet":
        """Versions a client reads: what was proposed or agreed on; a concept is work of the coach."""
        return self.exclude(state__in=[PlanState.DISCARDED, PlanState.DRAFT])

    def of_coach(self, user: Any) -> "ActionPlanQuerySet":
        """Plans of the cases this person guides now."""
        mine = CaseAssignment.objects.filter(coach=user, until_at__isnull=True)
        return self.filter(case__in=mine.values("case"))


class ActionPlan(models.Model):
    """One version of the plan of a case; its state changes through ``rmt_portal.lifecycle.advance`` only."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="plans", verbose_name=_("cliënt"))
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="plans", verbose_name=_("dossier"))
    region = models.ForeignKey(LabourRegion, on_delete=models.PROTECT, related_name="+", verbose_name=_("regio"))
    number = models.PositiveSmallIntegerField(_("versie"))
    template_code = models.SlugField(_("voorbeeld"), max_length=40, blank=True)
    state = models.CharField(_("status"), max_length=12, choices=PlanState, default=PlanState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("gemaakt door")
    )
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("gemaakt"), default=clock.now)
    proposed_at = models.DateTimeField(_("voorgelegd"), null=True, blank=True)
    agreed_at = models.DateTimeField(_("akkoord"), null=True, blank=True)
    starts_on = models.DateField(_("begint op"), null=True, blank=True)
    review_on = models.DateField(_("samen bespreken op"), null=True, blank=True)
    ended_at = models.DateTimeField(_("gestopt"), null=True, blank=True)

    objects = ActionPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-number", "-pk"]
        verbose_name = _("plan van aanpak")
        verbose_name_plural = _("plannen van aanpak")
        indexes = [models.Index(fields=["case", "-number"], name="plan_by_case")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PlanState.values), name="plan_state_known"),
            models.CheckConstraint(condition=Q(number__gte=1), name="plan_number_from_one"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=[s.value for s in OPEN_STATES]),
                name="plan_one_open_version_per_case",
                violation_error_message=_("Er is al een nieuwe versie van dit plan."),
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(state="agreed"), name="plan_one_agreed_per_case"),
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "replaced"])
                | Q(agreed_at__isnull=False, proposed_at__isnull=False, starts_on__isnull=False),
                name="plan_agreed_has_moments",
            ),
            models.CheckConstraint(
                condition=~Q(state="agreed") | Q(review_on__isnull=False), name="plan_agreed_has_review"
            ),
            models.CheckConstraint(
                condition=(Q(proposed_at__isnull=True) | Q(proposed_at__gte=F("made_at")))
                & (Q(agreed_at__isnull=True) | Q(agreed_at__gte=F("proposed_at")))
                & (Q(review_on__isnull=True) | Q(review_on__gte=F("starts_on"))),
                name="plan_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["ended", "discarded", "replaced"]) | Q(ended_at__isnull=True),
                name="plan_running_has_no_end",
            ),
        ]

    def __str__(self) -> str:
        return f"plan {self.number}"

    @property
    def is_draft(self) -> bool:
        """Whether it may be changed."""
        return self.state == PlanState.DRAFT


class PlanEvent(StateEvent):
    """A change of a plan's state."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="events")
    reason = models.CharField(_("reden"), max_length=500, blank=True)


class PlanGoal(models.Model):
    """What somebody wants to reach, in their own words."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="goals")
    domain = models.CharField(_("gaat over"), max_length=10, choices=LifeDomain)
    text = models.CharField(_("doel"), max_length=MAX_TEXT)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(domain__in=LifeDomain.values), name="plan_goal_domain_known"),
            models.CheckConstraint(condition=~Q(text=""), name="plan_goal_has_text"),
        ]


class TargetOccupation(models.Model):
    """Work the plan leads to."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="occupations")
    occupation = models.ForeignKey(Occupation, on_delete=models.PROTECT, related_name="+", verbose_name=_("beroep"))
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "occupation"], name="plan_occupation_once")]


class PlanStep(models.Model):
    """Something one person does, on a day or some days after the start or after an earlier step."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="steps")
    goal = models.ForeignKey(
        PlanGoal, on_delete=models.SET_NULL, null=True, blank=True, related_name="steps", verbose_name=_("doel")
    )
    text = models.CharField(_("wat"), max_length=MAX_TEXT)
    owner = models.CharField(_("wie"), max_length=8, choices=StepOwner)
    partner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("partner")
    )
    partner_name = models.CharField(_("naam van de partner"), max_length=80, blank=True)
    fixed_on = models.DateField(_("op"), null=True, blank=True)
    days = models.PositiveSmallIntegerField(_("dagen later"), null=True, blank=True)
    after_step = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="followers", verbose_name=_("na stap")
    )
    position = models.PositiveSmallIntegerField()
    copied_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="copies")
    state = models.CharField(_("status"), max_length=8, choices=StepState, default=StepState.OPEN)
    version = models.PositiveIntegerField(default=1)
    settled_at = models.DateTimeField(_("afgerond"), null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["position", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=StepState.values), name="plan_step_state_known"),
            models.CheckConstraint(condition=Q(owner__in=StepOwner.values), name="plan_step_owner_known"),
            models.CheckConstraint(condition=~Q(text=""), name="plan_step_has_text"),
            models.CheckConstraint(
                condition=(Q(owner="partner") & ~Q(partner__isnull=True, partner_name=""))
                | (~Q(owner="partner") & Q(partner__isnull=True, partner_name="")),
                name="plan_step_partner_is_named",
            ),
            models.CheckConstraint(
                condition=Q(fixed_on__isnull=False, days__isnull=True, after_step__isnull=True)
                | Q(fixed_on__isnull=True, days__range=(0, MAX_DAYS)),
                name="plan_step_has_one_time",
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_at__isnull=True, settled_by__isnull=True)
                | (~Q(state="open") & Q(settled_at__isnull=False)),
                name="plan_step_settled_has_moment",
            ),
        ]


class PlanStepEvent(StateEvent):
    """A change of a step's state."""

    step = models.ForeignKey(PlanStep, on_delete=models.CASCADE, related_name="events")


class PlanAgreement(models.Model):
    """Somebody agreed on this version: who, when and how. It is void when the version went back to be changed."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="agreements")
    party = models.CharField(_("wie"), max_length=6, choices=[p for p in PlanParty.choices if p[0] != "system"])
    name = models.CharField(_("naam"), max_length=160)
    at = models.DateTimeField(_("moment"), default=clock.now)
    how = models.CharField(_("hoe"), max_length=10, choices=AgreedHow)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=clock.now)
    void_at = models.DateTimeField(_("vervallen"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "party"], condition=Q(void_at__isnull=True), name="plan_agreement_once_per_party"
            ),
            models.CheckConstraint(condition=Q(party__in=["client", "coach"]), name="plan_agreement_party_known"),
            models.CheckConstraint(condition=~Q(name=""), name="plan_agreement_has_name"),
            models.CheckConstraint(
                condition=Q(how="own_page", party="client", recorded_by__isnull=True)
                | (~Q(how="own_page") & Q(recorded_by__isnull=False)),
                name="plan_agreement_says_who_recorded",
            ),
            models.CheckConstraint(condition=Q(at__lte=F("recorded_at")), name="plan_agreement_not_in_future"),
        ]


class PlanReview(models.Model):
    """Coach and client looked at the plan together."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="reviews")
    at = models.DateTimeField(_("moment"), default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(_("wat spraken jullie af"), max_length=500, blank=True)
    next_on = models.DateField(_("weer bespreken op"))

    class Meta:
        ordering = ["-at", "-pk"]
