"""What a professional decided about a registration, what can not wait, and the first meeting."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models.case import Case
from intake.models.rules import GROUPS, EligibilityVersion
from partners.models import Organisation
from rmt_portal import clean_text, clock
from rmt_portal.reference.models import Municipality


class Urgency(models.TextChoices):
    """What can not wait until tomorrow."""

    EVICTION = "eviction", _("Moet misschien het huis uit")
    CUT_OFF = "cut_off", _("Gas, stroom of water wordt afgesloten")
    NO_SHELTER = "no_shelter", _("Heeft vannacht geen slaapplek")
    MONEY = "money", _("Vraagt hulp bij geldzorgen")


class UrgentSignalQuerySet(models.QuerySet["UrgentSignal"]):
    """Questions about urgent signals."""

    def open(self) -> "UrgentSignalQuerySet":
        """Signals about which nobody called yet."""
        return self.filter(called_at__isnull=True)


class UrgentSignal(models.Model):
    """Somebody must be called the same day. Closed by a talk with the person, never by a click alone."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="urgent_signals")
    kind = models.CharField(_("wat"), max_length=12, choices=Urgency)
    noted_at = models.DateTimeField(_("gemeld"), default=clock.now)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    call_on = models.DateField(_("bellen op"))
    called_at = models.DateTimeField(_("gebeld"), null=True, blank=True)
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    escalated_at = models.DateTimeField(_("coördinator gewaarschuwd"), null=True, blank=True)

    objects = UrgentSignalQuerySet.as_manager()

    class Meta:
        ordering = ["call_on", "pk"]
        verbose_name = _("dringend signaal")
        verbose_name_plural = _("dringende signalen")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], condition=models.Q(called_at__isnull=True), name="urgent_signal_open_once"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=Urgency.values), name="urgent_signal_kind_known"),
        ]
        indexes = [
            models.Index(fields=["case"], condition=models.Q(called_at__isnull=True), name="urgent_signal_open"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.call_on}"


class Outcome(models.TextChoices):
    """What a professional can decide. The codes are those of the case's states."""

    ADMIT = "admitted", _("Wij helpen deze persoon")
    REGULAR = "regular_referred", _("Gewone hulp ergens anders past beter")
    INFORM = "informed", _("Alleen informatie is genoeg")


class TriageReason(models.TextChoices):
    """Why; one of the reasons of the chosen outcome."""

    FITS = "fits", _("Valt onder de regeling en heeft hulp nodig")
    JOB_AGREEMENT = "job_agreement", _("Banenafspraak: zonder weging aangenomen")
    SEVERAL_PARTNERS = "several_partners", _("Heeft hulp van meer dan één partner nodig")
    OWN_EMPLOYER = "own_employer", _("De eigen werkgever of het sociaal plan helpt eerst")
    SECTOR_FUND = "sector_fund", _("Een sectorfonds helpt eerst")
    UWV_HELPS = "uwv", _("UWV helpt al of kan dit zelf")
    MUNICIPALITY_HELPS = "municipality", _("De gemeente helpt al of kan dit zelf")
    CARE_FIRST = "other_first", _("Eerst is andere hulp nodig")
    OTHER_REGION = "other_region", _("Woont of werkt in een andere regio")
    NOT_ELIGIBLE = "not_eligible", _("Valt nu niet onder de regeling")
    ONLY_QUESTION = "only_question", _("Had alleen een vraag")
    FOUND_WORK = "found_work", _("Heeft al ander werk")
    NO_WISH = "no_wish", _("Wil zelf geen hulp")


REASONS: dict[str, tuple[TriageReason, ...]] = {
    Outcome.ADMIT: (TriageReason.FITS, TriageReason.JOB_AGREEMENT, TriageReason.SEVERAL_PARTNERS),
    Outcome.REGULAR: (
        TriageReason.OWN_EMPLOYER,
        TriageReason.SECTOR_FUND,
        TriageReason.UWV_HELPS,
        TriageReason.MUNICIPALITY_HELPS,
        TriageReason.CARE_FIRST,
        TriageReason.OTHER_REGION,
        TriageReason.NOT_ELIGIBLE,
    ),
    Outcome.INFORM: (TriageReason.ONLY_QUESTION, TriageReason.FOUND_WORK, TriageReason.NO_WISH),
}


def _reason_fits() -> models.Q:
    rule = models.Q()
    for outcome, reasons in REASONS.items():
        rule |= models.Q(outcome=str(outcome), reason__in=[reason.value for reason in reasons])
    return rule


class TriageDecision(models.Model):
    """A decision of a human, with what the system proposed beside it, so that the two can be compared."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="triage_decisions")
    outcome = models.CharField(_("besluit"), max_length=20, choices=Outcome)
    reason = models.CharField(_("reden"), max_length=20, choices=TriageReason)
    note = models.TextField(_("toelichting"), max_length=clean_text.MAX_NOTE, blank=True)
    weighing = models.JSONField(_("weging"), default=dict, blank=True)
    eligibility = models.ForeignKey(
        EligibilityVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed = models.CharField(_("voorstel"), max_length=20, choices=Outcome)
    proposed_because = models.CharField(_("waarom dit voorstel"), max_length=300)
    warm_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("wie helpt")
    )
    warm_name = models.CharField(_("naam van de contactpersoon"), max_length=80, blank=True)
    warm_phone = models.CharField(_("telefoon van de contactpersoon"), max_length=20, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("moment"), default=clock.now)
    undone_at = models.DateTimeField(_("teruggenomen"), null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("besluit na de aanmelding")
        verbose_name_plural = _("besluiten na de aanmelding")
        constraints = [
            models.CheckConstraint(condition=_reason_fits(), name="triage_reason_fits_outcome"),
            models.CheckConstraint(
                condition=~models.Q(outcome="regular_referred") | ~(models.Q(warm_name="") | models.Q(warm_phone="")),
                name="triage_regular_help_is_warm",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(undone_at__isnull=True), name="triage_one_decision"
            ),
        ]
        indexes = [models.Index(fields=["at"], name="triage_by_moment")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.outcome}"


class FirstMeeting(models.Model):
    """The first meeting: booked, and promised in somebody's name only once that person confirmed it."""

    class Way(models.TextChoices):
        DESK = "desk", _("gesprek op kantoor")
        PHONE = "phone", _("telefoon")
        VIDEO = "video", _("videogesprek")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="first_meetings")
    at = models.DateTimeField(_("wanneer"))
    way = models.CharField(_("hoe"), max_length=10, choices=Way, default=Way.DESK)
    coach = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("bevestigd door de coach"), null=True, blank=True)
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    booked_at = models.DateTimeField(_("geboekt"), default=clock.now)
    held_at = models.DateTimeField(_("is geweest"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("afgezegd"), null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("eerste gesprek")
        verbose_name_plural = _("eerste gesprekken")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(cancelled_at__isnull=True), name="first_meeting_once"
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_at__isnull=True) | models.Q(coach__isnull=False),
                name="first_meeting_is_confirmed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.at:%Y-%m-%d}"


class CoachProfile(models.Model):
    """What makes somebody the right coach for a person; kept by the coach's organisation."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,  # says nothing without the coach
        related_name="coach_profile",
        verbose_name=_("coach"),
    )
    max_cases = models.PositiveSmallIntegerField(_("hoogstens zoveel kandidaten"), default=30)
    languages = ArrayField(
        models.CharField(max_length=3), default=list, blank=True, verbose_name=_("talen naast Nederlands")
    )
    municipalities = models.ManyToManyField(
        Municipality, blank=True, related_name="+", verbose_name=_("gemeenten (leeg: hele regio)")
    )
    groups = ArrayField(
        models.CharField(max_length=15, choices=GROUPS), default=list, blank=True, verbose_name=_("kent deze groepen")
    )

    class Meta:
        verbose_name = _("profiel van een coach")
        verbose_name_plural = _("profielen van coaches")

    def __str__(self) -> str:
        return str(self.user_id)


class PassReason(models.TextChoices):
    """Why a coach passes a proposal on."""

    FULL = "full", _("Ik heb nu geen plek")
    KNOWS = "knows", _("Ik ken deze persoon privé")
    EXPERTISE = "expertise", _("Een collega heeft hier meer ervaring mee")
    ABSENT = "absent", _("Ik ben er binnenkort niet")


class ProposalQuerySet(models.QuerySet["AllocationProposal"]):
    """Questions about proposals."""

    def open(self) -> "ProposalQuerySet":
        """Proposals that wait for an answer."""
        return self.filter(answered_at__isnull=True)


class AllocationProposal(models.Model):
    """The question to a coach to take somebody on, with the reasons; nobody is assigned by a computer."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("aangenomen")
        PASSED = "passed", _("doorgegeven")
        WITHDRAWN = "withdrawn", _("ingetrokken")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="proposals")
    coach = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="proposals")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reasons = models.JSONField(_("waarom deze coach"), default=list)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField(_("gevraagd"), default=clock.now)
    answer = models.CharField(_("antwoord"), max_length=10, choices=Answer, blank=True)
    pass_reason = models.CharField(_("reden"), max_length=10, choices=PassReason, blank=True)
    answered_at = models.DateTimeField(_("beantwoord"), null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        verbose_name = _("voorstel aan een coach")
        verbose_name_plural = _("voorstellen aan coaches")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(answered_at__isnull=True), name="proposal_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(answer="", answered_at__isnull=True)
                | (~models.Q(answer="") & models.Q(answered_at__isnull=False)),
                name="proposal_answer_has_a_moment",
            ),
            models.CheckConstraint(
                condition=~models.Q(answer="passed") | ~models.Q(pass_reason=""), name="proposal_passed_has_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["coach"], condition=models.Q(answered_at__isnull=True), name="proposal_open_by_coach"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.coach_id}"
