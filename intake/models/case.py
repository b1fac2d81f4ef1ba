"""The case of a person: its state, who guides it, what must be done and what contact there was."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, JSONObject
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from intake.models.client import Client
from partners.models import Layer, Organisation, Purpose
from partners.scope import ClientScopedQuerySet
from rmt_portal import clean_text, clock, row_policies
from rmt_portal.lifecycle import Lifecycle, StateEvent, Transition
from rmt_portal.reference.models import LabourRegion

MAX_SEARCH = 200
MAX_SEARCH_WORDS = 8
LONGEST_RHYTHM_DAYS = 92
"""The longest time between two contacts that can be agreed: from three to six months of aftercare."""


class CaseState(models.TextChoices):
    """Life of a case (DOMAIN 5)."""

    SUBMITTED = "submitted", _("Aangemeld")
    CONTACTED = "contacted", _("Gesproken")
    TRIAGE = "triage", _("Wordt beoordeeld")
    ADMITTED = "admitted", _("Aangenomen")
    REGULAR_REFERRED = "regular_referred", _("Naar gewone hulp")
    INFORMED = "informed", _("Alleen informatie")
    WAITLISTED = "waitlisted", _("Op de wachtlijst")
    ASSIGNED = "assigned", _("Heeft een coach")
    INTAKE = "intake", _("Intake")
    DIAGNOSED = "diagnosed", _("Beeld is klaar")
    PLAN_AGREED = "plan_agreed", _("Plan is akkoord")
    ACTIVE = "active", _("Hulp loopt")
    MEDIATION = "mediation", _("Zoekt werk")
    PLACED = "placed", _("Heeft werk")
    AFTERCARE = "aftercare", _("Nazorg")
    CLOSED = "closed", _("Afgesloten")
    ON_HOLD = "on_hold", _("Even gestopt")
    NO_CONTACT = "no_contact", _("Niet bereikt")
    WITHDRAWN = "withdrawn", _("Zelf gestopt")
    MERGED = "merged", _("Samengevoegd met een ander dossier")


ENDED_STATES = (
    CaseState.CLOSED,
    CaseState.REGULAR_REFERRED,
    CaseState.INFORMED,
    CaseState.NO_CONTACT,
    CaseState.WITHDRAWN,
    CaseState.MERGED,
)

_S = CaseState
_RUNNING = tuple(s.value for s in CaseState if s not in ENDED_STATES and s != CaseState.ON_HOLD)
_ARRIVED = (_S.SUBMITTED, _S.CONTACTED, _S.TRIAGE, _S.ADMITTED, _S.WAITLISTED)
_GUIDED = (
    *(_S.ASSIGNED, _S.INTAKE, _S.DIAGNOSED, _S.PLAN_AGREED, _S.ACTIVE, _S.MEDIATION),
    *(_S.PLACED, _S.AFTERCARE),  # other work than before
)
CASE_LIFECYCLE = Lifecycle(
    initial={"submit": _S.SUBMITTED},
    transitions=[
        Transition("contact", (_S.SUBMITTED,), _S.CONTACTED),
        Transition("start_triage", (_S.SUBMITTED, _S.CONTACTED), _S.TRIAGE),
        Transition("admit", (_S.TRIAGE,), _S.ADMITTED),
        Transition("refer_to_regular", (_S.TRIAGE,), _S.REGULAR_REFERRED),
        Transition("inform", (_S.SUBMITTED, _S.CONTACTED, _S.TRIAGE), _S.INFORMED),
        Transition("waitlist", (_S.ADMITTED,), _S.WAITLISTED),
        Transition("assign", (_S.SUBMITTED, _S.CONTACTED, _S.TRIAGE, _S.ADMITTED, _S.WAITLISTED), _S.ASSIGNED),
        Transition("start_intake", (_S.ASSIGNED,), _S.INTAKE),
        Transition("diagnose", (_S.INTAKE,), _S.DIAGNOSED),
        Transition("agree_plan", (_S.DIAGNOSED,), _S.PLAN_AGREED),
        Transition("start_service", (_S.PLAN_AGREED, _S.MEDIATION), _S.ACTIVE),
        Transition("mediate", (_S.PLAN_AGREED, _S.ACTIVE), _S.MEDIATION),
        Transition("place", _GUIDED, _S.PLACED),
        Transition("start_aftercare", (_S.PLACED,), _S.AFTERCARE),
        Transition("seek_again", (_S.PLACED, _S.AFTERCARE), _S.MEDIATION),
        Transition("close", (*_RUNNING, _S.ON_HOLD), _S.CLOSED),
        Transition("reopen", (_S.CLOSED,), _S.ASSIGNED),
        Transition("reach_again", (_S.CLOSED, _S.NO_CONTACT, _S.WITHDRAWN), _S.CONTACTED),
        Transition("lose_contact", _ARRIVED, _S.NO_CONTACT),
        Transition("withdraw", (*_RUNNING, _S.ON_HOLD), _S.WITHDRAWN),
        Transition("undo_triage", (_S.ADMITTED, _S.WAITLISTED, _S.REGULAR_REFERRED, _S.INFORMED), _S.TRIAGE),
        Transition("merge", (*_RUNNING, _S.ON_HOLD), _S.MERGED),
        *(Transition(f"unmerge_to_{state}", (_S.MERGED,), state) for state in (*_RUNNING, _S.ON_HOLD.value)),
    ],
)


def waits_for(kind: str) -> Q:
    """Return the condition on cases of which a signal of this kind waits: put off to a day after today.

    Read from ``Case.snoozed_until``, which the database keeps: asking the rows of snoozes themselves would look for
    every one of them whether this reader may see its case.
    """
    until = Coalesce(KeyTextTransform(kind, "snoozed_until"), Value(""), output_field=models.TextField())
    return Q(GreaterThan(until, Value(clock.today().isoformat())))


def _found_by(word: str) -> Q:
    """Return the condition on cases that a word leads to: a part of the name, the postcode, or the number.

    The database finds people whose case is open to whoever asks (``PersonalTable.found_by``), where it knows who asks.
    Only a word that can be a number is compared with it: every number has a hyphen.
    """
    by_person = Q(client__sort_name__contains=word) | Q(client__postcode__istartswith=word)
    if row_policies.is_ours("owner"):
        by_person = Q(client_id__in=RawSQL("SELECT row_find_intake_client(%s)", [word]))
    return by_person | Q(reference__iexact=word) if "-" in word else by_person


class CaseQuerySet(ClientScopedQuerySet["Case"]):
    """Questions about cases: which are late, whose are they, and what a list of them shows."""

    region_path = "region_id"

    def dossiers_of(self, user: Any, layer: int = Layer.WORK, category: str = "") -> "CaseQuerySet":
        """Cases whose dossier is open to this user: for guidance, or by a role for the whole region.

        Who only received a referral reads that referral, with the fields of its contract, and not the dossier. With
        ``category`` also cases of people who share that by consent; each row has ``shared`` (``intake.shared``).
        """
        return self.visible_to(user, layer, Purpose.GUIDANCE, category).with_shared(user, Purpose.GUIDANCE)

    def open(self) -> "CaseQuerySet":
        """Cases that did not end."""
        return self.exclude(state__in=[state.value for state in ENDED_STATES])

    def of_coach(self, user: Any) -> "CaseQuerySet":
        """Cases this user guides now, as primary coach or as deputy."""
        mine = CaseAssignment.objects.filter(coach=user, until_at__isnull=True)
        return self.filter(pk__in=mine.values("case"))

    def without_coach(self) -> "CaseQuerySet":
        """Open cases nobody guides yet."""
        return self.open().filter(is_guided=False)

    def not_called_yet(self) -> "CaseQuerySet":
        """Open cases nobody spoke with since the registration."""
        return self.open().filter(last_contact_at__isnull=True)

    def promise_broken(self) -> "CaseQuerySet":
        """Cases that should have been called before today and were not."""
        return self.not_called_yet().filter(contact_due_on__lt=clock.today())

    def action_late(self) -> "CaseQuerySet":
        """Open cases whose next action should have been done before today."""
        return self.open().filter(next_action_on__lt=clock.today())

    def named(self, text: str) -> "CaseQuerySet":
        """Cases found by name (with or without tussenvoegsel), number or postcode, in any order."""
        found = self
        for word in clean_text.fold(text.replace("\x00", ""))[:MAX_SEARCH].split()[:MAX_SEARCH_WORDS]:
            found = found.filter(_found_by(word))
        return found

    def with_list_columns(self) -> "CaseQuerySet":
        """What the candidate list shows: client, municipality, ``coach_name`` and ``is_late``.

        ``region_every_days`` is the rhythm of contact that the region decided on for the phase, when it did.
        ``snoozed`` says which signals wait, until which day, who decided so and why (a list of ``signal``, ``until``,
        ``reason``, ``note`` and ``who``).
        """
        coach = CaseAssignment.objects.filter(case=OuterRef("pk"), until_at__isnull=True, kind="primary")
        rhythm = self.model._meta.apps.get_model("intake", "ContactRhythm").objects
        return self.select_related("client__municipality").annotate(
            region_every_days=rhythm.for_cases(),
            coach_id=Subquery(coach.values("coach_id")[:1]),
            coach_name=Subquery(coach.values("coach__name")[:1]),
            is_late=Q(next_action_on__lt=clock.today())
            | Q(last_contact_at__isnull=True, contact_due_on__lt=clock.today()),
            snoozed=ArraySubquery(
                self._snoozes()
                .filter(case=OuterRef("pk"))
                .order_by("pk")
                .values(
                    what=JSONObject(
                        signal="signal", until="until_on", reason="reason", note="note", who="made_by__name"
                    )
                )
            ),
        )

    def _snoozes(self, *kinds: str) -> Any:
        """What waits today (``intake.models.attention``, which stands on cases)."""
        return self.model._meta.apps.get_model("intake", "SignalSnooze").objects.holding(*kinds)

    def not_snoozed(self, kind: str) -> "CaseQuerySet":
        """Cases of which a signal of this kind does not wait."""
        return self.filter(~waits_for(kind))

    def with_urgency(self) -> "CaseQuerySet":
        """Say of each case whether somebody must be called about it today: ``is_urgent``."""
        signals = self.model._meta.apps.get_model("intake", "UrgentSignal").objects.open()
        return self.annotate(is_urgent=Exists(signals.filter(case=OuterRef("pk"))))

    def late_first(self, untold: Any = None) -> "CaseQuerySet":
        """Put what waits longest on top: promised calls and actions by their date, the rest by newest registration.

        What may wait for a while has no date until then; neither have the clients in ``untold`` (ids, or a subquery of
        them), whose place must tell nothing.
        """
        due = models.Case(
            *([] if untold is None else [models.When(client__in=untold, then=None)]),
            models.When(waits_for("te-laat"), then=None),
            models.When(last_contact_at__isnull=True, then=F("contact_due_on")),
            default=F("next_action_on"),
            output_field=models.DateField(),
        )
        return self.order_by(due.asc(nulls_last=True), "-opened_at", "-pk")


class Case(models.Model):
    """One open case per client and region; its state changes through ``rmt_portal.lifecycle.advance`` only."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="cases", verbose_name=_("cliënt"))
    region = models.ForeignKey(LabourRegion, on_delete=models.PROTECT, related_name="cases", verbose_name=_("regio"))
    reference = models.CharField(_("nummer"), max_length=16, unique=True)
    state = models.CharField(_("fase"), max_length=20, choices=CaseState, default=CaseState.SUBMITTED)
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(_("aangemeld op"), default=clock.now)
    contact_due_on = models.DateField(_("bellen voor"))
    first_meeting_due_on = models.DateField(_("eerste gesprek voor"), null=True, blank=True)
    last_contact_at = models.DateTimeField(_("laatste contact"), null=True, blank=True)
    next_action = models.CharField(_("volgende actie"), max_length=120, blank=True)
    next_action_on = models.DateField(_("op"), null=True, blank=True)
    contact_every_days = models.PositiveSmallIntegerField(_("contact om de zoveel dagen"), null=True, blank=True)
    snoozed_until = models.JSONField(
        _("uitgestelde signalen"), default=dict, db_default=Value({}, models.JSONField()), editable=False
    )
    """Which signals wait until which day, kept by the database (``intake_keep_snoozed_until``)."""
    is_guided = models.BooleanField(_("heeft een coach"), default=False, db_default=False, editable=False)
    """Whether there is a coach now, kept by the database (``intake_keep_work_list``), as is the day below: a list of
    a region would otherwise look for every row of those tables whether this reader may see its case."""
    aftercare_due_on = models.DateField(_("nazorg voor"), null=True, blank=True, editable=False)
    """The first moment of aftercare that was neither held nor dropped."""
    situations = ArrayField(
        models.CharField(max_length=15),
        verbose_name=_("situaties"),
        default=list,
        db_default=Value([], ArrayField(models.CharField(max_length=15))),
        blank=True,
        editable=False,
    )
    """What the registrations of this case told (``Situation``), the newest first, kept by the database
    (``intake_keep_situations``)."""

    has_answer = models.BooleanField(_("antwoord op een kans"), default=False, db_default=False, editable=False)
    """Whether the client answered about an opportunity and the coach has the next word, kept by the database
    (``matching_keep_has_answer``)."""

    objects = CaseQuerySet.as_manager()

    layer: int
    """How much is open to who asked, where a query was about that (``dossiers_of``)."""

    class Meta:
        ordering = ["-opened_at", "-pk"]
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        constraints = [
            models.UniqueConstraint(
                fields=["client", "region"],
                condition=~models.Q(state__in=[s.value for s in ENDED_STATES]),
                name="case_one_open_per_client_and_region",
            ),
            models.CheckConstraint(condition=models.Q(state__in=CaseState.values), name="case_state_known"),
            models.CheckConstraint(
                condition=Q(contact_every_days__isnull=True) | Q(contact_every_days__range=(1, LONGEST_RHYTHM_DAYS)),
                name="case_rhythm_days",
            ),
        ]
        indexes = [
            models.Index(fields=["region", "state", "-opened_at"], name="case_by_state"),
            models.Index(fields=["region", "next_action_on"], name="case_by_next_action"),
            models.Index(
                fields=["region", "opened_at"],
                condition=Q(is_guided=False) & ~Q(state__in=[s.value for s in ENDED_STATES]),
                name="case_without_coach",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def situation(self) -> str:
        """What the newest registration told, or nothing."""
        return self.situations[0] if self.situations else ""


class CaseEvent(StateEvent):
    """A change of a case's state."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")


class ReferenceCounter(models.Model):
    """The last number given out per region and year (WA-2026-0471); a row, so that numbers have no race."""

    prefix = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="reference_counter_once")]


class CaseAssignment(models.Model):
    """Who guides a case. One primary coach at a time."""

    class Kind(models.TextChoices):
        PRIMARY = "primary", _("coach")
        DEPUTY = "deputy", _("vervanger")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="assignments")
    coach = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PRIMARY)
    from_at = models.DateTimeField(default=clock.now)
    until_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(until_at__isnull=True, kind="primary"),
                name="assignment_one_primary_coach",
            )
        ]
        indexes = [models.Index(fields=["coach", "case"], name="assignment_by_coach")]


class ContactTask(models.Model):
    """Somebody must contact this client by a date; owned by a person, or by the team until someone takes it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="contact_tasks")
    title = models.CharField(_("wat"), max_length=120)
    due_on = models.DateField(_("voor"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="contact_tasks"
    )
    done_at = models.DateTimeField(_("gedaan"), null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(
                fields=["owner", "due_on"], condition=models.Q(done_at__isnull=True), name="task_open_by_owner"
            )
        ]


class ContactMoment(models.Model):
    """A contact with the client, or a try, and what was said; the client can read it."""

    class Way(models.TextChoices):
        PHONE = "phone", _("telefoon")
        DESK = "desk", _("gesprek")
        VIDEO = "video", _("videogesprek")
        MAIL = "mail", _("e-mail")
        MESSAGE = "message", _("bericht")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("dossier"))
    at = models.DateTimeField(_("moment"), default=clock.now)
    way = models.CharField(_("hoe"), max_length=10, choices=Way)
    reached = models.BooleanField(_("gesproken"), default=True)
    note = models.TextField(_("notitie"), max_length=clean_text.MAX_NOTE, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,  # who spoke with the client must stay known
        related_name="+",
        verbose_name=_("door"),
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisatie")
    )

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacten")
        indexes = [models.Index(fields=["case", "-at"], name="contact_by_case")]
