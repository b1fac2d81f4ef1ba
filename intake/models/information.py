"""Questions that were answered on the spot: counted by month, without anything about who asked."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models import Organisation
from rmt_portal.reference.models import LabourRegion


class Subject(models.TextChoices):
    """What somebody wanted to know."""

    WORK = "work", _("werk vinden")
    TRAINING = "training", _("opleiding of een ander beroep")
    DISMISSAL = "dismissal", _("ontslag of een reorganisatie")
    BENEFIT = "benefit", _("een uitkering")
    MONEY = "money", _("geldzorgen")
    OWN_BUSINESS = "own_business", _("een eigen bedrijf")
    STAFF = "staff", _("personeel vinden of overnemen")
    OTHER = "other", _("iets anders")


class AskedBy(models.TextChoices):
    """How the question came."""

    DESK = "desk", _("aan de balie")
    PHONE = "phone", _("aan de telefoon")
    MESSAGE = "message", _("in een mail of bericht")


class Answered(models.TextChoices):
    """What became of it."""

    HERE = "here", _("meteen beantwoord")
    SENT_ON = "sent_on", _("doorgestuurd naar een andere organisatie")
    REGISTERS = "registers", _("gaat zich aanmelden")


class InformationCount(models.Model):
    """How many questions of one kind an organisation answered in a month. No row is about a person or a visit."""

    region = models.ForeignKey(LabourRegion, on_delete=models.PROTECT, related_name="+", verbose_name=_("regio"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisatie")
    )
    month = models.DateField(_("maand"))
    subject = models.CharField(_("waarover"), max_length=15, choices=Subject)
    asked_by = models.CharField(_("hoe"), max_length=10, choices=AskedBy)
    answered = models.CharField(_("wat is gedaan"), max_length=10, choices=Answered)
    number = models.PositiveIntegerField(_("aantal"), default=0)

    class Meta:
        ordering = ["month", "pk"]
        verbose_name = _("aantal korte vragen")
        verbose_name_plural = _("aantallen korte vragen")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "organisation", "month", "subject", "asked_by", "answered"],
                name="information_count_once",
            ),
            models.CheckConstraint(condition=models.Q(month__day=1), name="information_count_by_month"),
            models.CheckConstraint(
                condition=models.Q(subject__in=Subject.values)
                & models.Q(asked_by__in=AskedBy.values)
                & models.Q(answered__in=Answered.values),
                name="information_count_kinds_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month}: {self.subject} {self.number}"
