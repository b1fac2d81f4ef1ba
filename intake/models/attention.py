"""What a coach and a client agreed about contact, and the signals that wait for a while."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intake.models.case import LONGEST_RHYTHM_DAYS, Case
from partners.models import Organisation
from rmt_portal import clock

MAX_SNOOZE_NOTE = 120


class SignalKind(models.TextChoices):
    """A reason to look at a case that may wait until a day; the value stands in the address of the list."""

    LATE = "te-laat", _("Actie te laat")
    SILENT = "lang-stil", _("Te lang geen contact")
    NOT_CALLED = "niet-gebeld", _("Nog niet gebeld")
    ANSWERED = "antwoord", _("Antwoord op een kans")


class SnoozeReason(models.TextChoices):
    """Why a signal may wait. Never why somebody can not: an illness is nobody's business here."""

    AGREED = "agreed", _("we spraken een ander moment af")
    AWAY = "away", _("de kandidaat is er even niet")
    WAITING = "waiting", _("we wachten op een ander")
    COLLEAGUE = "colleague", _("een collega heeft nu contact")
    OTHER = "other", _("iets anders")


class RhythmChange(models.Model):
    """How often there is contact with a client, as agreed on a day; the newest is ``Case.contact_every_days``."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="rhythm_changes")
    every_days = models.PositiveSmallIntegerField(_("contact om de zoveel dagen"), null=True, blank=True)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("moment"), default=clock.now)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("afspraak over contact")
        verbose_name_plural = _("afspraken over contact")
        constraints = [
            models.CheckConstraint(
                condition=Q(every_days__isnull=True) | Q(every_days__range=(1, LONGEST_RHYTHM_DAYS)),
                name="rhythm_change_days",
            )
        ]
        indexes = [models.Index(fields=["case", "-at"], name="rhythm_change_by_case")]


class SignalSnoozeQuerySet(models.QuerySet["SignalSnooze"]):
    """Questions about signals that wait."""

    def holding(self, *kinds: str) -> "SignalSnoozeQuerySet":
        """What waits today, of these kinds or of any; on the day it was put off to, a signal is back by itself."""
        found = self.filter(ended_at__isnull=True, until_on__gt=clock.today())
        return found.filter(signal__in=kinds) if kinds else found


class SignalSnooze(models.Model):
    """A signal of a case that waits until a day, with who decided so and why; at most one of a kind at a time."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="snoozes")
    signal = models.CharField(_("signaal"), max_length=15, choices=SignalKind)
    reason = models.CharField(_("reden"), max_length=10, choices=SnoozeReason)
    note = models.CharField(_("toelichting"), max_length=MAX_SNOOZE_NOTE, blank=True)
    until_on = models.DateField(_("tot"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(_("uitgesteld op"), default=clock.now)
    ended_at = models.DateTimeField(_("gestopt op"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SignalSnoozeQuerySet.as_manager()

    class Meta:
        ordering = ["until_on", "pk"]
        verbose_name = _("uitgesteld signaal")
        verbose_name_plural = _("uitgestelde signalen")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "signal"], condition=Q(ended_at__isnull=True), name="snooze_one_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(signal__in=SignalKind.values, reason__in=SnoozeReason.values), name="snooze_words_known"
            ),
            models.CheckConstraint(condition=~Q(reason="other") | ~Q(note=""), name="snooze_other_is_said"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | Q(ended_by__isnull=True), name="snooze_ended_by_at_its_end"
            ),
        ]
        indexes = [
            models.Index(fields=["signal", "until_on"], condition=Q(ended_at__isnull=True), name="snooze_holding")
        ]
