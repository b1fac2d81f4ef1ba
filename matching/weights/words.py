"""Each component of the score in words a reader understands; the one place for pages, register and manual."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SHORT: dict[str, str | Promise] = {
    "skills_last": _("Je laatste werk"),
    "skills_history": _("Al je eerdere werk"),
    "demand": _("Hoeveel van dit werk er is"),
    "hires": _("Hoe vaak werkzoekenden worden aangenomen"),
    "moves": _("Wat anderen met je beroep gingen doen"),
    "education": _("Je opleiding"),
    "wishes": _("Wat jij wilt"),
    "travel": _("De reis"),
    "hours": _("De uren"),
    "durable": _("Zekerheid van het werk"),
    "wage": _("Het loon"),
}
LONG: dict[str, str | Promise] = {
    "skills_last": _("Wat je kunt door je laatste werk."),
    "skills_history": _("Wat je kunt door al je eerdere werk. Het nieuwste werk telt het meest."),
    "demand": _("Hoeveel van dit werk er is in de buurt. Dat telt alleen mee als het werk bij je past."),
    "hires": _("Hoe vaak mensen die werk zoeken voor dit werk worden aangenomen."),
    "moves": _("Welk werk mensen met jouw laatste beroep vaak gingen doen."),
    "education": _("Je opleiding en het niveau van het werk."),
    "wishes": _("Het werk dat jij zelf noemde."),
    "travel": _("De reistijd, op de manier waarop jij reist."),
    "hours": _("Hoeveel uur jij wilt werken."),
    "durable": _("Of het werk er over een paar jaar nog is, en welk contract je krijgt."),
    "wage": _("Het loon, naast het loon dat je eerst had."),
}
