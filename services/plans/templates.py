"""The examples a region starts with; afterwards its coordinator keeps them."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from rmt_portal.reference.models import LabourRegion
from services.models import PlanTemplate, PlanTemplateGoal, PlanTemplateStep

FILE = Path(__file__).with_name("templates.json")


@transaction.atomic
def load(region: LabourRegion, path: Path = FILE) -> int:
    """Give a region the examples it does not have; what stands there, changed or not, stays. Returns how many are new.

    Each example has a code, a name, for whom it is, goals (domain, text) and steps (text, owner, days, and optionally
    the number of a goal, the number of the step it comes after, and the name of a partner).
    """
    known = set(PlanTemplate.objects.filter(region=region).values_list("code", flat=True))
    new = [
        (n, one) for n, one in enumerate(json.loads(path.read_text(encoding="utf-8")), 1) if one["code"] not in known
    ]
    for number, one in new:
        _store(region, number * 10, one)
    return len(new)


def _store(region: LabourRegion, position: int, one: dict[str, Any]) -> None:
    template = PlanTemplate(
        region=region, code=one["code"], name=one["name"], for_whom=one["for_whom"], position=position
    )
    template.full_clean()
    template.save()
    rows: list[PlanTemplateGoal | PlanTemplateStep] = [
        PlanTemplateGoal(template=template, number=number, **goal) for number, goal in enumerate(one["goals"], 1)
    ]
    rows += [PlanTemplateStep(template=template, number=number, **step) for number, step in enumerate(one["steps"], 1)]
    for row in rows:
        row.full_clean()
        row.save()


def offered_in(region_id: int) -> list[PlanTemplate]:
    """Return the examples a coach can choose in a region, in the region's order."""
    found = PlanTemplate.objects.filter(region=region_id, is_active=True).prefetch_related("goals", "steps")
    return list(found)
