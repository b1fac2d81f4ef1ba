"""Decisions in words: who was first, how far it is, and what can be done now; for the coach and for the client."""

from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.decisions.life import DecisionState
from matching.models import MatchDecision

S = DecisionState

FOR_CLIENT: dict[str, Any] = {
    S.ASKED.value: gettext_lazy("Je coach wil weten wat je hiervan vindt."),
    S.RELEASED.value: gettext_lazy("Je coach denkt dat dit bij je past. Wil je dit?"),
    S.WANTED.value: gettext_lazy("Je wilt dit. Je coach kijkt of het kan."),
    S.INTERESTED.value: gettext_lazy("Je wilt dit. Je coach weet het."),
    S.AGREED.value: gettext_lazy("Je coach mag dit aan de werkgever laten zien, zonder je naam."),
    S.SHOWN.value: gettext_lazy("De werkgever zag wat je kunt, zonder je naam."),
    S.APPLIED.value: gettext_lazy("Je hebt gesolliciteerd. Succes!"),
    S.HIRED.value: gettext_lazy("Je hebt deze baan. Gefeliciteerd!"),
    S.REJECTED.value: gettext_lazy("Dit werd het niet. Je coach zoekt met je verder."),
    S.DECLINED.value: gettext_lazy("Je wilt dit niet. Dat is goed."),
}
"""How far it is, for the person."""

BUTTONS: dict[str, Any] = {
    "yes": gettext_lazy("Dit wil ik"),
    "no": gettext_lazy("Dit wil ik niet"),
    "agree": gettext_lazy("Ja, de werkgever mag dit zien"),
    "disagree": gettext_lazy("Nee, toch niet laten zien"),
    "applied": gettext_lazy("Ik heb gesolliciteerd"),
    "hired": gettext_lazy("Ik heb de baan"),
    "rejected": gettext_lazy("Ik ben niet aangenomen"),
    "rethink": gettext_lazy("Ik wil mijn antwoord veranderen"),
}
"""What a client presses."""

SAID: dict[str, Any] = {
    "yes": gettext_lazy("Wil dit werk"),
    "no": gettext_lazy("Wil dit werk niet"),
    "agree": gettext_lazy("De werkgever mag het profiel zonder naam zien"),
    "disagree": gettext_lazy("De werkgever mag het profiel toch niet zien"),
    "applied": gettext_lazy("Heeft gesolliciteerd"),
    "hired": gettext_lazy("Heeft de baan"),
    "rejected": gettext_lazy("Is niet aangenomen"),
    "rethink": gettext_lazy("Het vorige antwoord klopte niet: zet het terug"),
}
"""What a coach writes down."""


def who_was_first(decision: MatchDecision) -> str:
    """Say what somebody else did just before, and that nothing of this page was kept."""
    newest = decision.events.select_related("actor").order_by("-pk").first()
    who = (newest.actor.name or newest.actor.email) if newest and newest.actor else _("De kandidaat")
    names = {"who": who, "state": decision.get_state_display(), "when": moment(newest.at) if newest else ""}
    return _("%(who)s was eerder, %(when)s. Het staat nu op: %(state)s. Er is verder niets veranderd.") % names


def moment(at: Any) -> str:
    """Return a moment as people say it: 22 november om 10.15 uur."""
    return formats.date_format(timezone.localtime(at), _(r"j F \o\m H.i \u\u\r"))
