"""The words of the questions when staff fills them in for somebody: about the person, instead of to the person.

The answers stay in the words of the person ("Ik ben mijn baan kwijt"), so that they can be read out.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from rmt_portal.nlds.parts import Text


@dataclass(frozen=True)
class Words:
    """What one question says instead; what is not named stays. ``empty`` is said when a field was left open.

    ``read_out``: the explanation speaks to the person, and is to be read out.
    """

    title: Text
    explain: tuple[Text, ...] | None = None
    labels: dict[str, Text] = field(default_factory=dict)
    hints: dict[str, Text] = field(default_factory=dict)
    empty: dict[str, Text] = field(default_factory=dict)
    read_out: bool = False


_OPTIONAL = _("De persoon hoeft dit niet te vertellen. Sla de vraag dan over.")
WORDS: dict[str, Words] = {
    "NameQuestion": Words(
        _("Hoe heet de persoon?"),
        hints={"last_name": _("Met van, de of el ervoor als dat erbij hoort. Heeft de persoon één naam? Vul die in.")},
        empty={"last_name": _("Vul de achternaam in.")},
    ),
    "ReachQuestion": Words(
        _("Hoe kunnen we de persoon bereiken?"),
        (_("Vul een telefoonnummer of e-mailadres in. Geen van beide? Kies dan: Via wie mij aanmeldt."),),
        {
            "contact_way": _("Hoe wil de persoon het liefst contact?"),
            "contact_moment": _("Wanneer kunnen we de persoon het best bereiken?"),
            "talk_language": _("In welke taal praat de persoon het liefst?"),
            "wants_interpreter": _("De persoon wil graag een tolk"),
        },
        {"wants_interpreter": _("Een tolk kost de persoon niets.")},
    ),
    "PostcodeQuestion": Words(
        _("Wat is de postcode van de persoon?"),
        (_("Zo weten we welk team helpt. En we kunnen werk in de buurt zoeken."),),
        {"no_address": _("De persoon heeft geen vast adres")},
    ),
    "MunicipalityQuestion": Words(
        _("In welke gemeente is de persoon het meest?"),
        hints={"municipality": _("Ook zonder vast adres helpen we. Zo zoeken we hulp en werk dichtbij.")},
    ),
    "SituationQuestion": Words(
        _("Wat past het best bij de persoon?"),
        hints={"situation": _("Lees de antwoorden voor. Samen kiezen jullie wat past.")},
        empty={"situation": _("Kies wat het best bij de persoon past.")},
    ),
    "AlsoTrueQuestion": Words(
        _("Wat geldt nog meer voor de persoon?"),
        (_OPTIONAL, _("Met het antwoord kunnen we hulp zoeken die past."), _("Een werkgever ziet dit niet.")),
        {"also_true": _("Kies wat bij de persoon past")},
    ),
    "BirthDateQuestion": Words(
        _("Wanneer is de persoon geboren?"),
        (
            _OPTIONAL,
            _("Voor jongeren tot 27 jaar is er extra hulp. En zo melden we niemand twee keer aan."),
            _("We gebruiken de leeftijd nooit om werk te kiezen."),
        ),
    ),
    "OccupationQuestion": Words(
        _("Wat was het laatste werk van de persoon?"),
        (_("Heeft de persoon nu werk? Vul dan dat werk in. Eigen woorden zijn goed."),),
        {
            "never_worked": _("De persoon heeft nog geen werk gehad"),
            "years": _("Hoeveel jaar deed de persoon dit werk?"),
        },
    ),
    "LastDayQuestion": Words(
        _("Wanneer stopt het werk van de persoon?"),
        hints={"last_day": _("Nog niet bekend? Sla de vraag dan over. De werkgever ziet niet wat je hier invult.")},
    ),
    "ClosestQuestion": Words(
        _("Welk beroep lijkt het meest op dit werk?"),
        hints={"closest": _("Zo kunnen we beter werk zoeken. De eigen woorden bewaren we ook.")},
    ),
    "SectorQuestion": Words(_("In wat voor bedrijf werkte de persoon?")),
    "WishQuestion": Words(
        _("Waar wil de persoon hulp bij?"), empty={"wishes": _("Kies waar de persoon hulp bij wil.")}
    ),
    "HoursAndTravelQuestion": Words(
        _("Hoeveel wil de persoon werken, en hoe ver weg?"),
        (_("Nog niet bekend? Sla de vraag dan over. Het kan later nog."),),
        {"transport": _("Hoe kan de persoon naar het werk reizen?")},
        {"max_minutes": _("Van huis naar het werk.")},
    ),
    "ShareQuestion": Words(
        _("Wie mag de gegevens nog meer zien?"),
        read_out=True,
    ),
}


def speak(form: Any) -> None:
    """Let a question speak about the person; called after the form prepared itself."""
    words = WORDS.get(type(form).__name__)
    if words is None:
        return
    form.title = words.title
    if words.explain is not None:
        form.explain = words.explain
    if words.read_out:
        form.explain = (_("Lees dit voor:"), *form.explain)
    if form.heading_field:
        form.fields[form.heading_field].label = words.title
    for name, text in words.labels.items():
        form.fields[name].label = text
    for name, text in words.hints.items():
        form.fields[name].help_text = text
    for name, text in words.empty.items():
        form.fields[name].error_messages["required"] = text
