"""What a coach must know before calling: nobody confirmed yet, another language, reached through somebody else."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake import registrations
from intake.models import Case, Confirmation, ContactWay, TalkLanguage
from partners.models import Layer
from rmt_portal.contributions import DossierCard
from rmt_portal.nlds.dutch_fields import readable_phone


def attention(request: HttpRequest, case: Case) -> dict[str, Any] | None:
    """Return the lines of the card "Let op", or None when there is nothing special."""
    if int(getattr(case, "layer", 0)) < Layer.WORK:
        return None
    registration = next(iter(registrations.of_case(case)), None)
    if registration is None:
        return None
    client, lines = case.client, []
    confirmation: Confirmation | None = getattr(registration, "confirmation", None)
    if confirmation is not None:
        lines.append(in_words(confirmation))
    if client.talk_language != TalkLanguage.DUTCH:
        lines.append(_("Praat het liefst: %(language)s.") % {"language": client.get_talk_language_display()})
    if client.wants_interpreter:
        lines.append(_("Wil een tolk."))
    if client.contact_way == ContactWay.PARTNER and registration.recorded_by is not None:
        who = registration.recorded_by
        reach = readable_phone(who.phone) or who.email
        about = {"who": who.name, "organisation": registration.entry_organisation, "phone": reach}
        lines.append(_("Bereikbaar via %(who)s van %(organisation)s: %(phone)s.") % about)
    return {"lines": lines, "is_open": confirmation is not None and confirmation.is_open} if lines else None


def in_words(confirmation: Confirmation) -> str:
    """Say in a sentence how it stands with the person's yes."""
    who = confirmation.asked_by.name
    if confirmation.refused_at is not None:
        return _("%(who)s vulde dit in. De persoon zei: %(why)s.") % {
            "who": who, "why": str(confirmation.get_refused_why_display()).lower(),
        }  # fmt: skip
    if confirmation.confirmed_at is None:
        return _("Nog niet bevestigd. %(who)s vulde dit in. Vraag de persoon of het klopt.") % {"who": who}
    return _("%(who)s vulde dit in. De persoon zei ja, %(way)s.") % {"who": who, "way": confirmation.get_way_display()}


CARD = DossierCard("let-op", gettext_lazy("Let op"), "intake/_attention.html", attention, -10)
