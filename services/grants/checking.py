"""Before a decision: what regular provision answers, which partners agree, and what learning at work needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from partners.models import Organisation
from rmt_portal import clock
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import Actor
from services.grants.writing import GRANTS, require_coach_of
from services.models import (
    AccreditedCompany,
    JointAgreement,
    PracticeLearning,
    RegularCheck,
    RegularResult,
    RegularSource,
    ServiceGrant,
    ServiceKind,
)


@transaction.atomic
def check(
    grant: ServiceGrant, actor: Actor, answers: Mapping[str, str], *, version: int | None = None, request: Any = None
) -> ServiceGrant:
    """Write down what each of the four regular provisions answered; then it waits for a decision.

    ``answers`` maps each ``RegularSource`` to a ``RegularResult``.

    Raises:
        Refused: one is missing, or one of them pays all: then no money of the team is used.
        Conflict: the grant changed meanwhile.
    """
    grant = GRANTS.lock(grant, version)
    require_coach_of(actor, grant)
    GRANTS.require_possible(grant, "check")
    if set(answers) != set(RegularSource.values):
        raise Refused(_("Ga alle vier na: werkgever, fonds of sociaal plan, UWV en gemeente."))
    if RegularResult.PAYS_ALL in answers.values():
        raise Refused(_("Er is iemand die dit al betaalt. Regel het daar, en trek deze aanvraag in."))
    grant.checks.all().delete()
    RegularCheck.objects.bulk_create(
        [
            RegularCheck(
                grant=grant, source=source, result=answers[source], checked_on=clock.today(), recorded_by=actor.user
            )
            for source in RegularSource.values
        ]
    )
    GRANTS.happen(grant, "check", actor, request=request)
    return grant


@transaction.atomic
def record_agreement(
    grant: ServiceGrant, actor: Actor, organisation: Organisation, on: date, *, request: Any = None
) -> JointAgreement:
    """Write down that a partner in the team agrees, and on which day. The same partner twice is one agreement.

    Raises:
        Refused: the partner does not work in this region, or the day can not be right.
        Conflict: it was decided on already.
    """
    grant = GRANTS.lock(grant)
    require_coach_of(actor, grant)
    GRANTS.require_possible(grant, "partner_agrees")
    if not Organisation.objects.filter(pk=organisation.pk, regions=grant.region_id, is_active=True).exists():
        raise Refused(_("Deze partner doet niet mee in deze regio. Kies een andere."))
    if not grant.requested_at.date() <= on <= clock.today():
        raise Refused(_("Kies een dag vanaf de dag van de aanvraag, en niet later dan vandaag."))
    made, _new = JointAgreement.objects.get_or_create(
        grant=grant, organisation=organisation, defaults={"agreed_on": on, "recorded_by": actor.user}
    )
    GRANTS.touch(grant, "partner_agrees", actor, about=["partner_agrees"], request=request)
    return made


@dataclass(frozen=True)
class Practice:
    """What learning at a company needs: who, under which number, and when each agreement was signed."""

    company: AccreditedCompany
    reservation_number: str
    practice_on: date
    education_on: date
    placement_on: date


@transaction.atomic
def record_practice(
    grant: ServiceGrant, actor: Actor, what: Practice, *, version: int | None = None, request: Any = None
) -> PracticeLearning:
    """Write down the company, the reservation number and the three agreements; before that nothing can start.

    Raises:
        Refused: it is no practice learning, a signature is not there yet, or the company is not accredited.
        Conflict: it started or is over.
    """
    grant = GRANTS.lock(grant, version)
    require_coach_of(actor, grant)
    if grant.kind != ServiceKind.PRACTICE_LEARNING:
        raise Refused(_("Dit hoort alleen bij praktijkleren."))
    GRANTS.require_possible(grant, "practice")
    if not what.reservation_number.strip():
        raise Refused(_("Vul het reserveringsnummer in."))
    if max(what.practice_on, what.education_on, what.placement_on) > clock.today():
        raise Refused(_("Een overeenkomst die nog getekend moet worden, vul je pas daarna in."))
    if not AccreditedCompany.objects.accredited_on(grant.starts_on).filter(pk=what.company.pk).exists():
        raise Refused(_("Dit leerbedrijf is niet erkend op de dag dat het begint. Kies een ander."))
    made, _new = PracticeLearning.objects.update_or_create(
        grant=grant,
        defaults={
            "company": what.company, "reservation_number": what.reservation_number.strip()[:40],
            "practice_on": what.practice_on, "education_on": what.education_on, "placement_on": what.placement_on,
        },
    )  # fmt: skip
    GRANTS.touch(grant, "practice", actor, about=["practice"], request=request)
    return made
