"""Employers of a region, and what they leave with us themselves."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from rmt_portal import clock
from rmt_portal.lifecycle import StateEvent
from rmt_portal.reference.models import LabourRegion, Sector

TRADE_NUMBER = r"^[0-9]{8}$"
MOST_PEOPLE = 20_000


class Employer(models.Model):
    """An employer the region knows: the one place for its name, whom to call there, and who of us holds the account.

    ``trade_number`` is the number in the trade register (KvK, 8 digits), empty when nobody asked yet. The contact is
    somebody at work, kept as long as it is right; ``notes`` are about the employer, never about a person.
    """

    region = models.ForeignKey(
        LabourRegion, on_delete=models.PROTECT, related_name="employers", verbose_name=_("regio")
    )
    name = models.CharField(_("naam"), max_length=150)
    trade_number = models.CharField(
        _("KvK-nummer"),
        max_length=8,
        blank=True,
        help_text=_("8 cijfers."),
        validators=[RegexValidator(TRADE_NUMBER, _("Een KvK-nummer heeft 8 cijfers."))],
    )
    sector = models.ForeignKey(
        Sector, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sector")
    )
    place = models.CharField(_("plaats"), max_length=100)
    contact_name = models.CharField(_("contactpersoon"), max_length=120, blank=True)
    contact_phone = models.CharField(_("telefoon"), max_length=20, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    account_holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="employers",
        verbose_name=_("accounthouder"),
        help_text=_("Wie van ons dit bedrijf kent. Nieuws van de werkgever komt bij deze collega."),
    )
    notes = models.TextField(
        _("notities over het bedrijf"),
        max_length=1_000,
        blank=True,
        help_text=_("Schrijf hier niets over mensen: geen namen, geen gezondheid, geen schulden."),
    )
    added_at = models.DateTimeField(_("toegevoegd"), default=clock.now, editable=False)

    open_number: int
    """How many of its vacancies are open; only in the list of the administration, which counts them."""

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("werkgever")
        verbose_name_plural = _("werkgevers")
        constraints = [
            models.CheckConstraint(
                condition=Q(trade_number="") | Q(trade_number__regex=TRADE_NUMBER),
                name="employer_trade_number_form",
                violation_error_message=_("Een KvK-nummer heeft 8 cijfers."),
            ),
            models.UniqueConstraint(
                "region",
                Lower("name"),
                Lower("place"),
                name="employer_once_per_place",
                violation_error_message=_("Deze werkgever staat er al, in dezelfde plaats."),
            ),
        ]
        indexes = [models.Index(fields=["region", "trade_number"], name="employer_by_trade_number")]

    def __str__(self) -> str:
        return f"{self.name}, {self.place}"


class NoticeKind(models.TextChoices):
    """What an employer comes to tell."""

    VACANCY = "vacancy", _("vacature")
    SURPLUS = "surplus", _("mensen die weg moeten of tijdelijk weg kunnen")


class NoticeState(models.TextChoices):
    """How far a notice is."""

    NEW = "new", _("nieuw")
    DONE = "done", _("afgehandeld")
    DECLINED = "declined", _("afgewezen")


class Parting(models.TextChoices):
    """How people leave the work that is announced."""

    ENDS = "ends", _("het werk stopt")
    LOAN = "loan", _("zij kunnen een tijd ergens anders werken")


class EmployerNotice(models.Model):
    """What an employer left on the public page: a vacancy, or people who will lose or may leave their work.

    No names of those people: function, number and period. ``fingerprint`` makes the same notice of the same day one.
    What tells who sent it is emptied a year after it was dealt with (``contact_forgotten_at``).
    """

    region = models.ForeignKey(LabourRegion, on_delete=models.PROTECT, related_name="+", verbose_name=_("regio"))
    kind = models.CharField(_("soort"), max_length=10, choices=NoticeKind)
    company = models.CharField(_("bedrijf"), max_length=150)
    trade_number = models.CharField(_("KvK-nummer"), max_length=8, blank=True)
    postcode = models.CharField(_("postcode van het werk"), max_length=7)
    place = models.CharField(_("plaats"), max_length=100, blank=True)
    contact_name = models.CharField(_("contactpersoon"), max_length=120, blank=True)
    contact_phone = models.CharField(_("telefoon"), max_length=20, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    function = models.CharField(_("functie"), max_length=120)
    people = models.PositiveIntegerField(
        _("aantal mensen"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_PEOPLE)]
    )
    hours = models.CharField(_("uren per week"), max_length=60, blank=True)
    parting = models.CharField(_("hoe zij weggaan"), max_length=5, choices=Parting, blank=True)
    starts_on = models.DateField(_("vanaf"), null=True, blank=True)
    ends_on = models.DateField(_("tot en met"), null=True, blank=True)
    text = models.TextField(_("wat we moeten weten"), max_length=2_000, blank=True)
    employer = models.ForeignKey(
        Employer, on_delete=models.SET_NULL, null=True, blank=True, related_name="notices", verbose_name=_("werkgever")
    )
    vacancy = models.ForeignKey(
        "matching.Vacancy",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("concept"),
    )
    state = models.CharField(_("stand"), max_length=10, choices=NoticeState, default=NoticeState.NEW)
    version = models.PositiveIntegerField(default=1)
    fingerprint = models.CharField(max_length=64, unique=True)
    received_at = models.DateTimeField(_("ontvangen"), default=clock.now)
    closed_at = models.DateTimeField(_("klaar"), null=True, blank=True)
    contact_forgotten_at = models.DateTimeField(null=True, blank=True)

    events: Any

    class Meta:
        ordering = ["received_at", "pk"]
        verbose_name = _("bericht van een werkgever")
        verbose_name_plural = _("berichten van werkgevers")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_kind_known"),
            models.CheckConstraint(condition=Q(state__in=NoticeState.values), name="notice_state_known"),
            models.CheckConstraint(
                condition=Q(trade_number="") | Q(trade_number__regex=TRADE_NUMBER), name="notice_trade_number_form"
            ),
            models.CheckConstraint(
                condition=Q(contact_forgotten_at__isnull=False) | ~Q(contact_phone="", contact_email=""),
                name="notice_can_be_answered",
            ),
            models.CheckConstraint(
                condition=Q(people__gte=1) & Q(people__lte=MOST_PEOPLE), name="notice_people_in_bounds"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="notice_period_in_order",
            ),
        ]
        indexes = [models.Index(fields=["region", "state"], name="notice_by_region")]

    def __str__(self) -> str:
        return f"{self.company}: {self.function}"


class EmployerNoticeEvent(StateEvent):
    """One change of state of a notice."""

    notice = models.ForeignKey(EmployerNotice, on_delete=models.CASCADE, related_name="events")

    class Meta(StateEvent.Meta):
        verbose_name = _("gebeurtenis van een bericht")
        verbose_name_plural = _("gebeurtenissen van berichten")
