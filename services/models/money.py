"""The money of a region: a pot per scheme and year, with a ledger that only grows. Balances are sums, never a field."""

from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rmt_portal import clock
from rmt_portal.reference.models import LabourRegion
from services.models.schemes import Scheme


class Account(models.TextChoices):
    """Where money of a pot is. An entry takes it from one place to another, so that nothing is lost or made."""

    OUTSIDE = "outside", _("buiten de pot")
    FREE = "free", _("vrij")
    RESERVED = "reserved", _("gereserveerd")
    COMMITTED = "committed", _("verplicht")
    SPENT = "spent", _("betaald")


class EntryKind(models.TextChoices):
    """Why money moved."""

    ALLOT = "allot", _("toegevoegd")
    RESERVE = "reserve", _("gereserveerd bij het besluit")
    COMMIT = "commit", _("verplicht bij de start")
    SPEND = "spend", _("betaald")
    RELEASE = "release", _("vrijgegeven")
    COUNTER = "counter", _("tegenboeking")


class CounterReason(models.TextChoices):
    """Why an entry is taken back; a closed list, so that nothing about a person gets into the ledger."""

    TYPING = "typing", _("verkeerd bedrag ingevuld")
    WRONG_GRANT = "wrong_grant", _("hoort bij een andere inzet")
    DOUBLE = "double", _("dubbel geboekt")
    CREDITED = "credited", _("aanbieder betaalde terug")


A, K = Account, EntryKind
MOVES: dict[EntryKind, tuple[tuple[Account, Account], ...]] = {
    K.ALLOT: ((A.OUTSIDE, A.FREE),),
    K.RESERVE: ((A.FREE, A.RESERVED),),
    K.COMMIT: ((A.RESERVED, A.COMMITTED),),
    K.SPEND: ((A.COMMITTED, A.SPENT),),
    K.RELEASE: ((A.RESERVED, A.FREE), (A.COMMITTED, A.FREE)),
}
"""From where to where each kind of entry takes money; a counter entry goes the way back of the one it corrects."""


def _known_moves() -> Q:
    known = Q(kind=K.COUNTER, corrects__isnull=False)
    for kind, ways in MOVES.items():
        for source, target in ways:
            known |= Q(kind=kind, source=source, target=target, corrects__isnull=True)
    return known


class BudgetPotQuerySet(models.QuerySet["BudgetPot"]):
    """Questions about pots."""

    def of_regions(self, region_ids: list[int]) -> "BudgetPotQuerySet":
        """Pots of these regions, the newest year first."""
        found = self.filter(region__in=region_ids).select_related("scheme", "region")
        return found.order_by("-year", "scheme__name", "pk")


class BudgetPot(models.Model):
    """The money of a region for one scheme in one year."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    region = models.ForeignKey(
        LabourRegion, on_delete=models.PROTECT, related_name="budget_pots", verbose_name=_("regio")
    )
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="pots", verbose_name=_("regeling"))
    year = models.PositiveSmallIntegerField(_("jaar"), validators=[MinValueValidator(2021), MaxValueValidator(2099)])
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    objects = BudgetPotQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "pk"]
        verbose_name = _("pot")
        verbose_name_plural = _("potten")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "scheme", "year"],
                name="budget_pot_once",
                violation_error_message=_("Deze pot is er al. Voeg er geld aan toe."),
            ),
            models.CheckConstraint(condition=Q(year__range=(2021, 2099)), name="budget_pot_year_sensible"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.year}"


class BudgetEntry(models.Model):
    """One movement of money, in euro.

    Only added, by :mod:`services.money.ledger`; the database keeps sums from going below zero and refuses any change of
    what stands here.
    """

    pot = models.ForeignKey(BudgetPot, on_delete=models.PROTECT, related_name="entries", verbose_name=_("pot"))
    grant = models.ForeignKey(
        "services.ServiceGrant",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name=_("inzet"),
    )
    kind = models.CharField(_("soort"), max_length=10, choices=EntryKind)
    source = models.CharField(_("van"), max_length=10, choices=Account)
    target = models.CharField(_("naar"), max_length=10, choices=Account)
    amount = models.DecimalField(_("bedrag"), max_digits=11, decimal_places=2)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="counter", verbose_name=_("corrigeert")
    )
    why = models.CharField(_("waarom"), max_length=12, choices=CounterReason, blank=True)
    invoice = models.CharField(_("factuur"), max_length=40, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("moment"), default=clock.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("boeking")
        verbose_name_plural = _("boekingen")
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["pot", "source", "target"], include=["amount"], name="budget_entry_sums"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="budget_entry_amount_positive"),
            models.CheckConstraint(condition=_known_moves(), name="budget_entry_moves_as_its_kind"),
            models.CheckConstraint(
                condition=Q(kind=K.ALLOT, grant__isnull=True)
                | Q(kind__in=[K.RESERVE, K.COMMIT, K.SPEND, K.RELEASE], grant__isnull=False)
                | Q(kind=K.COUNTER),
                name="budget_entry_belongs_to_grant",
            ),
            models.CheckConstraint(
                condition=(Q(kind=K.COUNTER) & ~Q(why="")) | (~Q(kind=K.COUNTER) & Q(why="")),
                name="budget_entry_counter_says_why",
            ),
        ]
