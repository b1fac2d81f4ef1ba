"""The yes of a client who is not in the room: asked by mail while the referral is written, said on the own page.

What is asked is shown exactly as the receiver would read it. The yes fills in the step about consent of the concept;
the sender still sends it. Another choice of help, or another text after the yes, asks anew
(:func:`services.concepts.store`). A no takes away what the sender filled in meanwhile.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake.models import Client
from partners.models import LegalBasis
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import Actor
from rmt_portal.outbox import queue
from rmt_portal.outbox.mail import Mail
from services.models import ReferralConcept

MAIL_ASK, MAIL_ANSWER = "mail.referral_ask", "mail.referral_asked"
ASKED, YES, NO = "vraag", "ja", "nee"
SHARE, ON_OWN_PAGE = "delen", "own_page"
NEEDED = ("hulp", "waarom")


@dataclass(frozen=True)
class Asked:
    """When a client was asked, and what the answer is (empty: none yet)."""

    on: date
    said: str


def asked(concept: ReferralConcept) -> Asked | None:
    """Return what was asked of the client about this concept, or None."""
    kept = concept.answers.get(ASKED)
    return Asked(date.fromisoformat(kept["on"]), kept["said"]) if kept else None


def ask(actor: Actor, concept: ReferralConcept) -> None:
    """Ask the client by mail; once a day.

    Raises:
        Refused: there is no mail address, something is missing, or it was asked today.
        ReferralConcept.DoesNotExist: it was sent or thrown away meanwhile.
    """
    client = concept.case.client
    with transaction.atomic():
        fresh = ReferralConcept.objects.select_for_update(of=("self",)).get(pk=concept.pk, referral__isnull=True)
        before = asked(fresh)
        if not client.email or any(step not in fresh.answers for step in NEEDED):
            raise Refused(gettext_lazy("Deze persoon heeft geen e-mailadres. Vraag het samen op het scherm of bel."))
        if before is not None and before.on == clock.today() and not before.said:
            raise Refused(gettext_lazy("Je vroeg dit vandaag al. Wacht op het antwoord, of bel."))
        today = clock.today().isoformat()
        _keep(fresh, {ASKED: {"on": today, "said": ""}})
        queue.put(MAIL_ASK, f"{MAIL_ASK}:{concept.pk}:{clock.now():%Y%m%d%H%M%S}", {"concept": concept.pk})
        _log("referral.ask_consent", fresh, actor)
    concept.answers = fresh.answers


def waiting(client: Client) -> list[ReferralConcept]:
    """Return what this person was asked and did not answer yet."""
    mine = ReferralConcept.objects.filter(case__client=client, referral__isnull=True, answers__vraag__said="")
    return list(mine.select_related("case__client", "case__region", "organisation", "owner").order_by("pk"))


def answer(client: Client, public_id: UUID, *, yes: bool, actor: Actor) -> bool:
    """Keep what the person says; False when nothing was asked (any more)."""
    with transaction.atomic():
        mine = ReferralConcept.objects.select_for_update(of=("self",)).filter(case__client=client, public_id=public_id)
        concept = mine.filter(referral__isnull=True, answers__vraag__said="").first()
        if concept is None:
            return False
        concept.answers.pop(SHARE, None)
        kept: dict[str, Any] = {ASKED: {"on": concept.answers[ASKED]["on"], "said": YES if yes else NO}}
        if yes:
            today = clock.today()
            note = _("Gaf zelf toestemming op de eigen pagina, %(day)s") % {"day": date_format(today, "j F Y")}
            kept[SHARE] = {
                "basis": LegalBasis.CONSENT.value, "note": note, "how": ON_OWN_PAGE, "given_on": today.isoformat(),
                "law": "",
            }  # fmt: skip
        _keep(concept, kept)
        queue.put(MAIL_ANSWER, f"{MAIL_ANSWER}:{concept.pk}:{clock.now():%Y%m%d%H%M%S}", {"concept": concept.pk})
        _log("referral.client_said_yes" if yes else "referral.client_said_no", concept, actor)
    return True


def forget_yes(answers: dict[str, Any]) -> None:
    """Take out what the client was asked, and a yes that came of it: something else would be shared now."""
    answers.pop(ASKED, None)
    if answers.get(SHARE, {}).get("how") == ON_OWN_PAGE:
        del answers[SHARE]


def compose_ask(payload: dict[str, Any]) -> Mail | None:
    """Write to the client that something is asked, without saying what."""
    concept = _still(payload)
    if concept is None or not concept.case.client.email:
        return None
    brand = getattr(concept.case.region, "brand", None)
    context = {"link": settings.SITE_URL + reverse("own_page"), "brand": brand}
    return Mail(concept.case.client.email, "referral_ask", context)


def compose_answer(payload: dict[str, Any]) -> Mail | None:
    """Write to the sender that the client answered, without saying who or what."""
    concept = _still(payload)
    if concept is None or not concept.owner.is_active:
        return None
    link = settings.SITE_URL + reverse("refer_concept", args=[concept.public_id])
    return Mail(concept.owner.email, "referral_asked", {"link": link})


def _still(payload: dict[str, Any]) -> ReferralConcept | None:
    found = ReferralConcept.objects.filter(pk=payload["concept"], referral__isnull=True)
    return found.select_related("case__client", "case__region__brand", "owner").first()


def _keep(concept: ReferralConcept, more: dict[str, Any]) -> None:
    concept.answers = {**concept.answers, **more}
    concept.updated_at = clock.now()
    concept.save(update_fields=["answers", "updated_at"])


def _log(action: str, concept: ReferralConcept, actor: Actor) -> None:
    log.record(
        action,
        object_kind="intake.case",
        object_ids=[concept.case_id],
        client_ids=[concept.case.client_id],
        actor=actor,
        organisation_id=concept.organisation_id,
    )
