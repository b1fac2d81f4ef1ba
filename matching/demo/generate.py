"""Writes the demo vacancies as JSON lines: ``python -m matching.demo.generate > matching/demo/vacancies.jsonl``.

Deterministic: employers do not exist, places and postcodes do. A part has no pay or no hours, as in real life.
"""

import json
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from matching.demo.kinds import Kind, read_kinds

SOURCE = "voorbeeld-achterhoek"
FIRST_DAY = date(2026, 9, 1)

PLACES = (
    ("Doetinchem", "7001", 22), ("Doetinchem", "7005", 8), ("Winterswijk", "7101", 12), ("Aalten", "7121", 7),
    ("Lichtenvoorde", "7131", 7), ("Groenlo", "7141", 6), ("Didam", "6941", 5), ("'s-Heerenberg", "7041", 5),
    ("Varsseveld", "7051", 4), ("Ulft", "7071", 5), ("Gendringen", "7081", 2), ("Dinxperlo", "7091", 2),
    ("Eibergen", "7151", 4), ("Neede", "7161", 3), ("Borculo", "7271", 3), ("Ruurlo", "7261", 2), ("Vorden", "7251", 2),
    ("Hengelo (Gld)", "7255", 2), ("Zelhem", "7021", 2), ("Terborg", "7061", 2),
)  # fmt: skip
NAMES = (
    "De Slinge", "Berkelstroom", "Het Grolsche Land", "Oude IJssel", "De Graafschap", "Montferland", "Noaber",
    "De Kruising", "Achterweide", "Steenoven", "Molenbeek", "Kattenhaar", "De Koppel", "Het Woold", "De Leeuwerik",
    "Kroonberg", "Slangenburg", "Veldzicht", "Hessenweg", "Buurserbeek",
)  # fmt: skip
FORMS = {
    "gezondheidszorg": ("Zorggroep {}", "Thuiszorg {}", "Woonzorg {}", "Stichting {}"),
    "metaal en machinebouw": ("{} Machinebouw", "Metaalbedrijf {}", "{} Techniek"),
    "installatietechniek": ("{} Installaties", "Installatiebedrijf {}"),
    "logistiek": ("{} Transport", "{} Logistiek"),
    "bouw": ("Bouwbedrijf {}", "Aannemersbedrijf {}"),
    "onderwijs": ("Scholengroep {}", "College {}"),
    "ICT": ("{} Software", "{} Automatisering"),
    "horeca": ("Restaurant {}", "Hotel {}"),
    "detailhandel": ("Winkelbedrijf {}", "{} Wonen"),
    "": ("{} Diensten", "{} Groep"),
}
OFFERS = (
    "We leren je het vak: wij betalen je opleiding.",
    "Nog geen ervaring? Wij leiden je op, met een vaste begeleider.",
    "Zij-instromers zijn welkom: je krijgt een betaalde opleiding.",
)
CLOSINGS = (
    "Je werkt in een team dat voor elkaar klaarstaat.",
    "Je rooster ken je vier weken vooruit.",
    "Reiskosten en pensioen zijn goed geregeld.",
    "Kom gerust eerst een ochtend meekijken.",
)


def postings() -> Iterator[dict[str, Any]]:
    """Yield the demo vacancies as schema.org ``JobPosting``."""
    draw = random.Random(20261)  # noqa: S311 no secret depends on it
    number = 0
    for kind in read_kinds():
        for _ in range(kind.count):
            number += 1
            yield _posting(number, kind, draw)


def _posting(number: int, kind: Kind, draw: random.Random) -> dict[str, Any]:
    place, postcode, _weight = draw.choices(PLACES, weights=[weight for *_place, weight in PLACES])[0]
    offers = [draw.choice(OFFERS)] if draw.random() < kind.trains else []
    letters = f"{draw.choice('ABCDEH')}{draw.choice('ABCDEH')}"
    contract = draw.choice(kind.contracts)
    low = round(kind.pay[0] + draw.random() * 0.8, 2)
    high = round(max(low + 0.5, kind.pay[1] - draw.random() * 1.5), 2)
    posting: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "identifier": {"@type": "PropertyValue", "name": SOURCE, "value": f"VB-{number:04d}"},
        "title": kind.title,
        "hiringOrganization": {"@type": "Organization", "name": _employer(kind, draw)},
        "jobLocation": {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                "addressLocality": place,
                "postalCode": f"{postcode} {letters}",
                "addressCountry": "NL",
            },
        },
        "description": " ".join([kind.tasks, *kind.asks, *offers, draw.choice(CLOSINGS)]),
        "educationRequirements": kind.education,
        "employmentType": contract,
        "datePosted": (FIRST_DAY + timedelta(days=draw.randrange(75))).isoformat(),
    }
    if kind.industry:
        posting["industry"] = kind.industry
    if draw.random() < 0.94:
        posting["workHours"] = f"{draw.choice(kind.hours)} per week"
    if draw.random() < 0.88:
        posting["baseSalary"] = _salary(low, high, draw)
    return posting


def _employer(kind: Kind, draw: random.Random) -> str:
    forms = FORMS.get(kind.industry, FORMS[""])
    return draw.choice(forms).format(draw.choice(NAMES))


def _salary(low: float, high: float, draw: random.Random) -> dict[str, Any]:
    """Return pay per hour, or (one in three) per month for a week of 40 hours."""
    unit = "MONTH" if draw.random() < 0.33 else "HOUR"
    if unit == "MONTH":
        low, high = (float(round(amount * 40 * 52 / 12 / 10 + 0.5) * 10) for amount in (low, high))
    value = {"@type": "QuantitativeValue", "minValue": low, "maxValue": high, "unitText": unit}
    return {"@type": "MonetaryAmount", "currency": "EUR", "value": value}


def main() -> None:
    """Write the vacancies to standard output."""
    for posting in postings():
        sys.stdout.write(json.dumps(posting, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
