"""Erasing a person: who asked or which term passed, which two people agreed, and when it was done."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intake.models.client import Client
from rmt_portal import clock
from rmt_portal.lifecycle import Lifecycle, StateEvent, Transition
from rmt_portal.reference.models import LabourRegion


class ErasureState(models.TextChoices):
    """The life of an erasure; nothing is erased before two people agreed."""

    OPEN = "open", _("wacht op een besluit")
    AGREED = "agreed", _("een collega is akkoord")
    CONFIRMED = "confirmed", _("besloten: wissen")
    DONE = "done", _("gewist")
    REFUSED = "refused", _("niet gewist")
    WITHDRAWN = "withdrawn", _("ingetrokken")


_S = ErasureState
UNDECIDED = (_S.OPEN.value, _S.AGREED.value)
LIVING = (*UNDECIDED, _S.CONFIRMED.value)
ERASURE_LIFECYCLE = Lifecycle(
    initial={"ask": _S.OPEN, "expire": _S.OPEN},
    transitions=[
        Transition("agree", (_S.OPEN,), _S.AGREED),
        Transition("confirm", (_S.AGREED,), _S.CONFIRMED),
        Transition("refuse", UNDECIDED, _S.REFUSED),
        Transition("withdraw", LIVING, _S.WITHDRAWN),
        Transition("erase", (_S.CONFIRMED,), _S.DONE),
    ],
)


class Erasure(models.Model):
    """That a person's data should go: asked by the person, or because its term passes on ``due_on``."""

    class Why(models.TextChoices):
        ASKED = "asked", _("gevraagd door de kandidaat")
        TERM = "term", _("bewaartermijn voorbij")

    client = models.ForeignKey(
        Client,
        on_delete=models.PROTECT,  # that it was erased is told by this row; the client row stays, empty
        related_name="erasures",
    )
    why = models.CharField(_("waarom"), max_length=10, choices=Why)
    state = models.CharField(_("status"), max_length=12, choices=ErasureState, default=ErasureState.OPEN)
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(_("sinds"), default=clock.now)
    due_on = models.DateField(_("uiterlijk"))
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.CharField(_("uitleg aan de kandidaat"), max_length=500, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("wissen van gegevens")
        verbose_name_plural = _("wissen van gegevens")
        constraints = [
            models.UniqueConstraint(fields=["client"], condition=Q(state__in=LIVING), name="erasure_one_at_a_time"),
            models.CheckConstraint(condition=Q(state__in=ErasureState.values), name="erasure_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "done"]) | Q(agreed_by__isnull=False, confirmed_by__isnull=False),
                name="erasure_has_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("agreed_by")),
                name="erasure_by_two_people",
                violation_error_message=_("Een andere collega moet dit ook goed vinden."),
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(answer=""), name="erasure_refusal_is_explained"),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} {self.state}"


class ErasureEvent(StateEvent):
    """A step towards an erasure, or away from it."""

    erasure = models.ForeignKey(Erasure, on_delete=models.CASCADE, related_name="events")


SHORTEST_LOG = 24
"""Months the log stays at least; the database destroys nothing younger (``audit_forget``)."""


class RetentionRuleQuerySet(models.QuerySet["RetentionRule"]):
    """Questions about terms."""

    def months(self, kind: str, region_id: int, on: Any) -> int:
        """Return how many months something is kept in a region on a day: the region's rule, or that for all."""
        found = self._in_force(kind, on).filter(Q(region=region_id) | Q(region__isnull=True))
        rule = found.order_by(F("region").asc(nulls_last=True), "-from_on").first()
        return rule.months if rule is not None else DEFAULT_MONTHS[kind]

    def longest(self, kind: str, on: Any) -> int:
        """Return how many months something is kept that belongs to all regions together: the longest any rule says."""
        newest: dict[int | None, int] = {None: DEFAULT_MONTHS[kind]}
        for region_id, months in self._in_force(kind, on).order_by("from_on").values_list("region_id", "months"):
            newest[region_id] = months
        return max(newest.values())

    def _in_force(self, kind: str, on: Any) -> "RetentionRuleQuerySet":
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=on), kind=kind, from_on__lte=on)


class RetentionRule(models.Model):
    """How long something is kept, per region and period; ``region`` empty: everywhere."""

    class Kind(models.TextChoices):
        INFORMATION = "information", _("alleen informatie gegeven")
        TURNED_AWAY = "turned_away", _("naar gewone hulp, niet bereikt of zelf gestopt")
        CLOSED = "closed", _("afgesloten dossier")
        PROOF = "proof", _("bewijs van toestemming en toegang")
        LOG = "log", _("logboek (van alle regio's samen: de langste termijn telt)")
        ACCOUNTABILITY = "accountability", _("wat zonder persoon blijft: fase, uitkomst, prijs en maand")

    region = models.ForeignKey(
        LabourRegion,
        on_delete=models.CASCADE,  # a rule means nothing without its region
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("regio (leeg: overal)"),
    )
    kind = models.CharField(_("wat"), max_length=15, choices=Kind)
    months = models.PositiveSmallIntegerField(_("maanden"))
    from_on = models.DateField(_("geldt vanaf"))
    until_on = models.DateField(_("geldt tot en met"), null=True, blank=True)
    source = models.CharField(_("besluit of selectielijst"), max_length=200, blank=True)

    objects = RetentionRuleQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "region", "from_on"]
        verbose_name = _("bewaartermijn")
        verbose_name_plural = _("bewaartermijnen")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "kind", "from_on"], nulls_distinct=False, name="retention_rule_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["information", "turned_away", "closed", "proof", "log", "accountability"]),
                name="retention_kind_known",
            ),
            models.CheckConstraint(
                condition=~Q(kind="log") | Q(months__gte=SHORTEST_LOG),
                name="retention_log_not_too_short",
                violation_error_message=_("Het logboek blijft minstens 24 maanden staan."),
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="retention_period_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.months}"


DEFAULT_MONTHS = {
    RetentionRule.Kind.INFORMATION.value: 1,
    RetentionRule.Kind.TURNED_AWAY.value: 12,
    RetentionRule.Kind.CLOSED.value: 24,
    RetentionRule.Kind.PROOF.value: 60,
    RetentionRule.Kind.LOG.value: 60,
    RetentionRule.Kind.ACCOUNTABILITY.value: 84,
}
"""What holds where nobody laid down a rule: the proposals of ``docs/privacy/selection-list.md``."""
