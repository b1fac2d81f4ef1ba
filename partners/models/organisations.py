"""Partners: the organisations that help."""

from itertools import count
from typing import Any

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from partners.organisation_states import OrganisationState
from rmt_portal.reference.models import LabourRegion, Municipality


class PartnerKind(models.TextChoices):
    """The kinds of partner of a regional team (DOMAIN 1)."""

    UWV = "uwv", "UWV"
    MUNICIPALITY = "municipality", _("gemeente")
    UNION = "union", _("vakbond")
    SBB = "sbb", "SBB"
    SCHOOL = "school", _("onderwijs")
    EMPLOYERS = "employers", _("werkgeversorganisatie")
    EMPLOYER_DESK = "employer_desk", _("werkgeversservicepunt")
    LEARN_WORK_DESK = "learn_work_desk", _("leerwerkloket")
    DEBT_HELP = "debt_help", _("schuldhulp")
    PROVIDER = "provider", _("aanbieder")


class Organisation(models.Model):
    """A partner organisation with the area it serves."""

    name = models.CharField(_("naam"), max_length=120, unique=True)
    kind = models.CharField(_("soort"), max_length=20, choices=PartnerKind)
    regions = models.ManyToManyField(LabourRegion, related_name="organisations", verbose_name=_("regio's"))
    municipalities = models.ManyToManyField(
        Municipality, related_name="organisations", blank=True, verbose_name=_("gemeenten (leeg: hele regio)")
    )
    phone = models.CharField(_("telefoon"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    door_code = models.CharField(
        _("code van de eigen link"),
        max_length=40,
        unique=True,
        blank=True,
        help_text=_("Kleine letters, cijfers en streepjes. Leeg: gemaakt van de naam."),
    )
    handles_registrations = models.BooleanField(_("neemt aanmeldingen aan"), default=False)
    decides_on_benefit = models.BooleanField(_("beslist ook over uitkeringen"), default=False)
    shows_names = models.BooleanField(
        _("cliënten zien de naam van wie keek"),
        default=False,
        help_text=_("Anders zien ze alleen de organisatie. Bij openen in nood zien ze de naam altijd."),
    )
    website = models.URLField(_("website"), max_length=200, blank=True)
    reachable = models.CharField(
        _("openingstijden"), max_length=120, blank=True, help_text=_("Bijvoorbeeld: ma tot en met vr, 9 tot 17 uur.")
    )
    state = models.CharField(_("stand"), max_length=10, choices=OrganisationState, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    is_active = models.GeneratedField(
        verbose_name=_("doet mee"),
        expression=models.Q(state="approved"),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("organisatie")
        verbose_name_plural = _("organisaties")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=OrganisationState.values), name="organisation_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(door_code__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
                name="organisation_door_code_form",
                violation_error_message=_("Gebruik in de code alleen kleine letters, cijfers en streepjes."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give an organisation without a code of its own one from its name, that nobody else has."""
        if not self.door_code:
            self.door_code = self._free_door_code()
            if (fields := kwargs.get("update_fields")) is not None:
                kwargs["update_fields"] = {*fields, "door_code"}
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Fill in the code before it is checked."""
        self.door_code = self.door_code.strip().lower() or self._free_door_code()

    def _free_door_code(self) -> str:
        wanted = slugify(self.name).replace("_", "-")[:34].strip("-") or "deur"
        others = Organisation.objects.exclude(pk=self.pk).filter(door_code__startswith=wanted)
        taken = set(others.values_list("door_code", flat=True))
        return next(code for n in count(1) if (code := wanted if n == 1 else f"{wanted}-{n}") not in taken)
