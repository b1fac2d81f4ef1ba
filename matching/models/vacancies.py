"""Open work."""

from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.models import Demand, ShiftKind
from matching.models.employers import Employer
from rmt_portal import clock
from rmt_portal.lifecycle import StateEvent
from rmt_portal.reference.models import LabourRegion, Occupation, Requirement, Sector, Skill

MOST_PLACES = 500
TYPED = "portaal"
"""The source of what staff types; no file may call itself so."""


class ContractKind(models.TextChoices):
    """Kinds of contract."""

    PERMANENT = "permanent", _("vast")
    FIXED = "fixed", _("tijdelijk")
    AGENCY = "agency", _("uitzend")
    LEARNING = "learning", _("leerbaan")
    UNKNOWN = "unknown", _("onbekend")


class VacancyState(models.TextChoices):
    """Whether a vacancy can be filled."""

    DRAFT = "draft", _("concept")
    OPEN = "open", _("open")
    CLOSED = "closed", _("dicht")


class VacancyQuerySet(models.QuerySet["Vacancy"]):
    """Questions about vacancies."""

    def with_hidden_for(self, client_id: int, day: date) -> "VacancyQuerySet":
        """Add ``is_hidden`` (a decision keeps it out of the list of this client), ``decision_version`` (of the decision
        that was put back, else None) and ``is_flagged`` (called wrong).
        """
        from matching.models.decisions import MatchDecision, VacancyFlag  # noqa: PLC0415 these are about a vacancy

        decided = MatchDecision.objects.filter(client_id=client_id)
        pair = decided.hiding_pair(day).filter(vacancy=OuterRef("pk"))
        work = decided.hiding_work(day).filter(
            Q(employer="") | Q(employer=OuterRef("employer_name")), work=OuterRef("occupation__isco")
        )
        flags = VacancyFlag.objects.filter(vacancy=OuterRef("pk"), resolved_at__isnull=True)
        newest = decided.filter(vacancy=OuterRef("pk")).living_first().values("version")[:1]
        return self.annotate(
            is_hidden=Exists(pair) | Exists(work), is_flagged=Exists(flags), decision_version=Subquery(newest)
        )

    def open_on(self, day: date) -> "VacancyQuerySet":
        """Vacancies that can be filled on a day."""
        return self.filter(Q(valid_through__isnull=True) | Q(valid_through__gte=day), state=VacancyState.OPEN)

    def close(self, reason: str = "") -> int:
        """Close the open ones among these, each with its event; the change marker moves on. Returns how many."""
        with transaction.atomic():
            ids = list(self.filter(state=VacancyState.OPEN).select_for_update().values_list("pk", flat=True))
            self.model.objects.filter(pk__in=ids).update(
                state=VacancyState.CLOSED, version=F("version") + 1, changed_at=clock.now()
            )
            VacancyEvent.objects.bulk_create(
                VacancyEvent(
                    vacancy_id=pk,
                    event="close",
                    from_state=VacancyState.OPEN,
                    to_state=VacancyState.CLOSED,
                    reason=reason,
                )
                for pk in ids
            )
        return len(ids)


class Vacancy(models.Model):
    """An open job. Unknown hours and pay stay unknown. ``version`` is the change marker of the batch."""

    region = models.ForeignKey(
        LabourRegion, on_delete=models.PROTECT, related_name="vacancies", verbose_name=_("regio")
    )
    source = models.CharField(_("bron"), max_length=60)
    external_id = models.CharField(_("nummer bij de bron"), max_length=120)
    title = models.CharField(_("functie"), max_length=200)
    employer = models.ForeignKey(
        Employer,
        on_delete=models.PROTECT,  # who typed a vacancy chose it; one that has vacancies is not thrown away
        null=True,
        blank=True,
        related_name="vacancies",
        verbose_name=_("werkgever uit het register"),
    )
    employer_name = models.CharField(_("werkgever"), max_length=150, blank=True)
    description = models.TextField(_("omschrijving"), blank=True, max_length=20_000)
    occupation = models.ForeignKey(
        Occupation, on_delete=models.PROTECT, null=True, blank=True, related_name="vacancies", verbose_name=_("beroep")
    )
    sector = models.ForeignKey(
        Sector, on_delete=models.PROTECT, null=True, blank=True, related_name="vacancies", verbose_name=_("sector")
    )
    place = models.CharField(_("plaats"), max_length=100)
    postcode4 = models.CharField(_("postcode (4 cijfers)"), max_length=4, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    hours_min = models.PositiveSmallIntegerField(_("uren, minstens"), null=True, blank=True)
    hours_max = models.PositiveSmallIntegerField(_("uren, hoogstens"), null=True, blank=True)
    wage_min = models.DecimalField(_("uurloon vanaf"), max_digits=6, decimal_places=2, null=True, blank=True)
    wage_max = models.DecimalField(_("uurloon tot"), max_digits=6, decimal_places=2, null=True, blank=True)
    contract = models.CharField(_("contract"), max_length=10, choices=ContractKind, default=ContractKind.UNKNOWN)
    education = models.PositiveSmallIntegerField(_("opleiding"), null=True, blank=True)
    requires = models.ManyToManyField(Requirement, related_name="+", blank=True, verbose_name=_("eisen"))
    offers_training = models.BooleanField(_("opleiding door de werkgever"), default=False)
    shifts = ArrayField(
        models.CharField(max_length=10, choices=ShiftKind), default=list, blank=True, verbose_name=_("tijden")
    )
    demands = ArrayField(
        models.CharField(max_length=10, choices=Demand), default=list, blank=True, verbose_name=_("vraagt van iemand")
    )
    skills = models.ManyToManyField(Skill, related_name="+", blank=True, verbose_name=_("belangrijke vaardigheden"))
    places = models.PositiveSmallIntegerField(
        _("aantal plekken"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_PLACES)]
    )
    url = models.URLField(_("adres"), max_length=500, blank=True)
    wording_kept = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        editable=False,
        verbose_name=_("woorden die bewust bleven staan"),
    )
    stays_closed = models.BooleanField(
        _("blijft dicht"), default=False, editable=False, help_text=_("Een nieuw bestand opent deze vacature niet.")
    )
    state = models.CharField(max_length=10, choices=VacancyState, default=VacancyState.OPEN)
    posted_on = models.DateField(_("geplaatst"), null=True, blank=True)
    valid_through = models.DateField(_("tot en met"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=clock.now)

    events: Any
    is_hidden: bool
    """Whether a decision keeps it out of the list of a client, where a query asked for it (``with_hidden_for``)."""

    objects = VacancyQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("vacature")
        verbose_name_plural = _("vacatures")
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="vacancy_once_per_source"),
            models.CheckConstraint(
                condition=models.Q(hours_min__isnull=True)
                | models.Q(hours_max__isnull=True)
                | models.Q(hours_max__gte=models.F("hours_min")),
                name="vacancy_hours_in_order",
            ),
            models.CheckConstraint(
                condition=Q(wage_min__isnull=True) | Q(wage_max__isnull=True) | Q(wage_max__gte=F("wage_min")),
                name="vacancy_wage_in_order",
                violation_error_message=_("Het hoogste loon is lager dan het laagste."),
            ),
            models.CheckConstraint(
                condition=Q(places__gte=1) & Q(places__lte=MOST_PLACES), name="vacancy_places_in_bounds"
            ),
            models.CheckConstraint(condition=Q(state__in=VacancyState.values), name="vacancy_state_known"),
        ]
        indexes = [models.Index(fields=["region", "state"], name="vacancy_by_region")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_typed(self) -> bool:
        """Whether staff typed it here; one from a file is changed in that file."""
        return self.source == TYPED

    def missing_to_open(self) -> list[str | Promise]:
        """Say what stands in the way of opening it, in sentences for who works with it."""
        missing: list[str | Promise] = []
        if self.is_typed and not self.description:
            missing.append(_("Schrijf eerst wat iemand gaat doen."))
        if self.valid_through and self.valid_through < clock.today():
            missing.append(_("De laatste dag is al voorbij. Pas die eerst aan."))
        return missing


class VacancyEvent(StateEvent):
    """One change of state of a vacancy: by a colleague, or (without an actor) by the file it comes from."""

    vacancy = models.ForeignKey(Vacancy, on_delete=models.CASCADE, related_name="events")

    class Meta(StateEvent.Meta):
        verbose_name = _("gebeurtenis van een vacature")
        verbose_name_plural = _("gebeurtenissen van vacatures")
