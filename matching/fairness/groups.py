"""To which groups the ranked people of a region belong. For the report only: nothing that ranks reads this."""

from datetime import date

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.models import AlsoTrue

Label = str | Promise
AGE_BANDS: tuple[tuple[int, Label], ...] = (
    (27, _("jonger dan 27 jaar")),
    (45, _("27 tot en met 44 jaar")),
    (55, _("45 tot en met 54 jaar")),
    (200, _("55 jaar en ouder")),
)
UNKNOWN = _("niet bekend")
ALSO: dict[str, tuple[Label, Label, Label]] = {
    AlsoTrue.JOB_AGREEMENT.value: (_("Banenafspraak"), _("in het doelgroepregister"), _("niet, of niet verteld")),
    AlsoTrue.BENEFIT.value: (_("Uitkering"), _("met een uitkering"), _("zonder, of niet verteld")),
    AlsoTrue.LANGUAGE.value: (_("Nederlands"), _("lezen of schrijven is lastig"), _("niet lastig, of niet verteld")),
}
NOT_KEPT = _("Of iemand man of vrouw is, en waar iemand vandaan komt, staat nergens in het portaal.")

_ABOUT = """SELECT c.id, c.birth_date, m.name,
    (SELECT r.also_true FROM intake_registration r WHERE r.client_id = c.id ORDER BY r.submitted_at DESC, r.id DESC
     LIMIT 1)
  FROM intake_client c LEFT JOIN reference_municipality m ON m.id = c.municipality_id WHERE c.id = ANY(%s)"""


def groups_of(clients: list[int], day: date) -> dict[str, dict[str, list[int]]]:
    """Return, by dimension and group (in words), the clients that belong to it; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_ABOUT, [clients])
        rows = cursor.fetchall()
    found: dict[str, dict[str, list[int]]] = {}
    for client, birth_date, municipality, also_true in rows:
        belongs = {
            str(_("Leeftijd")): str(age_band(birth_date, day)),
            str(_("Gemeente")): municipality or str(UNKNOWN),
        }
        for code, (dimension, yes, no) in ALSO.items():
            belongs[str(dimension)] = str(yes if code in (also_true or ()) else no)
        for dimension, group in belongs.items():
            found.setdefault(dimension, {}).setdefault(group, []).append(client)
    return found


def age_band(birth_date: date | None, day: date) -> Label:
    """Return the band of ages somebody is in on a day."""
    if birth_date is None:
        return UNKNOWN
    age = day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
    return next(label for below, label in AGE_BANDS if age < below)
