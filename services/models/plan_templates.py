"""Examples from which a plan is made; each region has its own, kept by its coordinator."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rmt_portal.reference.models import LabourRegion
from services.models.plans import MAX_DAYS, MAX_TEXT, LifeDomain, StepOwner


class PlanTemplate(models.Model):
    """An example of a plan."""

    region = models.ForeignKey(LabourRegion, on_delete=models.CASCADE, related_name="+", verbose_name=_("regio"))
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("naam"), max_length=80)
    for_whom = models.CharField(_("voor wie"), max_length=200)
    position = models.PositiveSmallIntegerField(_("plaats in de lijst"), default=100)
    is_active = models.BooleanField(_("te kiezen"), default=True)

    class Meta:
        ordering = ["position", "name", "pk"]
        verbose_name = _("voorbeeldplan")
        verbose_name_plural = _("voorbeeldplannen")
        constraints = [models.UniqueConstraint(fields=["region", "code"], name="plan_template_once")]

    def __str__(self) -> str:
        return self.name


class PlanTemplateGoal(models.Model):
    """A goal of an example."""

    template = models.ForeignKey(PlanTemplate, on_delete=models.CASCADE, related_name="goals")
    number = models.PositiveSmallIntegerField(_("nummer"))
    domain = models.CharField(_("gaat over"), max_length=10, choices=LifeDomain)
    text = models.CharField(_("doel"), max_length=MAX_TEXT)

    class Meta:
        ordering = ["number", "pk"]
        verbose_name = _("doel")
        verbose_name_plural = _("doelen")
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="plan_template_goal_once")]

    def __str__(self) -> str:
        return self.text


class PlanTemplateStep(models.Model):
    """A step of an example: so many days after the start, or after an earlier step by its number."""

    template = models.ForeignKey(PlanTemplate, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField(_("nummer"))
    goal = models.PositiveSmallIntegerField(_("nummer van het doel"), null=True, blank=True)
    text = models.CharField(_("wat"), max_length=MAX_TEXT)
    owner = models.CharField(_("wie"), max_length=8, choices=StepOwner)
    partner_name = models.CharField(_("naam van de partner"), max_length=80, blank=True)
    days = models.PositiveSmallIntegerField(_("dagen later"))
    after = models.PositiveSmallIntegerField(
        _("na stap nummer"), null=True, blank=True, help_text=_("Leeg: na het begin van het plan.")
    )

    class Meta:
        ordering = ["number", "pk"]
        verbose_name = _("stap")
        verbose_name_plural = _("stappen")
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="plan_template_step_once"),
            models.CheckConstraint(
                condition=Q(after__isnull=True) | Q(after__lt=models.F("number")),
                name="plan_template_step_after_earlier",
                violation_error_message=_("Een stap kan alleen na een eerdere stap komen."),
            ),
            models.CheckConstraint(
                condition=(Q(owner="partner") & ~Q(partner_name="")) | (~Q(owner="partner") & Q(partner_name="")),
                name="plan_template_step_partner_is_named",
                violation_error_message=_("Noem de partner alleen, en altijd, bij een stap van een partner."),
            ),
            models.CheckConstraint(
                condition=Q(days__lte=MAX_DAYS),
                name="plan_template_step_within_two_years",
                violation_error_message=_("Kies een dag binnen twee jaar."),
            ),
        ]

    def __str__(self) -> str:
        return self.text
