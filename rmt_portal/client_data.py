"""What is kept of a person, where, how long and whether the person can take it along: declared next to the models.

Each app has a module ``client_data`` that declares its tables with :func:`declare`. The register of processing in
``docs/privacy/`` is written from these declarations, and a test walks all models, so that a table that leads to a
client can not be added without a decision about erasure and download, nor a field without a class.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.apps import apps
from django.db.models import Model
from django.utils.module_loading import autodiscover_modules


class Subject(StrEnum):
    """Whom a table is about."""

    CLIENT = "cliënt"
    STAFF = "medewerker"


class AtErasure(StrEnum):
    """What happens to a row when the person's data is erased, or its term has passed."""

    GOES = "gaat weg met de persoon"
    DETACHED = "wordt losgemaakt van de persoon"
    KEPT = "blijft, voor verantwoording"


class DataClass(StrEnum):
    """How sensitive a field is; the class decides who may see it (``partners.models.Layer``) and where it may go."""

    IDENTITY = "wie iemand is"
    CONTACT = "contactgegevens"
    WORK = "werk en wensen"
    SENSITIVE = "gevoelig"
    FREE_TEXT = "vrije tekst"
    SECRET = "geheim"  # noqa: S105 - the name of a class, not a secret
    PROCESS = "verloop"


@dataclass(frozen=True)
class PersonalTable:
    """The decisions about one table. ``path`` says how a row leads to the person, as a lookup.

    Row security follows the path (:mod:`rmt_portal.row_policies`). ``also_open`` is an SQL condition on a row that
    opens it besides; ``no_policy`` says why the table has no policy at all. ``found_by`` is an SQL condition on a row
    and a ``word``, by which the rows that are open to whoever asks can be found fast (``row_find_...(word)``).
    ``own_only``: what the person told in confidence exists for the person and the house, and for nobody of the staff.
    """

    model: str
    path: str
    what: str
    at_erasure: AtErasure
    why: str
    term: str
    in_download: bool
    download_why: str
    fields: Mapping[DataClass, str] = field(default_factory=dict)
    subject: Subject = Subject.CLIENT
    also_open: str = ""
    no_policy: str = ""
    found_by: str = ""
    own_only: bool = False

    @property
    def model_class(self) -> type[Model]:
        """The table itself."""
        return apps.get_model(self.model)

    def class_of(self, name: str) -> DataClass | None:
        """Return the class of a field, or None when nobody classified it."""
        return next((kind for kind, names in self.fields.items() if name in names.split()), None)


_declared: dict[str, PersonalTable] = {}


def declare(*tables: PersonalTable) -> None:
    """Declare tables; called by the module ``client_data`` of each app.

    Raises:
        ValueError: a table was declared before.
    """
    for table in tables:
        if table.model in _declared:
            raise ValueError(f"{table.model} is declared twice")
        _declared[table.model] = table


def declared() -> dict[str, PersonalTable]:
    """Return every declaration by the label of its model, in alphabetical order."""
    autodiscover_modules("client_data")
    return dict(sorted(_declared.items()))
