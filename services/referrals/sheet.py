"""What a referral says about somebody, drawn the same for the preview of the sender and the page of the receiver."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rmt_portal.nlds.parts import Answer, Text
from services import disclosure
from services.models import DisclosureStep, Referral
from services.referrals.lifecycle import Urgency


@dataclass(frozen=True)
class Sheet:
    """One step of the disclosure: a heading and the answers under it."""

    step: DisclosureStep
    heading: Text
    answers: list[Answer] = field(default_factory=list)


HEADINGS = {
    DisclosureStep.DECIDE: gettext_lazy("Om te beslissen"),
    DisclosureStep.HELP: gettext_lazy("Om te helpen"),
}


def sheets(referral: Referral, steps: list[DisclosureStep], hidden: Collection[str] = ()) -> list[Sheet]:
    """Return a sheet for each of these steps, without the values of hidden fields; the request stands on the first."""
    found = []
    for step in steps:
        answers = [Answer(label, value) for label, value in disclosure.shown(referral, [step], hidden)]
        if step == DisclosureStep.DECIDE:
            answers = [*_request(referral), *answers]
        found.append(Sheet(step, HEADINGS[step], answers))
    return found


def _request(referral: Referral) -> list[Answer]:
    """What is asked: the help, how fast, why, and what was done before (debt help asks neither why nor what)."""
    answers = [Answer(_("Hulp"), help_in_words(referral))]
    if referral.urgency != Urgency.NORMAL:
        answers.append(Answer(_("Hoe snel"), referral.get_urgency_display()))
    answers += [
        Answer(label, text)
        for label, text in ((_("Waarom"), referral.why), (_("Wat is al gedaan"), referral.done_before))
        if text
    ]
    if referral.is_warm:
        answers.append(Answer(_("Overdracht"), _("warm: verwijzer en ontvanger spreken elkaar eerst")))
        if referral.receiver:
            answers.append(Answer(_("Gevraagd aan"), referral.receiver.name))
    if referral.joint_call_at:
        answers.append(Answer(_("Samen bellen"), call_in_words(referral.joint_call_at)))
    return answers


def call_in_words(moment: datetime) -> str:
    """Return when sender and receiver call together."""
    return date_format(timezone.localtime(moment), "l j F, H:i")


def help_in_words(referral: Referral) -> str:
    """Name the service, or say that it is an open question to an organisation."""
    return referral.service.name if referral.service else _("Open vraag")
