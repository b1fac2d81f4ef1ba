"""An arrival at a door: the draft somebody is filling in, and the registration once it was sent."""

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models.case import Case
from intake.models.client import Client
from intake.models.cohort import Cohort
from partners.models import Organisation
from rmt_portal import clock
from rmt_portal.reference.models import LabourRegion, Municipality


class Channel(models.TextChoices):
    """The way in which a registration came (entry channel)."""

    WEB = "web", _("website")
    PHONE = "phone", _("telefoon")
    DESK = "desk", _("balie")
    PARTNER = "partner", _("partner")
    IMPORT = "import", _("bestand")


class Situation(models.TextChoices):
    """What fits best (UX D10, first question)."""

    LOST = "lost", _("Ik ben mijn baan kwijt")
    MAY_LOSE = "may_lose", _("Ik raak misschien mijn baan kwijt")
    SELF_EMPLOYED = "self_employed", _("Ik ben zzp'er en heb te weinig werk")
    EMPLOYED = "employed", _("Ik heb werk, maar ik wil ander werk")
    OTHER = "other", _("Iets anders")


class AlsoTrue(models.TextChoices):
    """What else is true (UX D10, second question): optional, sensitive, never an input of matching."""

    YOUNG = "young", _("Ik ben jonger dan 27 jaar")
    JOB_AGREEMENT = "job_agreement", _("Ik sta in het doelgroepregister (Banenafspraak)")
    BENEFIT = "benefit", _("Ik krijg een uitkering")
    LANGUAGE = "language", _("Nederlands lezen of schrijven is lastig voor mij")


class RegistrationDraft(models.Model):
    """Answers of somebody who is registering, saved per step on the server; dies after DRAFT_DAYS."""

    key = models.CharField(max_length=64, unique=True, help_text="hash of the token in the session or the mailed link")
    region = models.ForeignKey(LabourRegion, on_delete=models.CASCADE, related_name="+", null=True, blank=True)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.WEB)
    entry_organisation = models.ForeignKey(Organisation, on_delete=models.SET_NULL, null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,  # an unsent draft is of no use without who is writing it
        null=True,
        blank=True,
        related_name="+",
        help_text="the member of staff who fills in for somebody; empty: the person",
    )
    answers = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(db_index=True)


class ResumeLink(models.Model):
    """A mailed link to go on with a draft later; works once, and dies with the draft.

    The address in the mail carries ``public_id`` signed with the secret key, so this table alone opens nothing, and a
    mail that is sent twice holds the same link.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    draft = models.ForeignKey(
        RegistrationDraft,
        on_delete=models.CASCADE,  # the link is of no use without the draft, and holds an address
        related_name="links",
    )
    email = models.EmailField()
    created_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(null=True, blank=True)


class ProfileLink(models.Model):
    """A mailed link to go on with the second part of the questions; works once, DRAFT_DAYS long.

    As with :class:`ResumeLink` the mail carries ``public_id`` signed, so this table alone opens nothing.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="profile_links")
    created_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(null=True, blank=True)


class Registration(models.Model):
    """An arrival at a door, once submitted. ``draft_key`` unique: a double send makes one registration.

    ``municipality`` is where somebody lived then and ``first_contact_at`` when somebody of the team first spoke with
    this person afterwards. Both are written once, so that the figures of a month stay the same whoever moves later.

    Money worries stand here and not among the wishes of the work profile: matching and partners who read that profile
    need not know.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="registrations")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="registrations")
    draft_key = models.CharField(max_length=64, unique=True)
    channel = models.CharField(_("kanaal"), max_length=10, choices=Channel)
    entry_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("deur")
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,  # who wrote it down stays known
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ingevuld door"),
    )
    cohort = models.ForeignKey(
        Cohort,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("groep van werk naar werk"),
    )
    situation = models.CharField(_("situatie"), max_length=15, choices=Situation)
    also_true = ArrayField(
        models.CharField(max_length=15, choices=AlsoTrue),
        default=list,
        blank=True,
        verbose_name=_("wat geldt nog meer"),
    )
    wants_money_help = models.BooleanField(_("vraagt hulp bij geldzorgen"), default=False)
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("gemeente bij de aanmelding"),
    )
    submitted_at = models.DateTimeField(_("aangemeld"), default=clock.now)
    first_contact_at = models.DateTimeField(_("eerste gesprek na de aanmelding"), null=True, blank=True)

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        verbose_name = _("aanmelding")
        verbose_name_plural = _("aanmeldingen")
