"""The register of processing (AVG art. 30), written from what the code itself declares, so that it can not fall behind.

What the code can not know (who the controllers are, agreements, contact persons) stands in ``docs/privacy/README.md``
and is for the region to fill in.
"""

from collections.abc import Iterable, Iterator

from django.utils.translation import override

from intake.models import DataCategory
from partners.models import Layer, LegalBasis, Purpose, Role
from partners.reach import PURPOSES, REGIONAL_LAYERS
from rmt_portal.client_data import DataClass, PersonalTable, Subject, declared
from services.disclosure import FIELDS, STANDARD
from services.models import DisclosureStep

HEAD = """# Register van verwerkingen

Dit bestand is gemaakt met `manage.py processing_register` uit de verklaringen in de code: `client_data.py` van elke
app, `partners/reach.py` en `services/disclosure.py`. Verander het daar; een test vergelijkt. Een termijn met
"(voorstel)" stelt de verwerkingsverantwoordelijke vast.

Let op: dit zijn de besluiten. De opdrachten die ze uitvoeren (wissen na de termijn, download voor de cliënt) zijn nog
niet allemaal gebouwd; concepten worden al vanzelf gewist. Zie `docs/privacy/README.md`.
"""


def text() -> str:
    """Return the whole register as Markdown, in Dutch."""
    with override("nl"):
        tables = declared().values()
        clients = [table for table in tables if table.subject is Subject.CLIENT]
        staff = [table for table in tables if table.subject is Subject.STAFF]
        parts = [
            HEAD,
            "## Doelen\n",
            *_purposes(),
            "\nHandhaving van een uitkering is geen doel en bestaat in de code niet als doel.\n",
            "## Grondslagen\n",
            *(f"- {basis.label}" for basis in LegalBasis),
            "\n## Wat we van een cliënt bewaren\n",
            *_tables(clients),
            "\n## Wat we van medewerkers bewaren\n",
            *_tables(staff),
            "\n## Welke velden hoe gevoelig zijn\n",
            *_classes(tables),
            "\n## Wie wat ziet\n",
            *_layers(),
            "\n## Wat een ontvanger van een verwijzing ziet\n",
            *_disclosure(),
            "\n## Waarvoor toestemming gevraagd kan worden\n",
            *(f"- {category.label}" for category in DataCategory),
        ]
        return "\n".join(str(part) for part in parts) + "\n"


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _head(*cells: str) -> Iterator[str]:
    yield _row(*cells)
    yield _row(*("---" for _cell in cells))


def _purposes() -> Iterator[str]:
    yield from _head("Doel", "Rollen die daarvoor een dossier kunnen zien")
    for purpose in Purpose:
        roles = [Role(role).label for role, purposes in PURPOSES.items() if purpose.value in purposes]
        yield _row(purpose.label, ", ".join(map(str, roles)))


def _tables(tables: Iterable[PersonalTable]) -> Iterator[str]:
    yield from _head("Tabel", "Wat", "Termijn", "Bij wissen", "Waarom", "In de download", "Waarom")
    for table in tables:
        taken = "ja" if table.in_download else "nee"
        yield _row(f"`{table.model}`", table.what, table.term, table.at_erasure, table.why, taken, table.download_why)


def _classes(tables: Iterable[PersonalTable]) -> Iterator[str]:
    yield from _head("Klasse", "Velden")
    for kind in DataClass:
        if kind is DataClass.PROCESS:
            continue
        names = [f"`{t.model.split('.')[1]}.{name}`" for t in tables for name in t.fields.get(kind, "").split()]
        yield _row(kind, ", ".join(names))
    yield "\nAlle andere velden zijn verloop: nummers, standen en data."


def _layers() -> Iterator[str]:
    yield from _head("Laag", "Alle cliënten van de regio, door de rol alleen")
    for layer in Layer:
        roles = [Role(role).label for role, seen in REGIONAL_LAYERS.items() if seen == layer]
        yield _row(layer.label, ", ".join(map(str, roles)) or "niemand")
    yield "\nAl het andere vraagt toegang die is vastgelegd, met grondslag, doel en einde (`partners.AccessGrant`)."


def _disclosure() -> Iterator[str]:
    yield from _head("Stap", "Velden, als de regio niets anders afsprak")
    for step in DisclosureStep:
        yield _row(step.label, ", ".join(str(FIELDS[code].label) for code in STANDARD.get(step, [])))
