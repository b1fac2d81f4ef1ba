"""What was granted to whom about a client, and the look that is taken at it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models.memberships import Role
from partners.models.organisations import Organisation
from partners.models.users import User
from rmt_portal import clock
from rmt_portal.reference.models import LabourRegion


class Layer(models.IntegerChoices):
    """How much of a client is open (SECURITY 3.3); a higher layer holds the lower ones."""

    REFERENCE = 0, _("nummer en initialen")
    TRIAGE = 1, _("genoeg om te beslissen")
    WORK = 2, _("wat nodig is om te helpen")
    SENSITIVE = 3, _("gevoelig")


class DataCategory(models.TextChoices):
    """What a person can choose to share with an organisation, each by itself."""

    CONTACT = "contact", _("naam en contact")
    WORK_PROFILE = "work_profile", _("werkprofiel")
    PLAN = "plan", _("plan")
    MONEY_FLAG = "money_flag", _("dat er geldzorgen zijn")
    LIMITATIONS = "limitations", _("wat ik kan")


class LegalBasis(models.TextChoices):
    """Why somebody may see a client."""

    PUBLIC_TASK = "public_task", _("wettelijke taak")
    CONSENT = "consent", _("toestemming")
    CONTRACT = "contract", _("overeenkomst")
    VITAL = "vital", _("nood")


class Purpose(models.TextChoices):
    """What a client's data may be used for; benefit enforcement is not among them, on purpose."""

    GUIDANCE = "guidance", _("begeleiding naar werk")
    REFERRAL = "referral", _("hulp na een verwijzing")
    DEBT_HELP = "debt_help", _("hulp bij schulden")


class AccessGrantQuerySet(models.QuerySet["AccessGrant"]):
    """Questions about grants."""

    def active(self) -> "AccessGrantQuerySet":
        """Grants that hold at this moment."""
        now = clock.now()
        return self.filter(models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=now), granted_at__lte=now)

    def from_source(self, kind: str, pk: int) -> "AccessGrantQuerySet":
        """Grants that were made for one registration, assignment, consent or referral."""
        return self.filter(source_kind=kind, source_id=pk)


class AccessGrant(models.Model):
    """Organisation (or one member of it) may see a client up to a layer, for a purpose, on a basis, for a period.

    Written by the actions of higher floors (assignment, consent, referral) through :mod:`partners.access`; read by it
    and by the row level security policies, so that neither looks up (DECISIONS 1). ``client_id`` is a foreign key in
    the database (added by a migration of ``intake``), but not in Django, because ``partners`` may not import
    ``intake``; ``region`` is the client's region, for the same reason.

    ``categories`` are what the person chose to share (:class:`DataCategory`), on top of the layer. A consent
    stands at the lowest layer with one of them, so that whoever does not ask for its category shows nothing of it.
    """

    client_id = models.BigIntegerField(_("cliënt"))
    region = models.ForeignKey(LabourRegion, on_delete=models.PROTECT, related_name="+", verbose_name=_("regio"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="grants", verbose_name=_("organisatie")
    )
    member = models.ForeignKey(
        User,
        on_delete=models.PROTECT,  # whoever may look at a client stays known
        null=True,
        blank=True,
        related_name="grants",
        verbose_name=_("alleen voor"),
    )
    layer = models.PositiveSmallIntegerField(_("laag"), choices=Layer)
    categories = ArrayField(
        models.CharField(max_length=15),
        default=list,
        blank=True,
        verbose_name=_("alleen wat de cliënt deelt"),
    )
    purpose = models.CharField(_("doel"), max_length=15, choices=Purpose, default=Purpose.GUIDANCE)
    legal_basis = models.CharField(_("grondslag"), max_length=15, choices=LegalBasis)
    granted_at = models.DateTimeField(_("vanaf"), default=clock.now)
    ends_at = models.DateTimeField(_("tot"), null=True, blank=True)
    source_kind = models.CharField(_("bron"), max_length=20)
    source_id = models.BigIntegerField()

    objects = AccessGrantQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["organisation", "region", "client_id"],
                include=["layer", "purpose", "granted_at", "ends_at"],
                condition=models.Q(member__isnull=True),
                name="grant_by_organisation",
            ),
            models.Index(
                fields=["member", "client_id"],
                include=["organisation", "layer", "granted_at", "ends_at"],
                condition=models.Q(member__isnull=False),
                name="grant_by_member",
            ),
            models.Index(fields=["client_id"], name="grant_by_client"),
            models.Index(fields=["source_kind", "source_id"], name="grant_by_source"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source_kind", "source_id", "organisation", "member", "layer"],
                condition=models.Q(ends_at__isnull=True),
                nulls_distinct=False,
                name="grant_once_per_source",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gte=models.F("granted_at")),
                name="grant_period_in_order",
            ),
            models.CheckConstraint(condition=models.Q(layer__in=Layer.values), name="grant_layer_known"),
            models.CheckConstraint(
                condition=~models.Q(source_kind="consent") | models.Q(layer=0, categories__len=1),
                name="grant_by_consent_is_narrow",
            ),
            models.CheckConstraint(condition=models.Q(purpose__in=Purpose.values), name="grant_purpose_known"),
            models.CheckConstraint(condition=models.Q(legal_basis__in=LegalBasis.values), name="grant_basis_known"),
        ]
        verbose_name = _("toegang tot een dossier")
        verbose_name_plural = _("toegang tot dossiers")

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.client_id} {self.get_layer_display()}"


class AccessReview(models.Model):
    """Somebody looked at who has access for an organisation in a region, and confirmed it (BIO 8.02.01).

    The administrator of an organisation and the privacy officer of the region each review on their own.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisatie")
    )
    region = models.ForeignKey(LabourRegion, on_delete=models.PROTECT, related_name="+", verbose_name=_("regio"))
    role = models.CharField(_("als"), max_length=20, choices=Role)
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("door"))
    at = models.DateTimeField(_("gezien op"), default=clock.now)
    people = models.PositiveIntegerField(_("mensen"))

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("controle van de toegang")
        verbose_name_plural = _("controles van de toegang")
        indexes = [models.Index(fields=["organisation", "region", "role", "-at"], name="review_by_organisation")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=["administrator", "privacy_officer"]), name="review_by_known_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.at:%Y-%m-%d}"
