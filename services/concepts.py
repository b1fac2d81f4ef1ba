"""A referral while it is written: kept per step, shown as the receiver will see it, sent once."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from intake.models import Case
from partners.models import Organisation, User
from partners.reach import reach_of
from rmt_portal import clock
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import Actor
from rmt_portal.outbox import queue
from services import disclosure
from services.models import Referral, ReferralConcept, Service
from services.referrals import asking_client, sending
from services.referrals.lifecycle import Urgency
from services.referrals.parties import roles_in
from services.referrals.roles import MAY_RECEIVE, MAY_SEND

WIPE = "referral.wipe_concept"
KEPT_FOR = timedelta(days=14)
HELP, WHY, SHARE = "hulp", "waarom", "delen"
STEPS = (HELP, WHY, SHARE)
AGAIN, BETTER = "opnieuw", "beter"
"""Whom a referral that follows on a no goes to."""
Answers = dict[str, Any]


@transaction.atomic
def begin(actor: Actor, case: Case, parent: Referral | None = None, to: str = "") -> ReferralConcept:
    """Start writing about somebody, or go on with what this person was already writing.

    What follows on a no begins with what was written then; ``to`` says who is asked: the same partner again, the better
    one that the receiver named, or nobody yet. The consent is always asked anew.

    Raises:
        Refused: the client is not open to this person, or the person's role does not refer.
    """
    sending.must_be_open(actor, case)
    here = [m for m in reach_of(actor.user).memberships if m.region_id == case.region_id and m.role in MAY_SEND]
    if not here:
        raise Refused(_("Jouw rol verwijst niet door. Vraag de beheerder van je organisatie."))
    unsent = ReferralConcept.objects.filter(owner=actor.user, case=case, parent=parent, referral__isnull=True)
    concept = unsent.first()
    if concept is None:
        concept = ReferralConcept.objects.create(
            owner=actor.user, case=case, parent=parent, organisation_id=here[0].organisation_id
        )
        _wipe_later(concept)
    if parent is not None and not concept.answers:
        concept.answers = _from_earlier(parent, to)
        concept.save(update_fields=["answers"])
    return concept


def _from_earlier(parent: Referral, to: str) -> Answers:
    """Return what can be said again of a referral that nobody took on; only whom it goes to when it can go there."""
    why = {"why": parent.why, "done_before": parent.done_before, "urgency": parent.urgency, "is_warm": False}
    answers: Answers = {WHY: {**why, "receiver": None, "joint_call_at": None, "requested_on": None}}
    receiver = {AGAIN: parent.receiver_organisation, BETTER: parent.better_offer}.get(to)
    wanted = {str(role) for role in MAY_RECEIVE}
    if receiver is None or not roles_in(parent.region_id).get(receiver.pk, set()) & wanted:
        return answers
    offered = Service.objects.offered().filter(provider=receiver, region=parent.region)
    if parent.service is not None:
        same = offered.filter(pk=parent.service.pk) if to == AGAIN else offered.filter(kind=parent.service.kind)
        service = same.order_by("name", "pk").first()
        if service is not None:
            return {HELP: {"service": service.pk}, **answers}
    return {HELP: {"organisation": receiver.pk}, **answers}


@transaction.atomic
def store(concept: ReferralConcept, step: str, answers: Answers) -> None:
    """Keep the answers of one step, leaving what another tab stored in other steps.

    Raises:
        ReferralConcept.DoesNotExist: it was sent or thrown away meanwhile.
    """
    fresh = ReferralConcept.objects.select_for_update().get(pk=concept.pk, referral__isnull=True)
    before, changed = fresh.answers.get(HELP), fresh.answers.get(step) != answers
    fresh.answers[step] = answers
    if step == HELP and before and before != answers:
        fresh.answers.pop(SHARE, None)  # a yes to one organisation is no yes to another
    if step != SHARE and changed:
        asking_client.forget_yes(fresh.answers)
    fresh.updated_at = clock.now()
    fresh.save(update_fields=["answers", "updated_at"])
    concept.answers = fresh.answers


def first_open_step(concept: ReferralConcept) -> str | None:
    """Return the first step without an answer, or None when everything is filled in."""
    return next((step for step in STEPS if step not in concept.answers), None)


def request_of(concept: ReferralConcept) -> sending.Request:
    """Return what was filled in so far as a request.

    Raises:
        KeyError: the help was not chosen yet.
    """
    chosen, why = concept.answers[HELP], concept.answers.get(WHY, {})
    service = Service.objects.select_related("provider").get(pk=chosen["service"]) if chosen.get("service") else None
    receiver = service.provider if service else Organisation.objects.get(pk=chosen["organisation"])
    return sending.Request(
        receiver_organisation=receiver,
        service=service,
        urgency=why.get("urgency") or Urgency.NORMAL,
        why=why.get("why", ""),
        done_before=why.get("done_before", ""),
        is_warm=bool(why.get("is_warm")),
        receiver=User.objects.filter(pk=why["receiver"]).first() if why.get("receiver") else None,
        joint_call_at=datetime.fromisoformat(why["joint_call_at"]) if why.get("joint_call_at") else None,
        requested_on=date.fromisoformat(why["requested_on"]) if why.get("requested_on") else None,
    )


def as_referral(concept: ReferralConcept, wanted: sending.Request) -> Referral:
    """Return the referral as it would be sent, unsaved: what the preview draws."""
    referral = sending.unsaved(Actor(concept.owner, concept.organisation_id), concept.case, wanted, concept.parent)
    referral.disclosed = disclosure.contract_of(referral)
    return referral


@transaction.atomic
def send(actor: Actor, concept: ReferralConcept) -> Referral:
    """Make and send the referral. Two clicks at once wait for each other, and the second finds what the first made.

    Raises:
        Refused: something is missing, or the referral may not be sent.
        ReferralConcept.DoesNotExist: it was thrown away meanwhile.
    """
    fresh = ReferralConcept.objects.select_for_update(of=("self",)).select_related("case__client").get(pk=concept.pk)
    if fresh.referral is not None:
        return fresh.referral
    if first_open_step(fresh) is not None:
        raise Refused(_("Er mist nog een antwoord. Vul het aan en verstuur dan."))
    referral = sending.draft(actor, fresh.case, request_of(fresh), fresh.parent)
    shared = fresh.answers[SHARE]
    sending.send(actor, referral, shared["basis"], shared["note"])
    fresh.referral, fresh.answers, fresh.updated_at = referral, {}, clock.now()
    fresh.save(update_fields=["referral", "answers", "updated_at"])
    return referral


def throw_away(concept: ReferralConcept) -> None:
    """Forget what was written and not sent."""
    ReferralConcept.objects.filter(pk=concept.pk, referral__isnull=True).delete()


def wipe(payload: dict[str, Any]) -> None:
    """Throw a concept away when nobody came back to it; otherwise look again later. Called by the outbox."""
    concept = ReferralConcept.objects.filter(pk=payload["concept"]).first()
    if concept is None:
        return
    if clock.now() - concept.updated_at >= KEPT_FOR:
        concept.delete()
    else:
        _wipe_later(concept)


def _wipe_later(concept: ReferralConcept) -> None:
    day = concept.updated_at + KEPT_FOR
    queue.put(WIPE, f"{WIPE}:{concept.pk}:{day:%Y-%m-%d}", {"concept": concept.pk}, not_before=day)
