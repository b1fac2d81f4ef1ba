"""The entry for the national Algoritmeregister, made from the weights that rank a region now.

Fields and limits: publicatiestandaard 1.0.0 of the Algoritmeregister (Ministry of the Interior,
https://minbzk.github.io/Algoritmeregister-Publicatiestandaard/). What stands on the public page, in the two files and
in the weights comes from one place, :func:`components`.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Min
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from matching.engine.weights import ENGINE_VERSION, NAMES
from matching.models import MatchRun, WeightSet
from matching.weights import published as published_weights
from matching.weights.words import LONG, SHORT
from rmt_portal.reference.models import RegionBrand

STANDARD_VERSION = "1.0.0"
LIMITS: dict[str, int] = {
    "name": 100, "description_short": 350, "organization": 100, "begin_date": 7, "contact_email": 500, "website": 500,
    "goal": 2500, "proportionality": 2500, "human_intervention": 2500, "risks": 2500, "lawful_basis": 2500,
    "impacttoetsen": 2500, "source_data": 2500, "methods_and_models": 5000, "provider": 200, "source_id": 100,
    "tags": 2500,
}  # fmt: skip
"""Most characters per text field."""
REQUIRED = ("name", "description_short", "organization", "status", "contact_email", "publication_category", "lang")
FIELDS = (
    "name", "description_short", "organization", "category", "status", "begin_date", "end_date", "contact_email",
    "website", "publication_category", "url", "goal", "proportionality", "human_intervention", "risks", "lawful_basis",
    "lawful_basis_grouping", "process_index_url", "impacttoetsen_grouping", "impacttoetsen", "source_data",
    "source_data_grouping", "methods_and_models", "provider", "publiccode", "lang", "standard_version", "source_id",
    "tags",
)  # fmt: skip
"""All fields of the standard, in its order."""
LAWS = (
    ("Wet structuur uitvoeringsorganisatie werk en inkomen", "https://wetten.overheid.nl/BWBR0013060"),
    ("Participatiewet", "https://wetten.overheid.nl/BWBR0015703"),
)
SOURCES = (
    ("ESCO, beroepen en vaardigheden", "https://esco.ec.europa.eu"),
    ("CBS, banen per beroepsgroep", "https://opendata.cbs.nl"),
    ("JobHop, waargenomen overstappen (CC BY 4.0)", "https://arxiv.org/abs/2505.07653"),
)


@dataclass(frozen=True)
class Counts:
    """One component as the public reads it."""

    name: str
    short: str | Promise
    long: str | Promise
    points: float

    @property
    def is_on(self) -> bool:
        """Whether it counts at all."""
        return self.points > 0

    @property
    def points_in_words(self) -> str:
        """The points of a hundred, as people write a number."""
        return str(number_format(self.points, 1 if self.points % 1 else 0))


def living(region_id: int | None) -> WeightSet:
    """Return the weights that hold in a region, or those of the portal itself."""
    return published_weights.shown(region_id)


def components(weight_set: WeightSet) -> list[Counts]:
    """Return every component with its points of a hundred, what counts most first."""
    total = sum(float(weight_set.weights.get(name, 0)) for name in NAMES) or 1.0
    found = [
        Counts(name, SHORT[name], LONG[name], round(100 * float(weight_set.weights.get(name, 0)) / total, 1))
        for name in NAMES
    ]
    return sorted(found, key=lambda one: -one.points)


def entry(brand: RegionBrand, page_url: str, file_url: str) -> dict[str, Any]:
    """Return the entry of one region: all fields of the standard; what is not known is left empty."""
    weight_set = living(brand.region_id)
    first = MatchRun.objects.filter(region=brand.region_id).aggregate(at=Min("started_at"))["at"]
    known: dict[str, Any] = {
        "name": _("Kansen op werk zoeken voor werkzoekenden"),
        "description_short": _(
            "Een computer zoekt vacatures die bij iemand kunnen passen en zet ze op volgorde, met de redenen erbij. "
            "Een coach kiest wat die voorstelt. De werkzoekende zegt ja of nee."
        ),
        "organization": brand.name,
        "category": ["Werk"],
        "status": "In gebruik",
        "begin_date": f"{first:%Y-%m}" if first else "",
        "contact_email": brand.email or page_url,
        "website": page_url,
        "publication_category": "Hoog-risico AI-systeem",
        "url": file_url,
        "lawful_basis_grouping": [{"title": title, "link": link} for title, link in LAWS],
        "source_data_grouping": [{"title": title, "link": link} for title, link in SOURCES],
        "methods_and_models": _how(weight_set),
        "provider": _("Intern ontwikkeld"),
        "lang": "nld",
        "standard_version": STANDARD_VERSION,
        "source_id": f"kansen-{brand.slug or 'portaal'}-{weight_set.version}",
        "tags": _("werk, arbeidsmarkt, vacatures, van werk naar werk, mobiliteitsteam"),
    } | _told()
    lists = {"category", "lawful_basis_grouping", "impacttoetsen_grouping", "source_data_grouping"}
    return {name: known.get(name, [] if name in lists else "") for name in FIELDS}


def _told() -> dict[str, str]:
    """Return the texts that are the same for every region."""
    return {
        "goal": _(
            "Mensen uit krimpende sectoren vinden sneller ander werk. De computer bekijkt alle open vacatures van de "
            "regio en laat zien welke passen, wat er nog ontbreekt en welke opleiding dat oplost. Een werkzoekende "
            "krijgt van een coach een paar kansen met de redenen in gewone woorden. Niemand verliest een recht of een "
            "uitkering door de uitkomst."
        ),
        "proportionality": _(
            "Een coach kan niet elke dag duizenden vacatures lezen. Een vaste optelling van redenen is te begrijpen en "
            "na te rekenen. Een model dat zichzelf instelt deed het in een proef niet beter. "
            "Gegevens over gezondheid, afkomst, leeftijd, geslacht en uitkering gaan niet in de berekening."
        ),
        "human_intervention": _(
            "De computer beslist niets. Een coach laat een kans zien, legt die weg met een reden, of vraagt ernaar. De "
            "werkzoekende zegt ja of nee. Een werkgever ziet pas iets, zonder naam, als allebei ja zeiden. Iedereen "
            "mag vragen waarom een vacature wel of niet in de lijst staat. Een beheerder verandert gewichten pas na "
            "een telling van wat dat voor mensen verandert."
        ),
        "risks": _(
            "Ongelijke behandeling: elke nacht worden cijfers gemaakt per leeftijdsgroep, gemeente, uitkering, "
            "Banenafspraak en taal (vanaf 30 mensen), en paren van dezelfde persoon met één verschil. Een test bewijst "
            "dat naam, leeftijd, afkomst, gezondheid en uitkering niets aan de uitkomst veranderen. Verkeerde "
            "gegevens: wat niet bekend is telt niet mee, en de uitleg zegt hoe zeker die is. Iedereen dezelfde "
            "vacature: dat wordt gemeten, en een regio kan vacatures verdelen. Alles wat getoond is wordt bewaard met "
            "de versie van de gewichten."
        ),
        "lawful_basis": _(
            "Gemeenten en UWV helpen mensen aan werk (Participatiewet, Wet SUWI). Het mobiliteitsteam doet dat samen "
            "met vakbonden, scholen en werkgevers in de arbeidsmarktregio."
        ),
        "impacttoetsen": _("Er is een DPIA gedaan; zij staat bij de documentatie van het portaal."),
        "source_data": _(
            "Van de werkzoekende: eerdere beroepen met jaren, opleiding, vaardigheden, rijbewijzen en certificaten, "
            "gewenst werk, woonplaats (postcode), vervoer, reistijd, uren, tijden, laatste loon. Van de vacature: "
            "beroep, plaats, uren, loon, contract, eisen. Openbaar: beroepen en vaardigheden (ESCO), banen per "
            "beroepsgroep (CBS), krapte en vooruitzicht van sectoren. Vraagt de wet een leeftijd, dan weet de computer "
            "alleen of die gehaald is."
        ),
    }


def _how(weight_set: WeightSet) -> str:
    """Return how it works, with the points as they are now."""
    points = "; ".join(
        _("%(what)s %(points)s van 100 punten") % {"what": str(one.short).lower(), "points": one.points_in_words}
        for one in components(weight_set)
    )
    spread = (
        _("Vacatures die bij heel veel mensen bovenaan staan zakken hooguit %(n)s honderdsten van de score.")
        % {"n": number_format(weight_set.spread * 100, 0)}
        if weight_set.spread
        else _("De lijst staat op score; vacatures worden niet over mensen verdeeld.")
    )
    return _(
        "Het is niet zelflerend: een gewogen optelling met vaste regels (rekenregels versie %(engine)s, gewichten "
        "versie %(version)s). Eerst wordt gekeken of iemand nu kan beginnen, met een opleiding, of niet: open, binnen "
        "de eigen reistijd en uren, met de bewijzen die de wet vraagt. Dan telt elke reden mee met een getal van 0 tot "
        "1, maal de punten: %(points)s. Wat niet bekend is valt weg en de rest telt naar verhouding mee. %(spread)s "
        "De uitkomst is een lijst met redenen in woorden; een getal ziet alleen het team."
    ) % {"engine": ENGINE_VERSION, "version": weight_set.version, "points": points, "spread": spread}
