"""How often there is contact in a phase, as a region decided: dated, so that what held on a day stays known."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, IntegerField, JSONField, Q, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from intake.models.case import ENDED_STATES, LONGEST_RHYTHM_DAYS, CaseState
from intake.models.rules import DatedQuerySet, DatedRule
from rmt_portal import clock

PHASES = [(state.value, state.label) for state in CaseState if state not in ENDED_STATES]


class ContactRhythmQuerySet(DatedQuerySet["ContactRhythm"]):
    """Questions about how often there is contact."""

    def for_cases(self) -> Any:
        """Return, as a part of a question about cases, in how many days their region speaks somebody in their phase.

        Null where the region decided nothing. The rules are read once for all cases together, into one object by
        region and phase; of two rules the newest holds.
        """
        today = clock.today()
        holds = Q(valid_until__isnull=True) | Q(valid_until__gte=today)
        rules = self.filter(holds, valid_from__lte=today).order_by()
        all_rules = Func(
            _key("phase"),
            F("every_days"),
            template="jsonb_object_agg(%(expressions)s ORDER BY valid_from, id)",
            output_field=JSONField(),
        )
        by_key = Subquery(rules.annotate(all_rules=all_rules).values("all_rules"))
        found = Func(by_key, _key("state"), template="(%(expressions)s)", arg_joiner=" ->> ", output_field=TextField())
        return Cast(found, IntegerField())


def _key(phase: str) -> Concat:
    return Concat(Cast("region_id", TextField()), Value(":"), phase, output_field=TextField())


class ContactRhythm(DatedRule):
    """In how many days somebody in a phase is spoken again, unless something else was agreed with this person."""

    phase = models.CharField(_("fase"), max_length=20, choices=PHASES)
    every_days = models.PositiveSmallIntegerField(
        _("dagen tussen twee contacten"),
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_RHYTHM_DAYS)],
        help_text=_("Van 1 tot en met 92 dagen. Wat met een kandidaat zelf is afgesproken, gaat voor."),
    )

    objects = ContactRhythmQuerySet.as_manager()

    class Meta(DatedRule.Meta):
        ordering = ["phase", "-valid_from", "-pk"]
        verbose_name = _("contact per fase")
        verbose_name_plural = _("contact per fase")
        constraints = [
            *DatedRule.Meta.constraints,
            models.CheckConstraint(
                condition=Q(phase__in=[phase for phase, _label in PHASES]), name="contactrhythm_phase_known"
            ),
            models.CheckConstraint(
                condition=Q(every_days__range=(1, LONGEST_RHYTHM_DAYS)),
                name="contactrhythm_days_in_bounds",
                violation_error_message=_("Kies 1 tot en met 92 dagen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_phase_display()}: {self.every_days}"
