"""Who works where in which role, who is invited, and who is away."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models.organisations import Organisation
from partners.models.users import User
from rmt_portal import clock
from rmt_portal.reference.models import LabourRegion


class Role(models.TextChoices):
    """What a person may do for an organisation; a person can have several."""

    COACH = "coach", _("coach")
    INTAKE_WORKER = "intake_worker", _("intakemedewerker")
    REFERRER = "referrer", _("verwijzer")
    RECEIVER = "receiver", _("ontvanger van verwijzingen")
    DEBT_WORKER = "debt_worker", _("schuldhulpverlener")
    SBB_ADVISER = "sbb_adviser", _("adviseur praktijkleren")
    SCHOOL_MENTOR = "school_mentor", _("mentor van een school")
    BUDGET_HOLDER = "budget_holder", _("budgethouder")
    REGIONAL_MANAGER = "regional_manager", _("regiomanager")
    COORDINATOR = "coordinator", _("coördinator van de regio")
    PRIVACY_OFFICER = "privacy_officer", _("privacyfunctionaris")
    ADMINISTRATOR = "administrator", _("beheerder")


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Questions about memberships."""

    def active(self) -> "MembershipQuerySet":
        """Memberships that hold today, of active people in active organisations."""
        today = clock.today()
        return self.filter(
            models.Q(active_until__isnull=True) | models.Q(active_until__gte=today),
            active_from__lte=today,
            user__is_active=True,
            organisation__is_active=True,
        )


class Membership(models.Model):
    """A person has a role at an organisation, for one region, during a period."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("gebruiker"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("organisatie")
    )
    region = models.ForeignKey(
        LabourRegion, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("regio")
    )
    role = models.CharField(_("rol"), max_length=20, choices=Role)
    active_from = models.DateField(_("vanaf"), default=clock.today)
    active_until = models.DateField(_("tot en met"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "user", "role"]
        verbose_name = _("lidmaatschap")
        verbose_name_plural = _("lidmaatschappen")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "region", "role"],
                condition=models.Q(active_until__isnull=True),
                name="membership_role_once",
            ),
            models.CheckConstraint(
                condition=models.Q(active_until__isnull=True) | models.Q(active_until__gte=models.F("active_from")),
                name="membership_period_in_order",
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()}, {self.organisation})"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Questions about invitations."""

    def open(self) -> "InvitationQuerySet":
        """Invitations that can still be accepted."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=clock.now())


class Invitation(models.Model):
    """An administrator asks somebody to work for the organisation, with roles; the mailed link works once.

    Only a hash of the link's secret is kept here, so that this table alone opens nothing.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField(_("e-mail"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="invitations", verbose_name=_("organisatie")
    )
    region = models.ForeignKey(LabourRegion, on_delete=models.PROTECT, related_name="+", verbose_name=_("regio"))
    roles = ArrayField(models.CharField(max_length=20, choices=Role), verbose_name=_("rollen"))
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("uitgenodigd door"))
    created_at = models.DateTimeField(_("verstuurd"), default=clock.now)
    expires_at = models.DateTimeField(_("werkt tot"))
    accepted_at = models.DateTimeField(_("aangenomen"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("ingetrokken"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("uitnodiging")
        verbose_name_plural = _("uitnodigingen")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True) | models.Q(withdrawn_at__isnull=True),
                name="invitation_ends_once",
            ),
            models.CheckConstraint(condition=models.Q(roles__len__gte=1), name="invitation_has_a_role"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.created_at:%Y-%m-%d}"


class Absence(models.Model):
    """Somebody is away for some days; a deputy sees the dossiers of that person until it ends."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences", verbose_name=_("wie"))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey(User, on_delete=models.PROTECT, related_name="stands_in", verbose_name=_("vervanger"))
    from_on = models.DateField(_("vanaf"))
    until_on = models.DateField(_("tot en met"))
    ended_at = models.DateTimeField(_("eerder gestopt"), null=True, blank=True)

    class Meta:
        ordering = ["-from_on", "-pk"]
        verbose_name = _("afwezigheid")
        verbose_name_plural = _("afwezigheid")
        constraints = [
            models.CheckConstraint(condition=models.Q(until_on__gte=models.F("from_on")), name="absence_in_order"),
            models.CheckConstraint(condition=~models.Q(user=models.F("deputy")), name="absence_deputy_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.from_on}"
