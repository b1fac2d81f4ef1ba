"""Referrals (verwijzingen): from one organisation to another, with a status both and the client share."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models import Case, Client
from partners import access
from partners.models import Layer, LegalBasis, Organisation, Role
from partners.reach import reach_of
from rmt_portal import clock
from rmt_portal.lifecycle import StateEvent
from rmt_portal.reference.models import LabourRegion
from services.models.catalogue import Service, ServiceKind
from services.referrals.debt_help import ALL_OUTCOMES, DebtPhase
from services.referrals.lifecycle import (
    OPEN,
    UNHELPED,
    WAITING,
    DeclineReason,
    ReferralState,
    Urgency,
)
from services.referrals.roles import DEBT_ROLES, MAY_RECEIVE, MAY_SEND


class DisclosureStep(models.TextChoices):
    """Data is opened in two steps (SECURITY 3.3)."""

    DECIDE = "decide", _("genoeg om te beslissen")
    HELP = "help", _("wat nodig is om te helpen")


class DataContract(models.Model):
    """Which fields a receiver of a kind of service sees in which step; ``region`` empty: everywhere."""

    service_kind = models.CharField(_("soort dienst"), max_length=20, choices=ServiceKind)
    region = models.ForeignKey(LabourRegion, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    step = models.CharField(_("stap"), max_length=6, choices=DisclosureStep)
    fields = ArrayField(models.CharField(max_length=30), verbose_name=_("velden"))

    class Meta:
        verbose_name = _("afspraak over gegevens")
        verbose_name_plural = _("afspraken over gegevens")
        constraints = [
            models.UniqueConstraint(
                fields=["service_kind", "region", "step"], name="data_contract_once", nulls_distinct=False
            )
        ]


class DeadlineRule(models.Model):
    """After how many Dutch working days an answer is chased; ``service_kind`` or ``region`` empty: all."""

    region = models.ForeignKey(LabourRegion, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    service_kind = models.CharField(_("soort dienst"), max_length=20, choices=ServiceKind, blank=True)
    urgency = models.CharField(_("hoe snel"), max_length=10, choices=Urgency)
    remind_after = models.PositiveSmallIntegerField(_("herinneren na (werkdagen)"))
    escalate_after = models.PositiveSmallIntegerField(_("naar de coördinator na (werkdagen)"))
    expire_after = models.PositiveSmallIntegerField(_("verloopt na (werkdagen)"), null=True, blank=True)

    class Meta:
        verbose_name = _("termijn")
        verbose_name_plural = _("termijnen")
        constraints = [
            models.UniqueConstraint(
                fields=["region", "service_kind", "urgency"], name="deadline_rule_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(escalate_after__gte=models.F("remind_after"))
                & (models.Q(expire_after__isnull=True) | models.Q(expire_after__gte=models.F("escalate_after"))),
                name="deadline_rule_in_order",
                violation_error_message=_("Zet de termijnen op volgorde: herinneren, coördinator, verlopen."),
            ),
        ]


class ReferralQuerySet(models.QuerySet["Referral"]):
    """Questions about referrals."""

    def open(self) -> "ReferralQuerySet":
        """Referrals on which somebody still has to do something."""
        return self.filter(state__in=OPEN)

    def waiting(self) -> "ReferralQuerySet":
        """Referrals that wait for an answer: of the receiver, or of the sender to a question."""
        return self.filter(state__in=WAITING)

    def sent_by(self, user: Any, *, with_colleagues: bool = True) -> "ReferralQuerySet":
        """Referrals this person sent, and those of colleagues about clients who are open to this person too."""
        rule = models.Q(pk__in=())
        for organisation_id, region_id in _places(user, MAY_SEND):
            rule |= models.Q(sender_organisation=organisation_id, region=region_id)
        mine = models.Q(sender=user)
        if with_colleagues:
            mine |= models.Q(client__in=access.visible_client_ids(user, Layer.WORK))
        return self.filter(rule, mine).listed()

    def waits_for_sender(self) -> "ReferralQuerySet":
        """Referrals on which the sender is to move."""
        return self.filter(waits_for_sender())

    def received_by(self, user: Any) -> "ReferralQuerySet":
        """Referrals to the organisations this person receives for; requests for debt help only for debt workers."""
        rule = models.Q(pk__in=())
        for organisation_id, region_id in _places(user, DEBT_ROLES):
            rule |= models.Q(receiver_organisation=organisation_id, region=region_id)
        not_about_debts = models.Q(service__isnull=True) | ~models.Q(service__kind=ServiceKind.DEBT_HELP)
        for organisation_id, region_id in _places(user, MAY_RECEIVE):
            rule |= models.Q(receiver_organisation=organisation_id, region=region_id) & not_about_debts
        return self.filter(rule).exclude(state=ReferralState.DRAFT).listed()

    def received_by_mailbox(self, mailbox: Any) -> "ReferralQuerySet":
        """Referrals to the organisation of a mailbox; requests for debt help only when debt workers alone read it.

        What somebody sent is never answered from that person's own address.
        """
        found = self.filter(receiver_organisation=mailbox.organisation_id, region=mailbox.region_id)
        if not mailbox.for_debt_help:
            found = found.filter(models.Q(service__isnull=True) | ~models.Q(service__kind=ServiceKind.DEBT_HELP))
        return found.exclude(state=ReferralState.DRAFT).exclude(sender__email__iexact=mailbox.address).listed()

    def coordinated_by(self, user: Any) -> "ReferralQuerySet":
        """Referrals of the regions this person coordinates."""
        regions = {region for _organisation, region in _places(user, (Role.COORDINATOR,))}
        return self.filter(region__in=regions).exclude(state=ReferralState.DRAFT).listed()

    def listed(self) -> "ReferralQuerySet":
        """Leave out what was set aside as a mistake."""
        return self.exclude(state=ReferralState.ENTERED_IN_ERROR)

    def escalated(self) -> "ReferralQuerySet":
        """Referrals on which something was promised and did not come, and unconfirmed requests for debt help."""
        late = models.Q(state__in=OPEN, escalated_at__isnull=False)
        unconfirmed = models.Q(service__kind=ServiceKind.DEBT_HELP, confirmed_at__isnull=True, state__in=OPEN)
        return self.filter(late | (unconfirmed & models.Q(escalated_at__isnull=False)))

    def with_list_columns(self) -> "ReferralQuerySet":
        """What a list shows of each referral; the person comes in a second query.

        Row security hides the person from whoever has no access (any more), while the referral stays with its parties:
        then :attr:`Referral.seen_client` is None. A join would lose the referral with the person.
        """
        with_columns = self.select_related("service", "sender_organisation", "receiver_organisation")
        return with_columns.prefetch_related("client")

    def threats_first(self) -> "ReferralQuerySet":
        """Put who may lose a home or power on top, then the oldest promise."""
        threat = models.Case(models.When(urgency=Urgency.THREAT, then=0), default=1, output_field=models.IntegerField())
        return self.order_by(threat, models.F("answer_due_on").asc(nulls_last=True), "pk")

    def oldest_first(self) -> "ReferralQuerySet":
        """Put what waits longest on top."""
        return self.order_by(models.F("sent_at").asc(nulls_first=True), "pk")


def asked_later() -> models.Q:
    """Return the rule for a no that is possible from a day that is still to come."""
    return models.Q(state__in=UNHELPED, followed_up_at=None, decline_until__gt=clock.today())


def look_further() -> models.Q:
    """Return the rule for a no, or no answer, after which nothing followed and nothing is to be waited for."""
    return models.Q(state__in=UNHELPED, followed_up_at=None) & ~models.Q(decline_until__gt=clock.today())


def waits_for_sender() -> models.Q:
    """Return the rule for what the sender is to do something about now: a question to answer, or look further."""
    return models.Q(state=ReferralState.INFO_REQUESTED) | look_further()


def _places(user: Any, roles: Iterable[str]) -> list[tuple[int, int]]:
    """Return the organisations and regions for which a person has one of these roles today."""
    wanted = {str(role) for role in roles}
    return sorted({(m.organisation_id, m.region_id) for m in reach_of(user).memberships if m.role in wanted})


class Referral(models.Model):
    """A referral. The sender keeps the case until the receiver accepts; data opens in two steps."""

    reference = models.CharField(_("nummer"), max_length=16, unique=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="referrals", verbose_name=_("cliënt"))
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referrals", verbose_name=_("dossier"))
    region = models.ForeignKey(LabourRegion, on_delete=models.PROTECT, related_name="+", verbose_name=_("regio"))
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals", verbose_name=_("dienst")
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="onward", verbose_name=_("vervolg op")
    )
    sender_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="sent_referrals", verbose_name=_("van")
    )
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sent_referrals", verbose_name=_("verwijzer")
    )
    receiver_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="received_referrals", verbose_name=_("naar")
    )
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="received_referrals",
        verbose_name=_("ontvanger"),
    )
    receiver_name = models.CharField(_("wie contact opneemt, zonder account"), max_length=80, blank=True)
    is_warm = models.BooleanField(_("warme overdracht"), default=False)
    joint_call_at = models.DateTimeField(_("samen bellen op"), null=True, blank=True)
    urgency = models.CharField(_("hoe snel"), max_length=10, choices=Urgency, default=Urgency.NORMAL)
    state = models.CharField(_("status"), max_length=20, choices=ReferralState, default=ReferralState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    legal_basis = models.CharField(_("grondslag"), max_length=15, choices=LegalBasis, blank=True)
    basis_note = models.CharField(_("hoe vastgelegd"), max_length=200, blank=True)
    why = models.CharField(_("waarom"), max_length=500, blank=True)
    done_before = models.CharField(_("wat is al gedaan"), max_length=500, blank=True)
    disclosed = models.JSONField(_("velden per stap, zoals verstuurd"), default=dict)
    requested_on = models.DateField(_("gevraagd op"), null=True, blank=True)
    answer_due_on = models.DateField(_("antwoord voor"), null=True, blank=True)
    first_talk_on = models.DateField(_("eerste gesprek"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("bevestigd"), null=True, blank=True)
    created_at = models.DateTimeField(_("gemaakt"), default=clock.now)
    sent_at = models.DateTimeField(_("verstuurd"), null=True, blank=True)
    seen_at = models.DateTimeField(_("bekeken"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("aangenomen"), null=True, blank=True)
    first_contact_at = models.DateTimeField(_("eerste contact"), null=True, blank=True)
    review_on = models.DateField(_("opnieuw bekijken op"), null=True, blank=True)
    ended_at = models.DateTimeField(_("klaar"), null=True, blank=True)
    answered_at = models.DateTimeField(_("eerste antwoord"), null=True, blank=True)
    decline_reason = models.CharField(_("reden"), max_length=20, choices=DeclineReason, blank=True)
    decline_until = models.DateField(_("kan vanaf"), null=True, blank=True)
    better_offer = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("beter bij")
    )
    outcome = models.CharField(_("uitkomst"), max_length=20, choices=ALL_OUTCOMES, blank=True)
    debt_phase = models.CharField(_("fase van schuldhulp"), max_length=20, choices=DebtPhase, blank=True)
    debt_phase_on = models.DateField(_("in deze fase sinds"), null=True, blank=True)
    info_requests = models.PositiveSmallIntegerField(default=0)
    remind_on = models.DateField(_("herinneren op"), null=True, blank=True)
    deputy_on = models.DateField(_("naar een collega op"), null=True, blank=True)
    escalate_on = models.DateField(_("naar de coördinator op"), null=True, blank=True)
    expires_on = models.DateField(_("verloopt op"), null=True, blank=True)
    paused_on = models.DateField(_("klok staat stil sinds"), null=True, blank=True)
    paused_days = models.PositiveSmallIntegerField(_("werkdagen dat de klok stilstond"), default=0)
    reminded_at = models.DateTimeField(_("herinnerd"), null=True, blank=True)
    deputy_told_at = models.DateTimeField(_("naar een collega"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("naar de coördinator"), null=True, blank=True)
    followed_up_at = models.DateTimeField(_("na een nee is er iets gevolgd"), null=True, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("verwijzing")
        verbose_name_plural = _("verwijzingen")
        indexes = [
            models.Index(fields=["receiver_organisation", "state", "answer_due_on"], name="referral_inbox"),
            models.Index(fields=["sender_organisation", "state", "-sent_at"], name="referral_sent"),
            models.Index(fields=["sender", "state", "sent_at"], name="referral_sent_by_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "service"],
                condition=models.Q(state__in=[s.value for s in OPEN], service__isnull=False),
                name="referral_one_open_per_client_and_service",
                violation_error_message=_("Voor deze hulp loopt al een verwijzing."),
            ),
            models.CheckConstraint(condition=models.Q(state__in=ReferralState.values), name="referral_state_known"),
            models.CheckConstraint(
                condition=~models.Q(sender_organisation=models.F("receiver_organisation")),
                name="referral_to_another_organisation",
                violation_error_message=_("Kies een andere organisatie dan je eigen."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state="declined") | ~models.Q(decline_reason=""),
                name="referral_declined_has_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="completed")
                | (~models.Q(outcome="") & models.Q(first_contact_at__isnull=False)),
                name="referral_completed_has_outcome",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["", *(code for code, _label in ALL_OUTCOMES)]),
                name="referral_outcome_known",
            ),
            models.CheckConstraint(
                condition=models.Q(debt_phase="", debt_phase_on__isnull=True)
                | models.Q(debt_phase__in=DebtPhase.values, debt_phase_on__isnull=False),
                name="referral_debt_phase_has_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="on_hold") | models.Q(review_on__isnull=False), name="referral_hold_has_date"
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True) | models.Q(accepted_at__gte=models.F("sent_at")),
                name="referral_accepted_after_sent",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "recalled", "consent_withdrawn", "entered_in_error"])
                | (~models.Q(legal_basis="") & models.Q(sent_at__isnull=False)),
                name="referral_sent_has_basis",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def seen_client(self) -> Client | None:
        """The person, or None for whoever may not see that person (any more)."""
        if "client" in self._state.fields_cache:
            return self._state.fields_cache["client"]
        return Client.objects.filter(pk=self.client_id).first()

    @property
    def is_debt_help(self) -> bool:
        """Whether this is a resident's request for debt help, with its own legal clock."""
        return self.service is not None and self.service.kind == ServiceKind.DEBT_HELP

    @property
    def needs_other_help(self) -> bool:
        """Whether nobody took it on, and the sender did not go on with it yet."""
        return self.state in UNHELPED and self.followed_up_at is None

    @property
    def is_parked(self) -> bool:
        """Whether it can be asked again from a day that is still to come (a waiting list, or "not now")."""
        return self.needs_other_help and self.decline_until is not None and self.decline_until > clock.today()


class ReferralEvent(StateEvent):
    """A change of a referral's state; the key makes a repeated click the same event."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="events")


class ReferralMessage(models.Model):
    """A message, question, answer or report on a referral, read by sender and receiver while it is open to them."""

    class Kind(models.TextChoices):
        NOTE = "note", _("bericht")
        QUESTION = "question", _("vraag")
        ANSWER = "answer", _("antwoord")
        REPORT = "report", _("terugkoppeling")
        EXPLANATION = "explanation", _("uitleg")

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.CharField(_("tekst"), max_length=500)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
