"""What stands between a person and work, in a few words for a colleague; the client reads whole sentences."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from matching.engine.gates import Reason

FOR_COACH: dict[Reason, Promise] = {
    Reason.REQUIREMENT_BRIDGEABLE: _("bewijs ontbreekt, cursus geeft het"),
    Reason.REQUIREMENT_WANTED: _("bewijs ontbreekt, wet vraagt het niet"),
    Reason.EDUCATION_STEP: _("een opleidingsstap"),
    Reason.SKILLS_TRAINABLE: _("deel van het vak leren, opleiding bekend"),
    Reason.SKILLS_MISSING: _("deel van het vak leren, geen opleiding bekend"),
    Reason.ADAPT: _("kan met aanpassing"),
}
