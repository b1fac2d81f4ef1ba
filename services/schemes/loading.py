"""The schemes a region starts with; afterwards its administrator keeps them."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from rmt_portal.reference.models import LabourRegion
from services.models import Scheme, SchemeVersion

FILE = Path(__file__).with_name("starter.json")


@transaction.atomic
def load(region: LabourRegion, path: Path = FILE) -> int:
    """Give a region the schemes it does not have; what stands there, changed or not, stays. Returns how many are new.

    Each scheme has a code, a name, who pays, and versions with a period, a maximum in euro, conditions and a source.
    """
    known = set(Scheme.objects.filter(region=region).values_list("code", flat=True))
    new = [one for one in json.loads(path.read_text(encoding="utf-8")) if one["code"] not in known]
    for one in new:
        _store(region, one)
    return len(new)


def _store(region: LabourRegion, one: dict[str, Any]) -> None:
    scheme = Scheme(region=region, code=one["code"], name=one["name"], who_pays=one["who_pays"])
    scheme.full_clean()
    scheme.save()
    for rules in one["versions"]:
        version = SchemeVersion(scheme=scheme, **rules)
        version.full_clean()
        version.save()
