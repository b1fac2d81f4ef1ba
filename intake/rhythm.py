"""How often there is contact with a client: agreed with this person, otherwise what is usual in the phase."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case as Choice
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intake import contacts
from intake.models import LONGEST_RHYTHM_DAYS, Case, CaseState, ContactRhythm, RhythmChange
from partners import access
from partners.models import Layer, Role
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.lifecycle import Actor

AGREE = "rhythm.agree"
USUAL_DAYS = 21
PER_PHASE = {
    CaseState.MEDIATION: 10,
    CaseState.PLACED: 35,
    CaseState.AFTERCARE: LONGEST_RHYTHM_DAYS,
    CaseState.ON_HOLD: 42,
}
"""Days between two contacts where a phase has another rhythm, as long as a region decided nothing else: more often
while somebody looks for work, and no more often than the moments of aftercare (after a month, and between three and six
months)."""
CHOICES = (7, 14, 21, 28, 42, LONGEST_RHYTHM_DAYS)
"""What can be agreed, in days."""

access.allow(AGREE, [Role.COACH, Role.INTAKE_WORKER], Layer.WORK)


def usual_days(case: Case) -> int:
    """Return in how many days somebody in this phase is spoken: as the region decided, otherwise as is usual.

    Asks the database nothing for a case with its list columns.
    """
    known: int | None
    if hasattr(case, "region_every_days"):
        known = case.region_every_days
    else:
        rules = ContactRhythm.objects.in_force(case.region_id).filter(phase=case.state)
        known = rules.order_by("-valid_from", "-pk").values_list("every_days", flat=True).first()
    return known or PER_PHASE.get(CaseState(case.state), USUAL_DAYS)


def days_of(case: Case) -> int:
    """Return the rhythm that holds for this case, in days."""
    return case.contact_every_days or usual_days(case)


def is_silent(case: Case) -> bool:
    """Say whether the last contact lies further back than the rhythm allows; somebody never called is not silent."""
    last = case.last_contact_at
    return last is not None and last < clock.now() - timedelta(days=days_of(case))


def silent() -> Q:
    """Return the same as a question to the database (:func:`is_silent`), in one condition."""
    per_phase = [When(state=state, then=Value(days)) for state, days in PER_PHASE.items()]
    usual = Choice(*per_phase, default=Value(USUAL_DAYS), output_field=IntegerField())
    days = Coalesce(F("contact_every_days"), ContactRhythm.objects.for_cases(), usual, output_field=IntegerField())
    rhythm = ExpressionWrapper(days * Value(timedelta(days=1)), output_field=DurationField())
    now = Value(clock.now(), output_field=DateTimeField())
    return Q(last_contact_at__lt=ExpressionWrapper(now - rhythm, output_field=DateTimeField()))


def in_words(days: int) -> str:
    """Say a rhythm: "elke week", "elke 3 weken", "elke 10 dagen"."""
    if days == LONGEST_RHYTHM_DAYS:
        return _("elke 3 maanden")
    if days % 7 == 0:
        weeks = days // 7
        return ngettext("elke week", "elke %(weeks)d weken", weeks) % {"weeks": weeks}
    return ngettext("elke dag", "elke %(days)d dagen", days) % {"days": days}


def reason(case: Case) -> str:
    """Say which rhythm holds and where it comes from."""
    words = in_words(days_of(case))
    if case.contact_every_days:
        return _("afgesproken: %(words)s") % {"words": words}
    return _("in deze fase: %(words)s") % {"words": words}


@transaction.atomic
def agree(case: Case, actor: Actor, every_days: int | None, *, version: int, request: Any = None) -> bool:
    """Write down the rhythm that was agreed with this client; None goes back to what is usual in the phase.

    Returns False when it was so already: nothing is written then.

    Raises:
        Refused: the actor may not do this with this client.
        ChangedMeanwhile: the writer read an older version; nothing was saved.
        ValueError: this can not be agreed.
    """
    access.insist(access.may(actor.user, AGREE, client_id=case.client_id, region_id=case.region_id))
    if every_days is not None and every_days not in CHOICES:
        raise ValueError(every_days)
    try:
        case = contacts.lock(case, version)
    except contacts.ChangedMeanwhile as changed:
        if changed.case.contact_every_days == every_days:  # a colleague agreed the same, or the second press
            return False
        raise
    if case.contact_every_days == every_days:
        return False
    Case.objects.filter(pk=case.pk).update(contact_every_days=every_days, version=F("version") + 1)
    change = RhythmChange.objects.create(
        case=case, every_days=every_days, agreed_by=actor.user, organisation_id=actor.organisation_id
    )
    log.record(
        AGREE,
        object_kind="intake.rhythmchange",
        object_ids=[change.pk],
        client_ids=[case.client_id],
        fields=["contact_every_days"],
        request=request,
        actor=actor,
    )
    return True
